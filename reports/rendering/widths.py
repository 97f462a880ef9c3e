"""How wide a table's columns are: as the author asked, unless other widths make the table lower. In em."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from math import ceil

from reports.document.blocks import Column, Document, Part, Row, Table, plain
from reports.rendering.runs import ems, is_mixed

WIDTHS = {"portrait": 432.0, "landscape": 717.9}  # the width of the type area in pt
BESIDE = 0.58  # of the width: a table with a chart at its right
STEPS = (12.0, 8.0, 4.0, 2.0, 1.0)
BLANK = 0.4  # for borders and for bold figures
LEAST = 4.5  # of a column, unless it has less to say
ATOM = re.compile(r"^[≥≤]?[\d,.]+[^\d，。；、]{0,4}$|\d{4}年(?:\d+月(?:\d+日)?)?|[!-~]+", re.MULTILINE)
# amounts with their units, dates, numbers and words are not parted


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Lettering of a table in pt: type, line, blank above and below a cell's text, left and right of it."""

    type: float
    line: float
    above: float
    beside: float


SIZES = {
    "normal": Size(type=10.5, line=15.5, above=2.8, beside=4.0),
    "small": Size(type=9.0, line=13.0, above=2.5, beside=3.5),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """What stands in one column of a row: its lines and its longest word in em.

    A label has the lines of the rows below in its group `free`.
    """

    lines: tuple[float, ...] = (0.0,)
    longest: float = 0.0
    free: int = 0

    def height(self, room: float) -> int:
        """The lines that its row needs for it where `room` em fit into one."""
        return max(1, sum(max(1, ceil(line / room)) for line in self.lines) - self.free)


EMPTY = _Text()


def fitted(document: Document) -> Document:
    """The document with the columns of its tables fitted to what stands in them."""
    return replace(document, parts=tuple(_part(part) for part in document.parts))


def _part(part: Part) -> Part:
    width = WIDTHS[part.layout]
    return replace(
        part,
        blocks=tuple(_table(block, width) if isinstance(block, Table) else block for block in part.blocks),
    )


def _table(block: Table, width: float) -> Table:
    if block.joined:
        return block
    return replace(block, columns=columns(block, width * BESIDE if block.chart else width))


def columns(block: Table, width: float) -> tuple[Column, ...]:
    """Columns of a table `width` pt wide, with as few lines as the moving of widths can bring."""
    size = SIZES[block.size]
    blank = 2 * size.beside / size.type + BLANK
    whole = width / size.type
    texts = tuple(zip(*_texts(block), strict=True))
    rooms = [column.width * whole / 100 - blank for column in block.columns]
    fewest = _fewest(texts, rooms)
    return tuple(
        column if new == old else replace(column, width=round((new + blank) * 100 / whole, 3))
        for column, old, new in zip(block.columns, rooms, fewest, strict=True)
    )


def _fewest(texts: tuple[tuple[_Text, ...], ...], given: list[float]) -> list[float]:
    """Rooms as `given`, with width moved from column to column as long as that saves lines."""
    least = [max(text.longest for text in column) for column in texts]
    rooms = _without_torn_words(given, least)
    heights = [_heights(column, room) for column, room in zip(texts, rooms, strict=True)]
    pairs = tuple(permutations(range(len(rooms)), 2))
    for step in STEPS:
        for giver, taker in pairs:
            while max(heights[taker]) > 1 and rooms[giver] - step >= least[giver]:
                trial = list(heights)
                trial[giver] = _heights(texts[giver], rooms[giver] - step)
                trial[taker] = _heights(texts[taker], rooms[taker] + step)
                if _total(trial) >= _total(heights):
                    break
                heights = trial
                rooms[giver] -= step
                rooms[taker] += step
    return rooms


def _without_torn_words(given: list[float], least: list[float]) -> list[float]:
    """Rooms in which the longest words fit, at the cost of the columns that have more than they must."""
    lack = sum(max(0.0, need - room) for room, need in zip(given, least, strict=True))
    spare = sum(max(0.0, room - need) for room, need in zip(given, least, strict=True))
    share = min(1.0, lack / spare) if spare else 0.0
    part = min(1.0, spare / lack) if lack else 0.0
    return [
        room + (need - room) * (part if need > room else share)
        for room, need in zip(given, least, strict=True)
    ]


def _heights(column: tuple[_Text, ...], room: float) -> tuple[int, ...]:
    return tuple(text.height(max(room, 1.0)) for text in column)


def _total(heights: list[tuple[int, ...]]) -> int:
    return sum(map(max, zip(*heights, strict=True)))


# What stands in the columns ---------------------------------------------------------------------


def _texts(block: Table) -> Iterator[tuple[_Text, ...]]:
    """Row by row the texts of all columns; a label stands in its first row, what spans columns nowhere."""
    groups = Counter(group for row in block.rows for group in _groups(row))
    begun: set[tuple[str, ...]] = set()
    for row in (*block.head, *block.rows):
        texts = [
            EMPTY if group in begun else _text(plain(label.runs), free=groups[group] - 1)
            for group, label in zip(_groups(row), row.labels, strict=True)
        ]
        for cell in row.cells:
            alone = cell.colspan == cell.rowspan == 1
            texts += [_text(plain(cell.runs), cell.indent)] if alone else [EMPTY] * cell.colspan
        begun.update(_groups(row))
        yield (*texts, *[EMPTY] * len(block.columns))[: len(block.columns)]


def _groups(row: Row) -> list[tuple[str, ...]]:
    """The groups that a row belongs to, by level: the keys of its labels up to there."""
    keys = tuple(label.key for label in row.labels)
    return [keys[: level + 1] for level in range(len(keys))]


def _text(text: str, indent: int = 0, free: int = 0) -> _Text:
    widths = tuple(_width(line) + indent for line in text.split("\n"))
    longest = max((_width(atom) + indent for atom in ATOM.findall(text)), default=0.0)
    return _Text(lines=widths, longest=max(longest, min(LEAST, *widths, LEAST)), free=free)


def _width(text: str) -> float:
    """In em, with the eighth between Han and Latin; commas and points are narrower than figures."""
    return (
        ems(text)
        - 0.25 * (text.count(",") + text.count("."))
        + 0.125 * sum(is_mixed(one, other) for one, other in pairwise(text))
    )
