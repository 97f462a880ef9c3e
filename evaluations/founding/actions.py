"""Beginning a project (立项): from nothing, from a firm's template, or as an earlier one's copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from evaluations.exchange.rows import Sheaf
from evaluations.founding.copying import copied, copy_structure, copy_system
from evaluations.founding.structure import TEAM
from evaluations.people.models import Firm, User
from evaluations.projects.actions import Change, log, parties_of, save_as
from evaluations.projects.figures import shown
from evaluations.projects.models import Project, ProjectMember, ProjectRole
from indicators.systems.models import Indicator, IndicatorSystem
from indicators.systems.presets import GradePreset

FIELDS = (
    "kind",
    "title",
    "year",
    "evaluated_unit",
    "competent_department",
    "commissioning_bureau",
    "firm_name",
    "funding_source",
)
"""What is said of a new project at once."""

OF_THE_FIRM = (ProjectRole.LEAD, ProjectRole.MANAGER, ProjectRole.EVALUATOR, ProjectRole.REVIEWER)
"""Roles that go along with next year's copy; people from outside are asked anew."""


class NotATemplate(Exception):
    """The project was a template when the page was opened, and is none any more."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


@transaction.atomic
def found_project(data: Mapping[str, Any], *, firm: Firm, grades: GradePreset, by: User) -> Project:
    """A project with nothing but names (`FIELDS`), a grade scheme and an empty indicator system."""
    system = IndicatorSystem(name=data["title"][:200])
    save_as(system, by=by)
    for position, (grade, minimum) in enumerate(grades.bands):
        system.grades.create(position=position, grade=grade, minimum=minimum)
    project = _named(data, firm, system, by)
    save_as(project, by=by)
    _put_in_charge(project, by)
    log(project, by=by, kind="project", verb="新建", subject=f"项目　等级标准：{grades.label}")
    return project


@transaction.atomic
def found_from_template(source: Project, data: Mapping[str, Any], *, by: User) -> Project:
    """A project with the structure of a firm's template. Raises NotATemplate where it is none any more."""
    template = Project.objects.select_for_update().get(pk=source.pk)
    if not template.is_template:
        raise NotATemplate(title=template.title)
    return _copy(template, data, by=by, is_next_year=False, words=f"用机构模板“{template.title}”")


@transaction.atomic
def found_next_year(source: Project, data: Mapping[str, Any], *, with_team: bool, by: User) -> Project:
    """A project with an earlier one's structure, no values; `with_team`: its people of the firm."""
    project = _copy(source, data, by=by, is_next_year=True, words=f"沿用“{source.title}”的结构")
    if with_team:
        _bring_team(source, project, by)
    return project


@transaction.atomic
def mark_template(project: Project, *, is_template: bool, by: User) -> Project:
    """Lets the firm's people begin projects from this one's structure, or no longer."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    if row.is_template != is_template:
        row.is_template = is_template
        row.revision += 1
        save_as(row, by=by)
        log(row, by=by, kind="pattern", verb="设为" if is_template else "取消", subject="机构模板")
    return row


@transaction.atomic
def rename_template(project: Project, name: str, *, by: User) -> Project:
    """What the firm calls the template (empty: the project's title). Raises NotATemplate."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    if not row.is_template:
        raise NotATemplate(title=row.title)
    if row.template_name != name:
        changes: list[Change] = [
            {"field": "模板名称", "before": shown(row.template_name), "after": shown(name)}
        ]
        row.template_name = name
        row.revision += 1
        save_as(row, by=by)
        log(row, by=by, kind="pattern", verb="修改", subject="机构模板", changes=changes)
    return row


def _copy(source: Project, data: Mapping[str, Any], *, by: User, is_next_year: bool, words: str) -> Project:
    system = copy_system(source, data["title"][:200])
    project = _named(data, source.firm, system, by)
    sheaf = Sheaf()
    rows = copy_structure(source, project, is_next_year=is_next_year)
    sheaf.rows.update(rows)
    sheaf.rows[IndicatorSystem], sheaf.rows[Project] = [system], [project]
    sheaf.save(by=by, reason="新建")
    _put_in_charge(project, by)
    counted = f"指标{len(rows[Indicator])}个"
    log(project, by=by, kind="project", verb="新建", subject=f"项目　{words}　{counted}"[:300])
    return project


def _named(data: Mapping[str, Any], firm: Firm, system: IndicatorSystem, by: User) -> Project:
    """With its parties; one that is new to the firm is saved."""
    told = {name: data[name] for name in FIELDS}
    return Project(firm=firm, system=system, **{**told, **parties_of(data, firm, by=by)})


def _put_in_charge(project: Project, by: User) -> None:
    save_as(ProjectMember(project=project, user=by, role=ProjectRole.MANAGER), by=by)


def _bring_team(source: Project, project: Project, by: User) -> None:
    """Those who still work for the firm; who begins the project is in charge of it already."""
    members = source.members.filter(role__in=OF_THE_FIRM, user__firm_memberships__firm=source.firm)
    for member in members.exclude(user=by).order_by("pk"):
        copy = copied(TEAM, member)
        copy.project = project
        save_as(copy, by=by)
