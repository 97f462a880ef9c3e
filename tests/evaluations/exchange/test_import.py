"""What an import makes besides the facts, and what it refuses: all or nothing, with places."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from evaluations.exchange import rows
from evaluations.exchange.actions import Count, DossierRefused, dry_run, import_dossier
from evaluations.money.models import BudgetLine
from evaluations.papers.models import WorkingPaper
from evaluations.projects.models import Project, ProjectMember, ProjectRole
from indicators.scoring import Problem
from indicators.systems.models import Indicator, IndicatorSystem, Rule
from tests.factories import CASES, OrganisationFactory, make_firm, make_user

pytestmark = pytest.mark.django_db

LINFANG = (CASES / "linfang_2018.json").read_bytes()
LEAF = {"code": "A", "name": "甲", "weight": 5}


def small(**more: Any) -> dict[str, Any]:
    return {"format": "evaluation-dossier/1", "kind": "evaluation", "project": {"title": "试评"}, **more}


def refused(source: Any) -> dict[str, str]:
    """The problems by place; the import says the same as the dry run, and nothing is left behind."""
    with pytest.raises(DossierRefused) as refusal:
        import_dossier(source, firm=make_firm(), by=None)
    assert dry_run(source).problems == refusal.value.problems
    assert not Project.objects.exists()
    assert not IndicatorSystem.objects.exists()
    return {problem.path: problem.message for problem in refusal.value.problems}


# What is made -------------------------------------------------------------------------------------


def test_the_importer_becomes_the_manager() -> None:
    firm = make_firm()
    person = make_user(firm=firm)
    project = import_dossier(LINFANG, firm=firm, by=person)
    assert project.firm == firm
    assert list(ProjectMember.objects.values_list("project", "user", "role")) == [
        (project.pk, person.pk, ProjectRole.MANAGER)
    ]


def test_one_line_in_the_log_says_what_came() -> None:
    firm = make_firm()
    person = make_user(firm=firm)
    project = import_dossier(LINFANG, firm=firm, by=person)
    line = project.activities.get()
    assert (line.by, line.kind, line.verb) == (person, "project", "导入")
    assert line.subject == (
        "评价数据包：指标35个、评分指标23个、等级4档、预算科目6行、项目内容2项、绩效目标9条、"
        "基础表数据项39项、资金检查要点20项、社会调查1次、访谈1次"
    )


def test_parties_are_the_firms_organisations_of_exactly_these_names() -> None:
    firm = make_firm()
    bureau = OrganisationFactory(firm=firm, name="上海市人力资源和社会保障局")
    unit = OrganisationFactory(firm=firm, name="上海市人力资源和社会保障局咨询服务中心")
    project = import_dossier(LINFANG, firm=firm, by=None)
    assert (project.commissioning_bureau, project.evaluated_unit) == (bureau, unit)


def test_what_the_firm_does_not_know_is_made_and_another_firms_is_left_alone() -> None:
    firm = make_firm()
    OrganisationFactory(firm=firm, name="上海市人力资源和社会保障")
    foreign = OrganisationFactory(name="上海市人力资源和社会保障局")
    project = Project.objects.get(pk=import_dossier(LINFANG, firm=firm, by=None).pk)
    assert project.commissioning_bureau == firm.organisations.get(name="上海市人力资源和社会保障局")
    assert project.commissioning_bureau != foreign
    assert project.competent_department == project.commissioning_bureau


def test_a_name_that_no_organisation_can_have_is_told_with_its_place() -> None:
    data = small(project={"title": "甲", "evaluated_unit": "局" * 201})
    assert dry_run(data).problems == (
        Problem(path="project.evaluated_unit", message="这里有 201 个字，最多 200 个，请缩短。"),
    )


def test_every_row_with_versions_has_its_first() -> None:
    person = make_user()
    project = import_dossier(LINFANG, firm=make_firm(), by=person)
    for model in (Indicator, Rule, WorkingPaper, BudgetLine):
        assert model.history.count() == model.objects.count() > 0
        version = model.history.first()
        assert (version.history_type, version.history_user, version.history_change_reason) == (
            "+",
            person,
            "导入",
        )
    assert project.history.get().title == project.title


def test_each_leaf_has_a_working_paper_and_branches_have_none() -> None:
    import_dossier(LINFANG, firm=make_firm(), by=None)
    branches = set(Indicator.objects.filter(children__isnull=False).values_list("code", flat=True))
    with_paper = set(WorkingPaper.objects.values_list("indicator__code", flat=True))
    assert branches == {"A", "A1", "A2", "B", "B1", "B2", "B3", "B3-2", "C", "C1", "C2", "C3"}
    assert with_paper == set(Indicator.objects.values_list("code", flat=True)) - branches


# Dry run ------------------------------------------------------------------------------------------


def test_a_dry_run_computes_and_saves_nothing() -> None:
    run = dry_run(LINFANG)
    assert run.is_importable
    assert (run.kind, run.total, run.grade, run.weight) == ("绩效评价", Decimal("87.3"), "良", 100)
    assert run.counts[:3] == (
        Count(label="指标", number=35, unit="个"),
        Count(label="评分指标", number=23, unit="个"),
        Count(label="等级", number=4, unit="档"),
    )
    listed = {row.code: row for row in run.indicators}
    assert (listed["B3-2-2"].depth, listed["B3-2-2"].status, listed["B3-2-2"].score) == (3, "ok", 0)
    assert listed["B3-2"].is_leaf is False
    assert run.creates[0] == "评价项目“2018年度12333热线全媒体智能咨询平台项目经费财政支出绩效评价报告”"
    assert not Project.objects.exists()


def test_unknown_keys_are_warnings() -> None:
    run = dry_run(small(备注="留存", indicators=[{**LEAF, "颜色": "红"}]))
    assert run.is_importable
    assert [warning.path for warning in run.warnings] == ["indicators[0].颜色", "备注"]


def test_a_gap_leaves_the_total_open() -> None:
    run = dry_run(small(indicators=[LEAF]))
    assert (run.total, run.partial_total, run.grade) == (None, 0, "")
    assert run.indicators[0].status == "missing"


# What is refused ----------------------------------------------------------------------------------


def test_broken_json_is_refused_with_line_and_column() -> None:
    problems = refused(b'{\n "format": "evaluation-dossier/1",\n "kind": }')
    assert problems == {"": "第3行第10列：此处缺少值，请改正"}


def test_another_format_is_refused_with_the_known_ones() -> None:
    problems = refused({"format": "evaluation-dossier/9"})
    assert list(problems) == ["format"]
    assert "evaluation-dossier/1" in problems["format"]


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"project": {}}, "project.title"),
        ({"kind": "review"}, "kind"),
        ({"indicators": [{"code": "A", "name": "甲"}]}, "indicators[0].weight"),
        ({"indicators": [LEAF, LEAF]}, "indicators[1].code"),
        ({"indicators": [{**LEAF, "parent": "Z"}]}, "indicators[0].parent"),
        ({"indicators": [{**LEAF, "rule": {"kind": "dice"}}]}, "indicators[0].rule.kind"),
        ({"indicators": [{**LEAF, "inputs": {"a": 1}, "value": "a+"}]}, "indicators[0].value"),
        ({"budget": [{"code": "1", "name": "甲", "budget": "十万"}]}, "budget[0].budget"),
        ({"budget": [{"code": "1", "name": "甲", "parent": "9"}]}, "budget[0].parent"),
        ({"surveys": [{"title": "问卷", "returned": -1}]}, "surveys[0].returned"),
    ],
)
def test_each_problem_is_refused_at_its_place(more: dict[str, Any], path: str) -> None:
    assert path in refused(small(**more))


LONG = "长" * 400


@pytest.mark.parametrize(
    ("more", "path", "message"),
    [
        ({"project": {"title": LONG}}, "project.title", "这里有 400 个字，最多 300 个，请缩短。"),
        (
            {"project": {"title": "试评", "year": 99999}},
            "project.year",
            "99999 不在 0 至 32767 之间，请改正。",
        ),
        (
            {
                "rounding": {"score": {"mode": "half_up", "decimals": 2}},
                "indicators": [{**LEAF, "unit": LONG}],
            },
            "indicators[0].unit",
            "这里有 400 个字，最多 40 个，请缩短。",
        ),
        (
            {"indicators": [{**LEAF, "inputs": {LONG: 1}}]},
            f"indicators[0].inputs.{LONG}",
            "这里有 400 个字，最多 100 个，请缩短。",
        ),
        (
            {"surveys": [{"title": "问卷", "questions": [{"text": "问", "options": [{"label": LONG}]}]}]},
            "surveys[0].questions[0].options[0].label",
            "这里有 400 个字，最多 300 个，请缩短。",
        ),
        (
            {"surveys": [{"title": "问卷", "returned": 10**12}]},
            "surveys[0].returned",
            "1000000000000 不在 0 至 2147483647 之间，请改正。",
        ),
        (
            {"fund_check": {"groups": {"甲": [LONG]}}},
            "fund_check",
            "这里有 400 个字，最多 300 个，请缩短。",
        ),
        (
            {"budget_history": [{"year": 2017}, {"year": 2017}]},
            "budget_history[1].year",
            "2017 年已经有一行，请合并或改正年度。",
        ),
        (
            {"grade_scheme": [{"grade": "优", "min": 90}, {"grade": "优", "min": 80}]},
            "grade_scheme[1].grade",
            "等级“优”写了两次，请只保留一个。",
        ),
    ],
)
def test_what_the_database_cannot_hold_is_refused(more: dict[str, Any], path: str, message: str) -> None:
    assert refused(small(**more)) == {path: message}


def test_a_part_of_a_composite_is_found_at_its_place() -> None:
    parts = [{"name": "甲", "rule": {"kind": "pass_fail"}, "value": "a"}]
    penalties = [{"name": LONG, "deduct": {"points": 1}, "value": "a"}]
    rule = {"kind": "composite", "parts": parts, "penalties": penalties}
    problems = refused(small(indicators=[{**LEAF, "inputs": {"a": 1}, "rule": rule}]))
    assert list(problems) == ["indicators[0].rule.penalties[0].name"]


def test_all_problems_come_at_once() -> None:
    problems = refused(small(project={"title": LONG}, indicators=[{**LEAF, "name": LONG, "unit": LONG}]))
    assert list(problems) == ["project.title", "indicators[0].name", "indicators[0].unit"]


def test_the_refusal_reads_as_a_sentence() -> None:
    refusal = DossierRefused([Problem(path="budget[0].name", message="缺少"), Problem(path="", message="坏")])
    assert str(refusal) == "budget[0].name：缺少；坏"


def test_a_failure_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    order = [model for model in rows.ORDER if model is not WorkingPaper]
    order.insert(order.index(Indicator), WorkingPaper)
    monkeypatch.setattr(rows.Sheaf, "order", tuple(order))
    with pytest.raises((IntegrityError, ValueError)):
        import_dossier(LINFANG, firm=make_firm(), by=None)
    assert not IndicatorSystem.objects.exists()
    assert not Project.objects.exists()
