"""Texts of cells, in and out."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.grids.columns import Column, Kind, Unreadable, meant, read_cell, write_cell

FIGURE = Column(key="actual", label="实际支出", kind=Kind.FIGURE)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=6)


@given(DECIMALS)
def test_any_decimal_written_out_is_read_back(value: Decimal) -> None:
    assert read_cell(FIGURE, write_cell(FIGURE, value)) == value
    assert read_cell(FIGURE, f"{value:,f}") == value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.FIGURE, "1,234.50", Decimal("1234.50")),
        (Kind.FIGURE, "１，２３４．５", Decimal("1234.5")),
        (Kind.FIGURE, "—", None),
        (Kind.FIGURE, " ", None),
        (Kind.WHOLE, "2,025", 2025),
        (Kind.DATE, "2025/3/8", "2025-03-08"),
        (Kind.DATE, "2025年11月6日", "2025-11-06"),
        (Kind.DATE, "２０２５", "2025"),
        (Kind.DATE, "—", ""),
        (Kind.FLAG, "√", True),
        (Kind.FLAG, "否", False),
        (Kind.TEXT, " 甲\r\n乙 ", "甲\n乙"),
        (Kind.TEXT, "—", "—"),
    ],
)
def test_what_is_understood(kind: Kind, text: str, value: Any) -> None:
    assert read_cell(Column(key="k", label="甲", kind=kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (Kind.FIGURE, "84.O5", "“84.O5”不是数字：第4个字符是字母O，应为数字0。"),
        (
            Kind.FIGURE,
            "12万元",
            "“12万元”不是数字：第3个字符是“万”。单位“万元”不要写在格子里，只填数字。",
        ),
        (Kind.FIGURE, "1e400", "“1e400”不是数字：第2个字符是字母e。"),
        (Kind.FIGURE, "=1+1", "“=1+1”不是数字：第1个字符是“=”。"),
        (Kind.FIGURE, "NaN", "“NaN”不是数字：第1个字符是字母N。"),
        (Kind.WHOLE, "1.5", "“1.5”不是整数，请去掉小数。"),
        (Kind.WHOLE, "9999999999", "“9999999999”不在0到2147483647之间，请改正。"),
        (Kind.DATE, "2025-02-30", "“2025-02-30”不是日期，应写成2026、2026-05或2026-05-29。"),
        (Kind.FLAG, "也许", "“也许”看不出是或否，请填“是”或“否”。"),
        (Kind.TEXT, "甲\x07", "第2个字符不能保存（U+0007），请删去。"),
        (Kind.TEXT, "甲" * 301, "这里有301个字，最多300个，请缩短。"),
        (Kind.REFERENCE, "B9", "没有编号为“B9”的一项，请改正编号，或先把它加上。"),
    ],
)
def test_what_is_refused_and_why(kind: Kind, text: str, message: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_cell(Column(key="k", label="甲", kind=kind), text)
    assert str(refusal.value) == message


def test_a_choice_is_named_by_its_label_or_its_value() -> None:
    column = Column(key="k", label="类别", kind=Kind.CHOICE, choices=(("city", "市级"), ("own", "自筹")))
    assert (read_cell(column, "市级"), read_cell(column, "own")) == ("city", "own")
    assert write_cell(column, "city") == "市级"
    with pytest.raises(Unreadable, match="应为市级、自筹之一"):
        read_cell(column, "省级")


def test_a_required_cell_is_not_emptied() -> None:
    with pytest.raises(Unreadable, match="“科目”不能空着"):
        read_cell(Column(key="k", label="科目", is_required=True), " ")


@pytest.mark.parametrize(("text", "fix"), [("84.O5", "84.05"), ("1。5", "1.5"), ("l2", "12"), ("甲", "")])
def test_what_a_mistyped_figure_means(text: str, fix: str) -> None:
    assert meant(FIGURE, text) == fix
