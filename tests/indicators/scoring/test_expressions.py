"""The grammar: what is read, how it computes, and what is said about a fault."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.scoring import Expression, ExpressionError, parse_expression, read_indicator, score_leaf
from indicators.scoring.expressions import renamed
from indicators.scoring.nodes import Input
from indicators.scoring.statuses import Unfit

INPUTS: dict[str, Input] = {
    "a": Fraction(7),
    "b": Fraction(2),
    "接通量": Fraction(3),
    "yes": True,
    "xs": (Fraction(4), Fraction(1)),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1+2*3", Fraction(7)),
        ("(1+2)*3", Fraction(9)),
        ("10-4-3", Fraction(3)),
        ("24/4/3", Fraction(2)),
        ("24/4*3", Fraction(18)),
        ("-a+b", Fraction(-5)),
        ("a--b", Fraction(9)),
        ("a*-b", Fraction(-14)),
        ("-(a-b)*2", Fraction(-10)),
        ("50/3*0.03", Fraction(1, 2)),
        ("0.1+0.2", Fraction(3, 10)),
        (".5+1.", Fraction(3, 2)),
        ("1.5e2", Fraction(150)),
        ("2E-2", Fraction(1, 50)),
        (" a / \n接通量\t", Fraction(7, 3)),
        ("yes+yes", Fraction(2)),
        ("min(a, b)", Fraction(2)),
        ("max(xs)", Fraction(4)),
        ("sum(xs, a, 1)*2", Fraction(26)),
        ("max(sum(xs), min(a, 6))", Fraction(6)),
    ],
)
def test_values(text: str, value: Fraction) -> None:
    assert parse_expression(text).value(INPUTS) == value


def test_a_lone_name_gives_the_input_as_it_is() -> None:
    assert parse_expression("yes").value(INPUTS) is True
    assert parse_expression("xs").value(INPUTS) == (4, 1)
    assert (parse_expression(" (a) ").name, parse_expression("a*1").name) == ("a", None)


def test_names_stand_in_order_once() -> None:
    assert parse_expression("b+sum(xs)*a-b").names == ("b", "xs", "a")


def test_an_input_may_be_named_like_a_function() -> None:
    assert parse_expression("min+1").value({"min": Fraction(2)}) == 3


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("", 1, "此处应为数值、输入的名称或“(”，但算式到此为止"),
        ("a+", 3, "此处应为数值、输入的名称或“(”，但算式到此为止"),
        ("a+*b", 3, "此处应为数值、输入的名称或“(”，现为“*”"),
        ("+a", 1, "此处应为数值、输入的名称或“(”，现为“+”"),
        ("a//b", 3, "此处应为数值、输入的名称或“(”，现为“/”"),
        ("a b", 3, "“b”在这里多余，或前面缺少运算符"),
        ("2x", 2, "“x”在这里多余，或前面缺少运算符"),
        ("a)", 2, "“)”在这里多余，或前面缺少运算符"),
        ("1_000", 2, "“_000”在这里多余，或前面缺少运算符"),
        ("a,b", 2, "“,”在这里多余，或前面缺少运算符"),
        ("(a+b", 5, "缺少与第1字的“(”对应的“)”"),
        ("min(a, b", 9, "缺少与第4字的“(”对应的“)”"),
        ("min()", 5, "此处应为数值、输入的名称或“(”，现为“)”"),
        ("avg(a)", 1, "没有名为“avg”的函数，可用的有 min、max、sum"),
        ("a×b", 2, "不能使用“×”，乘号写作“*”"),
        ("接通量÷a", 4, "不能使用“÷”，除号写作“/”"),
        ("（a)", 1, "不能使用“（”，括号用半角“(”"),
        ("90%", 3, "不能使用“%”，百分数请写成除以100"),
        ("a^2", 2, "不能使用“^”，乘方请写成连乘"),
        ("a & b", 3, "不能使用“&”"),
        ("a.b", 2, "不能使用“.”"),
        ("__import__('os')", 1, "没有名为“__import__”的函数，可用的有 min、max、sum"),
        ("1e400", 1, "数值过大或小数过长，小数点前后最多各40位"),
        ("1e99999999999999999999", 1, "数值过大或小数过长，小数点前后最多各40位"),
        ("(" * 30 + "1" + ")" * 30, 22, "嵌套超过20层，请拆分"),
        ("-" * 30 + "1", 22, "嵌套超过20层，请拆分"),
        ("a" * 5001, 5001, "算式共5001字，最多5000字，请拆分或改用预先算好的输入"),
    ],
)
def test_faults(text: str, position: int, said: str) -> None:
    if "'" in text:
        said, position = "不能使用“'”", text.index("'") + 1
    with pytest.raises(ExpressionError) as fault:
        parse_expression(text)
    assert (fault.value.position, fault.value.message) == (position, f"第{position}字：{said}")
    assert str(fault.value) == fault.value.message


def test_an_unknown_name_with_the_closest_input() -> None:
    with pytest.raises(ExpressionError) as fault:
        parse_expression(
            "(夜班来电 + 日班来电) / 日班接通量 + 夜班转接 * 100",
            ["夜班来电", "日班来电", "日班接通量", "夜班转接次数"],
        )
    assert fault.value.message == "第25字：没有名为“夜班转接”的输入。是否指“夜班转接次数”？"


def test_an_unknown_name_that_resembles_nothing() -> None:
    with pytest.raises(ExpressionError, match=r"^第1字：没有名为“x”的输入。$"):
        parse_expression("x", ["夜班来电"])


def test_known_names_are_accepted() -> None:
    assert parse_expression("a/b", ["a", "b"]).names == ("a", "b")
    assert parse_expression("一季度(件)", ["一季度(件)"]).names == ("一季度(件)",)


def test_names_are_compared_by_their_characters() -> None:
    """A full-width letter is another name; nothing is folded behind the author's back."""
    with pytest.raises(ExpressionError, match="没有名为“ａ”的输入"):
        parse_expression("ａ", ["a"])


def written(text: str) -> str:
    return parse_expression(text).written(
        {"a": Fraction(7), "b": Fraction(-2), "n": None, "s": "好", "xs": (Fraction(1), None)}
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a*(b+1)", "7 × (−2 + 1)"),
        ("a/(2*3)", "7 ÷ (2 × 3)"),
        ("(a*2)+1", "7 × 2 + 1"),
        ("1-(2-3)", "1 − (2 − 3)"),
        ("(1+2)-3", "1 + 2 − 3"),
        ("(1+2)*3", "(1 + 2) × 3"),
        ("1--2", "1 − (−2)"),
        ("-(1+2)", "−(1 + 2)"),
        ("min(1,2)*sum(xs)", "最小值（1、2） × 合计（1、—）"),
        ("n+s", "— + 好"),
        ("1234567.5", "1,234,567.5"),
    ],
)
def test_written(text: str, expected: str) -> None:
    assert written(text) == expected


def test_a_result_beyond_all_measure_is_invalid() -> None:
    data = {
        "code": "X",
        "weight": 5,
        "inputs": {"v": Decimal("9" * 40)},
        "value": "*".join(["v"] * 200),
        "rule": {"kind": "judged"},
    }
    outcome = score_leaf(read_indicator(data))
    assert (outcome.status, outcome.derivation.reason) == ("invalid", "算式的结果过大，请检查输入")


@pytest.mark.parametrize("sign", ["*", "/", "+1/", "-1/"])
def test_a_number_that_outgrows_all_measure_on_the_way_is_not_computed_on(sign: str) -> None:
    """Ever longer fractions would take minutes; 5000 characters are let go of at 4096 bits."""
    names = [f"v{index}" for index in range(600)]
    inputs = {name: Fraction(10**39 + index) for index, name in enumerate(names)}
    with pytest.raises(Unfit):
        parse_expression(f"0*({sign.join(names)})").value(inputs)


def test_a_long_sum_is_a_sum() -> None:
    assert parse_expression("+".join(["a"] * 2500)).value({"a": Fraction(1, 8)}) == Fraction(625, 2)


def test_an_expression_is_plain_data() -> None:
    assert parse_expression("a+b") == parse_expression("a+b")
    assert isinstance(parse_expression("a"), Expression)


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ("a", "b", "b"),
        (" 甲率 ", "乙", " 甲率 "),
        ("a / aa * (a - 1)", "接听量", "接听量 / aa * (接听量 - 1)"),
        ("min(a, a)", "b", "min(b, b)"),
        ("a × b", "c", "a × b"),
    ],
)
def test_renaming_an_input_renames_it_wherever_it_is_used(text: str, new: str, expected: str) -> None:
    assert renamed(text, "a", new) == expected


def test_an_unknown_name_comes_with_the_one_that_may_be_meant() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("接听量 - 夜班转接", ["接听量", "夜班转接次数"])
    assert (caught.value.position, caught.value.name, caught.value.close) == (7, "夜班转接", "夜班转接次数")
    assert caught.value.message == "第7字：没有名为“夜班转接”的输入。是否指“夜班转接次数”？"
