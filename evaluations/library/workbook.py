"""Bytes that should be an Excel workbook → its sheets as rows of plain values; refusals say what to do.

Nothing is handed to the reader of workbooks before it is known how large it is unpacked, and how far its
cells reach: the reader lays a sheet out in full, so two far cells would fill the memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

MB = 1024 * 1024
LIMIT_MB = 10
UNPACKED_MB = 60
MAX_MEMBERS = 500
MAX_ROWS = 3_000
MAX_COLUMNS = 200
MAX_SHEETS = 20
CHUNK = 256 * 1024
OVERLAP = 64
SHEET_DATA = b"sheetData"
"""What a part of the archive holds if it is a sheet, whatever its name."""

_CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})(\d{1,8})["']""")
_BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0", "是旧格式的Excel文件（.xls），或者加了密码。请在Excel中另存为.xlsx，不加密码"),
    (b"%PDF", "是PDF文件，不是Excel工作簿。请选择扩展名为.xlsx的文件"),
    (b"\xff\xd8\xff", "是图片，不是Excel工作簿。请选择扩展名为.xlsx的文件"),
    (b"\x89PNG", "是图片，不是Excel工作簿。请选择扩展名为.xlsx的文件"),
)


class Unreadable(Exception):
    """The file is no workbook that can be read; the message, in Chinese, says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet by its name; `rows` begin at A1, empty cells are ""; numbers are floats as Excel holds them."""

    name: str
    rows: list[list[Any]]


def open_workbook(content: bytes, name: str = "文件") -> list[Sheet]:
    """The visible sheets of an .xlsx file. Raises Unreadable."""
    check(content, name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            names = book.sheet_names[:MAX_SHEETS]
            found = [(one, book.get_sheet_by_name(one).to_python(skip_empty_area=False)) for one in names]
    except (PasswordError, XmlError, ZipError, CalamineError) as fault:
        raise Unreadable(f"“{name}”打不开，文件可能已损坏。请在Excel中打开后另存为.xlsx。") from fault
    return [Sheet(name=one, rows=rows) for one, rows in found]


def check(content: bytes, name: str = "文件") -> None:
    """Refuses what is too large, is something else, or would unpack to too much. Raises Unreadable."""
    if len(content) > LIMIT_MB * MB:
        raise Unreadable(
            f"“{name}”有{len(content) / MB:.1f} MB，超过{LIMIT_MB} MB。请删去图片和无关的工作表。"
        )
    for beginning, said in _BEGINNINGS:
        if content.startswith(beginning):
            raise Unreadable(f"“{name}”{said}。")
    if not content.startswith(b"PK"):
        raise Unreadable(f"“{name}”不是Excel工作簿。请选择扩展名为.xlsx的文件。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as fault:
        raise Unreadable(f"“{name}”打不开，文件可能已损坏。请在Excel中打开后另存为.xlsx。") from fault


def _check_archive(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    names = {one.filename for one in members}
    if "[Content_Types].xml" not in names or not any(one.startswith("xl/") for one in names):
        raise Unreadable(f"“{name}”是压缩文件或其他文件，不是Excel工作簿。请选择扩展名为.xlsx的文件。")
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > UNPACKED_MB * MB:
        raise Unreadable(_too_much(name))
    unpacked = 0
    for member in members:
        has_cells = False
        for piece, tail in _pieces(archive, member):
            unpacked += len(piece)
            if unpacked > UNPACKED_MB * MB:
                raise Unreadable(_too_much(name))
            has_cells = has_cells or SHEET_DATA in tail + piece
            if has_cells:
                _check_reach(tail + piece, name)


def _too_much(name: str) -> str:
    return f"“{name}”展开后超过{UNPACKED_MB} MB，不能读取。请只保留指标所在的工作表，另存为.xlsx。"


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[bytes, bytes]]:
    """A member in pieces, each with the end of the one before it."""
    tail = b""
    with archive.open(member) as stream:
        while piece := stream.read(CHUNK):
            yield piece, tail
            tail = piece[-OVERLAP:]


def _check_reach(text: bytes, name: str) -> None:
    """No cell may stand farther out than what is read."""
    for letters, number in _CELL.findall(text):
        if int(number) > MAX_ROWS:
            raise Unreadable(
                f"“{name}”的工作表有内容在第{int(number):,}行，最多读{MAX_ROWS:,}行。请删去下面的行后另存。"
            )
        if letters and column_number(letters.decode()) > MAX_COLUMNS:
            where = f"{letters.decode().upper()}{int(number)}"
            raise Unreadable(
                f"“{name}”的工作表在{where}有内容，最多读{MAX_COLUMNS}列。请删去右边的列后另存。"
            )


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_name(row: int, column: int) -> str:
    """How Excel calls a cell; both count from 0: (6, 3) is D7."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
