"""From document to PDF/A: check characters, measure and cut long tables, set the pages, write the file."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from reports.document.blocks import Document, Form, Heading, Paragraph, Part, SealPlace, Table
from reports.rendering import pages
from reports.rendering.cutting import cut
from reports.rendering.engine import Press, undisturbed
from reports.rendering.glyphs import check_glyphs
from reports.rendering.markup import ident
from reports.rendering.measuring import measured, placed, torn
from reports.rendering.parts import contents_lines
from reports.rendering.results import (
    Attachment,
    Box,
    Entry,
    Listener,
    MissingGlyphs,
    Progress,
    Rendered,
    RenderingFailed,
)
from reports.rendering.tables import GRID, estimated_height, row_heights
from reports.rendering.widths import SIZES, WIDTHS, fitted

LONG = 0.4  # of a type area: higher tables are cut, lower ones stay whole and let the text run past them
STUCK = 0.3  # the same where no text follows that could run past
HEIGHTS = {"portrait": 638.0, "landscape": 437.0}
ROUNDS = 3
PT = 0.75  # of a CSS pixel
ROMAN = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip

Cuts = dict[str, tuple[int, ...]]


def to_html(document: Document) -> str:
    """The document as HTML, its tables uncut: what is set before any page is known."""
    return pages.page(fitted(document), cuts={})


def render(
    document: Document,
    *,
    identifier: str,
    attachments: tuple[Attachment, ...] = (),
    pictures: Mapping[str, bytes] | None = None,
    progress: Listener | None = None,
) -> Rendered:
    """The document as PDF/A-3u. The same document, identifier, attachments and pictures give the same bytes.

    `pictures` holds a JPEG for each picture of the document by its name; a missing one stops the rendering.
    `progress` is told how far the rendering has come, and may raise to stop it. Raises `MissingGlyphs`, and
    `RenderingFailed` at anything the typesetter complains about.
    """
    tell = progress or (lambda _: None)
    tell(Progress(stage="检查字形", done=0, total=1))
    _check_names(document)
    if missing := check_glyphs(document):
        raise MissingGlyphs(missing)
    tell(Progress(stage="检查字形", done=1, total=1))
    with undisturbed():
        press = Press(attachments, progress, pictures)
        laid_out = _lay_out(press, fitted(document))
        contents = tuple(_contents(document, laid_out))
        pdf = press.write(laid_out, identifier=identifier, date=pages.dated(document))
        count, box = len(laid_out.pages), _seal(document, laid_out)
        del laid_out
    return Rendered(pdf=pdf, pages=count, warnings=tuple(press.complaints), contents=contents, seal=box)


def _check_names(document: Document) -> None:
    """Names of parts and tables and anchors must be unique: cuts and page numbers rest on them."""
    blocks = [block for part in document.parts for block in part.blocks]
    for kind, names in (
        ("部分", [part.name for part in document.parts]),
        ("表", [block.name for block in blocks if isinstance(block, Table)]),
        ("锚点", [block.anchor for block in blocks if isinstance(block, Heading | Form)]),
    ):
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            message = f"{kind}的名称重复：{'、'.join(twice)}。每个名称只能用一次。"
            raise RenderingFailed(message)


# Cutting ----------------------------------------------------------------------------------------


def _lay_out(press: Press, document: Document) -> Any:
    """The final layout. Tables that turn out torn over pages after all are measured, too."""
    long = _long_tables(document)
    cuts: Cuts = {}
    for _ in range(ROUNDS):
        cuts = _cuts(press, document, long)
        laid_out = press.lay_out(pages.page(document, cuts=cuts), stage="分页", total=0)
        more = torn(placed(laid_out)[0], cuts) - set(long)
        if not more:
            return laid_out
        long = [name for name in _tables(document) if name in more or name in long]
    return laid_out


def _tables(document: Document) -> dict[str, tuple[Part, Table]]:
    return {
        block.name: (part, block)
        for part in document.parts
        for block in part.blocks
        if isinstance(block, Table)
    }


def _long_tables(document: Document) -> list[str]:
    return [name for name, (part, block) in _tables(document).items() if _is_long(part, block)]


def _is_long(part: Part, block: Table) -> bool:
    share = estimated_height(block, WIDTHS[part.layout]) / HEIGHTS[part.layout]
    return block.joined or share > (1 if block.keep else LONG if _is_passed(part, block) else STUCK)


def _is_passed(part: Part, block: Table) -> bool:
    """Does body text follow that may run past the table?"""
    following = part.blocks[part.blocks.index(block) + 1 :][:1]
    return any(isinstance(one, Paragraph) and one.style == "body" for one in following)


def _cuts(press: Press, document: Document, long: list[str]) -> Cuts:
    """Where long tables are cut. Each turn measures the next uncut table of every part that has one."""
    tables, cuts, open_tables = _tables(document), Cuts(), list(long)
    while open_tables:
        turn: dict[str, str] = {}
        for name in open_tables:
            turn.setdefault(tables[name][0].name, name)
        html = pages.page(document, cuts=cuts, measured=frozenset(turn.values()), only=frozenset(turn))
        rows, blocks = placed(press.lay_out(html, stage="排版", total=0))
        gc.collect()  # the measured pages are done with; their memory is wanted for the next
        for name in turn.values():
            part, table = tables[name]
            whole = measured(name, rows, blocks)
            if table.joined:  # only its later pages have a caption
                whole = replace(whole, room=whole.room - GRID)
            cuts[name] = cut(
                whole,
                height=partial(_height, table, WIDTHS[part.layout], whole.rows),
                together=partial(_together, table),
            )
            open_tables.remove(name)
    return cuts


def _height(table: Table, width: float, heights: tuple[float, ...], first: int, last: int) -> float:
    """The height of rows in one piece: as measured, or as its labels need."""
    blank = 2 * SIZES[table.size].above
    given = row_heights(table, width, first, last)
    return sum(
        max(own, need + blank if need else 0.0) for own, need in zip(heights[first:last], given, strict=True)
    )


def _together(table: Table, index: int) -> bool:
    above, below = table.rows[index - 1].labels, table.rows[index].labels
    return bool(below) and [label.key for label in above] == [label.key for label in below]


# Contents ---------------------------------------------------------------------------------------


def _contents(document: Document, laid_out: Any) -> Iterator[Entry]:
    where = {
        anchor: number
        for number, page in reversed(list(enumerate(laid_out.pages)))
        for anchor in page.anchors
    }
    labels = _labels(laid_out)
    for line in contents_lines(document):
        number = where[ident(line.anchor)]
        yield Entry(title=line.title, level=line.level, page=number + 1, label=labels[number])


def _seal(document: Document, laid_out: Any) -> Box | None:
    """Where the page keeps the place for the seal."""
    blocks = (block for part in document.parts for block in part.blocks)
    place = next((block for block in blocks if isinstance(block, SealPlace)), None)
    for number, page in enumerate(laid_out.pages if place else ()):
        if place is not None and (at := page.anchors.get(ident(place.anchor))):
            left, top, right, bottom = (PT * edge for edge in at)
            height = PT * page.height
            return Box(page=number, left=left, bottom=height - bottom, right=right, top=height - top)
    return None


def _labels(laid_out: Any) -> list[str]:
    """The number printed on each page: none on the cover, roman on front matter, then from 1 again."""
    labels: list[str] = []
    name, count = "", 0
    for page in laid_out.pages:
        before, name = name, page._page_box.page_type.name  # noqa: SLF001 - the box tree has no public door
        count = 1 if name.endswith("-first") and name != before else count + 1
        labels.append("" if name == "cover" else roman(count) if name.startswith("front") else str(count))
    return labels


def roman(number: int) -> str:
    """A number from 1 to 399 in small Roman numerals."""
    written = ""
    for value, sign in ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written
