"""Reads of a project's own facts: objectives, milestones, team."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from django.db.models import QuerySet

from evaluations.projects.models import Activity, Milestone, Objective, Project, ProjectMember

_EXACT = Context(prec=200)
_CENT = Decimal("0.01")


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """part ÷ whole in percent, two decimals, half up; None where one is unknown or the whole is zero."""
    if part is None or not whole:
        return None
    return _EXACT.divide(part * 100, whole).quantize(_CENT, ROUND_HALF_UP)


def objectives(project: Project) -> QuerySet[Objective]:
    """绩效目标 with the indicator that measures each."""
    return project.objectives.select_related("indicator").order_by("position")


def milestones(project: Project) -> QuerySet[Milestone]:
    """项目内容与完成情况, in order."""
    return project.milestones.order_by("position")


def team(project: Project) -> QuerySet[ProjectMember]:
    """Who works on the project, and as what."""
    return project.members.select_related("user").order_by("pk")


def changes_of(project: Project, kind: str, limit: int = 6) -> QuerySet[Activity]:
    """The newest lines of the log of one kind."""
    return project.activities.filter(kind=kind).select_related("by")[:limit]
