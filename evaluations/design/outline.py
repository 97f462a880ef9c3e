"""A system's indicators as a tree in memory: where each stands, what may go where, and in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from indicators.systems.codes import Style, code_of, next_code, style_of
from indicators.systems.models import Indicator

LEVELS = 4


def _aim(parent: int | None, place: int) -> str:
    return f"{parent or 0}:{place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aims:
    """Where a row may go, each as PARENT:PLACE (parent 0 is the top level), empty where it may not.

    `after` and `inside` are for a new row beside it and under it.
    """

    row: Indicator
    depth: int
    up: str
    down: str
    out: str
    into: str
    after: str
    inside: str


class Outline:
    """The tree; its lists of children are in order and change with `put` and `take`."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self.rows: dict[int, Indicator] = {}
        self.under: dict[int | None, list[Indicator]] = defaultdict(list)
        for row in indicators:
            self.rows[row.pk] = row
            self.under[row.parent_id].append(row)

    def row(self, pk: int) -> Indicator:
        """The indicator; ValidationError where there is none any more."""
        if pk not in self.rows:
            raise ValidationError("这项指标已被别人删除或不在这个体系里，请刷新本页。")
        return self.rows[pk]

    def siblings(self, row: Indicator) -> list[Indicator]:
        """Those with the same parent, itself among them."""
        return self.under[row.parent_id]

    def place(self, row: Indicator) -> int:
        """How many siblings stand before it."""
        return self.siblings(row).index(row)

    def depth(self, pk: int | None) -> int:
        """0 at the top level; -1 for what is above it."""
        depth = -1
        while pk is not None:
            pk, depth = self.rows[pk].parent_id, depth + 1
        return depth

    def subtree(self, row: Indicator) -> Iterator[Indicator]:
        """Itself and everything under it, parents first."""
        yield row
        for child in self.under.get(row.pk, ()):
            yield from self.subtree(child)

    def height(self, row: Indicator) -> int:
        """How many levels it has, itself one."""
        return 1 + max((self.height(child) for child in self.under.get(row.pk, ())), default=0)

    def ordered(self) -> list[Indicator]:
        """All, parents before children."""
        return [one for top in self.under[None] for one in self.subtree(top)]

    def check_place(self, row: Indicator | None, parent: int | None) -> None:
        """ValidationError where `row` (None: a new one) may not stand under `parent`."""
        above = self.row(parent) if parent is not None else None
        if row is not None and above is not None and above in self.subtree(row):
            raise ValidationError(f"“{row}”不能移到它自己或它的下级“{above}”之下。")
        levels = self.depth(parent) + 1 + (1 if row is None else self.height(row))
        if levels > LEVELS:
            what = f"“{row}”连同下级" if row is not None else "新指标"
            raise ValidationError(f"指标体系最多{LEVELS}级；{what}放在“{above}”之下会到第{levels}级。")

    def take(self, row: Indicator) -> None:
        """Takes it out of its place."""
        self.siblings(row).remove(row)

    def put(self, row: Indicator, parent: int | None, place: int) -> None:
        """Puts it under `parent` as its `place`th child, or last where there are fewer."""
        self.rows[row.pk] = row
        row.parent_id = parent
        self.under[parent].insert(max(0, place), row)

    def aims(self) -> list[Aims]:
        """Every row in order, with where it may go."""
        return [self._aims_of(row) for row in self.ordered()]

    def _aims_of(self, row: Indicator) -> Aims:
        siblings, place, depth = self.siblings(row), self.place(row), self.depth(row.pk)
        above = self.rows[row.parent_id] if row.parent_id is not None else None
        before = siblings[place - 1] if place else None
        may_sink = depth + self.height(row) < LEVELS
        return Aims(
            row=row,
            depth=depth,
            up=_aim(row.parent_id, place - 1) if before else "",
            down=_aim(row.parent_id, place + 1) if place + 1 < len(siblings) else "",
            out=_aim(above.parent_id, self.place(above) + 1) if above else "",
            into=_aim(before.pk, len(self.under.get(before.pk, ()))) if before and may_sink else "",
            after=_aim(row.parent_id, place + 1),
            inside=_aim(row.pk, len(self.under.get(row.pk, ()))) if depth + 1 < LEVELS else "",
        )

    # Codes ------------------------------------------------------------------------------------------

    @property
    def style(self) -> Style:
        return style_of((row.code, self.depth(row.pk)) for row in self.rows.values())

    def free_code(self, parent: int | None, beside: Iterable[Indicator] = ()) -> str:
        """The code for a new child of `parent`; `beside` are rows whose codes count as free."""
        own = {row.pk for row in beside}
        taken = {row.code for row in self.rows.values() if row.pk not in own}
        count = sum(row.pk not in own for row in self.under[parent])
        code = self.rows[parent].code if parent is not None else None
        return next_code(self.style, code, count, self.depth(parent) + 1, taken)

    def is_automatic(self, row: Indicator) -> bool:
        """Whether its code is made of its parent's, so that it follows when it moves."""
        above = self.rows[row.parent_id].code if row.parent_id is not None else None
        depth = self.depth(row.pk)
        numbers = range(1, len(self.rows) + 2)
        return any(row.code == code_of(self.style, above, number, depth) for number in numbers)

    def renumbered(self, style: Style) -> dict[int, str]:
        """New codes by rows' keys, all in `style`, counted anew under each parent."""
        codes: dict[int, str] = {}
        for row in self.ordered():
            above = codes[row.parent_id] if row.parent_id is not None else None
            codes[row.pk] = code_of(style, above, self.place(row) + 1, self.depth(row.pk))
        return codes
