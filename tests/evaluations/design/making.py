"""A project whose indicator system is changed, and how it stands."""

from __future__ import annotations

from typing import Any

from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_dossier
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from indicators.systems.models import Indicator
from tests.evaluations.papers.making import GRADES, leaf
from tests.factories import add_member, make_firm, make_user


def make_tree(*, by: User | None = None) -> Project:
    """A 60 (A1, A2), B 40 (B1); objective tied to A1, base table of A1."""
    indicators = [
        {"code": "A", "name": "产出", "parent": None, "weight": 60},
        leaf("A1", "A", 30),
        leaf("A2", "A", 30),
        {"code": "B", "name": "效益", "parent": None, "weight": 40},
        leaf("B1", "B", 40, deduction_reason="有投诉"),
    ]
    dossier = {
        "format": "evaluation-dossier/1",
        "kind": "evaluation",
        "project": {"title": "小项目", "year": 2025},
        "grade_scheme": GRADES,
        "objectives": [{"name": "完成", "indicator": "A1"}],
        "base_table": [{"code": "A1", "fields": {"完成数": 90}}],
        "indicators": indicators,
    }
    by = by or make_user()
    project = import_dossier(dossier, firm=make_firm(), by=by)
    add_member(project, by, ProjectRole.EVALUATOR)
    return project


def row(project: Project, code: str) -> Indicator:
    return project.system.indicators.get(code=code)


def shape(project: Project) -> list[str]:
    """Code and parent's code in order: A, A1<A."""
    rows = project.system.indicators.order_by("position").select_related("parent")
    return [f"{one.code}<{one.parent.code}" if one.parent else one.code for one in rows]


def revision(project: Project) -> int:
    project.system.refresh_from_db()
    return project.system.revision


def exported(project: Project) -> dict[str, Any]:
    return export_dossier(Project.objects.select_related("system").get(pk=project.pk))


def logged(project: Project) -> str:
    line = project.activities.first()
    assert line is not None
    return f"{line.by} {line.verb}{line.subject}"
