"""What stands in a cell: a text as people type it comes in, a checked value goes on, a text comes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from evaluations.dossier.dates import is_date
from evaluations.projects.figures import GAP, NotAFigure, read_figure


class Kind(StrEnum):
    """Of which type the values of a column are."""

    TEXT = "text"
    FIGURE = "figure"
    WHOLE = "whole"
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    TICK = "tick"
    """Yes, or else no: what is not ticked is blank."""
    REFERENCE = "reference"


class Unreadable(ValueError):
    """Says, in Chinese, what is in the way and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a grid. `key` is the model's field, or any name where the column is computed.

    `formula` stands small under the head, `unit` after the label. `choices` are (value, label) of a choice,
    or what is proposed for a text. `is_scaled`: a figure in the row's own unit, shown in the page's.
    `is_given`: required, but a new row gets one by itself. `is_quiet`: left out of the page while all rows
    hold the same. `lowest` and `highest` bound a whole number. `width` is in pixels, 0 takes what is left.
    `places`: decimals that a figure is shown with at least. `aliases`: what the column is called on official
    forms; a pasted head or an Excel file may say it so.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    unit: str = ""
    formula: str = ""
    is_computed: bool = False
    is_required: bool = False
    is_given: bool = False
    is_unique: bool = False
    is_scaled: bool = False
    is_quiet: bool = False
    width: int = 0
    places: int = 0
    longest: int = 300
    lowest: int = 0
    highest: int = 2147483647
    choices: tuple[tuple[str, str], ...] = ()
    references: Callable[[Any], Mapping[str, Any]] | None = field(default=None, compare=False)
    """For a reference: project → the rows that may be named, by what people type for them.

    For a text, its rows are only proposed.
    """
    keep: Callable[[Any, Any], Any] | None = field(default=None, compare=False)
    """For a reference that may name what is new: (unsaved row, person) → the saved one."""


_NARROW = str.maketrans("０１２３４５６７８９／－．", "0123456789/-.")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)")
_UNIT = re.compile(r"[-+]?[\d,.]+\s*(亿元|百万元|万元|千元|元|万|亿|％|%)")
_TRUE = {"是", "有", "√", "✓", "y", "yes", "true", "1"}
_FALSE = {"否", "无", "×", "✕", "n", "no", "false", "0"}
Known = Mapping[str, Any]


def read_cell(column: Column, text: str, known: Known | None = None) -> Any:
    """The value that `text` means for the column; raises Unreadable. `known` are the rows of a reference.

    Blank and 「—」 are a gap: "" for texts, dates and choices, None for everything else.
    """
    if column.kind is Kind.FIGURE:
        return _figure(text)
    typed = text.strip()
    if column.kind is Kind.TICK:
        return _ticked(column, typed)
    if not typed or (set(typed) <= {GAP} and column.kind is not Kind.TEXT):
        if column.is_required:
            raise Unreadable(f"“{column.label}”不能空着，请填写。")
        return "" if column.kind in {Kind.TEXT, Kind.DATE, Kind.CHOICE} else None
    if column.kind is Kind.REFERENCE:
        return _reference(typed, {} if known is None else known)
    return _READERS[column.kind](column, typed)


def kept(column: Column, value: Any, by: Any) -> Any:
    """What was read, and saved where it is new."""
    return column.keep(value, by) if column.keep is not None and value is not None else value


def write_cell(column: Column, value: Any) -> str:
    """A value as it stands in the field when editing starts; a gap is empty."""
    return writer(column)(value)


def writer(column: Column) -> Callable[[Any], str]:
    """What `write_cell` does, for all values of one column."""
    match column.kind:
        case Kind.FIGURE:
            return lambda value: "" if value is None else plain(value)
        case Kind.FLAG:
            return lambda value: "" if value is None else "是" if value else "否"
        case Kind.TICK:
            return lambda value: "是" if value else ""
        case Kind.CHOICE:
            labels = dict(column.choices)
            return lambda value: "" if value is None else labels.get(str(value), str(value))
        case _:
            return lambda value: "" if value is None else str(value)


def write_cell_exactly(column: Column, value: Any) -> Any:
    """A value for the log: figures keep their thousands, everything else is the text of its cell."""
    return value if column.kind is Kind.FIGURE else write_cell(column, value)


_MEANT = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "。": ".", " ": None, "　": None})


def meant(column: Column, text: str) -> str:
    """The figure that a mistyped one most likely means (84.O5 → 84.05), or nothing."""
    if column.kind is not Kind.FIGURE:
        return ""
    try:
        value = read_figure(text.translate(_MEANT))
    except NotAFigure:
        return ""
    return "" if value is None else plain(value)


def plain(value: Decimal) -> str:
    """All digits, without separators and idle zeros: 4860.00 → 4860."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure(text: str) -> Decimal | None:
    try:
        value = read_figure(text)
    except NotAFigure as fault:
        found = _UNIT.fullmatch(text.strip().translate(_NARROW))
        hint = f"单位“{found[1]}”不要写在格子里，只填数字。" if found else ""
        raise Unreadable(f"{fault}{hint}") from None
    return value


def _text(column: Column, typed: str) -> str:
    bad = next((sign for sign in typed if (sign < " " and sign not in "\t\n\r") or sign == "\x7f"), None)
    if bad is not None:
        raise Unreadable(f"第{typed.index(bad) + 1}个字符不能保存（U+{ord(bad):04X}），请删去。")
    if any("\ud800" <= sign <= "\udfff" for sign in typed):
        raise Unreadable("含有不完整的字符，请重新输入这几个字。")
    if len(typed) > column.longest:
        raise Unreadable(f"这里有{len(typed)}个字，最多{column.longest}个，请缩短。")
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def _whole(column: Column, typed: str) -> int:
    figure = _figure(typed)
    if figure is None or figure != figure.to_integral_value():
        raise Unreadable(f"“{typed}”不是整数，请去掉小数。")
    if not column.lowest <= figure <= column.highest:
        raise Unreadable(f"“{typed}”不在{column.lowest}到{column.highest}之间，请改正。")
    return int(figure)


def _date(column: Column, typed: str) -> str:
    narrow = typed.translate(_NARROW)
    if len(narrow) > min(column.longest, 40) or not is_date(narrow):
        raise Unreadable(f"“{typed[:40]}”不是日期，应写成2026、2026-05或2026-05-29。")
    found = _DAY.fullmatch(narrow)
    if found is None:
        return narrow
    return "-".join([found[1], *(part.zfill(2) for part in found.groups()[1:] if part)])


def _choice(column: Column, typed: str) -> str:
    for value, label in column.choices:
        if typed in {value, label}:
            return value
    raise Unreadable(
        f"“{typed[:40]}”不在可选范围内，应为{'、'.join(label for _, label in column.choices)}之一。"
    )


def _flag(_column: Column, typed: str) -> bool:
    if typed.lower() in _TRUE:
        return True
    if typed.lower() in _FALSE:
        return False
    raise Unreadable(f"“{typed[:40]}”看不出是或否，请填“是”或“否”。")


def _ticked(column: Column, typed: str) -> bool:
    return bool(typed) and not set(typed) <= {GAP} and _flag(column, typed)


def _reference(typed: str, known: Known) -> Any:
    if typed in known:
        return known[typed]
    raise Unreadable(f"没有编号为“{typed[:40]}”的一项，请改正编号，或先把它加上。")


_READERS: Mapping[Kind, Callable[[Column, str], Any]] = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
}
