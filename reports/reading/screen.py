"""Blocks of a document → HTML for reading on a screen, and the text that quotations are looked for in. Pure.

The same document tree as the printed report, without pages: no inline style, cells that can be pointed at
(`data-block`), nothing between elements but text, so that browser and server count the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from indicators.charts import SCREEN, draw
from reports.document.blocks import (
    Block,
    Derivation,
    Facts,
    Figure,
    Form,
    FormCell,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Row,
    Runs,
    SealPlace,
    Step,
    Table,
)
from reports.rendering.markup import EMPTY, Html, join, tag, text
from reports.rendering.runs import inline

_DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Where a page's links lead: a picture by its name, a working paper by its indicator's code."""

    picture: Callable[[str], str]
    paper: Callable[[str], str]


NOWHERE = Screen(picture=str, paper=str)
"""For blocks without pictures and links."""


def text_of(html: Html) -> str:
    """The characters that a reader sees, without those of drawings; as `static/js/reading.js` counts them."""
    return unescape(_TAG.sub("", _DRAWING.sub("", html)))


def blocks_as_html(blocks: Iterable[Block], screen: Screen = NOWHERE) -> Html:
    """Blocks one below the other."""
    return join(_block(block, screen) for block in blocks)


def _block(block: Block, screen: Screen) -> Html:
    match block:
        case Heading():
            return tag("h5", text(block.text))
        case Paragraph():
            return tag("p", inline(block.runs), class_=block.style)
        case Table():
            return table(block)
        case Facts():
            return facts(block.rows)
        case SealPlace():
            return Html("")
        case _:
            return _set_off(block, screen)


def _set_off(block: Figure | Pictures | Derivation | Form, screen: Screen) -> Html:
    match block:
        case Figure():
            caption = tag("figcaption", text(_titled(block.number, block.caption)))
            return tag("figure", Html(draw(block.chart, palette=SCREEN)), caption)
        case Pictures():
            return tag("div", *(_picture(one, screen) for one in block.items), class_="r-photos")
        case Derivation():
            return _derivation(block)
        case Form():
            return form(block)


def _picture(one: Picture, screen: Screen) -> Html:
    image = tag("img", src=screen.picture(one.name), alt=one.described, loading="lazy")
    return tag("figure", image, tag("figcaption", inline(one.caption)))


def _titled(*parts: str) -> str:
    return "　".join(filter(None, parts))


# Tables ---------------------------------------------------------------------------------------------


def table(block: Table) -> Html:
    """A table with its caption; a cell's `data-block` names table, row and column, from 1."""
    title = _titled(block.number, block.caption, f"单位：{block.unit}" if block.unit else "")
    rows = (_row(block, place) for place in range(len(block.rows)))
    grid = tag(
        "table",
        tag("caption", text(title)) if title else EMPTY,
        tag("thead", *(_head(row) for row in block.head)) if block.head else EMPTY,
        tag("tbody", *rows),
        class_="r-table",
    )
    note = tag("p", inline(block.note), class_="note") if block.note else EMPTY
    chart = tag("figure", Html(draw(block.chart, palette=SCREEN))) if block.chart else EMPTY
    return join((tag("div", grid, class_="r-wide"), chart, note))


def _head(row: Row) -> Html:
    cells = (
        tag("th", inline(cell.runs), scope="col", colspan=_span(cell.colspan), rowspan=_span(cell.rowspan))
        for cell in row.cells
    )
    return tag("tr", *cells)


def _row(block: Table, place: int) -> Html:
    row = block.rows[place]
    return tag(
        "tr", *_labels(block, place), *_cells(block, place), class_=row.kind if row.kind != "body" else None
    )


def _labels(block: Table, place: int) -> Iterator[Html]:
    """The labels that begin in this row; one that goes on from the row above stands there already."""
    keys = [tuple(label.key for label in row.labels) for row in block.rows]
    for level, label in enumerate(block.rows[place].labels):
        group = keys[place][: level + 1]
        if place and keys[place - 1][: level + 1] == group:
            continue
        end = next(
            (later for later in range(place, len(keys)) if keys[later][: level + 1] != group), len(keys)
        )
        yield tag("th", inline(label.runs), scope="rowgroup", rowspan=_span(end - place))


def _cells(block: Table, place: int) -> Iterator[Html]:
    column = len(block.rows[place].labels)
    for cell in block.rows[place].cells:
        align = cell.align or block.columns[min(column, len(block.columns) - 1)].align
        column += cell.colspan
        classes = [align, f"in{cell.indent}" if cell.indent else "", "strong" if cell.strong else ""]
        yield tag(
            "td",
            inline(cell.runs),
            class_=" ".join(filter(None, classes)),
            colspan=_span(cell.colspan),
            rowspan=_span(cell.rowspan),
            data_block=f"{block.name}:{place + 1}:{column}",
        )


def _span(count: int) -> int | None:
    return count if count > 1 else None


# Forms and what explains a score --------------------------------------------------------------------


def form(block: Form) -> Html:
    """A printed form as a table on its own grid."""
    title = _titled(block.title, block.left, block.right)
    rows = (
        tag("tr", *(_form_cell(block, cell, place, at) for at, cell in enumerate(row.cells, 1)))
        for place, row in enumerate(block.rows, 1)
    )
    grid = tag("table", tag("caption", text(title)) if title else EMPTY, tag("tbody", *rows), class_="r-form")
    note = tag("p", inline(block.note), class_="note") if block.note else EMPTY
    return join((tag("div", grid, class_="r-wide"), note))


def _form_cell(block: Form, cell: FormCell, place: int, at: int) -> Html:
    is_head = cell.kind in {"key", "head", "vertical"}
    return tag(
        "th" if is_head else "td",
        inline(cell.runs),
        class_=f"k-{cell.kind}",
        colspan=_span(cell.span),
        rowspan=_span(cell.rowspan),
        data_block=None if is_head else f"{block.name}:{place}:{at}",
    )


def _derivation(block: Derivation) -> Html:
    steps = (_step(one) for one in block.steps)
    title = tag("div", text(block.title), class_="cap") if block.title else EMPTY
    return tag("div", title, tag("ol", *steps), class_="r-calc")


def _step(step: Step) -> Html:
    result = text(f"＝{step.result}") if step.runs and step.result else text(step.result)
    return tag(
        "li",
        tag("span", text(step.label), class_="k"),
        tag("span", inline(step.runs), tag("b", result) if step.result else EMPTY),
        tag("span", text(step.note), class_="meta") if step.note else EMPTY,
    )


def facts(rows: Iterable[tuple[str, Runs]]) -> Html:
    """Labels and values."""
    return tag("dl", *(join((tag("dt", text(name)), tag("dd", inline(value)))) for name, value in rows))
