"""Excel files: a grid's rows out, a file that anybody may have sent in. Nothing here knows the database."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

import xlsxwriter

from evaluations.grids.columns import Column
from evaluations.workbooks import NotAWorkbook, open_workbook
from evaluations.workbooks.places import cell_name

KEY = "行标识（请勿改动）"
PARENT = "上级编号"


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
    return cell_name(line.number - 1, column)


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
    """The first sheet of an .xlsx as texts; raises NotAWorkbook."""
    sheet = open_workbook(content)[0]
    texts = [Line(number=at, texts=tuple(map(_text, row))) for at, row in enumerate(sheet.rows, 1)]
    filled = [line for line in texts if any(line.texts)]
    if not filled:
        raise NotAWorkbook("文件的第一张表是空的。")
    return Book(heads=filled[0].texts, lines=tuple(filled[1:]), formulas=sheet.formulas)


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
