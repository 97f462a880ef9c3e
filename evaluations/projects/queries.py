"""Reads of a project's own facts: team and log."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from django.db.models import QuerySet

from evaluations.people.models import Firm, Organisation
from evaluations.projects.models import PARTIES, Activity, Project, ProjectMember

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


def known_organisations(*firms: Firm) -> list[Organisation]:
    """The organisations of the firms, the last used first; two queries."""
    used: dict[int, int] = {}
    rows = Project.objects.filter(firm__in=firms).order_by("-pk").values_list(*PARTIES)
    for place, numbers in enumerate(rows):
        for number in filter(None, numbers):
            used.setdefault(number, place)
    listed = Organisation.objects.filter(firm__in=firms, merged_into__isnull=True)
    return sorted(listed, key=lambda one: used.get(one.pk, len(used) + 1))
