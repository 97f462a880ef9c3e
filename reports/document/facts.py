"""The fact book: every number and name that a report may state, under a name of its own, with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from reports.document.blocks import Ref
from reports.document.numbers import DASH

Value = Decimal | int | str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is known under `name`. `text` is the value as it is written, without `unit`; `source` is where it
    stands in the dossier (a JSON path) or the code of the indicator whose scoring gave it. A gap has no
    value."""

    name: str
    value: Value | None
    unit: str = ""
    text: str = DASH
    source: str

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def written(self) -> str:
        """Value and unit as in a sentence."""
        return f"{self.text}{self.unit}" if self.is_known else DASH


class UnknownFact(LookupError):
    """A sentence names a fact that no book holds; the message says which and what it may have meant."""


SEE = "see."
"""Begins the names of the numbers of tables, figures and annexes: `see.table.budget` is 表1-1."""


class FactBook(Mapping[str, Fact]):
    """All facts of one evaluation by name. An unknown name is an error, a gap is a fact without value.

    Names under `see.` stand for what this document numbers; one that it does not hold is a gap.
    """

    __slots__ = ("_facts",)

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = {fact.name: fact for fact in facts}

    def numbered(self, numbers: Mapping[str, str]) -> FactBook:
        """The same book, knowing the numbers of this document's tables, figures and annexes."""
        seen = (
            Fact(name=SEE + name, value=text, text=text, source="document") for name, text in numbers.items()
        )
        return FactBook((*self._facts.values(), *seen))

    def __getitem__(self, name: str) -> Fact:
        if name.startswith(SEE) and name not in self._facts:
            return Fact(name=name, value=None, source="document")
        try:
            return self._facts[name]
        except KeyError:
            near = get_close_matches(name, self._facts, n=1)
            hint = f"，是否想写“{near[0]}”" if near else ""
            raise UnknownFact(f"没有名为“{name}”的事实{hint}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __contains__(self, name: object) -> bool:
        return name in self._facts

    def ref(self, name: str) -> Ref:
        """The fact with its unit, as it stands in a sentence."""
        return Ref(fact=name, text=self[name].written)

    def cell(self, name: str) -> Ref:
        """The fact without its unit, as it stands in a column that says the unit in its head."""
        return Ref(fact=name, text=self[name].text)

    def knows(self, *names: str) -> bool:
        return all(self[name].is_known for name in names)


class Overheard(FactBook):
    """A book that remembers whether a number of the document, which it does not know yet, was asked for.

    Whoever has not asked will say the same when the numbers are known.
    """

    __slots__ = ("asked",)

    def __init__(self, facts: Iterable[Fact]) -> None:
        super().__init__(facts)
        self.asked = False

    def __getitem__(self, name: str) -> Fact:
        self.asked = self.asked or name.startswith(SEE)
        return super().__getitem__(name)

    def __iter__(self) -> Iterator[str]:
        self.asked = True
        return super().__iter__()

    def __contains__(self, name: object) -> bool:
        self.asked = True
        return super().__contains__(name)
