"""What a report says of indicators that are not simply scored, and of facts that are gaps."""

from typing import Any

import pytest

from reports.document import Material, compose, fact_book, plain_text
from tests.reports.document.conftest import Make, case_material, leaf

RULE = {
    "kind": "linear_deduction",
    "target": 100,
    "direction": "higher",
    "per": 1,
    "deduct": {"weight": "0.01"},
}


def rate(code: str, weight: int, value: Any = 100, **more: Any) -> dict[str, Any]:
    rule = {"kind": "proportional", "target": 100, "direction": "higher"}
    return leaf(code, weight, inputs={"v": value}, value="v", rule=rule, unit="%", **more)


def text(material: Material) -> str:
    return plain_text(compose(material))


def test_a_missing_input_leaves_the_total_open(make: Make) -> None:
    material = make(indicators=[rate("A", 60), rate("B", 40, None)])
    said = text(material)
    assert "尚有1个指标的数据不完整，总分和等级待补充数据后确定；已计分指标合计得分60.00分。" in said
    assert "该指标权重40分。评价所需数据尚不完整，暂不能计分：缺“v”。" in said
    assert "指标B权重40分，因部分指标未能计分，暂不能得出该类得分。" in said
    assert "综合得分" not in said.split("附件")[0].replace("综合得分对应", "")
    assert "合计 │ 100.00 │ — │ — │ —" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": -1}, "已取得的数据不符合评分细则的要求，暂不能计分"),
        ({"rule": {"kind": "proportional", "target": 0}}, "评分细则未规定该业绩值如何计分，暂不能计分"),
        ({"not_applicable": "exclude"}, "该指标在本次评价中无法考核。"),
        ({"not_applicable": "full"}, "该指标在本次评价中无法考核，按约定计40.00分。"),
        ({"not_applicable": "zero"}, "该指标在本次评价中无法考核，按约定计0.00分。"),
        (
            {"override": {"score": 30, "reason": "现场核查酌情扣减。"}},
            "该指标得分由评价人员评定，为30.00分，评定理由：现场核查酌情扣减；按评分细则计算的得分为40.00分。",
        ),
    ],
)  # fmt: skip
def test_each_status_has_its_sentence(make: Make, changes: dict[str, Any], said: str) -> None:
    value = changes.pop("value", 100)
    assert said in text(make(indicators=[rate("A", 60), rate("B", 40, value) | changes]))


def test_excluded_weight_is_said_with_the_total(make: Make) -> None:
    said = text(make(indicators=[rate("A", 60, 50), rate("B", 40, not_applicable="exclude")]))
    assert "本次评价中有1个指标无法考核，其权重40分不计入，总分已折算为满分100分。" in said
    assert "综合得分50.00分。" in said
    assert "尚有" not in said


def test_an_own_score_stands_in_the_paper_beside_the_computed_one(make: Make) -> None:
    said = text(make(indicators=[rate("A", 100, override={"score": 90, "reason": "酌情"})]))
    assert "评价说明 │ 说明：酌情。按评分细则计算的得分：100.00分。" in said
    assert "有1个指标的得分由评价人员评定" in said


def test_an_indicator_without_rule_prints_a_dash(make: Make) -> None:
    said = text(make())
    assert "计分方法 │ —" in said
    assert "业绩值 │ — │ 扣分 │ — │ 得分 │ —" in said


@pytest.mark.parametrize(
    ("rule", "inputs", "value", "full", "short"),
    [
        ({"kind": "key_points", "points": [{"text": "甲"}, {"text": "乙"}]},
         ({"met": [1, 1]}, {"met": [1, 0]}), "met",
         "评价组按评价要点（共2项）逐项核定，均符合要求，得10.00分，为满分。",
         "评价组按评价要点（共2项）逐项核定，部分要点未达到要求，扣5.00分，得5.00分，得分率50.00%。"),
        ({"kind": "pass_fail"}, ({"v": True}, {"v": False}), "v",
         "经核查，评价结果为“符合”，满足评分标准的要求，得10.00分，为满分。",
         "经核查，评价结果为“不符合”，未满足评分标准的要求，扣10.00分，得0.00分，得分率0.00%。"),
        ({"kind": "count_bonus", "points": 5}, ({"v": 2}, {"v": 1}), "v",
         "经核查，评价期内计入2次，达到满分要求，得10.00分。",
         "经核查，评价期内计入1次，未达到满分要求，扣5.00分，得5.00分，得分率50.00%。"),
        ({"kind": "graded", "levels": [{"level": "好", "share": 1}, {"level": "中", "share": 0}]},
         ({"v": "好"}, {"v": "中"}), "v",
         "经综合评定，达到程度为好，得10.00分，为满分。",
         "经综合评定，达到程度为中，扣10.00分，得0.00分，得分率0.00%。"),
        ({"kind": "ranking", "bands": [{"max_rank": 1, "share": 1}, {"max_rank": 9, "share": 0}]},
         ({"v": 1}, {"v": 5}), "v",
         "经核查计算，业绩值为1，达到满分标准，得10.00分。",
         "经核查计算，业绩值为5，扣10.00分，得0.00分，得分率0.00%。"),
        ({"kind": "judged"}, ({"v": 10}, {"v": 4}), "v",
         "经评议，该指标得10.00分，为满分。", "经评议，该指标扣6.00分，得4.00分，得分率40.00%。"),
    ],
)  # fmt: skip
def test_each_kind_has_its_sentence(
    make: Make, rule: dict[str, Any], inputs: tuple[Any, Any], value: str, full: str, short: str
) -> None:
    one, other = (
        leaf(code, 10, rule=rule, inputs=each, value=value) for code, each in zip("AB", inputs, strict=True)
    )
    said = text(make(indicators=[one, other]))
    assert full in said
    assert short + "扣分的具体情况由评价人员依据工作底稿补充说明。" in said


def test_a_report_without_any_deduction_has_no_problems(make: Make) -> None:
    document = compose(make(indicators=[rate("A", 100)], material={"outline": "shanghai"}))
    assert "四、主要经验、存在的问题和建议" in [part.title for part in document.parts]
    said = plain_text(document)
    assert "（一）主要经验及做法" in said
    assert "存在的问题\n" not in said.replace("主要经验、存在的问题和建议", "")
    assert "主要建议" not in said


def test_a_dossier_without_indicators_still_makes_a_document(make: Make) -> None:
    document = compose(make(indicators=[]))
    assert "评价工作底稿" not in plain_text(document)


def test_names_with_a_comma_of_their_own_are_quoted(make: Make) -> None:
    names = [rate("A", 50) | {"name": "制度、措施"}, rate("B", 50) | {"name": "预算"}]
    parent = leaf("P", 100)
    said = text(make(indicators=[parent, *(one | {"parent": "P"} for one in names)]))
    assert "在指标P方面，“制度、措施”“预算”共2个指标取得满分" in said


def test_no_lowest_is_named_where_two_share_it(make: Make) -> None:
    def lines(second: int) -> list[dict[str, Any]]:
        return [
            {"code": "1", "name": "甲", "budget": 100, "actual": 50},
            {"code": "2", "name": "乙", "budget": 100, "actual": second},
        ]

    assert not fact_book_of(make(budget=lines(50)))["budget.lowest.name"].is_known
    assert fact_book_of(make(budget=lines(51)))["budget.lowest.name"].value == "甲"
    assert not fact_book_of(make(budget=lines(51)[:1]))["budget.lowest.name"].is_known


def fact_book_of(material: Material) -> Any:
    return fact_book(material.dossier, material.result, issued=material.issued)


def test_the_rounding_of_the_evaluation_is_said(make: Make) -> None:
    rounding = {
        "value": {"decimals": 1, "mode": "down"},
        "score": {"decimals": 3, "mode": "half_even", "applies_to": "deduction"},
    }
    assert "业绩值和比率保留1位小数（截尾），扣分保留3位小数（四舍六入五成双）" in text(
        make(rounding=rounding)
    )
    assert "业绩值和比率保留2位小数（四舍五入），得分保留2位小数（四舍五入）" in text(make())


def test_an_indicators_own_rounding_decides_its_decimals(make: Make) -> None:
    one = leaf(
        "A",
        100,
        inputs={"a": 1, "b": 3},
        value="a/b*100",
        unit="%",
        rule={"kind": "proportional", "target": 100},
    )
    assert fact_book_of(make(indicators=[one]))["indicator.A.value"].written == "33.33%"
    one["rounding"] = {"value": {"decimals": 4}}
    assert fact_book_of(make(indicators=[one]))["indicator.A.value"].written == "33.3333%"
    one["rounding"] = {"value": {"mode": "down"}}
    assert fact_book_of(make(indicators=[one]))["indicator.A.value"].written == "33.33%"


@pytest.mark.parametrize(
    ("benchmark", "written"),
    [(80, "80%"), (True, "符合"), (False, "不符合"), ("八成。", "八成"), (None, "—")],
)
def test_a_benchmark_may_be_of_any_kind(make: Make, benchmark: Any, written: str) -> None:
    assert (
        fact_book_of(make(indicators=[rate("A", 100, benchmark=benchmark)]))["indicator.A.benchmark"].written
        == written
    )


def test_facts_say_where_they_come_from() -> None:
    book = fact_book_of(case_material("linfang_2018", issued="2019-08-16"))
    assert (book["budget.line.1.actual"].source, book["budget.line.1.actual"].written) == (
        "budget[0].actual",
        "2,598.44万元",
    )
    assert (book["indicator.C1-4.value"].source, book["indicator.C1-4.value"].written) == ("C1-4", "49.60%")
    assert (book["output.1.name"].source if "output.1.name" in book else None) is None
    assert (book["interview.1.date"].source, book["interview.1.date"].written) == (
        "interviews[0].date",
        "2019年6月13日",
    )
    assert (book["project.report_date"].source, book["project.report_date"].written) == (
        "project.report_date",
        "2019年8月16日",
    )
