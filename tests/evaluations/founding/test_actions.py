"""Beginning a project: what it has then, what it has not, who is in charge, what the log says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.design.actions import remove_indicator
from evaluations.exchange.queries import export_dossier
from evaluations.founding.actions import (
    NotATemplate,
    found_from_template,
    found_next_year,
    found_project,
    mark_template,
)
from evaluations.founding.queries import earlier, next_title, templates
from evaluations.papers.models import PaperInput, WorkingPaper
from evaluations.projects.models import Activity, Project, ProjectMember
from indicators.systems.models import Indicator, Rule
from indicators.systems.presets import GRADE_PRESETS
from tests.factories import OrganisationFactory, add_member, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db
CASES = ["hongda_2018", "linfang_2018", "selfeval_2023_hotline"]


def names(**values: Any) -> dict[str, Any]:
    return {
        "kind": "evaluation",
        "title": "2026年度云澜市社区助餐补助项目",
        "year": 2026,
        "evaluated_unit": "云澜市民政局",
        "competent_department": "云澜市民政局",
        "commissioning_bureau": "云澜市财政局",
        "firm_name": "衍庆会计师事务所",
        "funding_source": "市级财政",
        **values,
    }


def told(project: Project) -> list[tuple[str, str]]:
    return list(Activity.objects.filter(project=project).values_list("verb", "subject"))


def roles(project: Project) -> dict[Any, str]:
    return dict(project.members.values_list("user", "role"))


def test_from_nothing() -> None:
    person = make_user("staff")
    firm = person.firms.get()
    bureau = OrganisationFactory.create(firm=firm, name="云澜市财政局")
    project = found_project(names(), firm=firm, grades=GRADE_PRESETS[1], by=person)
    assert export_dossier(project) == {
        "format": "evaluation-dossier/1",
        "kind": "evaluation",
        "project": {
            "title": "2026年度云澜市社区助餐补助项目",
            "year": 2026,
            "evaluated_unit": "云澜市民政局",
            "competent_department": "云澜市民政局",
            "commissioning_bureau": "云澜市财政局",
            "firm": "衍庆会计师事务所",
            "funding_source": "市级财政",
        },
        "grade_scheme": [
            {"grade": "优", "min": Decimal(90)},
            {"grade": "良", "min": Decimal(75)},
            {"grade": "合格", "min": Decimal(60)},
            {"grade": "不合格", "min": Decimal(0)},
        ],
    }
    unit = firm.organisations.get(name="云澜市民政局")
    assert (project.firm, project.commissioning_bureau) == (firm, bureau)
    assert (project.evaluated_unit, project.competent_department) == (unit, unit)
    assert unit.history.get().history_user == person
    assert roles(project) == {person.pk: "manager"}
    assert told(project) == [("新建", "项目　等级标准：优良合格不合格　90/75/60")]


@pytest.mark.parametrize("case", CASES)
def test_next_year_has_the_structure_and_no_values(case: str) -> None:
    source = make_project(case)
    before = export_dossier(source)
    person = source.members.get().user
    project = found_next_year(source, names(), with_team=False, by=person)
    assert export_dossier(Project.objects.get(pk=source.pk)) == before
    after = export_dossier(Project.objects.get(pk=project.pk))
    kept = {key: without_values(before[key]) for key in ("indicators", "grade_scheme") if key in before}
    assert {key: without_values(after[key]) for key in kept} == kept
    assert [one["name"] for one in after.get("objectives", [])] == [
        one["name"] for one in before.get("objectives", [])
    ]
    assert [one.get("indicator") for one in after.get("objectives", [])] == [
        one.get("indicator") for one in before.get("objectives", [])
    ]
    assert [(one["code"], one.get("parent")) for one in after.get("budget", [])] == [
        (one["code"], one.get("parent")) for one in before.get("budget", [])
    ]
    assert [figures(one) for one in after.get("budget", [])] == [set()] * len(before.get("budget", []))
    assert [list(table["fields"]) for table in after.get("base_table", [])] == [
        list(table["fields"]) for table in before.get("base_table", [])
    ]
    assert {value for table in after.get("base_table", []) for value in table["fields"].values()} <= {None}
    assert {value for one in after["indicators"] for value in one.get("inputs", {}).values()} <= {None}
    assert after["project"] == {
        **{key: value for key, value in names().items() if key not in ("kind", "firm_name")},
        "firm": "衍庆会计师事务所",
    }


def without_values(rows: Any) -> Any:
    """Definitions alone: what the working paper holds is left out."""
    paper = {"inputs", "value", "deduction_reason", "not_applicable", "override"}
    return [{key: value for key, value in row.items() if key not in paper} for row in rows]


def figures(line: dict[str, Any]) -> set[str]:
    return {"initial", "budget", "allocated", "actual"} & set(line)


def test_every_leaf_of_the_copy_has_its_paper_with_the_same_inputs() -> None:
    source = make_project("linfang_2018")
    project = found_next_year(source, names(), with_team=False, by=source.members.get().user)

    def inputs(one: Project) -> list[tuple[str, str]]:
        rows = PaperInput.objects.filter(paper__project=one).order_by(
            "paper__indicator__position", "position"
        )
        return list(rows.values_list("paper__indicator__code", "name"))

    assert inputs(project) == inputs(source)
    assert WorkingPaper.objects.filter(project=project).count() == source.papers.count()
    assert Rule.objects.filter(indicator__system=project.system).count() == (
        Rule.objects.filter(indicator__system=source.system).count()
    )
    codes = project.system.indicators.filter(parent__isnull=False)
    assert {one.parent.system_id for one in codes.select_related("parent") if one.parent} == {
        project.system_id
    }


def test_next_year_with_its_team() -> None:
    firm = make_firm()
    manager, lead = make_user(firm=firm), make_user(firm=firm)
    source = make_project(firm=firm, by=manager)
    add_member(source, lead, "lead")
    ProjectMember.objects.filter(user=lead).update(duties="签字", years=9)
    add_member(source, make_user(), "expert")
    add_member(source, make_user(), "evaluator")  # left the firm
    project = found_next_year(source, names(), with_team=True, by=manager)
    assert roles(project) == {manager.pk: "manager", lead.pk: "lead"}
    assert project.members.filter(user=lead).values_list("duties", "years").get() == ("签字", 9)
    alone = found_next_year(source, names(), with_team=False, by=lead)
    assert roles(alone) == {lead.pk: "manager"}


def test_a_copy_has_a_first_version_and_says_from_where() -> None:
    source = make_project()
    person = source.members.get().user
    project = found_next_year(source, names(), with_team=False, by=person)
    count = Indicator.objects.filter(system=source.system).count()
    assert told(project) == [("新建", f"项目　沿用“{source.title}”的结构　指标{count}个")]
    version = project.history.get()
    assert (version.history_user, version.history_change_reason) == (person, "新建")


def test_a_template_is_for_everybody_of_its_firm() -> None:
    firm = make_firm()
    source = make_project(firm=firm)
    admin, staff, stranger = make_user("admin", firm), make_user(firm=firm), make_user("admin")
    assert list(templates(staff)) == []
    mark_template(source, is_template=True, by=admin)
    mark_template(source, is_template=True, by=admin)
    assert (list(templates(staff)), list(templates(stranger))) == ([source], [])
    assert (list(earlier(staff)), list(earlier(admin))) == ([], [source])
    project = found_from_template(source, names(), by=staff)
    assert roles(project) == {staff.pk: "manager"}
    assert not project.is_template
    assert told(source)[:1] == [("设为", "机构模板")]
    mark_template(source, is_template=False, by=admin)
    with pytest.raises(NotATemplate):
        found_from_template(source, names(), by=staff)
    assert Project.objects.filter(title=names()["title"]).count() == 1


def test_a_copy_that_fails_leaves_nothing() -> None:
    source = make_project()
    person = source.members.get().user
    before = (Project.objects.count(), Indicator.objects.count())
    with pytest.raises(KeyError):
        found_next_year(source, {"title": "没有别的"}, with_team=False, by=person)
    assert (Project.objects.count(), Indicator.objects.count()) == before


def test_what_was_removed_is_not_copied() -> None:
    source = make_project("linfang_2018")
    person = source.members.get().user
    leaf = source.papers.first().indicator  # type: ignore[union-attr]
    remove_indicator(source, leaf.pk, revision=source.system.revision, by=person)
    project = found_next_year(Project.objects.get(pk=source.pk), names(), with_team=False, by=person)
    assert not project.system.indicators.filter(code=leaf.code).exists()
    assert not project.papers.exclude(indicator__system=project.system).exists()


def test_copying_asks_as_often_for_much_as_for_little() -> None:
    """Only levels of trees and batches of rows add to it, not the rows."""
    counts = []
    for case in ("hongda_2018", "linfang_2018"):
        source = make_project(case)
        person = source.members.get().user
        with CaptureQueriesContext(connection) as queries:
            found_next_year(source, names(), with_team=False, by=person)
        counts.append(len(queries))
    assert max(counts) < 140


@pytest.mark.parametrize(
    ("title", "year", "following"),
    [
        ("2025年度云澜市助餐项目", 2025, "2026年度云澜市助餐项目"),
        ("云澜市助餐项目（2025年）", 2025, "云澜市助餐项目（2026年）"),
        ("2025年度项目（2025年）", 2025, "2026年度项目（2026年）"),
        ("12025号项目", 2025, "12025号项目"),
        ("云澜市助餐项目", 2025, "云澜市助餐项目"),
        ("2025年度项目", None, "2025年度项目"),
        ("2024年度项目", 2025, "2024年度项目"),
    ],
)
def test_next_title(title: str, year: int | None, following: str) -> None:
    assert next_title(title, year) == following
