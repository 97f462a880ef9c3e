"""Which items a rule asks to tick, for which input, and what the ticks come to. Plain data in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

CHECKLIST, KEY_POINTS = "checklist", "key_points"
MET = "met"
"""The input that key points read where the rule names no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickList:
    """The items of one rule and the input that holds what they come to; `part` names it in a composite."""

    input: str
    kind: str
    texts: tuple[str, ...]
    part: str = ""

    @property
    def counts(self) -> bool:
        """Whether the input is the number of items that are not met."""
        return self.kind == CHECKLIST


class Ticked(Protocol):
    """A tick, as its row holds it."""

    input: str
    text: str
    met: Decimal | None


def tick_lists(rule: Mapping[str, Any], value: str, inputs: Iterable[str]) -> tuple[TickList, ...]:
    """The lists of a rule and its parts, those only whose value is just an input's name."""
    known = set(inputs)
    return tuple(one for one in _lists(rule, value, "") if one.input in known)


def _lists(rule: Mapping[str, Any], value: str, part: str) -> Iterator[TickList]:
    kind, name = rule.get("kind"), str(value or "").strip()
    if kind == CHECKLIST and rule.get("items"):
        yield TickList(input=name, kind=CHECKLIST, texts=tuple(map(str, rule["items"])), part=part)
    points = rule.get("points")
    if kind == KEY_POINTS and isinstance(points, list | tuple):
        texts = tuple(str(point.get("text", "")) for point in points)
        yield TickList(input=name or MET, kind=KEY_POINTS, texts=texts, part=part)
    for one in rule.get("parts") or ():
        yield from _lists(one.get("rule") or {}, one.get("value") or "", str(one.get("name") or ""))


def counted(lists: Iterable[TickList], ticks: Sequence[Ticked]) -> dict[str, Decimal | None]:
    """By input, how many items are not met; None while some are ticked and one is open.

    Where nothing is ticked, notes alone, the input is not in it: its number is typed. Nor with ticks of other
    items than the rule has now.
    """
    found: dict[str, Decimal | None] = {}
    for one in lists:
        own = [tick for tick in ticks if tick.input == one.input]
        is_begun = any(tick.met is not None for tick in own)
        if one.counts and is_begun and tuple(tick.text for tick in own) == one.texts:
            is_open = any(tick.met is None for tick in own)
            found[one.input] = None if is_open else Decimal(sum(1 for tick in own if tick.met == 0))
    return found


def standing(lists: Iterable[TickList], ticks: Sequence[Ticked], typed: Mapping[str, str]) -> list[str]:
    """Of each checklist that is not ticked through: what its number is meanwhile, in a sentence.

    `typed` has the inputs' numbers in words.
    """
    said = []
    for one in lists:
        marks = [tick.met for tick in ticks if tick.input == one.input]
        left = len(one.texts) - sum(1 for met in marks if met is not None)
        if one.counts and left == len(one.texts):
            now = typed[one.input]
            said.append(f"“{one.input}”还没有勾选，仍是底稿上填的{now}；只写说明、选佐证不改变得分。")
        elif one.counts and left:
            said.append(f"“{one.input}”还有{left}项没有勾选，全部勾选后才有得分。")
    return said
