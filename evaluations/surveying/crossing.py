"""Cross tables (交叉表): how two questions, or a group of respondents and a question, go together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.surveying.coding import Column, columns, places, slices
from evaluations.surveying.counting import column_id
from evaluations.surveying.definition import MULTIPLE, OF_ONE, Questionnaire
from evaluations.surveying.shares import shares
from evaluations.surveying.suppressing import hidden

GROUP = "group"
"""The key of the axis of groups; questions have the ids of their columns."""
NO_GROUP = ("", "未说明群体")


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """What stands at one side of the table: choices as (id, label)."""

    key: str
    title: str
    choices: tuple[tuple[str, str], ...]
    is_multiple: bool = False


@dataclass(slots=True, kw_only=True)
class Pairs:
    """Sheets that answered both: by choices of both, of either, and all; sums over versions and batches."""

    both: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    second: Counter[str] = field(default_factory=Counter)
    base: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """A cell: sheets and their shares of row, column and all, in percent. All None: not shown."""

    count: int | None
    of_row: Decimal | None = None
    of_column: Decimal | None = None
    of_all: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cross:
    """The table: `rows` are (label, cells, total); `totals` are those of the columns."""

    first: Axis
    second: Axis
    rows: tuple[tuple[str, tuple[Crossed, ...], Crossed], ...]
    totals: tuple[Crossed, ...]
    base: int | None
    has_hidden: bool


def axes(questionnaire: Questionnaire) -> tuple[Axis, ...]:
    """What can be crossed: the groups, and every question of choices whose answers are no order."""
    numbers = questionnaire.numbers()
    groups = tuple((group.id, group.label) for group in questionnaire.groups)
    found = [Axis(key=GROUP, title="受访群体", choices=(*groups, NO_GROUP))] if groups else []
    for column in columns(questionnaire):
        item, line = column.item, column.line
        if item.kind in OF_ONE or item.kind == MULTIPLE or line is not None:
            title = f"{numbers[item.id]}. {item.text}{f'　{line.label}' if line else ''}"
            choices = tuple((choice.id, choice.label) for choice in item.choices)
            is_multiple = item.kind == MULTIPLE
            found.append(Axis(key=column_id(column), title=title, choices=choices, is_multiple=is_multiple))
    return tuple(found)


def pair(
    questionnaire: Questionnaire,
    rows: Sequence[str],
    keys: tuple[str, str],
    into: Pairs,
    *,
    group: str = "",
) -> None:
    """Adds coded rows of one version and group to `into`; a question that it has not adds nothing."""
    sides = [_cells(questionnaire, rows, key, group) for key in keys]
    if not all(cells for _, cells in sides):
        return
    found = Counter(zip(*(cells for _, cells in sides), strict=True))
    for cells, number in found.items():
        first, second = (_chosen(column, cell) for (column, _), cell in zip(sides, cells, strict=True))
        if first is None or second is None:
            continue
        into.base += number
        into.first.update(dict.fromkeys(first, number))
        into.second.update(dict.fromkeys(second, number))
        into.both.update({(one, other): number for one in first for other in second})


def crossed(first: Axis, second: Axis, pairs: Pairs) -> Cross:
    """The table, without the choices that nobody made where they are no choices of the newest version."""
    first, second = _present(first, pairs.first), _present(second, pairs.second)
    gone = _hidden(first, second, pairs)
    last_row, last = len(first.choices), len(second.choices)
    columns_ = [
        shares([pairs.both[a, b] for a, _ in first.choices], pairs.second[b]) for b, _ in second.choices
    ]
    rows = []
    for r, (a, label) in enumerate(first.choices):
        counts = [pairs.both[a, b] for b, _ in second.choices]
        of_row = shares(counts, pairs.first[a])
        of_all = [shares([count], pairs.base)[0] for count in counts]
        cells = tuple(
            Crossed(count=None)
            if (r, c) in gone
            else Crossed(count=count, of_row=of_row[c], of_column=columns_[c][r], of_all=of_all[c])
            for c, count in enumerate(counts)
        )
        rows.append((label, cells, _total(pairs.first[a], pairs.base, (r, last) in gone)))
    return Cross(
        first=first,
        second=second,
        rows=tuple(rows),
        totals=tuple(
            _total(pairs.second[b], pairs.base, (last_row, c) in gone)
            for c, (b, _) in enumerate(second.choices)
        ),
        base=None if (last_row, last) in gone else pairs.base,
        has_hidden=bool(gone),
    )


def _total(count: int, base: int, is_hidden: bool) -> Crossed:
    return Crossed(count=None) if is_hidden else Crossed(count=count, of_all=shares([count], base)[0])


def _present(axis: Axis, counts: Counter[str]) -> Axis:
    if axis.key != GROUP or counts[""]:
        return axis
    kept = tuple(choice for choice in axis.choices if choice[0])
    return Axis(key=axis.key, title=axis.title, choices=kept)


def _hidden(first: Axis, second: Axis, pairs: Pairs) -> set[tuple[int, int]]:
    """Which cells and totals are not shown, at their places in the printed table.

    Sheets count in several choices of a multiple choice, so that each of its choices is a table of its own:
    those who took it and those who did not.
    """
    gone: set[tuple[int, int]] = set()
    for rows in _parts(first):
        for cols in _parts(second):
            table = [[_count(pairs, a, b) for b, _ in cols] for a, _ in rows]
            for r, c in hidden(table):
                row = len(first.choices) if r == len(rows) else rows[r][1]
                column = len(second.choices) if c == len(cols) else cols[c][1]
                if row is not None and column is not None:
                    gone.add((row, column))
    return gone


Side = tuple[str, bool]
"""A choice, and whether it was taken or not."""


def _parts(axis: Axis) -> list[list[tuple[Side, int | None]]]:
    """Tables in which a sheet counts once: (side, its place in the printed table or None)."""
    listed = [((key, True), place) for place, (key, _) in enumerate(axis.choices)]
    if not axis.is_multiple:
        return [[*listed]]
    return [[one, ((one[0][0], False), None)] for one in listed]


def _count(pairs: Pairs, first: Side, second: Side) -> int:
    (a, has_a), (b, has_b) = first, second
    both = pairs.both[a, b]
    if has_a and has_b:
        return both
    if has_a:
        return pairs.first[a] - both
    if has_b:
        return pairs.second[b] - both
    return pairs.base - pairs.first[a] - pairs.second[b] + both


def _cells(
    questionnaire: Questionnaire, rows: Sequence[str], key: str, group: str
) -> tuple[Column | None, list[str]]:
    """The cells of one side; of the groups and of a question that the version has not there is no column."""
    if key == GROUP:
        return None, [group] * len(rows)
    for column, cells in zip(columns(questionnaire), slices(questionnaire, rows), strict=True):
        if column_id(column) == key:
            return column, cells
    return None, []


def _chosen(column: Column | None, cell: str) -> tuple[str, ...] | None:
    """The ids of the choices in a cell; None without an answer."""
    if column is None:
        return (cell,)
    if not cell:
        return None
    if column.item.kind == MULTIPLE:
        return tuple(column.item.choices[place].id for place in places(int(cell)))
    return (column.item.choices[int(cell)].id,)
