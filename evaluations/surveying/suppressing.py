"""Which cells of a table are not shown, so that nobody finds out what fewer than five people answered.

A table is looked at with its totals: hiding a small cell alone would let one work it out from them. Rows and
columns, the totals' too, are the places of a graph, hidden cells its lines: a cell can be worked out exactly
where its line is a bridge. Then the cells of another way between its ends are hidden as well, those with the
fewest people. Empty cells (0) are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from heapq import heappop, heappush

FEWEST = 5
"""So many sheets have to be in a cell."""

Place = tuple[str, int]
Cell = tuple[int, int]
"""Row and column from 0; the row or column after the last is that of the totals."""


def hidden(table: Sequence[Sequence[int]], *, fewest: int = FEWEST) -> frozenset[Cell]:
    """The cells that are not shown, of a table whose sheets count in one cell each."""
    full = _with_totals(table)
    cells = {(r, c): count for r, row in enumerate(full) for c, count in enumerate(row) if count}
    totals = (len(full) - 1, len(full[0]) - 1)
    small = {cell for cell, count in cells.items() if count < fewest}
    found = set(small)
    while True:
        if bridge := next((cell for cell in _bridges(found) if cell in small), None):
            found.update(_across(bridge, found, cells, totals))
        elif further := next(_of_thin_lines(found, cells, totals, fewest), None):
            found.add(further)
        else:
            return frozenset(found)


def hidden_groups(sizes: Sequence[int], *, fewest: int = FEWEST) -> frozenset[int]:
    """The places of the groups that are not shown beside a total; those with nobody are."""
    found = hidden([[size] for size in sizes], fewest=fewest)
    return frozenset(row for row, _ in found if row < len(sizes))


def _with_totals(table: Sequence[Sequence[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _across(bridge: Cell, found: Collection[Cell], cells: dict[Cell, int], totals: Cell) -> list[Cell]:
    """The shown cells of the cheapest other way from the row of a bridge to its column.

    Hidden cells cost nothing, shown ones what is in them; totals are taken only where nothing else leads.
    """
    begin, goal = ("row", bridge[0]), ("column", bridge[1])
    waiting: list[tuple[int, int, Place, tuple[Cell, ...]]] = [(0, 0, begin, ())]
    near = _neighbours([cell for cell in cells if cell != bridge])
    seen: set[Place] = set()
    while waiting:
        taken, people, place, way = heappop(waiting)
        if place == goal:
            return list(way)
        if place in seen:
            continue
        seen.add(place)
        for following in near.get(place, []):
            cell = _cell(place, following)
            if cell in found:
                heappush(waiting, (taken, people, following, way))
            else:
                is_total = (cell[0] == totals[0]) + (cell[1] == totals[1])
                heappush(waiting, (taken + is_total, people + cells[cell], following, (*way, cell)))
    raise AssertionError(bridge)


def _neighbours(found: Collection[Cell]) -> dict[Place, list[Place]]:
    near: dict[Place, list[Place]] = {}
    for row, column in sorted(found):
        near.setdefault(("row", row), []).append(("column", column))
        near.setdefault(("column", column), []).append(("row", row))
    return near


def _of_thin_lines(
    found: Collection[Cell], cells: dict[Cell, int], totals: Cell, fewest: int
) -> Iterator[Cell]:
    """A further cell for each row and column in which too few people are hidden beside a shown total."""
    lines: dict[Cell, list[Cell]] = {}
    for row, column in cells:
        if column != totals[1]:
            lines.setdefault((row, totals[1]), []).append((row, column))
        if row != totals[0]:
            lines.setdefault((totals[0], column), []).append((row, column))
    for total, line in lines.items():
        away = sum(cells[cell] for cell in line if cell in found)
        if total not in found and 0 < away < fewest:
            yield min(
                (cell for cell in line if cell not in found), key=lambda cell: cells[cell], default=total
            )


def _bridges(found: Collection[Cell]) -> Iterator[Cell]:
    """The cells without which the graph falls apart; by depth first search, without recursion."""
    near = _neighbours(found)
    order: dict[Place, int] = {}
    lowest: dict[Place, int] = {}
    for start in near:
        if start in order:
            continue
        order[start] = lowest[start] = len(order)
        path = [(start, start, iter(near[start]))]
        while path:
            place, came, ways = path[-1]
            following = next((one for one in ways if one != came), None)
            if following is None:
                path.pop()
                if path:
                    before = path[-1][0]
                    lowest[before] = min(lowest[before], lowest[place])
                    if lowest[place] > order[before]:
                        yield _cell(place, before)
            elif following in order:
                lowest[place] = min(lowest[place], order[following])
            else:
                order[following] = lowest[following] = len(order)
                path.append((following, place, iter(near[following])))


def _cell(one: Place, other: Place) -> Cell:
    row, column = (one, other) if one[0] == "row" else (other, one)
    return row[1], column[1]
