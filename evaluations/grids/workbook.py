"""Excel files: a grid's rows out, a file that anybody may have sent in. Nothing here knows the database."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, load_workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from evaluations.grids.columns import Column

LARGEST = 10 * 1024 * 1024
LARGEST_INSIDE = 60 * 1024 * 1024
MOST_MEMBERS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 200
KEY = "行标识（请勿改动）"
PARENT = "上级编号"
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']{0,20})""")
_PLACE = re.compile(rb"([A-Z]{0,3})(\d{1,7})")
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f')


class NotAWorkbook(ValueError):
    """Says, in Chinese, why the file cannot be read and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the file: its number there, and the texts of its cells."""

    number: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The first sheet of a file: heads, lines, and the places of formulas."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    formulas: frozenset[str]


def place(line: Line, column: int) -> str:
    """How Excel calls the cell: C7."""
    return str(xl_rowcol_to_cell(line.number - 1, column))


# Out ----------------------------------------------------------------------------------------------


def write_book(
    title: str, columns: Sequence[tuple[Column, str]], rows: Sequence[tuple[str, list[Any]]]
) -> bytes:
    """A workbook of one sheet; `rows` are (key, values). Texts stay texts, whatever they begin with."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31])
    head = book.add_format({"bold": True, "bg_color": "#EEECE6", "bottom": 1, "text_wrap": True})
    grey = book.add_format({"bg_color": "#F5F4F0", "font_color": "#666666", "num_format": "@"})
    as_text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "#,##0.00########"})
    for at, (column, label) in enumerate(columns):
        sheet.set_column(at, at, max(10, column.width / 7 if column.width else 36))
        sheet.write_string(0, at, label, head)
    sheet.set_column(len(columns), len(columns), 10, None, {"hidden": True})
    sheet.write_string(0, len(columns), KEY, head)
    sheet.freeze_panes(1, 0)
    for line, (key, values) in enumerate(rows, 1):
        for at, ((column, _), value) in enumerate(zip(columns, values, strict=True)):
            if isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
                sheet.write_number(line, at, float(value), number)
            elif value not in {None, ""}:
                sheet.write_string(line, at, str(value), grey if column.is_computed else as_text)
        sheet.write_string(line, len(columns), key)
    book.close()
    return target.getvalue()


# In -----------------------------------------------------------------------------------------------


def read_book(content: bytes) -> Book:
    """The first sheet of an .xlsx as texts; raises NotAWorkbook. Nothing is unpacked beyond fixed limits."""
    clean, formulas = _unpacked(content)
    try:
        sheet = load_workbook(io.BytesIO(clean)).get_sheet_by_index(0)
        width, height = sheet.width, sheet.height
        if width > MOST_COLUMNS or height > MOST_ROWS:
            raise NotAWorkbook(f"表太大：{height}行{width}列，最多{MOST_ROWS}行{MOST_COLUMNS}列。")
        first = sheet.start or (0, 0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as fault:
        if isinstance(fault, NotAWorkbook):
            raise
        raise NotAWorkbook("这个文件打不开，可能已损坏。请在Excel里打开，另存为.xlsx后再导入。") from None
    texts = [Line(number=at, texts=tuple(map(_text, row))) for at, row in enumerate(rows, 1)]
    filled = [line for line in texts if any(line.texts)]
    if not filled:
        raise NotAWorkbook(f"第一张表是空的（从{xl_rowcol_to_cell(*first)}起没有内容）。")
    return Book(heads=filled[0].texts, lines=tuple(filled[1:]), formulas=formulas)


def _unpacked(content: bytes) -> tuple[bytes, frozenset[str]]:
    """The same file, packed anew from members that were counted while unpacking; and its formulas."""
    _check_kind(content)
    kept = io.BytesIO()
    formulas: set[str] = set()
    left = LARGEST_INSIDE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(kept, "w") as target:
            names = source.namelist()
            _check_members(names)
            for name in names:
                with source.open(name) as member:
                    data = member.read(left + 1)
                left -= len(data)
                if left < 0:
                    most = LARGEST_INSIDE // 1024 // 1024
                    raise NotAWorkbook(f"文件解开后超过{most}MB，没有读取。请只留要导入的一张表。")
                _check_member(data)
                if name == "xl/worksheets/sheet1.xml":
                    formulas = {place.decode() for place in _FORMULA.findall(data)}
                target.writestr(name, data)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error):
        raise NotAWorkbook("这个文件打不开，可能已损坏或加了密码。请在Excel里另存为.xlsx。") from None
    return kept.getvalue(), frozenset(formulas)


def _check_member(data: bytes) -> None:
    """Refuses what makes a small file large in memory: entities, and cells far away from all others."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotAWorkbook("文件里有不应出现的声明，没有读取。请在Excel里另存为.xlsx后再导入。")
    if b"sheetData" not in data and b"\x00" not in data[:4]:
        return
    for found in _REFERENCE.finditer(data):
        exact = _PLACE.fullmatch(found[1])
        if exact is None or int(exact[2]) > MOST_ROWS or len(exact[1]) > 2:
            raise NotAWorkbook(f"表太大：最多{MOST_ROWS}行{MOST_COLUMNS}列。请删去多余的空行空列再导入。")


def _check_kind(content: bytes) -> None:
    if len(content) > LARGEST:
        size, most = len(content) / 1024 / 1024, LARGEST // 1024 // 1024
        raise NotAWorkbook(f"文件有{size:.1f}MB，最多{most}MB。请只留要导入的一张表。")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotAWorkbook("这是旧格式（.xls）或加了密码的文件。请在Excel里打开，另存为.xlsx后再导入。")
    if content.startswith(b"%PDF"):
        raise NotAWorkbook("这是PDF，不是Excel文件。请选.xlsx文件。")
    if not content.startswith(b"PK\x03\x04"):
        raise NotAWorkbook("这不是Excel文件（.xlsx）。请在Excel里另存为.xlsx后再导入。")


def _check_members(names: Sequence[str]) -> None:
    if len(names) > MOST_MEMBERS or len(set(names)) != len(names):
        raise NotAWorkbook("文件的内部结构不正常，没有读取。请在Excel里另存为.xlsx后再导入。")
    if "xl/workbook.xml" not in names:
        raise NotAWorkbook("这不是Excel文件（.xlsx），里面没有工作簿。请选.xlsx文件。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotAWorkbook("文件里有宏（.xlsm），没有读取。请另存为不含宏的.xlsx后再导入。")


def _text(value: Any) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case float() | int():
            return _number(value)
        case datetime():
            return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return f"{value:%Y-%m-%d}"
        case _:
            return str(value).strip()


def _number(value: float) -> str:
    if not isfinite(value):
        return "（超出范围的数）"
    text = f"{Decimal(repr(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
