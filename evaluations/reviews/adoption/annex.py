"""意见采纳情况表 as plain texts: for the printed annex and the Word file. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.document import Document as Pages
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell, _Row

TITLE = "意见采纳情况表"
HEAD = ("序号", "提出人", "意见", "采纳情况", "说明与理由", "修改情况（前→后）")
WIDTHS = (1.2, 3.0, 7.0, 2.0, 5.8, 6.2)
"""Centimetres of the columns on A4 across."""
FONT, SIZE = "SimSun", 9
FIRST = datetime(1980, 1, 1)  # noqa: DTZ001 - the earliest day that a ZIP can hold; no clock in the file
STAMP = FIRST.timetuple()[:6]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """The table as texts: `rows` have a cell for each of `HEAD`; `foot` says how many of what."""

    project: str
    rows: tuple[tuple[str, ...], ...]
    foot: str


def word(annex: Annex) -> bytes:
    """The table as a Word file; the same table gives the same bytes."""
    document = Document()
    _page(document)
    _said(document, TITLE, size=16, is_bold=True)
    _said(document, annex.project, size=11)
    table = document.add_table(rows=1, cols=len(HEAD))
    table.style = "Table Grid"
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, HEAD, strict=True):
        _write(cell, text, is_bold=True)
    _repeat(table.rows[0])
    for row in annex.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _write(cell, text)
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.width = Cm(width)
    _said(document, annex.foot, size=SIZE)
    told = document.core_properties
    told.title, told.author, told.comments, told.last_modified_by = TITLE, "", "", ""
    told.created = told.modified = FIRST
    return _without_clock(document)


def _page(document: Pages) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2.2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)


def _said(document: Pages, text: str, *, size: int, is_bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if size > SIZE else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), is_bold


def _write(cell: _Cell, text: str, *, is_bold: bool = False) -> None:
    """Each line of `text` is a paragraph of the cell."""
    first, *more = text.split("\n")
    cell.paragraphs[0].add_run(first).bold = is_bold
    for line in more:
        cell.add_paragraph(line)


def _repeat(row: _Row) -> None:
    """The head stands on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no other way


def _without_clock(document: Pages) -> bytes:
    """The file with every part at the same moment, in the order of their names."""
    made = io.BytesIO()
    document.save(made)
    target = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in _in_order(source.namelist()):
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(info, source.read(name))
    return target.getvalue()


def _in_order(names: Sequence[str]) -> list[str]:
    """The list of contents first, as readers expect."""
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
