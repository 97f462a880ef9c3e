"""What a dossier must be: every fault is found, with its path, and none is a traceback."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.scoring import Places, Refused, Rounding, read_indicator, read_system
from indicators.scoring.figures import AppliesTo, Mode
from tests.indicators.scoring.cases import branch, case, dossier, leaf

LINEAR = {"kind": "linear_deduction", "target": 90, "per": 1, "deduct": {"points": 1}}


def refusals(data: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_system(data)
    return [str(problem) for problem in refused.value.problems]


def rule_refusals(rule: Any, **keys: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_indicator({"code": "X", "weight": 5, "rule": rule, **keys})
    assert str(refused.value) == "；".join(str(problem) for problem in refused.value.problems)
    return [str(problem) for problem in refused.value.problems]


def test_the_published_cases_are_read() -> None:
    system = read_system(case("hongda_2018.json"))
    indicator = next(indicator for indicator in system.indicators if indicator.code == "C23")
    assert (indicator.name, indicator.parent, indicator.weight, indicator.is_leaf, indicator.unit) == (
        "消费者维权法规和政策知晓率",
        "C2",
        Decimal(5),
        True,
        "%",
    )
    assert indicator.inputs == {"often": 42, "sometimes": 61, "respondents": 120}
    assert (indicator.value, indicator.names) == (
        "(often+sometimes)/respondents*100",
        ("often", "sometimes", "respondents"),
    )
    assert indicator.rule_text == "达到90%得满分，低于90%的，每下降1个百分点扣权重的3%"
    assert [(grade.grade, grade.minimum) for grade in system.grades] == [
        ("优", Decimal(90)),
        ("良", Decimal(75)),
        ("合格", Decimal(60)),
        ("不合格", Decimal(0)),
    ]


@pytest.mark.parametrize(
    ("data", "messages"),
    [
        ([1], ["评价数据包应为一个对象，现为列表"]),
        (None, ["评价数据包应为一个对象，现为空值"]),
        ({}, ["format：不是能读的评价数据包：格式未注明，能读的格式有 evaluation-dossier/1"]),
        (
            {"format": "evaluation-dossier/2"},
            ["format：不是能读的评价数据包：格式“evaluation-dossier/2”，能读的格式有 evaluation-dossier/1"],
        ),
        ({"format": 1}, ["format：不是能读的评价数据包：格式数值，能读的格式有 evaluation-dossier/1"]),
        (dossier(indicators_={}) | {"indicators": {}}, ["indicators：应为列表，现为对象"]),
        (dossier(grade_scheme="优"), ["grade_scheme：应为列表，现为文字"]),
        (dossier(3, branch("A", 1)), ["indicators[0]：应为对象，现为数值"]),  # type: ignore[arg-type]
        (dossier(rounding=2), ["rounding：应为对象，现为数值"]),
        (
            dossier(
                rounding={"value": {"decimals": Decimal("1.5"), "mode": "up"}, "score": {"decimals": -1}}
            ),
            [
                "rounding.value.decimals：应为0至12的整数",
                "rounding.value.mode：应为 half_up、half_even、down 之一，现为“up”",
                "rounding.score.decimals：不能小于0",
            ],
        ),
        (
            dossier(rounding={"score": {"decimals": 99, "applies_to": ["score"]}}),
            [
                "rounding.score.decimals：应为0至12的整数",
                "rounding.score.applies_to：应为 score、deduction 之一，现为列表",
            ],
        ),
        (
            dossier(grade_scheme=[{"grade": "优", "min": 90}, {"min": 90}, {"grade": "差"}]),
            [
                "grade_scheme[1].grade：缺少等级的名称",
                "grade_scheme[1].min：与等级“优”的下限相同",
                "grade_scheme[2].min：缺少，请填写数值",
            ],
        ),
    ],
    ids=range(11 + 1),
)
def test_a_faulty_dossier(data: Any, messages: list[str]) -> None:
    assert refusals(data) == messages


@pytest.mark.parametrize(
    ("indicators", "messages"),
    [
        (
            [branch("A", 1), branch("A", 1)],
            ["indicators[1].code：编号“A”重复，请改为不同的编号"],
        ),
        (
            [branch("A", 1, "B"), branch("B", 1)],
            ["indicators[0].parent：没有在它前面的上级指标“B”，上级应先于下级列出"],
        ),
        ([branch("A", 1, "A")], ["indicators[0].parent：没有在它前面的上级指标“A”，上级应先于下级列出"]),
        ([{"weight": 1}], ["indicators[0].code：缺少指标编号"]),
        (
            [{"code": ["A"], "weight": 1}],
            ["indicators[0].code：应为文字，现为列表", "indicators[0].code：缺少指标编号"],
        ),
        (
            [{"code": "A", "weight": 1, "parent": 5}],
            [
                "indicators[0].parent：应为文字，现为数值",
                "indicators[0].parent：没有在它前面的上级指标“”，上级应先于下级列出",
            ],
        ),
        (
            [leaf("A", 5, 3), branch("A1", 5, "A")],
            ["indicators[0].rule：指标“A”有下级指标，不能有自己的评分方法，请删去或移到下级"],
        ),
        (
            [
                branch("A", 5) | {"override": {"score": 1}, "not_applicable": "full"},
                branch("A1", 5, "A"),
            ],
            [
                "indicators[0].override：指标“A”有下级指标，不能有自己的评定得分，请删去或移到下级",
                "indicators[0].not_applicable：指标“A”有下级指标，不能有自己的无法考核，请删去或移到下级",
            ],
        ),
        ([branch("A", None)], ["indicators[0].weight：缺少，请填写数值"]),
        ([branch("A", True)], ["indicators[0].weight：应为数值，现为是/否，请改正"]),
        ([branch("A", "5")], ["indicators[0].weight：应为数值，现为文字，请改正"]),
        ([branch("A", 0.5)], ["indicators[0].weight：应为数值，现为二进制浮点数，请改正"]),
        ([branch("A", -1)], ["indicators[0].weight：不能小于0"]),
        ([branch("A", Decimal("NaN"))], ["indicators[0].weight：应为有限的数值，请改正"]),
        (
            [branch("A", 10**50)],
            ["indicators[0].weight：数值过大或小数过长，小数点前后最多各40位，请改正"],
        ),
        (
            [branch("A", Decimal("1e-50"))],
            ["indicators[0].weight：数值过大或小数过长，小数点前后最多各40位，请改正"],
        ),
        (
            [branch("A", 1) | {"inputs": [1]}],
            ["indicators[0].inputs：应为对象，现为列表"],
        ),
        (
            [branch("A", 1) | {"inputs": {"a": {"b": 1}, "c": ["好", None, True, 0.5], "d": 0.5}}],
            [
                "indicators[0].inputs.a：应为数值，现为对象，请改正",
                "indicators[0].inputs.c[0]：应为数值，现为文字，请改正",
                "indicators[0].inputs.c[3]：应为数值，现为二进制浮点数，请改正",
                "indicators[0].inputs.d：应为数值，现为二进制浮点数，请改正",
            ],
        ),
        (
            [branch("A", 1) | {"inputs": {"a": [1] * 10_001}}],
            ["indicators[0].inputs.a：列表共10001项，最多10000项"],
        ),
        (
            [branch("A", 1) | {"value": "1+", "rule": "x", "unit": 5, "name": {}}],
            [
                "indicators[0].rule：应为对象，现为文字",
                "indicators[0].value：第3字：此处应为数值、输入的名称或“(”，但算式到此为止",
                "indicators[0].name：应为文字，现为对象",
                "indicators[0].unit：应为文字，现为数值",
            ],
        ),
        ([branch("A", 1) | {"value": 5}], ["indicators[0].value：应为文字，现为数值"]),
        (
            [branch("A", 1) | {"not_applicable": "skip"}],
            ["indicators[0].not_applicable：应为 full、zero、exclude 之一，现为“skip”"],
        ),
        (
            [branch("A", 1) | {"override": {"score": "5", "reason": 3}}],
            [
                "indicators[0].override.score：应为数值，现为文字，请改正",
                "indicators[0].override.reason：应为文字，现为数值",
            ],
        ),
        ([branch("A", 1) | {"override": 5}], ["indicators[0].override：应为对象，现为数值"]),
    ],
    ids=range(24),
)
def test_a_faulty_indicator(indicators: list[dict[str, Any]], messages: list[str]) -> None:
    assert refusals(dossier(*indicators)) == messages


KINDS = (
    "linear_deduction、proportional、checklist、key_points、graded、pass_fail、count_bonus、ranking、bands、"
    "interpolation、judged、composite"
)
DEDUCT = "请填写扣分：points（分）或 weight（权重的份额）二者之一"


@pytest.mark.parametrize(
    ("rule", "messages"),
    [
        ({}, [f"rule.kind：缺少评分方法，可用的有 {KINDS}"]),
        ({"kind": "magic"}, [f"rule.kind：没有名为“magic”的评分方法，可用的有 {KINDS}"]),
        ({"kind": "x" * 99}, [f"rule.kind：没有名为“{'x' * 39}…”的评分方法，可用的有 {KINDS}"]),
        ({"kind": ["judged"]}, ["rule.kind：应为文字，现为列表"]),
        (
            {"kind": "linear_deduction"},
            ["rule.target：缺少，请填写数值", f"rule.deduct：{DEDUCT}"],
        ),
        (
            LINEAR | {"direction": "up", "deviation": "x", "steps": "round", "per": 0, "tolerance": -1},
            [
                "rule.direction：应为 higher、lower、both 之一，现为“up”",
                "rule.deviation：应为 absolute、relative 之一，现为“x”",
                "rule.per：必须大于0",
                "rule.steps：应为 continuous、floor、ceil 之一，现为“round”",
                "rule.tolerance：不能小于0",
            ],
        ),
        (
            LINEAR | {"target": "90", "deduct": {"points": 1, "weight": 1}, "zero_below": {"inclusive": 1}},
            [
                "rule.target：应为数值，现为文字，请改正",
                f"rule.deduct：{DEDUCT}",
                "rule.zero_below.value：缺少，请填写数值",
                "rule.zero_below.inclusive：应为 true 或 false，现为数值",
            ],
        ),
        (LINEAR | {"deduct": 1}, ["rule.deduct：应为对象，现为数值"]),
        (LINEAR | {"deduct": {"weight": -1}}, ["rule.deduct.weight：不能小于0"]),
        (LINEAR | {"zero_below": "60"}, ["rule.zero_below：应为对象，现为文字"]),
        (LINEAR | {"target": {}}, ["rule.target.formula：缺少，请填写算式"]),
        (
            LINEAR | {"target": {"formula": "a+"}},
            ["rule.target.formula：第3字：此处应为数值、输入的名称或“(”，但算式到此为止"],
        ),
        (LINEAR | {"target": {"formula": 5}}, ["rule.target.formula：应为文字，现为数值"]),
        (LINEAR | {"value_when_undefined": [1]}, ["rule.value_when_undefined：应为数值，现为列表，请改正"]),
        (
            {"kind": "proportional", "target": 1, "direction": "both", "cap": "1"},
            [
                "rule.direction：应为 higher、lower 之一，现为“both”",
                "rule.cap：应为数值，现为文字，请改正",
            ],
        ),
        ({"kind": "checklist"}, [f"rule.deduct：{DEDUCT}"]),
        ({"kind": "key_points"}, ["rule.points：缺少，请列出评价要点"]),
        (
            {"kind": "key_points", "points": [{"share": 1}, {"text": 5}]},
            [
                "rule.points[1].share：缺少：各要点的份额要么都填，要么都不填（均分）",
                "rule.points[1].text：应为文字，现为数值",
            ],
        ),
        ({"kind": "graded"}, ["rule.levels：缺少，请列出等级，或填 scale: percent"]),
        (
            {
                "kind": "graded",
                "levels": [{"share": 1}, {"level": "", "share": -1}, {"level": True, "share": 1}],
            },
            [
                "rule.levels[0].level：缺少等级的名称",
                "rule.levels[1].level：缺少等级的名称",
                "rule.levels[1].share：不能小于0",
                "rule.levels[2].level：应为数值，现为是/否，请改正",
            ],
        ),
        (
            {"kind": "pass_fail", "condition": {"target": 1}},
            ["rule.condition.op：缺少比较符号，可用 >= > <= < == !="],
        ),
        (
            {"kind": "pass_fail", "condition": {"op": "=>"}},
            [
                "rule.condition.op：应为 >=、>、<=、<、==、!= 之一，现为“=>”",
                "rule.condition.target：缺少，请填写数值",
            ],
        ),
        ({"kind": "count_bonus"}, ["rule.points：缺少，请填写数值"]),
        ({"kind": "ranking"}, ["rule.bands：缺少，请列出各档"]),
        (
            {"kind": "bands", "bands": [{"share": 1}]},
            ["rule.bands[0].min：缺少，请填写数值"],
        ),
        (
            {"kind": "interpolation"},
            ["rule.floor：缺少，请填写数值", "rule.target：缺少，请填写数值"],
        ),
        (
            {"kind": "judged", "experts": "yes", "trim": 101},
            ["rule.experts：应为 true 或 false，现为文字", "rule.trim：应为0至100的整数"],
        ),
        ({"kind": "composite"}, ["rule.parts：缺少，请列出组成部分"]),
        (
            {"kind": "composite", "parts": [{"points": 1}, {"rule": {"kind": "judged"}}]},
            [
                "rule.parts[1].points：缺少：各部分的分值或份额要么都填，要么都不填（均分）",
                "rule.parts[0].rule：缺少这一部分的评分方法",
            ],
        ),
        (
            {
                "kind": "composite",
                "parts": [{"rule": 1}, {"rule": {"kind": "x"}}],
                "penalties": [{"value": "a b"}],
            },
            [
                "rule.parts[0].rule：应为对象，现为数值",
                f"rule.parts[1].rule.kind：没有名为“x”的评分方法，可用的有 {KINDS}",
                f"rule.penalties[0].deduct：{DEDUCT}",
                "rule.penalties[0].value：第3字：“b”在这里多余，或前面缺少运算符",
            ],
        ),
        (
            {"kind": "composite", "parts": [{"rule": {"kind": "judged"}}] * 51},
            ["rule.parts：组合评分最多50项，请拆成几个指标"],
        ),
    ],
    ids=range(31),
)
def test_a_faulty_rule(rule: dict[str, Any], messages: list[str]) -> None:
    assert rule_refusals(rule) == messages


def test_composites_are_bounded_in_depth() -> None:
    rule: dict[str, Any] = {"kind": "judged"}
    for _ in range(6):
        rule = {"kind": "composite", "parts": [{"rule": rule}]}
    path = "rule" + ".parts[0].rule" * 4
    assert rule_refusals(rule) == [f"{path}：组合评分嵌套超过4层，请拆成几个指标"]


def test_key_points_read_a_list_by_its_name() -> None:
    rule = {"kind": "key_points", "points": [{"text": "甲"}]}
    assert rule_refusals(rule, value="sum(met)") == ["value：要点法的 value 只能是列表输入的名称，例如 met"]


def test_rounding_is_overridden_key_by_key() -> None:
    rounding = {"value": {"decimals": 1}, "score": {"mode": "down", "applies_to": "deduction"}}
    own = {"value": {"mode": "half_even"}, "score": {"decimals": 0, "applies_to": None}}
    system = read_system(dossier(leaf("A", 5, 1), leaf("B", 5, 1, rounding=own), rounding=rounding))
    assert [indicator.rounding for indicator in system.indicators] == [
        Rounding(
            value=Places(decimals=1),
            score=Places(mode=Mode.DOWN),
            applies_to=AppliesTo.DEDUCTION,
        ),
        Rounding(
            value=Places(decimals=1, mode=Mode.HALF_EVEN),
            score=Places(decimals=0, mode=Mode.DOWN),
            applies_to=AppliesTo.DEDUCTION,
        ),
    ]
    assert read_system(dossier()).rounding == Rounding()


def test_one_indicator_is_read_in_the_rounding_of_its_evaluation() -> None:
    rounding = Rounding(value=Places(decimals=0))
    assert read_indicator(leaf("A", 5, 1), rounding).rounding == rounding
    assert read_indicator(leaf("A", 5, 1)).rounding == Rounding()


def test_all_faults_of_a_file_are_named() -> None:
    data = dossier(branch("A", True), leaf("B", -1, 1, rule={"kind": "x"}), rounding={"value": {"mode": "x"}})
    assert [message.split("：")[0] for message in refusals(data)] == [
        "rounding.value.mode",
        "indicators[0].weight",
        "indicators[1].rule.kind",
        "indicators[1].weight",
    ]
