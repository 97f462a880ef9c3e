"""What the typesetter's box tree tells: on which pages rows, tables and headings fell. In pt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.rendering.cutting import Measured

PT = 0.75  # a CSS pixel
EDGE = 1.0  # the lower rule of a piece, which a row in the middle of a table shares with the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow:
    """A table row on a page: table, index in the table, page (from 0), upper edge and height."""

    table: str
    index: int
    page: int
    top: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedTable:
    """A table's block on one page, and that page's type area."""

    table: str
    page: int
    top: float
    bottom: float
    page_top: float
    page_bottom: float


def placed(document: Any) -> tuple[list[PlacedRow], list[PlacedTable]]:
    """All rows and table blocks of a laid-out document, in order."""
    rows: list[PlacedRow] = []
    tables: list[PlacedTable] = []
    for number, page in enumerate(document.pages):
        box = page._page_box  # noqa: SLF001 - the box tree has no public door
        area = (box.content_box_y() * PT, (box.content_box_y() + box.height) * PT)
        for found in _marked(box):
            if name := found.element.get("data-table"):
                top, high = found.border_box_y() * PT, found.border_height() * PT
                tables.append(
                    PlacedTable(
                        table=name,
                        page=number,
                        top=top,
                        bottom=top + high,
                        page_top=area[0],
                        page_bottom=area[1],
                    )
                )
            elif key := found.element.get("data-row"):
                table, _, index = key.rpartition(":")
                rows.append(
                    PlacedRow(
                        table=table,
                        index=int(index),
                        page=number,
                        top=found.position_y * PT,
                        height=found.height * PT,
                    )
                )
    return rows, tables


def _marked(box: Any) -> Iterator[Any]:
    """Boxes of the elements marked data-table or data-row; text is not searched."""
    stack = [box]
    while stack:
        current = stack.pop()
        element = current.element
        if element is not None and current.element_tag == element.tag:
            is_row = current.element_tag == "tr" and element.get("data-row")
            if is_row or (element.get("data-table") and current.element_tag == "div"):
                yield current
                if is_row:
                    continue
        stack.extend(reversed(getattr(current, "children", ())))


def measured(name: str, rows: list[PlacedRow], tables: list[PlacedTable]) -> Measured:
    """The measures of a table that was set uncut."""
    own = {row.index: row for row in reversed(rows) if row.table == name}
    blocks = [table for table in tables if table.table == name]
    first, last, start, end = own[0], own[max(own)], blocks[0], blocks[-1]
    if first.page != start.page:  # the caption stayed behind: count from the next page's head
        start = next(block for block in blocks if block.page == first.page)
    heading = max(0.0, first.top - start.top)
    return Measured(
        rows=tuple(_height(index, rows, name) for index in sorted(own)),
        first_room=start.page_bottom - first.top - EDGE,
        room=start.page_bottom - start.page_top - heading - EDGE,
        tail=max(0.0, end.bottom - last.top - last.height) if end.page == last.page else 0.0,
    )


def _height(index: int, rows: list[PlacedRow], name: str) -> float:
    return sum(row.height for row in rows if row.table == name and row.index == index)


def torn(rows: list[PlacedRow], cuts: dict[str, tuple[int, ...]]) -> frozenset[str]:
    """Tables with a piece of several rows that does not stand on one page."""
    pages: dict[tuple[str, int], set[int]] = {}
    counts: dict[tuple[str, int], set[int]] = {}
    for row in rows:
        piece = (row.table, sum(cut <= row.index for cut in cuts.get(row.table, ())))
        pages.setdefault(piece, set()).add(row.page)
        counts.setdefault(piece, set()).add(row.index)
    return frozenset(
        table for (table, piece), on in pages.items() if len(on) > 1 and len(counts[table, piece]) > 1
    )
