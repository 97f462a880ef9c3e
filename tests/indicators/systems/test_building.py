"""A rule as the texts of a form, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.projects.figures import read_figure
from indicators.scoring import KINDS as CORE_KINDS
from indicators.scoring import Problem
from indicators.systems.building import moved, row_numbers, rule_of, texts_of
from indicators.systems.controls import KINDS, Control, Sort, tables_of
from indicators.systems.models import RuleKind
from indicators.systems.panels import formula_fault, panel, placed
from indicators.systems.records import same
from tests.factories import CASES

NAMES = ("linfang_2018", "hongda_2018", "selfeval_2023_hotline")


def case_rules() -> Iterator[Any]:
    for name in NAMES:
        dossier = json.loads((CASES / f"{name}.json").read_text(), parse_float=Decimal)
        for one in dossier["indicators"]:
            if "rule" in one:
                yield pytest.param(one["rule"], id=f"{name}-{one['code']}")


OTHERS: tuple[dict[str, Any], ...] = (
    {"kind": "key_points", "points": [{"text": "甲"}, {"text": "乙"}]},
    {"kind": "key_points", "points": [{"text": "甲", "share": Decimal("0.25")}]},
    {"kind": "graded", "levels": [{"level": "优", "share": 1}, {"level": "差", "share": 0}]},
    {"kind": "ranking", "bands": [{"max_rank": 3, "share": 1}, {"max_rank": 10, "share": Decimal("0.5")}]},
    {"kind": "bands", "bands": [{"min": 0, "share": 0}, {"min": 90, "share": 1}]},
    {"kind": "interpolation", "floor": 60, "target": {"formula": "计划"}},
    {"kind": "judged"},
    {"kind": "judged", "experts": True, "trim": 1},
    {"kind": "pass_fail", "condition": {"op": ">=", "target": {"formula": "a * 2"}}},
    {"kind": "proportional", "target": 5, "direction": "lower", "value_when_undefined": 0},
    {"kind": "count_bonus", "points": Decimal("0.5")},
)


@pytest.mark.parametrize("rule", [*case_rules(), *OTHERS])
def test_a_rule_is_built_from_nothing_and_kept_as_it_was(rule: dict[str, Any]) -> None:
    texts = texts_of(rule)
    for base in ({}, rule):
        built = rule_of(texts, base, read_figure)
        assert built.faults == {}
        assert same(built.rule, rule)


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "linear_deduction", "target": 90, "deduct": {"points": 1}, "zero_below": 50},
        {"kind": "linear_deduction", "target": None, "deduct": {"weight": 1, "points": None}},
        {"kind": "judged", "experts": False, "出处": "合同"},
        {"kind": "checklist", "deduct": {"points": 1}, "items": [{"text": "甲"}]},
        {"kind": "graded", "levels": [{"level": 1, "share": 1, "说明": "首位"}]},
        {"kind": "pass_fail", "value_when_undefined": True},
        {"kind": "composite", "parts": [{"name": "甲", "rule": {"kind": "pass_fail", "text": "达成"}}]},
    ],
)
def test_what_no_field_says_stays(rule: dict[str, Any]) -> None:
    assert same(rule_of(texts_of(rule), rule, read_figure).rule, rule)


def test_what_a_row_says_besides_goes_with_it_when_it_is_moved() -> None:
    rule = {
        "kind": "graded",
        "levels": [{"level": "优", "share": 1, "注": "一"}, {"level": "差", "share": 0}],
    }
    texts = moved(texts_of(rule), "rule.levels", [1, 0])
    assert rule_of(texts, rule, read_figure).rule["levels"] == [
        {"level": "差", "share": 0},
        {"level": "优", "share": 1, "注": "一"},
    ]
    assert row_numbers(moved(texts, "rule.levels", [1]), "rule.levels") == [0]


def test_every_kind_of_the_core_has_a_form() -> None:
    assert set(KINDS) == set(CORE_KINDS) == set(RuleKind.values)


def test_no_kind_no_texts() -> None:
    assert texts_of({}) == texts_of({"kind": "长名"}) == {}
    assert rule_of({"rule.kind": "长名"}, {}, read_figure).rule == {}


# form → dossier → form --------------------------------------------------------------------------------

AMOUNTS = st.decimals(0, 1000, places=2).map(lambda number: f"{number.normalize():f}")
WORDS = st.text("甲乙丙丁abc", min_size=1, max_size=6)


def field(control: Control, at: str) -> st.SearchStrategy[dict[str, str]]:
    name = f"{at}.{control.key}"
    two = {
        Sort.DEDUCT: (f"{name}.amount", f"{name}.by", ("weight", "points")),
        Sort.BOUND: (f"{name}.value", f"{name}.inclusive", ("no", "yes")),
        Sort.WORTH: (f"{name}.amount", f"{name}.by", ("points", "share")),
    }
    if control.sort in two:
        first, second, choices = two[control.sort]
        return st.fixed_dictionaries({first: AMOUNTS, second: st.sampled_from(choices)})
    texts = {
        Sort.CHOICE: st.sampled_from([key for key, _ in control.choices] or [""]),
        Sort.TEXT: WORDS,
        Sort.FORMULA: WORDS,
        Sort.WHOLE: st.integers(0, 9).map(str),
        Sort.TARGET: AMOUNTS | WORDS,
        Sort.FALLBACK: AMOUNTS | st.sampled_from(["是", "否", "优"]),
    }
    return st.fixed_dictionaries({name: texts.get(control.sort, AMOUNTS)})


@st.composite
def forms(draw: st.DrawFn, at: str = "rule", depth: int = 1) -> dict[str, str]:
    kind = draw(st.sampled_from([one for one in KINDS if depth < 3 or one != "composite"]))
    texts = {f"{at}.kind": kind}
    if depth == 1:
        texts[f"{at}.text"] = draw(WORDS)
    for control in KINDS[kind].controls:
        texts |= draw(field(control, at))
    if kind == "pass_fail" and not texts["rule.condition.op" if depth == 1 else f"{at}.condition.op"]:
        texts[f"{at}.condition.target"] = ""
    for table in tables_of(kind, texts, at):
        for number in range(draw(st.integers(1, 2))):
            row = f"{at}.{table.key}[{number}]"
            texts[f"{row}.was"] = str(number)
            for control in table.controls:
                texts |= draw(field(control, row))
            if table.nested:
                texts |= draw(forms(f"{row}.rule", depth + 1))
    return texts


@given(forms())
def test_from_the_form_to_the_dossier_and_back_nothing_changes(texts: dict[str, str]) -> None:
    built = rule_of(texts, {}, read_figure)
    assert built.faults == {}
    assert texts_of(built.rule) == texts


# What is wrong --------------------------------------------------------------------------------------


def test_a_figure_that_is_none_is_told_at_its_field() -> None:
    texts = {
        "rule.kind": "linear_deduction",
        "rule.target": "9O",
        "rule.deduct.amount": "1O",
        "rule.direction": "up",
    }
    built = rule_of(texts, {}, read_figure)
    assert built.faults == {
        "rule.deduct.amount": "“1O”不是数字：第2个字符是字母O，应为数字0。",
        "rule.direction": "没有“up”这一项，请从列表中选择。",
    }
    assert built.rule["target"] == {"formula": "9O"}


def test_a_problem_of_the_core_stands_at_the_field_its_path_means() -> None:
    names = ["rule.target", "rule.deduct.amount", "rule.deduct.by", "rule.parts[0].rule.target"]

    def at(path: str) -> tuple[str, str]:
        fault = placed(Problem(path=path, message="缺少"), names)
        return fault.name, fault.message

    assert at("rule.target.formula") == ("rule.target", "缺少")
    assert at("rule.deduct") == ("rule.deduct.amount", "缺少，请填写扣多少：几分，或权重的百分之几")
    assert at("rule.parts[0].rule.target") == ("rule.parts[0].rule.target", "缺少")
    assert at("rule.levels") == ("rule.target", "还没有一行，请添加")
    assert at("code") == ("code", "缺少")
    assert placed(Problem(path="rule.x[1].share", message="各要点的份额要么都填"), []).message == (
        "要么每一行都填，要么都不填（均分）"
    )


def test_a_formula_says_from_which_character_it_is_wrong() -> None:
    assert formula_fault("f", " ", ["a"]) is None
    assert formula_fault("f", "a", ["a"]) is None
    fault = formula_fault("f", "a + 接听", ["a", "接听量"])
    assert fault is not None
    assert (fault.start, fault.wrong, fault.close) == (5, "接听", "接听量")


def test_a_panel_shows_units_and_nested_rules() -> None:
    texts = {"rule.kind": "linear_deduction", "rule.deviation": "relative"}
    units = {box.name: box.unit for box in panel(texts, "%").boxes}
    assert (units["rule.target"], units["rule.per"]) == ("%", "%")
    assert {box.name: box.unit for box in panel({"rule.kind": "linear_deduction"}, "%").boxes}[
        "rule.per"
    ] == ("个百分点")
    assert panel({}, "").boxes == panel({}, "").grids == ()
    assert panel({}, "").hint == ""
    inner = panel({"rule.kind": "composite", "rule.parts[0].rule.kind": "judged"}, "").grids[0].lines[0].rule
    assert inner is not None
    assert (inner.kind, inner.hint) == ("judged", "直接评定分数")
