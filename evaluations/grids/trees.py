"""The order of rows as a tree, and what moving does to it. Rows have a pk and, in trees, a parent_id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple


class Placed(NamedTuple):
    """A row in its order, and how deep it stands."""

    row: Any
    depth: int


def arranged(rows: Iterable[Any], is_last: Callable[[Any], bool] = lambda _row: False) -> list[Placed]:
    """Rows, sorted by position, as a tree is read: each before its children; a total at the very end.

    Children of a total stand as if they had no parent; so do those in a circle, which no import lets in.
    """
    rows = list(rows)
    totals = [row for row in rows if is_last(row)]
    above = {row.pk: row for row in rows}
    children: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        if row not in totals:
            parent = above.get(_parent(row))
            children[None if parent is None or parent in totals else parent.pk].append(row)
    placed = list(_walk(children, None, 0))
    return [*placed, *(Placed(row, 0) for row in totals)]


def _walk(children: dict[Any, list[Any]], parent: Any, depth: int) -> Iterator[Placed]:
    for row in children[parent]:
        yield Placed(row, depth)
        yield from _walk(children, row.pk, depth + 1)


def _parent(row: Any) -> Any:
    return getattr(row, "parent_id", None)


def end_of(order: Sequence[Placed], at: int) -> int:
    """Where the subtree of the row at `at` ends: the first place that is not under it."""
    depth = order[at].depth
    return next((place for place in range(at + 1, len(order)) if order[place].depth <= depth), len(order))


def without(order: Sequence[Placed], at: int) -> tuple[list[Placed], list[Placed]]:
    """The row with all under it, and what is left."""
    end = end_of(order, at)
    return list(order[at:end]), [*order[:at], *order[end:]]


def put(order: Sequence[Placed], block: Sequence[Placed], at: int, depth: int) -> list[Placed]:
    """The block in its new place, its first row at `depth`."""
    by = depth - block[0].depth
    return [*order[:at], *(Placed(row, old + by) for row, old in block), *order[at:]]


def place_in(order: Sequence[Placed], row: Any) -> int:
    """Where the row stands."""
    return next(place for place, placed in enumerate(order) if placed.row.pk == row.pk)
