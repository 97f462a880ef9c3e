"""Figures as people type them."""

from decimal import Decimal

import pytest

from evaluations.projects.figures import NotAFigure, read_figure, shown


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("", None),
        ("  ", None),
        ("—", None),
        ("0", Decimal(0)),
        ("12.50", Decimal("12.50")),
        (" 12 ", Decimal(12)),
        (".5", Decimal("0.5")),
        ("-3", Decimal(-3)),
        ("+3", Decimal(3)),
        ("１，２３４．５", Decimal("1234.5")),
        ("－２", Decimal(-2)),
        ("1,234,567.89", Decimal("1234567.89")),
    ],
)
def test_read(typed: str, figure: Decimal | None) -> None:
    assert read_figure(typed) == figure


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("12a", "“12a”不是数字：第3个字符是字母a。"),
        ("84.O5", "“84.O5”不是数字：第4个字符是字母O，应为数字0。"),
        ("l2", "“l2”不是数字：第1个字符是字母l，应为数字1。"),
        ("12。5", "“12。5”不是数字：第3个字符是句号，小数点应为“.”。"),
        ("94%", "“94%”不是数字：第3个字符是百分号，这里只填数字。"),
        ("1 2", "“1 2”不是数字：第2个字符是空格。"),
        ("1-2", "“1-2”不是数字：第2个字符是“-”，正负号只能在最前。"),
        ("1.2.3", "“1.2.3”不是数字：第4个字符是第二个小数点。"),
        ("1,23", "“1,23”不是数字：第2个字符是逗号，只能作千分位，逗号之间须为3位数字。"),
        ("12万", "“12万”不是数字：第3个字符是“万”。"),
        ("1e5", "“1e5”不是数字：第2个字符是字母e。"),
        (".", "“.”不是数字：里面没有数字。"),
        ("9" * 41, "太长：共41个字符，最多40个。"),
    ],
)
def test_refuse(typed: str, message: str) -> None:
    with pytest.raises(NotAFigure) as refused:
        read_figure(typed)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (True, "是"),
        (False, "否"),
        (Decimal("4860.00"), "4,860"),
        (Decimal(0), "0"),
        (Decimal("1E+3"), "1,000"),
        ([Decimal(1), None], "1、—"),
        ([], "—"),
        ("优", "优"),
    ],
)
def test_shown(value: object, text: str) -> None:
    assert shown(value) == text
