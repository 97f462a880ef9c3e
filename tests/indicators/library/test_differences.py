"""What differs between two systems, and a system made of both: the laws, and the words."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from indicators.library import FieldChange, compare, framework, merge, rule_sentence_of, wanted_inputs
from indicators.library.words import KEY_NAMES, KIND_NAMES, VALUE_NAMES, worded
from indicators.scoring import KINDS

RULES = st.sampled_from(
    [
        None,
        {"kind": "proportional", "target": 100},
        {"kind": "proportional", "target": 90, "text": "按比例"},
        {"kind": "key_points", "points": [{"text": "一"}, {"text": "二"}]},
    ]
)
ENTRY = st.fixed_dictionaries(
    {"name": st.sampled_from("甲乙丙"), "weight": st.integers(0, 20), "rule": RULES},
    optional={"explanation": st.sampled_from(["", "解释"]), "value": st.just("a / b")},
)


@st.composite
def systems(draw: st.DrawFn) -> dict[str, Any]:
    codes = draw(st.lists(st.sampled_from([f"A{place}" for place in range(8)]), unique=True))
    system: dict[str, Any] = {"indicators": [{"code": code, **draw(ENTRY)} for code in codes]}
    if draw(st.booleans()):
        system["grade_scheme"] = [{"grade": "优", "min": draw(st.sampled_from([85, 90]))}]
    if draw(st.booleans()):
        system["rounding"] = {"score": {"decimals": draw(st.sampled_from([1, 2]))}}
    return system


@given(systems())
def test_nothing_differs_from_itself(system: dict[str, Any]) -> None:
    assert compare(system, deepcopy(system)) == ()


@given(systems(), systems())
def test_all_changes_taken_over_give_the_other(one: dict[str, Any], other: dict[str, Any]) -> None:
    keys = {change.key for change in compare(one, other)}
    merged = merge(one, other, keys)
    assert compare(merged, other) == ()
    assert [entry["code"] for entry in merged["indicators"]] == [row["code"] for row in other["indicators"]]


@given(systems(), systems())
def test_no_change_taken_over_leaves_it(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert merge(one, other, ()) == one


@given(systems(), systems(), st.data())
def test_what_is_taken_over_differs_no_more(one: dict[str, Any], other: dict[str, Any], data: Any) -> None:
    keys = [change.key for change in compare(one, other)]
    chosen = set(data.draw(st.lists(st.sampled_from(keys), unique=True))) if keys else set()
    left = {change.key for change in compare(merge(one, other, chosen), other)}
    assert left - {"*order"} == set(keys) - chosen - {"*order"}


def test_rules_are_told_as_sentences() -> None:
    before = {"code": "A", "name": "执行率", "weight": 5, "unit": "%", "value": "a", "extra": True}
    rule = {"kind": "linear_deduction", "target": 100, "per": 1, "deduct": {"weight": Decimal("0.05")}}
    after = {**before, "weight": 6, "rule": {**rule, "text": "每低1%扣5%"}, "extra": False}
    (change,) = compare({"indicators": [before]}, {"indicators": [after]})
    assert (change.key, change.kind, change.name) == ("A", "changed", "执行率")
    assert change.fields == (
        FieldChange(label="权重", before="5", after="6"),
        FieldChange(
            label="评分规则", before="—", after="达到100%得满分，低于100%的，每下降1个百分点扣权重的5%"
        ),
        FieldChange(label="评分细则原文", before="—", after="每低1%扣5%"),
        FieldChange(label="extra", before="是", after="否"),
    )


def test_what_a_sentence_does_not_show_is_told_as_parameters() -> None:
    points = {"kind": "key_points", "points": [{"text": "一"}, {"text": "二"}]}
    other = {"kind": "key_points", "points": [{"text": "一"}, {"text": "三"}]}
    before, after = ({"code": "A", "name": "甲", "weight": 5, "rule": rule} for rule in (points, other))
    (change,) = compare({"indicators": [before]}, {"indicators": [after]})
    assert change.fields == (
        FieldChange(
            label="规则参数",
            before="方法 评价要点，分值或要点 文字 一；文字 二",
            after="方法 评价要点，分值或要点 文字 一；文字 三",
        ),
    )


def test_added_removed_and_moved() -> None:
    a, b, c = ({"code": code, "name": code, "weight": 1} for code in "ABC")
    changes = compare({"indicators": [a, b, c]}, {"indicators": [c, a, {**b, "code": "D"}]})
    assert [(one.key, one.kind) for one in changes] == [
        ("*order", "changed"),
        ("D", "added"),
        ("B", "removed"),
    ]
    assert changes[0].fields == (FieldChange(label="次序", before="A、C", after="C、A"),)
    merged = merge({"indicators": [a, b, c]}, {"indicators": [c, a]}, {"*order"})
    assert merged == {"indicators": [c, a, b]}


def test_a_rule_that_cannot_be_read_has_no_sentence() -> None:
    assert rule_sentence_of({"code": "A", "weight": 1, "rule": {"kind": "guess"}}) == ""


def test_inputs_by_kind() -> None:
    entry = {
        "code": "A",
        "name": "甲",
        "weight": 10,
        "inputs": {"12333接通数": None},
        "value": "12333接通数",
        "rule": {
            "kind": "composite",
            "parts": [
                {"rule": {"kind": "key_points", "points": [{"text": "一"}]}},
                {"rule": {"kind": "judged", "experts": True}},
                {"rule": {"kind": "graded", "levels": [{"level": "好", "share": 1}]}, "value": "档次"},
                {"rule": {"kind": "pass_fail"}, "value": "建立"},
                {"rule": {"kind": "graded", "scale": "percent"}, "value": "百分比"},
            ],
        },
    }
    assert wanted_inputs(entry) == {
        "12333接通数": "number",
        "met": "list",
        "marks": "list",
        "档次": "level",
        "建立": "flag",
        "百分比": "number",
    }
    assert wanted_inputs({"code": "A", "weight": 1, "value": "1 +", "rule": {"kind": "pass_fail"}}) == {}


def test_the_words_are_one_to_one() -> None:
    assert set(KIND_NAMES) == set(KINDS)
    for names in (KEY_NAMES, KIND_NAMES, *VALUE_NAMES.values()):
        assert len(set(names.values())) == len(names)
    assert (
        worded({"direction": "lower", "trim": 1, "items": []}) == "方向 越低越好，去掉最高最低各 1，检查项 —"
    )


def test_framework_without_version_is_the_newest() -> None:
    one = framework("national-2020-10")
    assert one is not None
    assert one.version == 1
