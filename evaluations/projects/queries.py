"""Reads of a project's own facts: team and log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a project's log goes. Equal marks: nobody has changed the project in between.

    Every change of a project writes a line in its own transaction, or takes part in the newest one. What is
    derived from facts can be kept by its mark; a change while it is derived writes a newer line.
    """

    project: Project = field(compare=False)
    number: int
    line: tuple[int, datetime, int]


def mark_of(project: Project) -> Mark:
    """The project's mark now; one query."""
    newest = project.activities.order_by("-at", "-pk").values_list("pk", "at", "saves").first()
    return Mark(project=project, number=project.pk, line=newest or (0, project.created_at, 0))


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
