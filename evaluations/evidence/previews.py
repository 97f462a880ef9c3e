"""What a browser may show of a file, and the beginning of texts and sheets as plain text."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from evaluations.evidence.filetypes import KINDS, extension_of

TEXT_BYTES = 40_000
ROWS, COLUMNS = 40, 12
PART_BYTES = 8 * 1024**2
"""The most that is unpacked of a Word or Excel file."""

INLINE = {"pdf", "png", "jpg", "gif", "bmp", "webp"}
"""Types that browsers show by themselves and that cannot run anything of this origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How a file is shown: in a frame, as a picture, as text, as the rows of a first sheet, or not at all."""

    how: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    is_cut: bool = False


NONE = Preview(how="none")


def is_inline(name: str) -> bool:
    """Whether the file may be answered for looking at instead of saving."""
    return extension_of(name) in INLINE


def preview(path: Path, name: str) -> Preview:
    """What can be shown of a kept file. Whatever cannot be read is not shown; nothing is raised."""
    extension = extension_of(name)
    if extension == "pdf":
        return Preview(how="frame")
    if extension in INLINE:
        return Preview(how="picture")
    if KINDS.get(extension) is not None and KINDS[extension].family == "text":
        return _text(path)
    if extension == "docx":
        return _words(path)
    return _sheet(path) if extension == "xlsx" else NONE


def _text(path: Path) -> Preview:
    with path.open("rb") as file:
        head = file.read(TEXT_BYTES + 1)
    piece = head[:TEXT_BYTES]
    try:
        text = piece.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        is_torn = fault.start > len(piece) - 4
        text = piece[: fault.start].decode("utf-8-sig") if is_torn else piece.decode("gb18030", "replace")
    return Preview(how="text", text=text, is_cut=len(head) > TEXT_BYTES)


def _words(path: Path) -> Preview:
    """The paragraphs of a Word file, without their looks."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("word/document.xml") as part:
            content = part.read(PART_BYTES).decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, NotImplementedError):
        return NONE
    lines = ("".join(re.findall(r"<w:t(?: [^<>]*)?>([^<]*)</w:t>", p)) for p in content.split("</w:p>"))
    text = html.unescape("\n".join(lines)).strip()
    return Preview(how="text", text=text[:TEXT_BYTES], is_cut=len(text) > TEXT_BYTES) if text else NONE


def _sheet(path: Path) -> Preview:
    """The upper left corner of the first sheet. The reader is given a copy whose unpacked size is bounded."""
    try:
        book = CalamineWorkbook.from_filelike(_bounded(path))
        rows = book.get_sheet_by_index(0).to_python(nrows=ROWS + 1)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return NONE
    shown = tuple(tuple(map(_cell, row[:COLUMNS])) for row in rows[:ROWS])
    is_cut = len(rows) > ROWS or any(len(row) > COLUMNS for row in rows)
    return Preview(how="sheet", rows=shown, is_cut=is_cut) if shown else NONE


def _cell(value: object) -> str:
    """A cell as text; Excel's whole numbers come as fractions with nothing behind the point."""
    return str(value).removesuffix(".0")[:80] if isinstance(value, float) else str(value)[:80]


def _bounded(path: Path) -> io.BytesIO:
    """The archive with its parts stored unpacked, at most PART_BYTES in all; raises ValueError beyond."""
    copy, left = io.BytesIO(), PART_BYTES
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w") as plain:
        for entry in archive.infolist():
            with archive.open(entry) as part:
                content = part.read(left + 1)
            left -= len(content)
            if left < 0:
                raise ValueError(entry.filename)
            plain.writestr(entry.filename, content)
    copy.seek(0)
    return copy
