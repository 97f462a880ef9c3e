"""Where long tables are cut: from measured rows to the rows that begin a page. Pure arithmetic in pt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LEAST = 3  # rows that a piece should have
BACK = 2  # rows that a cut may go back to fall between two groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A table set uncut: its row heights, the room for rows on its first page and on the next ones, and the
    height of what stands below its last row."""

    rows: tuple[float, ...]
    first_room: float
    room: float
    tail: float


Height = Callable[[int, int], float]
Together = Callable[[int], bool]


def cut(table: Measured, *, height: Height, together: Together) -> tuple[int, ...]:
    """The rows that begin a new page.

    `height(first, last)` is the height of a piece's rows; `together(i)` says whether row i belongs to the
    group of the row before it. No piece has fewer than `LEAST` rows where that can be avoided; a table of
    which fewer fit on its first page begins on the next.
    """
    count, cuts, first = len(table.rows), [], 0
    room = table.first_room
    if _fitting(height, 0, count, room, table.tail) < min(LEAST, count):
        room = table.room
    while first < count:
        last = max(_fitting(height, first, count, room, table.tail), first + 1)
        if last >= count:
            break
        last = _last_row(first, last, count, together)
        cuts.append(last)
        first, room = last, table.room
    return tuple(cuts)


def _fitting(height: Height, first: int, count: int, room: float, tail: float) -> int:
    """The row after the last that fits; the last row of all brings `tail` with it."""
    if height(first, count) + tail <= room:
        return count
    low, high = first, count - 1
    while low < high:
        middle = (low + high + 1) // 2
        if height(first, middle) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _last_row(first: int, last: int, count: int, together: Together) -> int:
    """`last`, moved back so that the next piece is not tiny, to the border of a group if one is near, and
    else so that no group leaves a single row behind."""
    if count - last < LEAST and count - LEAST >= first + LEAST:
        last = count - LEAST
    for back in range(BACK + 1):
        if last - back >= first + LEAST and not together(last - back):
            return last - back
    alone = together(last) and (last + 1 == count or not together(last + 1))
    return last - 1 if alone and last - 1 >= first + LEAST else last
