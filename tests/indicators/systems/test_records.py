"""Plain data to records and back, without a database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.systems.records import Record, as_text, read, same, write
from indicators.systems.shapes import INDICATOR, RULE, SYSTEM

RULES: tuple[dict[str, Any], ...] = (
    {"kind": "checklist", "text": "每项扣1分", "deduct": {"points": 1}, "items": ["甲", "乙"]},
    {"kind": "checklist", "deduct": {"weight": Decimal("0.2")}, "items": []},
    {"kind": "checklist", "items": ["甲", {"text": "乙"}]},
    {"kind": "key_points", "points": [{"text": "甲", "share": 1}]},
    {"kind": "count_bonus", "points": 3, "cap": 6},
    {"kind": "ranking", "bands": [{"max_rank": 1, "share": 1, "说明": "首位"}]},
    {"kind": "pass_fail", "condition": {"op": ">=", "target": {"formula": "a", "出处": "合同"}}},
    {"kind": "linear_deduction", "target": None, "zero_below": {"value": 50, "inclusive": False}},
    {"kind": "linear_deduction", "zero_below": {"value": 50}, "deduct": None, "per": "1"},
    {"kind": "judged", "experts": False, "trim": 1, "steps": ""},
    {
        "kind": "composite",
        "parts": [{"name": "甲", "rule": {"kind": "pass_fail"}, "value": "a"}],
        "penalties": [],
    },
    {"kind": "composite", "parts": [{"name": "甲", "rule": None}], "penalties": [{"deduct": {}, "value": 3}]},
)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_comes_back(rule: dict[str, Any]) -> None:
    assert same(write(RULE, read(RULE, rule)), rule)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"rounding": None},
        {"rounding": {}},
        {"rounding": {"value": {"decimals": 2}, "score": {}}},
        {"rounding": {"score": {"applies_to": "deduction", "单位": "分"}}},
        {"grade_scheme": [{"grade": "优", "min": 90, "颜色": "绿"}]},
    ],
)
def test_conventions_come_back(data: dict[str, Any]) -> None:
    assert same(write(SYSTEM, read(SYSTEM, data)), data)


def test_columns_hold_what_they_can_and_extras_the_rest() -> None:
    record = read(INDICATOR, {"code": "A", "weight": 5, "benchmark": True, "unit": None, "级别": 2})
    assert (record.columns["benchmark"], record.columns["unit"], record.columns["weight"]) == ("是", "", 5)
    assert record.extras == {"benchmark": True, "unit": None, "级别": 2}


def test_a_changed_column_counts_more_than_what_was_kept() -> None:
    record = read(INDICATOR, {"code": "A", "benchmark": 80, "data_sources": ["账簿", "台账"]})
    record.columns["benchmark"] = "不低于85"
    assert write(INDICATOR, record) == {
        "code": "A",
        "benchmark": "不低于85",
        "data_sources": ["账簿", "台账"],
    }


def test_rows_that_changed_count_more_than_the_list_that_was_kept() -> None:
    record = read(RULE, {"kind": "checklist", "items": ["甲", {"text": "乙"}]})
    assert record.rows["rows"] == []
    record.rows["rows"] = [Record(columns={"kind": "item", "label": "丙"})]
    assert write(RULE, record) == {"kind": "checklist", "items": ["丙"]}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (True, 1, False),
        (False, 0, False),
        (Decimal("3.50"), Decimal("3.5"), True),
        (Decimal(3), 3, True),
        ("3", 3, False),
        (None, "", False),
        ([1, [True]], (1, [True]), True),
        ({"a": [1]}, {"a": [1, 2]}, False),
        ({"a": 1}, {"a": 1, "b": None}, False),
    ],
)
def test_same(one: object, other: object, is_same: bool) -> None:
    assert same(one, other) is is_same


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("10.50"), "10.5"),
        (100, "100"),
        (Decimal("1E+2"), "100"),
        (False, "否"),
        (["甲", 2, True], "甲；2；是"),
        (None, ""),
        ("甲", "甲"),
    ],
)
def test_as_text(value: object, text: str) -> None:
    assert as_text(value) == text
