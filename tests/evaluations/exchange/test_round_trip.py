"""Imported and exported again, a dossier says the same; what changed in between shows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.dossier import digest, parse
from evaluations.dossier.plain import json_text
from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_dossier, export_file, export_system
from evaluations.money.models import BudgetLine
from evaluations.papers.models import PaperInput, WorkingPaper
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Option
from indicators.scoring import load
from indicators.systems.models import Indicator, Rule
from tests.factories import make_firm

CASES = ("linfang_2018", "hongda_2018", "selfeval_2023_hotline")
NAMED = {"inputs", "fields", "groups", "items"}
"""Mappings whose keys are names, not keys of the format."""

pytestmark = pytest.mark.django_db


def same_text(data: Any) -> str:
    """One text for one JSON value, numbers compared as numbers and true never as 1."""
    return json_text(data, sort_keys=True)


def case(cases: Path, name: str) -> Any:
    return load((cases / f"{name}.json").read_bytes())


def imported(data: Any) -> Project:
    """A project of the data as the database has it, nothing cached."""
    return Project.objects.get(pk=import_dossier(data, firm=make_firm(), by=None).pk)


def after_round_trip(data: Any) -> Any:
    return export_dossier(imported(data))


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_back_as_it_was(cases: Path, name: str) -> None:
    data = case(cases, name)
    assert same_text(after_round_trip(data)) == same_text(data)


@pytest.mark.parametrize("name", CASES)
def test_the_exported_file_has_the_digest_of_the_imported_one(cases: Path, name: str) -> None:
    text = (cases / f"{name}.json").read_bytes()
    before, after = parse(text).dossier, parse(export_file(imported(text))).dossier
    assert before is not None
    assert after is not None
    assert digest(after) == digest(before)


def test_the_exported_file_is_in_the_order_of_the_format(cases: Path) -> None:
    assert list(after_round_trip(case(cases, "linfang_2018"))) == [
        "format",
        "kind",
        "project",
        "grade_scheme",
        "rounding",
        "budget",
        "budget_history",
        "milestones",
        "objectives",
        "base_table",
        "fund_check",
        "surveys",
        "interviews",
        "indicators",
    ]


def test_the_scoring_part_alone(cases: Path) -> None:
    data = case(cases, "hongda_2018")
    part = {key: data[key] for key in ("format", "grade_scheme", "rounding", "indicators")}
    assert same_text(export_system(imported(data))) == same_text(part)


def test_what_was_said_of_questions_options_and_items_comes_back(cases: Path) -> None:
    data = case(cases, "hongda_2018")
    question = data["surveys"][0]["questions"][2]
    question |= {
        "type": "scale",
        "answered": 120,
        "satisfaction": True,
        "mean": Decimal("3.20"),
        "item": "q3",
    }
    question["options"][0] |= {"score": Decimal(100), "satisfied": True, "choice": "a"}
    question["options"][2] |= {"score": None, "satisfied": False, "aside": True, "choice": ""}
    data["base_table"] = [
        {"code": "B1", "fields": {"满意率": 83}, "items": {"满意率": {"fact": "survey:1.3.satisfied"}}}
    ]
    assert same_text(after_round_trip(data)) == same_text(data)


# Unknown keys -------------------------------------------------------------------------------------

PLAIN_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.integers(-(10**12), 10**12) | PLAIN_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN_TEXT, inner, max_size=3),
    max_leaves=5,
)
UNKNOWN = st.dictionaries(PLAIN_TEXT.map(lambda text: f"另记{text}"), ANYTHING, min_size=1, max_size=2)


def objects(value: Any, key: str = "") -> Iterator[dict[str, Any]]:
    """Every object of the format, those of rules and their parts too."""
    if isinstance(value, dict):
        if key not in NAMED:
            yield value
        for name, inner in value.items():
            yield from objects(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


@pytest.mark.parametrize("name", CASES)
@given(unknown=st.lists(UNKNOWN, min_size=1, max_size=5))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_unknown_keys_survive_at_every_level(cases: Path, name: str, unknown: list[dict[str, Any]]) -> None:
    data = case(cases, name)
    for place, more in zip(list(objects(data)), cycle(unknown), strict=False):
        place.update(more)
    assert same_text(after_round_trip(data)) == same_text(data)


OPTIONAL = {
    "project": ("report_number", "report_date"),
    "budget": ("parent", "initial", "allocated"),
    "indicators": ("unit", "benchmark", "override", "not_applicable", "deduction_reason", "rounding"),
    "milestones": ("plan", "progress"),
    "objectives": ("target", "actual", "indicator"),
    "surveys": ("distributed", "valid", "used"),
    "interviews": ("date", "place", "rating_form"),
}


@pytest.mark.parametrize("name", CASES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_explicit_nulls_survive(cases: Path, name: str, seed: int) -> None:
    """Keys that the format knows, written out as null where they were absent."""
    data, chance = case(cases, name), Random(seed)
    for key, names in OPTIONAL.items():
        value = data.get(key, [])
        for row in value if isinstance(value, list) else [value]:
            for gap in chance.sample(names, chance.randrange(len(names) + 1)):
                row.setdefault(gap, None)
    assert same_text(after_round_trip(data)) == same_text(data)


# What cases do not hold ------------------------------------------------------------------------------


def small(**more: Any) -> dict[str, Any]:
    return {"format": "evaluation-dossier/1", "kind": "evaluation", "project": {"title": "试评"}, **more}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"indicators": [], "budget": [], "surveys": None, "rounding": {}, "fund_check": {}},
        {"rounding": {"value": {}, "score": None}},
        {"fund_check": {"groups": {"甲": [], "乙": ["一", "二"]}, "results": ["-", None]}},
        {"fund_check": {"groups": {"甲": ["一"]}, "results": [True, Decimal("2.5"), "多出"]}},
        {"fund_check": {"results": ["-"]}},
        {"output_facts": [{"name": "长度", "value": "约三公里"}, {"name": "建成", "value": True}]},
        {"objectives": [{"name": "完成率", "target": 100, "actual": Decimal("99.50"), "indicator": "没有"}]},
        {"base_table": [{"code": "X", "fields": {"是否": True, "数": 3, "空": None, "字": "", "名": "甲"}}]},
        {"interviews": [{"questions": ["问一", {"text": "问二"}, {"text": "问三", "answer": "答"}]}]},
        {"interviews": [{"rating_form": {}}, {"rating_form": {"scale": [1, "差"], "items": {"甲": None}}}]},
        {"budget_history": [{"year": 2017, "allocated": Decimal("0.10")}]},
        {"budget": [{"code": "1", "name": "甲", "total": False, "parent": None}]},
    ],
)
def test_what_no_case_holds(more: dict[str, Any]) -> None:
    data = small(**more)
    assert same_text(after_round_trip(data)) == same_text(data)


RULES: tuple[dict[str, Any], ...] = (
    {
        "kind": "key_points",
        "points": [{"text": "甲", "share": Decimal("0.3")}, {"text": "乙", "share": Decimal("0.7")}],
    },
    {"kind": "key_points", "points": [{"text": "甲"}, {"text": "乙"}]},
    {"kind": "graded", "levels": [{"level": "好", "share": 1}, {"level": "差", "share": 0}]},
    {"kind": "ranking", "bands": [{"max_rank": 3, "share": 1}, {"max_rank": 10, "share": Decimal("0.5")}]},
    {"kind": "bands", "bands": [{"min": 90, "share": 1}, {"min": Decimal("59.50"), "share": Decimal("0.6")}]},
    {"kind": "interpolation", "floor": 60, "target": 95},
    {"kind": "judged", "experts": True, "trim": 1},
    {"kind": "pass_fail", "condition": {"op": ">=", "target": {"formula": "a*2"}}},
    {"kind": "proportional", "target": {"formula": "a"}, "direction": "higher", "cap": Decimal("1.2")},
    {
        "kind": "linear_deduction",
        "target": 1,
        "deduct": {"points": 1},
        "per": 1,
        "zero_below": {"value": 5, "又": 1},
    },
    {"kind": "linear_deduction", "target": 1, "deduct": {"points": 1}, "per": 1, "zero_below": {"value": 5}},
    {"kind": "linear_deduction", "target": 1, "deduct": {"points": 1}, "per": 1, "value_when_undefined": 0},
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule['kind']}-{len(rule)}")
def test_every_kind_of_rule_comes_back(rule: dict[str, Any]) -> None:
    value = "met" if rule["kind"] == "key_points" else "marks" if rule["kind"] == "judged" else "a"
    inputs = {"a": 3, "met": [1, Decimal("0.5")], "marks": [4, None, True], "level": "好", "known": None}
    leaf = {"code": "A", "name": "甲", "weight": 5, "inputs": inputs, "value": value, "rule": rule}
    data = small(indicators=[leaf])
    assert same_text(after_round_trip(data)) == same_text(data)


def test_a_composite_within_a_composite_comes_back() -> None:
    inner = {"kind": "composite", "parts": [{"name": "内", "rule": {"kind": "pass_fail"}, "value": "a"}]}
    rule = {
        "kind": "composite",
        "parts": [
            {"name": "外", "points": 3, "rule": inner},
            {"name": "平", "points": 2, "rule": {"kind": "pass_fail"}, "value": "a"},
        ],
        "penalties": [{"name": "罚", "deduct": {"points": 1}, "value": "a"}],
    }
    leaf = {"code": "A", "name": "甲", "weight": 5, "inputs": {"a": 1}, "rule": rule}
    data = small(indicators=[leaf])
    assert same_text(after_round_trip(data)) == same_text(data)


def test_an_override_with_its_reason_comes_back() -> None:
    leaves = [
        {
            "code": "A",
            "name": "甲",
            "weight": 5,
            "override": {"score": Decimal("3.5"), "reason": "另有依据", "by": 1},
        },
        {"code": "B", "name": "乙", "weight": 5, "not_applicable": "exclude", "override": None},
    ]
    data = small(indicators=leaves)
    assert same_text(after_round_trip(data)) == same_text(data)


# What changed since -----------------------------------------------------------------------------------


def test_changes_in_the_database_show(cases: Path) -> None:
    data = case(cases, "hongda_2018")
    project = imported(data)
    BudgetLine.objects.filter(project=project, code="一.1").update(actual=Decimal("28.50"))
    Option.objects.filter(question__survey__project=project, label="不满意").update(count=21)
    PaperInput.objects.filter(paper__indicator__code="B11", name="actual").update(number=None)
    WorkingPaper.objects.filter(indicator__code="A11").update(override_score=1, override_reason="复核意见")
    Rule.objects.filter(indicator__code="B11").update(deduct_weight=Decimal("0.05"))
    Indicator.objects.filter(code="A").update(weight=11)
    out = export_dossier(Project.objects.get(pk=project.pk))
    indicators = {row["code"]: row for row in out["indicators"]}
    assert next(line for line in out["budget"] if line["code"] == "一.1")["actual"] == Decimal("28.50")
    assert out["surveys"][0]["questions"][2]["options"][2] == {"label": "不满意", "count": 21}
    assert indicators["B11"]["inputs"] == {"actual": None, "budget": 1526}
    assert indicators["A11"]["override"] == {"score": 1, "reason": "复核意见"}
    assert indicators["B11"]["rule"]["deduct"] == {"weight": Decimal("0.05")}
    assert indicators["A"]["weight"] == 11


def test_a_change_takes_the_place_of_what_was_kept_as_written() -> None:
    data = small(
        objectives=[{"name": "完成率", "target": 100, "actual": None}],
        output_facts=[{"name": "长度", "value": "约三公里"}],
    )
    project = imported(data)
    project.objectives.update(target="≥95%", actual="96%")
    project.outputfacts.update(value=Decimal("3.1"))
    out = export_dossier(Project.objects.get(pk=project.pk))
    assert out["objectives"] == [{"name": "完成率", "target": "≥95%", "actual": "96%"}]
    assert out["output_facts"] == [{"name": "长度", "value": Decimal("3.1")}]


def test_unknown_keys_outlive_a_change_beside_them() -> None:
    leaf = {
        "code": "A",
        "name": "甲",
        "weight": 5,
        "inputs": {"a": 1},
        "value": "a",
        "rule": {"kind": "checklist", "deduct": {"points": 1, "注": "每项"}, "来源": "合同"},
    }
    project = imported(small(indicators=[leaf]))
    Rule.objects.filter(indicator__system=project.system).update(deduct_points=2)
    out = export_dossier(Project.objects.get(pk=project.pk))
    assert out["indicators"][0]["rule"] == {
        "kind": "checklist",
        "deduct": {"points": 2, "注": "每项"},
        "来源": "合同",
    }


def test_an_override_that_was_taken_back_is_gone() -> None:
    leaf = {"code": "A", "name": "甲", "weight": 5, "override": {"score": 3, "reason": "依据", "by": "甲"}}
    project = imported(small(indicators=[leaf]))
    WorkingPaper.objects.update(override_score=None, override_reason="")
    assert "override" not in export_dossier(Project.objects.get(pk=project.pk))["indicators"][0]
