"""Tables, forms and annexes made from what was collected."""

from decimal import Decimal
from typing import Any

import pytest

from indicators.charts import ShareChart
from reports.document import Document, Material, compose, plain_text
from reports.document.blocks import Table, plain
from reports.document.numbers import chinese, shown
from reports.document.sources.naming import item_name, with_names
from tests.reports.document.conftest import Make, form_of, leaf


def text(material: Material) -> str:
    return plain_text(compose(material))


def lines_of(document: Document, name: str) -> list[list[str]]:
    (found,) = (
        block
        for part in document.parts
        for block in part.blocks
        if isinstance(block, Table) and block.name == name
    )
    return [
        [plain(label.runs) for label in row.labels] + [plain(cell.runs) for cell in row.cells]
        for row in found.rows
    ]


BUDGET = [
    {"code": "1", "name": "人员", "initial": 10, "budget": 12, "allocated": 11, "actual": 11, "unit": "万元"},
    {"code": "1.1", "name": "工资", "parent": "1", "budget": 12, "actual": 11},
    {"code": "2", "name": "设备", "initial": 5, "budget": 3, "allocated": 3, "actual": 0},
]


def test_a_budget_without_sum_row_is_added_up(make: Make) -> None:
    material = make(budget=BUDGET)
    said = text(material)
    assert (
        "项目年初预算15.00万元，全年预算15.00万元，到位资金14.00万元，实际支出11.00万元，预算执行率73.33%，未执行4.00万元。"
        in said
    )
    assert "分项目看，设备的预算执行率最低，为0.00%。明细项目中有1项安排了预算而没有支出。" in said
    assert lines_of(compose(material), "budget") == [
        ["1", "人员", "10.00", "12.00", "11.00", "11.00", "91.67"],
        ["1.1", "工资", "—", "12.00", "—", "11.00", "91.67"],
        ["2", "设备", "5.00", "3.00", "3.00", "0.00", "0.00"],
    ]


def test_a_changed_budget_says_by_how_much(make: Make) -> None:
    total = {"code": "T", "name": "合计", "initial": 20, "budget": 15, "actual": 16, "total": True}
    said = text(make(budget=[*BUDGET, total]))
    assert "项目年初预算20.00万元，预算调整−5.00万元，全年预算15.00万元，实际支出16.00万元" in said
    over = BUDGET[1] | {"actual": 13}
    assert "有1项的实际支出超过该项预算。" in text(make(budget=[BUDGET[0], over]))


def test_an_unknown_amount_leaves_the_sum_unknown(make: Make) -> None:
    said = text(make(budget=[BUDGET[0], {"code": "2", "name": "设备", "budget": 3}]))
    assert "全年预算15.00万元。各项支出" in said


def test_earlier_years_have_their_table(make: Make) -> None:
    history = [
        {"year": 2017, "budget": 100, "actual": 90, "unit": "万元"},
        {"year": 2018, "initial": 100, "budget": 120, "actual": "120" and 120},
    ]
    material = make(budget_history=history)
    assert lines_of(compose(material), "history") == [
        ["2017", "—", "100.00", "90.00", "90.00"],
        ["2018", "100.00", "120.00", "120.00", "100.00"],
    ]


def test_objectives_may_say_what_was_reached(make: Make) -> None:
    objectives = [
        {"name": "数量", "target": Decimal("100.50"), "actual": True, "indicator": "A"},
        {"category": "效果", "name": "质量", "target": "较高"},
        {"name": "时效", "indicator": "A"},
    ]
    document = compose(make(objectives=objectives))
    assert lines_of(document, "objectives") == [
        ["—", "数量", "100.5", "是", "A"],
        ["效果", "质量", "较高", "—", "—"],
        ["—", "时效", "—", "—", "A"],
    ]
    assert lines_of(document, "achieved") == [["—", "数量", "100.5", "—", "—"], ["—", "时效", "—", "—", "—"]]


def test_an_objective_on_a_branch_has_its_rate(make: Make) -> None:
    rule = {"kind": "pass_fail"}
    child = leaf("B", 100, parent="A", inputs={"v": True}, value="v", rule=rule)
    material = make(indicators=[leaf("A", 100), child], objectives=[{"name": "总目标", "indicator": "A"}])
    assert lines_of(compose(material), "achieved") == [["—", "总目标", "—", "—", "100.00"]]


# Fieldwork ------------------------------------------------------------------------------------------


def test_interviews_show_questions_answers_and_marks(make: Make) -> None:
    interviews = [
        {
            "date": "2019-06",
            "place": "会议室",
            "questions": ["如何编制预算", {"text": "有无困难", "answer": "没有"}],
            "rating_form": {"scale": ["好", "差"], "items": {"制度": "好", "执行": "一般", "其他": None}},
        },
        {"subject_role": "主任", "date": "2019-07-02", "rating_form": {"items": {}}},
    ]
    said = text(make(interviews=interviews))
    assert "（一）访谈记录" in said
    assert "问：如何编制预算\n  问：有无困难\n  答：没有\n" in said
    assert "未载逐题答复" not in said
    assert "制度 │ √ │ \n    执行：一般 │  │ \n    其他 │  │ \n" in said
    assert "访谈时间 │ 2019年6月 │ 访谈地点 │ 会议室" in said
    assert "访谈自2019年6月开始，至2019年7月2日结束。" in said


def survey(**more: Any) -> dict[str, Any]:
    options = [{"label": "好", "count": 30}, {"label": "差", "count": 10}]
    return {"title": "问卷", "questions": [{"text": "总体评价", "type": "single", "options": options}]} | more


def test_shares_are_of_the_valid_forms(make: Make) -> None:
    said = text(make(surveys=[survey(distributed=60, returned=50, valid=40, used=False)]))
    assert "本次调查共发放问卷60份，回收50份，回收率83.33%。有效问卷为40份，有效率80.00%。" in said
    assert "好 │ 30 │ 75.00" in said
    assert "本次调查的结果未用于指标计分，仅供参考。" in said
    assert "注：选择“好”的最多，占75.00%。" in said


def test_without_numbers_of_forms_the_answers_are_the_whole(make: Make) -> None:
    assert "好 │ 30 │ 75.00" in text(make(surveys=[survey()]))
    open_ended = {"text": "意见", "options": []}
    missing = {"text": "缺", "type": "multiple", "options": [{"label": "甲"}, {"label": "乙", "count": 3}]}
    document = compose(make(surveys=[survey(questions=[*survey()["questions"], open_ended, missing])]))
    assert lines_of(document, "question-1-2") == []
    assert lines_of(document, "question-1-3") == [["甲", "—", "—"], ["乙", "3", "—"]]
    tables = [block for part in document.parts for block in part.blocks if isinstance(block, Table)]
    charted = {block.name: block.chart for block in tables if block.name.startswith("question")}
    chart = charted.pop("question-1-1")
    assert isinstance(chart, ShareChart)
    assert [(share.label, share.text) for share in chart.shares] == [("好", "75.00%"), ("差", "25.00%")]
    assert charted == {"question-1-2": None, "question-1-3": None}


def test_a_survey_without_results_has_no_annex(make: Make) -> None:
    assert "问卷调查汇总分析" not in text(make(surveys=[{"title": "问卷", "questions": [{"text": "无"}]}]))


@pytest.mark.parametrize(
    ("results", "marks", "remark"),
    [
        (["-", False], ["—", "—"], "本次共检查1个方面、2项要点，均未发现所列问题；"),
        (["√", True], ["√", "√"], "本次共检查1个方面、2项要点，其中2项存在所列情形；"),
        ([1], ["1", "—"], "本次共检查1个方面、2项要点，其中1项存在所列情形；"),
        ([None, "-"], ["—", "—"], "本次共检查1个方面、2项要点；"),
        (
            ["未发现", "凭证没有附考核表"],
            ["未发现", "注1"],
            "本次共检查1个方面、2项要点，其中1项存在所列情形；",
        ),
    ],
)
def test_the_fund_check_says_what_was_found(
    make: Make, results: list[Any], marks: list[str], remark: str
) -> None:
    check = {"budget": 5, "groups": {"支付": ["手续", "附件"], "其他": []}, "results": results}
    form = form_of(compose(make(fund_check=check)), "fund-check")
    assert [plain(cell.runs) for cell in form.rows[2].cells][4:] == marks
    assert plain(form.rows[3].cells[1].runs).startswith(remark)
    assert sum(form.widths) == pytest.approx(100)


def test_a_fund_check_of_amounts_only_has_no_points(make: Make) -> None:
    form = form_of(compose(make(fund_check={"spent": 5})), "fund-check")
    assert [[plain(cell.runs) for cell in row.cells] for row in form.rows] == [
        ["项目", "预算金额", "到位金额", "支出金额"],
        ["某项目", "—", "—", "5.00"],
    ]
    assert sum(form.widths) == pytest.approx(100)


def test_facts_of_any_kind_are_listed(make: Make) -> None:
    material = make(
        output_facts=[
            {"name": "达标", "value": True},
            {"name": "数量", "value": 5, "unit": "个"},
            {"name": "说明", "value": "见附"},
        ],
        base_table=[
            {"code": "A", "fields": {"是否": False, "数": 12, "无": None}},
            {"code": "B", "fields": {}},
        ],
    )
    document = compose(material)
    assert lines_of(document, "outputs") == [
        ["达标", "是", "—", "数量", "5", "个"],
        ["说明", "见附", "—", "", "", ""],
    ]
    assert lines_of(document, "base") == [
        ["A　甲项", "是否", "否"],
        ["A　甲项", "数", "12"],
        ["A　甲项", "无", "—"],
    ]
    assert "主要产出和效果数据共3项，见表1-1。" in plain_text(document)


# Names and numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("failed", "不符合项数"),
        ("planned_days", "计划天数"),
        ("answered_12333", "接听量（12333）"),
        ("到岗人数", "到岗人数"),
        ("planned_moons", "planned_moons"),
        ("12333", "12333"),
    ],
)
def test_usual_short_names_are_said_in_chinese(name: str, said: str) -> None:
    assert item_name(name) == said


def test_sentences_say_what_inputs_mean() -> None:
    said = with_names("以“answered_wan × 10,000 ÷ days”为满分，days_x 不变", {"answered_wan", "days"})
    assert said == "以“接听量（万） × 10,000 ÷ 天数”为满分，days_x 不变"


def test_values_of_any_kind_are_written() -> None:
    assert [shown(value) for value in (None, True, False, Decimal("1E+3"), 12, ["甲", None], "乙")] == [
        "—", "是", "否", "1,000", "12", "甲、—", "乙",
    ]  # fmt: skip


def test_numbers_of_chapters_are_chinese() -> None:
    assert [chinese(number) for number in (1, 9, 10, 11, 20, 21, 99)] == [
        "一", "九", "十", "十一", "二十", "二十一", "九十九",
    ]  # fmt: skip
    assert [chinese(number) for number in (100, 105, 110, 999, 1005)] == [
        "一百", "一百零五", "一百一十", "九百九十九", "一千零五",
    ]  # fmt: skip


# Self-evaluation ------------------------------------------------------------------------------------


def test_a_self_evaluation_says_what_was_reached(make: Make) -> None:
    rule = {"kind": "pass_fail", "condition": {"op": ">=", "target": 3}}
    both = {"kind": "linear_deduction", "target": 5, "direction": "both", "deduct": {"points": 1}}
    material = make(
        kind="self_evaluation",
        project={"title": "某项目绩效自评表"},
        objectives=[
            {"name": "目标", "target": 5, "actual": "完成"},
            {"name": "另一目标", "actual": Decimal(4)},
        ],
        indicators=[
            leaf("A", 60, inputs={"v": 3}, value="v", rule=rule, unit="次"),
            leaf("B", 40, inputs={"v": 4}, value="v", rule=both, unit="次", deduction_reason="人手不足。"),
        ],
    )
    document = compose(material)
    assert lines_of(document, "self-evaluation") == [
        ["指标A\n（60分）", "指标A\n（60分）", "指标A", "≥3次", "3次", "60.00", "60.00", "—"],
        ["指标B\n（40分）", "指标B\n（40分）", "指标B", "5次", "4次", "40.00", "39.00", "人手不足"],
        ["总分", "100.00", "99.00", ""],
    ]
    form = form_of(document, "self-evaluation")
    assert (form.left, form.right) == ("", "金额单位：—")
    assert plain(form.rows[-1].cells[0].runs) == "1．目标：5\n2．另一目标"
    assert plain(form.rows[-1].cells[1].runs) == "1．完成\n2．4"


def test_the_execution_of_the_budget_is_scored_once(make: Make) -> None:
    total = {
        "code": "T",
        "name": "年度资金总额",
        "initial": 9,
        "budget": 10,
        "actual": 8,
        "unit": "万元",
        "total": True,
    }
    rule = {"kind": "proportional", "target": 100}
    execution = leaf("P", 10, inputs={"a": 8, "b": 10}, value="a/b*100", unit="%", rule=rule)
    other = leaf("Q", 90, inputs={"v": 100}, value="v", unit="%", rule=rule)
    keys: dict[str, Any] = {"kind": "self_evaluation", "project": {"title": "某项目绩效自评表", "year": 2023}}
    document = compose(make(**keys, budget=[total], indicators=[execution, other]))
    form = form_of(document, "self-evaluation")
    assert form.left == "（2023年度）"
    assert [plain(cell.runs) for cell in form.rows[3].cells] == [
        "年度资金总额", "9.00", "10.00", "8.00", "10.00", "80.00", "8.00",
    ]  # fmt: skip
    assert [row[2] for row in lines_of(document, "self-evaluation")] == ["指标Q", "98.00"]
    without = compose(make(**keys, budget=[total | {"actual": None}], indicators=[execution, other]))
    assert [row[2] for row in lines_of(without, "self-evaluation")][:2] == ["指标P", "指标Q"]
    unlike = compose(make(**keys, budget=[total | {"actual": 9}], indicators=[execution, other]))
    assert [row[2] for row in lines_of(unlike, "self-evaluation")][:2] == ["指标P", "指标Q"]
