"""Reads of a project's own facts: team and log."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from django.db.models import QuerySet

from evaluations.projects.models import Activity, Project, ProjectMember

_EXACT = Context(prec=200)
_CENT = Decimal("0.01")


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """part ÷ whole in percent, two decimals, half up; None where one is unknown or the whole is zero."""
    if part is None or not whole:
        return None
    return _EXACT.divide(part * 100, whole).quantize(_CENT, ROUND_HALF_UP)


def team(project: Project) -> QuerySet[ProjectMember]:
    """Who works on the project, and as what."""
    return project.members.select_related("user").order_by("pk")


def changes_of(project: Project, kind: str, limit: int = 6) -> QuerySet[Activity]:
    """The newest lines of the log of one kind."""
    return project.activities.filter(kind=kind).select_related("by")[:limit]
