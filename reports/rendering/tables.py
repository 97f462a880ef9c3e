"""Tables as HTML: one `<table>` per page they stand on, closed, with head, caption and repeated labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from indicators.charts import PRINT, draw
from reports.document.blocks import Cell, Row, Table
from reports.rendering.markup import EMPTY, Html, join, tag, text
from reports.rendering.runs import inline, lines
from reports.rendering.widths import SIZES, Size

GRID = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How tables stand: the type area's `width` in pt, where each is cut, and which are being measured.

    `cuts` names, by table, the rows that begin a new page. In the measuring pass (`measured` holds the names)
    a table is set uncut, its labels empty in each row.
    """

    width: float
    cuts: dict[str, tuple[int, ...]]
    measured: frozenset[str] = frozenset()


def table(block: Table, setting: Setting) -> Html:
    """A table, in as many pieces as `setting.cuts` asks for."""
    cuts = [0, *setting.cuts.get(block.name, ()), len(block.rows)]
    return join(_piece(block, setting, first, last) for first, last in pairwise(cuts))


def caption_of(block: Table, *, continued: bool) -> str:
    """表1-1　…; on following pages 续表1-1　… or 附表1（续）　…"""
    number, caption = block.number, block.caption
    if continued and number.startswith("表"):
        number = f"续{number}"
    elif continued and number:
        number += "（续）"
    elif continued:
        caption += "（续）"
    return "　".join(filter(None, (number, caption)))


def _piece(block: Table, setting: Setting, first: int, last: int) -> Html:
    measured, ends = block.name in setting.measured, last == len(block.rows)
    classes = ["block"]
    if first:
        classes.append("cont")
    if not ends:
        classes.append("more")
    if not measured:
        classes.append("keep")
    if block.joined and not first:
        classes.append("joined")
    is_whole = not first and ends and not measured and not block.joined
    return tag(
        "div",
        EMPTY if block.joined and not first else _caption(block, continued=first > 0),
        _beside(block, _grid(block, setting, first, last)),
        tag("div", inline(block.note), class_="remark") if block.note and ends else EMPTY,
        class_=" ".join(classes),
        data_float=1 if is_whole else None,
        data_step=22 if ends else None,
        data_table=block.name,
    )


def _grid(block: Table, setting: Setting, first: int, last: int) -> Html:
    return tag(
        "table",
        tag("colgroup", *(tag("col", style=f"width:{column.width:g}%") for column in block.columns)),
        tag("thead", *(_head(row) for row in block.head)) if block.head else EMPTY,
        tag("tbody", *_rows(block, setting, first, last)),
        class_=f"grid {block.size}",
    )


def _beside(block: Table, grid: Html) -> Html:
    """The grid, with the table's chart at its right."""
    if block.chart is None:
        return grid
    return tag("div", grid, Html(draw(block.chart, palette=PRINT, narrow=True)), class_="beside")


def _caption(block: Table, *, continued: bool) -> Html:
    unit = tag("span", text(block.unit), class_="unit") if block.unit else EMPTY
    return tag("div", unit, text(caption_of(block, continued=continued)), class_="caption")


def _head(row: Row) -> Html:
    return tag(
        "tr",
        *(
            tag("th", inline(cell.runs), colspan=_span(cell.colspan), rowspan=_span(cell.rowspan))
            for cell in row.cells
        ),
    )


def _span(count: int) -> int | None:
    return count if count > 1 else None


def _rows(block: Table, setting: Setting, first: int, last: int) -> Iterator[Html]:
    """The rows from `first` up to `last`, with the labels that begin there."""
    measured = block.name in setting.measured
    heights = row_heights(block, setting.width, first, last)
    for index in range(first, last):
        row = block.rows[index]
        labels = _empty_labels(row) if measured else _labels(block.rows, index, first, last)
        yield tag(
            "tr",
            *labels,
            *_cells(block, row, heights[index - first]),
            class_=row.kind if row.kind != "body" else None,
            data_row=f"{block.name}:{index}",
        )


def _cells(block: Table, row: Row, height: float) -> Iterator[Html]:
    column, rest = len(row.labels), height
    for cell in row.cells:
        align = cell.align or block.columns[min(column, len(block.columns) - 1)].align
        style = f"height:{rest:.1f}pt;" if rest else ""
        if cell.indent:
            style += f"padding-left:{SIZES[block.size].beside + 11 * cell.indent:g}pt"
        rest = 0.0
        column += cell.colspan
        yield tag(
            "td",
            inline(cell.runs),
            class_=f"{align} strong" if cell.strong else align,
            colspan=_span(cell.colspan),
            rowspan=_span(cell.rowspan),
            style=style,
        )


def _empty_labels(row: Row) -> Iterator[Html]:
    return (tag("td", class_="label") for _ in row.labels)


def _labels(rows: tuple[Row, ...], index: int, first: int, last: int) -> Iterator[Html]:
    """The label cells that begin in row `index` of a piece; （续） where the group began before."""
    for level, label in enumerate(rows[index].labels):
        goes_on = index > 0 and _same_group(rows[index - 1], rows[index], level)
        if goes_on and index > first:
            continue
        again = Html("<br/>（续）") if goes_on else EMPTY
        size = _group_end(rows, index, last, level) - index
        yield tag("td", inline(label.runs), again, class_="label", rowspan=_span(size))


def _same_group(one: Row, other: Row, level: int) -> bool:
    """Do two rows share the label of `level` and all labels left of it?"""
    mine, others = one.labels[: level + 1], other.labels[: level + 1]
    return len(mine) == len(others) == level + 1 and all(
        a.key == b.key for a, b in zip(mine, others, strict=True)
    )


def _group_end(rows: tuple[Row, ...], index: int, last: int, level: int) -> int:
    end = index + 1
    while end < last and _same_group(rows[index], rows[end], level):
        end += 1
    return end


# How high rows are ------------------------------------------------------------------------------


def row_heights(block: Table, width: float, first: int, last: int) -> list[float]:
    """The heights in pt that rows must be given so that group labels fit beside them; 0 where text decides.

    A typesetter gives all that a label lacks to the last row it spans; here each row gets its share.
    """
    size = SIZES[block.size]
    own = [estimate(block, row, width) for row in block.rows[first:last]]
    given = [0.0] * len(own)
    levels = max((len(row.labels) for row in block.rows[first:last]), default=0)
    for level in reversed(range(levels)):
        index = first
        while index < last:
            end = _group_end(block.rows, index, last, level)
            group = range(index - first, end - first)
            lack = _label_height(block, index, level, width) - sum(own[n] for n in group)
            if lack > 0:
                for n in group:
                    own[n] += lack / len(group)
                    given[n] = own[n] - 2 * size.above
            index = end
    return given


def _label_height(block: Table, index: int, level: int, width: float) -> float:
    labels, size = block.rows[index].labels, SIZES[block.size]
    if level >= len(labels):
        return 0.0
    goes_on = index > 0 and _same_group(block.rows[index - 1], block.rows[index], level)
    room = (width * block.columns[level].width / 100 - 4) / size.type
    return (lines(labels[level].runs, room) + goes_on) * size.line + 2 * size.above


def estimate(block: Table, row: Row, width: float) -> float:
    """About how high `row` is in pt."""
    size, column, most = SIZES[block.size], len(row.labels), 1
    for cell in row.cells:
        share = sum(c.width for c in block.columns[column : column + cell.colspan])
        most = max(most, _cell_lines(cell, width * share / 100, size))
        column += cell.colspan
    return most * size.line + 2 * size.above


def _cell_lines(cell: Cell, width: float, size: Size) -> int:
    return lines(cell.runs, (width - 2 * size.beside - 11 * cell.indent) / size.type)


def estimated_height(block: Table, width: float) -> float:
    """About how high a table is in pt, with head and caption."""
    size = SIZES[block.size]
    heads = len(block.head) * (size.line + 2 * size.above)
    return GRID + heads + sum(estimate(block, row, width) for row in block.rows)
