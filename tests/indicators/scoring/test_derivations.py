"""The steps behind a score, as evaluators write them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from indicators.scoring import Outcome, read_indicator, read_system, rule_sentence, score, score_leaf
from indicators.scoring.kinds.base import Case, apply
from tests.indicators.scoring.cases import case, leaf


def steps(outcome: Outcome) -> list[tuple[str, str, str, str]]:
    return [(step.label, step.expression, step.result, step.note) for step in outcome.derivation.steps]


def published(name: str, code: str) -> Outcome:
    return score(read_system(case(name))).outcomes[code]


def made(rule: dict[str, Any], value: str | None = "v", **keys: Any) -> Outcome:
    data = {"code": "X", "weight": keys.pop("weight", 10), "rule": rule, "value": value, **keys}
    return score_leaf(read_indicator(data))


def test_the_awareness_rate_of_a_published_report() -> None:
    outcome = published("hongda_2018.json", "C23")
    assert outcome.derivation.line == "5 − (90% − 85.83%) ÷ 1% × 3% × 5 = 4.37"
    assert steps(outcome) == [
        ("业绩值", "(42 + 61) ÷ 120 × 100 = 85.8333…", "85.83%", "两位小数，四舍五入"),
        ("与目标比", "90% − 85.83%", "4.17个百分点", ""),
        ("扣分", "4.17% ÷ 1% × 3% × 5", "0.6255", ""),
        ("得分", "5 − 0.6255 = 4.3745", "4.37", "两位小数，四舍五入"),
    ]


def test_a_rounded_deduction() -> None:
    assert steps(published("linfang_2018.json", "B1-1")) == [
        ("业绩值", "3,141.13 ÷ 3,351.36 × 100 = 93.7270…", "93.73%", "两位小数，四舍五入"),
        ("与目标比", "100% − 93.73%", "6.27个百分点", ""),
        ("扣分", "6.27% ÷ 1% × 2.5% × 3", "0.47025", ""),
        ("扣分修约", "0.47025", "0.5", "一位小数，四舍五入"),
        ("得分", "3 − 0.5", "2.5", ""),
    ]


def test_a_target_from_a_formula_is_a_step() -> None:
    assert steps(published("linfang_2018.json", "C2-3")) == [
        ("业绩值", "18", "18", ""),
        ("目标值", "267.54 × 10,000 ÷ 10,000", "267.54", ""),
        ("与目标比", "18 ≤ 267.54", "达到目标", ""),
        ("得分", "18 ≤ 267.54，达到目标", "8", ""),
    ]


def test_a_composite_shows_its_parts_and_penalties() -> None:
    assert steps(published("linfang_2018.json", "C1-3")) == [
        ("校验合格率·业绩值", "1,032 ÷ 1,055 × 100 = 97.8199…", "97.82%", "两位小数，四舍五入"),
        ("校验合格率·与目标比", "98% − 97.82%", "0.18个百分点", "偏差不足1个百分点，不扣"),
        ("校验合格率·得分", "98% − 97.82% = 0.18个百分点，偏差不足1个百分点，不扣", "4.2", ""),
        ("培训及时性及准确性·业绩值", "是", "是", ""),
        ("培训及时性及准确性·得分", "符合要求", "1.8", ""),
        ("不满意电话当月抽检率未达标·扣分", "0 × 5% × 6", "0", ""),
        ("得分", "4.2 + 1.8 − 0 × 5% × 6", "6", ""),
    ]


def test_a_value_that_stands_in_for_a_division_by_zero() -> None:
    assert steps(published("hongda_2018.json", "C123"))[0] == (
        "业绩值",
        "分母为0",
        "100%",
        "无法计算时按规则取此值",
    )


def test_a_branch_lists_its_children() -> None:
    assert steps(published("hongda_2018.json", "A")) == [
        ("A1 项目立项", "", "6", ""),
        ("A2 项目目标", "", "3.6", ""),
    ]


def test_below_the_lower_bound() -> None:
    rule = {
        "kind": "linear_deduction",
        "target": 95,
        "per": 1,
        "deduct": {"points": 1},
        "zero_below": 60,
    }
    outcome = made(rule, inputs={"v": 50}, unit="%")
    assert steps(outcome) == [
        ("业绩值", "50", "50%", ""),
        ("与目标比", "95% − 50%", "45个百分点", "低于60%，不得分"),
        ("得分", "50%低于60%", "0", ""),
    ]


def test_a_relative_deviation_is_counted_in_percent() -> None:
    rule = {
        "kind": "linear_deduction",
        "target": 5,
        "direction": "both",
        "deviation": "relative",
        "per": 2,
        "deduct": {"points": 1},
        "tolerance": 3,
    }
    outcome = made(rule, inputs={"v": Decimal("4.5")}, unit="元")
    assert steps(outcome)[1:] == [
        ("与目标比", "(5 − 4.5) ÷ 5", "10%", ""),
        ("扣分", "10% ÷ 2% × 1", "5", ""),
        ("得分", "10 − 5", "5", ""),
    ]
    assert outcome.derivation.rule_text == "等于5元得满分，偏离5元的，每偏离目标值2%扣1分，偏差不足3%不扣"


def test_key_points_show_each_point() -> None:
    points = [{"text": "有依据"}, {}]
    outcome = made({"kind": "key_points", "points": points}, None, inputs={"met": [1, Decimal("0.5")]})
    assert steps(outcome) == [
        ("有依据", "10 ÷ 2 × 1", "5", ""),
        ("要点2", "10 ÷ 2 × 0.5", "2.5", ""),
        ("得分", "10 × (1 + 0.5) ÷ 2", "7.5", ""),
    ]
    shared = [{"text": "有依据", "share": Decimal("0.6")}, {"share": Decimal("0.4")}]
    outcome = made({"kind": "key_points", "points": shared}, None, inputs={"met": [1, Decimal("0.5")]})
    assert steps(outcome)[0] == ("有依据", "10 × 60% × 1", "6", "")


def test_experts_marks_and_their_mean() -> None:
    outcome = made({"kind": "judged", "experts": True, "trim": 1}, None, inputs={"marks": [7, 8, 9, 9, 10]})
    assert steps(outcome) == [
        ("专家打分", "7、8、9、9、10", "5个", ""),
        ("平均分", "(8 + 9 + 9) ÷ 3 = 8.6666…", "8.67", "去掉最高、最低各1个；两位小数，四舍五入"),
        ("得分", "(8 + 9 + 9) ÷ 3", "8.67", ""),
    ]
    outcome = made({"kind": "judged"}, "marks", inputs={"marks": [8, 9]})
    assert steps(outcome)[1] == ("平均分", "(8 + 9) ÷ 2", "8.5", "")


def test_a_capped_ratio_and_a_band() -> None:
    capped = made({"kind": "proportional", "target": 4, "cap": Decimal("0.5")}, inputs={"v": 3})
    assert steps(capped)[1:] == [("比例", "3 ÷ 4", "50%", "以50%为限"), ("得分", "10 × 50%", "5", "")]
    band = made({"kind": "bands", "bands": [{"min": 3, "share": Decimal("0.5")}]}, inputs={"v": 3}, unit="项")
    assert steps(band)[1] == ("对照规则", "3项 ≥ 3项", "50%", "")


def test_a_score_held_and_rounded_says_both() -> None:
    outcome = made({"kind": "checklist", "deduct": {"points": 6}}, inputs={"v": 2})
    assert steps(outcome)[-1] == ("得分", "10 − 12 = −2", "0", "扣完为止")
    lowered = made(
        {"kind": "count_bonus", "points": Decimal("1.11"), "cap": 20},
        weight=Decimal("2.555"),
        inputs={"v": 4},
        rounding={"score": {"mode": "down"}},
    )
    assert steps(lowered)[-1] == ("得分", "4 × 1.11 = 4.44", "2.55", "以权重为限；两位小数，截尾")


def test_an_override_keeps_the_computed_steps() -> None:
    data = leaf("X", 10, 8, override={"score": 9, "reason": "专家组意见"})
    outcome = score_leaf(read_indicator(data))
    assert (outcome.score, outcome.computed) == (Decimal(9), Decimal(8))
    assert steps(outcome)[-2:] == [
        ("得分", "评定8分", "8", ""),
        ("评价人员评定", "按规则计算为8分", "9", "专家组意见"),
    ]


def test_the_words_for_rounding_and_small_numbers() -> None:
    outcome = made(
        {"kind": "count_bonus", "points": Decimal("0.000001")},
        "v/3",
        inputs={"v": Decimal("0.001")},
        rounding={"value": {"decimals": 11, "mode": "half_even"}, "score": {"decimals": 12}},
    )
    assert steps(outcome) == [
        ("业绩值", "0.001 ÷ 3 = 0.00033…", "0.00033333333", "11位小数，四舍六入五成双"),
        ("得分", "0.00033333333 × 0.000001 = 0.00000000033…", "0.000000000333", "12位小数，四舍五入"),
    ]
    whole = made({"kind": "judged"}, "v/3", inputs={"v": 10}, rounding={"value": {"decimals": 0}})
    assert steps(whole)[0][3] == "取整数，四舍五入"


def test_expressions_are_written_with_their_values() -> None:
    inputs = {"a": 1200, "b": Decimal("0.5"), "c": True, "xs": [1, 2]}
    outcome = made({"kind": "count_bonus", "points": 0}, "-(a-b)*-c/(a/b)-(b-c)-max(xs,b)", inputs=inputs)
    assert steps(outcome)[0][1] == (
        "−(1,200 − 0.5) × (−1) ÷ (1,200 ÷ 0.5) − (0.5 − 1) − 最大值（1、2、0.5） = −1.0002…"
    )


def test_what_a_sentence_says_needs_no_sum() -> None:
    rule = {"kind": "pass_fail"}
    indicator = read_indicator(
        {"code": "X", "weight": 1, "inputs": {"ok": True}, "value": "ok", "rule": rule}
    )
    assert indicator.rule is not None
    made_case = Case(weight=Fraction(1), inputs=indicator.inputs, rounding=indicator.rounding)
    working = apply(indicator.rule, indicator.expression, made_case)
    assert (working.verdict(), working.formula()) == ("符合要求", "")


def test_a_sentence_for_a_typed_rule() -> None:
    indicator = read_indicator(leaf("X", 10, 8))
    assert indicator.rule is not None
    assert rule_sentence(indicator.rule, Decimal(10)) == "由评价人员在0至10分之间评定"
