"""Printed forms as HTML: a title, a line above, cells on a grid of twelve columns (or its own)."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from reports.document.blocks import Facts, Form, FormCell, FormRow, SealPlace
from reports.rendering.markup import EMPTY, Html, ident, join, tag, text
from reports.rendering.runs import inline, lines

TWELVE = (100 / 12,) * 12
WIDTH = 432.0
ROOM, UNDER_HEAD = 586.0, 44.0  # pt for the rows of a sheet, less below the heading of its part


@dataclass(frozen=True, slots=True)
class _Look:
    """The letters of a form, its lines, and what is left blank around them in a cell, in pt."""

    size: float
    line: float
    blank: float


LOOSE, TIGHT = _Look(9.5, 14.0, 6.4), _Look(9.0, 12.0, 3.6)
SIGNED = 19.0
QR = 92  # pt, the side of a QR code with its blank border


def form(block: Form, *, first: bool, joined: bool = False) -> Html:
    """A form. One with a title is a sheet: it begins a page, unless it is the first of its part.

    A form without a title (the head of an interview) stands in the text. `grow` rows are marked for the
    line setter, which lets them fill the page; not in one that is too high for a page even when it is set
    `tight`. A table may be `joined` to the form.
    """
    titled = bool(block.title)
    widths = block.widths or TWELVE
    fills = any(row.grow for row in block.rows)
    classes = ["sheet", "own" if titled and not first else "in"]
    if titled and first:
        classes = ["sheet"]
    if joined:
        classes.append("goes-on")
    room = ROOM - (UNDER_HEAD if first else 0)
    is_tight = titled and _height(block, LOOSE) > room
    fills = fills and (not is_tight or _height(block, TIGHT) <= room)
    return tag(
        "div",
        tag("h2", text(block.title), class_="form-title", id=ident(block.anchor)) if titled else EMPTY,
        _above(block),
        tag(
            "table",
            tag("colgroup", *(tag("col", style=f"width:{width:.4g}%") for width in widths)),
            tag("tbody", *(_row(row) for row in block.rows)),
            class_="form tight" if is_tight else "form",
        ),
        tag("div", inline(block.note), class_="below") if block.note else EMPTY,
        class_=" ".join(classes),
        data_fill=1 if fills and titled else None,
        data_step=None if titled or joined else 22,
    )


def _height(block: Form, look: _Look) -> float:
    """About how high the rows are."""
    widths = block.widths or TWELVE
    return sum(_row_height(row, widths, look) for row in block.rows)


def _row_height(row: FormRow, widths: tuple[float, ...], look: _Look) -> float:
    heights, at = [0.0], 0
    for cell in row.cells:
        room = (sum(widths[at : at + cell.span]) * WIDTH / 100 - 10) / look.size
        at += cell.span
        height = lines(cell.runs, room) * look.line
        heights.append(max(height, SIGNED) if cell.kind == "sign" else height)
    return max(heights) + look.blank


def _above(block: Form) -> Html:
    if not (block.left or block.right):
        return EMPTY
    cells = tag("td", text(block.left)) + tag("td", text(block.right))
    return tag("table", tag("tr", Html(cells)), class_="above")


def _row(row: FormRow) -> Html:
    return tag("tr", *(_cell(cell) for cell in row.cells), class_="grow" if row.grow else None)


def _cell(cell: FormCell) -> Html:
    content, kind = inline(cell.runs), str(cell.kind)
    if kind == "vertical":
        content = tag("span", content)
        kind += " tall" if cell.rowspan > 1 else ""
    return tag(
        "td",
        content,
        class_=kind,
        colspan=cell.span if cell.span > 1 else None,
        rowspan=cell.rowspan if cell.rowspan > 1 else None,
    )


def facts(block: Facts) -> Html:
    """Labels and values as on a cover; the labels are spread over one width."""
    rows = (
        tag(
            "tr",
            tag("td", text(name), class_="name"),
            tag("td", class_="gap"),
            tag("td", inline(value), class_="is"),
        )
        for name, value in block.rows
    )
    columns = (tag("col", style=f"width:{width}") for width in ("22%", "3%", "75%"))
    return tag("table", tag("colgroup", *columns), join(rows), class_="facts", data_step=22)


def seal_place(block: SealPlace) -> Html:
    """A dotted box that the seal will fill; beside it the QR code, drawn as paths, and what it says."""
    code = segno.make(block.address, error="m", micro=False).svg_inline(scale=1, border=2, omitsize=True)
    drawn = code.replace(
        "<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" width="{QR}pt" height="{QR}pt" ', 1
    )
    rows = (
        tag("tr", tag("td", text(name), class_="name"), tag("td", text(value))) for name, value in block.lines
    )
    return tag(
        "table",
        tag(
            "tr",
            tag(
                "td",
                tag("div", id=ident(block.anchor), class_="place"),
                tag("div", text(block.label), class_="label"),
                class_="left",
            ),
            tag("td", Html(drawn), class_="code"),
            tag("td", tag("table", *rows, class_="said"), class_="right"),
        ),
        class_="seal",
        data_step=22,
    )
