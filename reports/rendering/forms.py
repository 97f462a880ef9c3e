"""Printed forms as HTML: a title, a line above, cells on a grid of twelve columns (or its own)."""

from __future__ import annotations

from reports.document.blocks import Facts, Form, FormCell, FormRow
from reports.rendering.markup import EMPTY, Html, ident, join, tag, text
from reports.rendering.runs import inline

TWELVE = (100 / 12,) * 12


def form(block: Form, *, first: bool, joined: bool = False) -> Html:
    """A form. One with a title is a sheet: it begins a page, unless it is the first of its part.

    A form without a title (the head of an interview) stands in the text. `grow` rows are marked for the
    line setter, which lets them fill the page. A table may be `joined` to the form.
    """
    titled = bool(block.title)
    widths = block.widths or TWELVE
    fills = any(row.grow for row in block.rows)
    classes = ["sheet", "own" if titled and not first else "in"]
    if titled and first:
        classes = ["sheet"]
    if joined:
        classes.append("goes-on")
    return tag(
        "div",
        tag("h2", text(block.title), class_="form-title", id=ident(block.anchor)) if titled else EMPTY,
        _above(block),
        tag(
            "table",
            tag("colgroup", *(tag("col", style=f"width:{width:.4g}%") for width in widths)),
            tag("tbody", *(_row(row) for row in block.rows)),
            class_="form",
        ),
        tag("div", inline(block.note), class_="below") if block.note else EMPTY,
        class_=" ".join(classes),
        data_fill=1 if fills and titled else None,
        data_step=None if titled or joined else 22,
    )


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
