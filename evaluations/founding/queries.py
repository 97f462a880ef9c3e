"""From which projects a person may begin a new one."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from evaluations.people.models import FirmRole, User
from evaluations.projects.models import Project, ProjectRole

INSIDE = (ProjectRole.LEAD, ProjectRole.MANAGER, ProjectRole.EVALUATOR, ProjectRole.REVIEWER)
"""Who sees a project's facts: the list form of `projects.view_facts`."""


def templates(user: User) -> QuerySet[Project]:
    """机构模板 of the person's firms, the newest first."""
    rows = Project.objects.filter(is_template=True, firm__in=user.firms.all())
    return rows.select_related("firm", "system", "evaluated_unit").order_by("-year", "title", "pk")


def earlier(user: User) -> QuerySet[Project]:
    """Projects of the person's firms whose facts they see, the newest first."""
    own = Q(members__user=user, members__role__in=INSIDE)
    admin = Q(firm__memberships__user=user, firm__memberships__role=FirmRole.ADMIN)
    found = Project.objects.filter(own | admin, firm__in=user.firms.all()).values("pk")
    return (
        Project.objects.filter(pk__in=found)
        .select_related("firm", "system", "evaluated_unit")
        .order_by("-year", "-pk")
    )


def titled(projects: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Those with each of the words in title or unit."""
    for word in words.split():
        projects = projects.filter(
            Q(title__icontains=word)
            | Q(template_name__icontains=word)
            | Q(evaluated_unit__name__icontains=word)
        )
    return projects


def next_title(title: str, year: int | None) -> str:
    """The title with its year one later: 2025年度… → 2026年度…; as it is where it does not name the year."""
    if year is None:
        return title
    return re.sub(rf"(?<!\d){year}(?!\d)", str(year + 1), title)
