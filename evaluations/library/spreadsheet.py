"""An indicator system → an .xlsx file, one row for each indicator, from which the same system is read."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import xlsxwriter

from evaluations.library.columns import (
    CODE,
    COLUMNS,
    INPUTS,
    KIND,
    LEVELS,
    MEANING,
    OTHER,
    PARENT,
    ROUNDING,
    RULE,
    RULE_TEXT,
    RULES_SHEET,
    SYSTEM_SHEET,
    TEXTS,
    WEIGHT,
)
from evaluations.library.parameters import as_text
from indicators.library import rule_sentence_of
from indicators.library.words import KIND_NAMES

LONGEST = 32_767
"""What a cell of Excel can hold."""

_LEFT_OUT = ("override", "not_applicable", "deduction_reason")
_HELD = {CODE, PARENT, "name", WEIGHT, INPUTS, "rule", ROUNDING, *TEXTS, *_LEFT_OUT}


class TooLong(Exception):
    """A text does not fit into a cell; the message names the indicator and the column."""


def write_system(system: Mapping[str, Any], name: str) -> bytes:
    """The workbook of `grade_scheme`, `rounding` and `indicators`; inputs by name, without their values."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        _write_indicators(book, list(system.get("indicators") or ()))
        _write_conventions(book, system, name)
    return stream.getvalue()


def _write_indicators(book: Any, entries: list[Mapping[str, Any]]) -> None:
    sheet = book.add_worksheet(SYSTEM_SHEET)
    head, text, number = _formats(book)
    depths: dict[Any, int] = {None: -1}
    for entry in entries:
        depths[entry["code"]] = depths.get(entry.get("parent"), -1) + 1
    levels = max(len(LEVELS) - 1, *(depth + 1 for depth in depths.values()))
    for at in range(levels):
        sheet.set_column(at, at, 18)
        sheet.write_string(0, at, LEVELS[at] if at < len(LEVELS) else f"{at + 1}级指标", head)
    for at, column in enumerate(COLUMNS, levels):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.head, head)
    for row, entry in enumerate(entries, 1):
        held = cells(entry)
        _write_text(sheet, row, depths[entry["code"]], str(entry.get("name") or ""), text, entry)
        for at, column in enumerate(COLUMNS, levels):
            value = held.get(column.key, "")
            if isinstance(value, Decimal):
                sheet.write_number(row, at, value, number)
            elif value:
                _write_text(sheet, row, at, value, text, entry)
    sheet.freeze_panes(1, levels + 1)


def _formats(book: Any) -> tuple[Any, Any, Any]:
    base = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#C9C4B8"}
    head = book.add_format({**base, "bold": True, "bg_color": "#E9EFF0", "text_wrap": True})
    text = book.add_format({**base, "text_wrap": True, "num_format": "@", "quote_prefix": True})
    return head, text, book.add_format(base)


def _write_text(sheet: Any, row: int, at: int, text: str, form: Any, entry: Mapping[str, Any]) -> None:
    """Always as text: what begins with = + - @ is never taken for a formula."""
    if len(text) > LONGEST:
        raise TooLong(
            f"指标{entry.get('code')}的一段文字有{len(text):,}字，Excel的单元格最多{LONGEST:,}字，不能导出。"
            "请缩短后再导出。"
        )
    sheet.write_string(row, at, text, form)


def cells(entry: Mapping[str, Any]) -> dict[str, str | Decimal]:
    """What stands in each column of an indicator's row; what no column can show goes to 「其他」."""
    other: dict[str, Any] = {}
    held: dict[str, str | Decimal] = {}
    for key in (CODE, PARENT, *TEXTS):
        _hold(key, entry.get(key), held, other)
    _hold_name(entry.get("name"), other)
    _hold_weight(entry.get(WEIGHT), held, other)
    _hold_rule(entry.get("rule"), held, other)
    held[MEANING] = rule_sentence_of(entry)
    inputs = entry.get(INPUTS) or {}
    if all(_is_shown(name) and "、" not in name for name in inputs):
        held[INPUTS] = "、".join(inputs)
    else:
        other[INPUTS] = dict.fromkeys(inputs)
    if isinstance(entry.get(ROUNDING), Mapping):
        held[ROUNDING] = as_text(entry[ROUNDING])
    other |= {key: value for key, value in entry.items() if key not in _HELD and value is not None}
    held[OTHER] = as_text(other)
    return held


def _is_shown(value: Any) -> bool:
    """Whether a cell gives the text back as it is."""
    is_whole = isinstance(value, str) and value.strip() == value and bool(value)
    return is_whole and all(sign.isprintable() or sign in "\n\u3000" for sign in value)


def _hold(key: str, value: Any, held: dict[str, str | Decimal], other: dict[str, Any]) -> None:
    if _is_shown(value):
        held[key] = value
    elif value is not None:
        other[key] = value


def _hold_name(name: Any, other: dict[str, Any]) -> None:
    if not _is_shown(name):
        other["name"] = name


def _hold_weight(weight: Any, held: dict[str, str | Decimal], other: dict[str, Any]) -> None:
    """As a number where Excel's numbers hold it exactly."""
    if isinstance(weight, int | Decimal) and Decimal(repr(float(weight))) == weight:
        held[WEIGHT] = Decimal(weight)
    elif weight is not None:
        other[WEIGHT] = weight


def _hold_rule(rule: Any, held: dict[str, str | Decimal], other: dict[str, Any]) -> None:
    if not isinstance(rule, Mapping) or not rule.get("kind"):
        other.update({} if rule is None else {"rule": rule})
        return
    text, kind = rule.get("text"), rule.get("kind")
    rest = {key: value for key, value in rule.items() if key not in ("text", "kind")}
    if text is not None and not _is_shown(text):
        rest["text"] = text
    elif text is not None:
        held[RULE_TEXT] = text
    held[KIND] = KIND_NAMES.get(str(kind), str(kind))
    held[RULE] = as_text(rest)


def _write_conventions(book: Any, system: Mapping[str, Any], name: str) -> None:
    sheet = book.add_worksheet(RULES_SHEET)
    head, text, _ = _formats(book)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 60)
    rest = {key: held for key, held in system.items() if key not in ("indicators", "format")}
    for row, (label, value) in enumerate((("名称", name), ("约定", as_text(rest)))):
        sheet.write_string(row, 0, label, head)
        _write_text(sheet, row, 1, value, text, {})
