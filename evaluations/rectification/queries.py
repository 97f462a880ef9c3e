"""Reads of rectification: the items of projects, how many are open and late, who is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from evaluations.rectification.models import RectificationItem, State

WORKERS = (ProjectRole.UNIT_CONTACT, ProjectRole.BUREAU_OFFICER)
"""Who is told that there is something to rectify."""
DECIDERS = (ProjectRole.BUREAU_OFFICER, ProjectRole.LEAD, ProjectRole.MANAGER)
"""Who is told that something waits to be closed."""
TO_WORK = (State.OPEN, State.UNDER_WAY, State.RETURNED)
OPEN, LATE, SUBMITTED, CLOSED = "open", "late", "submitted", "closed"
FILTERS = {"": "全部", OPEN: "未销号", LATE: "逾期", SUBMITTED: "待审核", CLOSED: "已销号"}


def items(projects: Iterable[Project] | QuerySet[Project]) -> QuerySet[RectificationItem]:
    """The items of these projects, with how many files prove each."""
    rows = RectificationItem.objects.filter(project__in=projects).select_related("project", "submitted_by")
    return rows.annotate(file_count=Count("files")).order_by("-project__year", "-project", "number")


def asked(project: Project) -> set[tuple[str, str]]:
    """Problem and source of every item that there is."""
    return set(RectificationItem.objects.filter(project=project).values_list("problem", "source"))


def filtered(rows: QuerySet[RectificationItem], show: str, today: date) -> QuerySet[RectificationItem]:
    """Those under a tab of `FILTERS`."""
    return rows.filter(_condition(show, today))


def counts(rows: QuerySet[RectificationItem], today: date) -> dict[str, int]:
    """How many stand under each tab; one query."""
    plain = RectificationItem.objects.filter(pk__in=rows.order_by().values("pk"))
    named = {f"n_{name}": Count("pk", filter=_condition(name, today)) for name in FILTERS if name}
    found = plain.aggregate(n_=Count("pk"), **named)
    return {name: found[f"n_{name}"] for name in FILTERS}


def open_by_project(projects: Iterable[Project]) -> dict[int, tuple[int, int]]:
    """Project → how many items are not closed, of how many; only projects that have any."""
    rows = RectificationItem.objects.filter(project__in=[one.pk for one in projects]).order_by()
    unclosed = Count("pk", filter=~Q(state=State.CLOSED))
    counted = rows.values("project").annotate(all=Count("pk"), open=unclosed)
    return {row["project"]: (row["open"], row["all"]) for row in counted}


def people(project: Project, roles: Iterable[str]) -> list[User]:
    """Who has one of the roles on the project."""
    users = User.objects.filter(
        project_roles__project=project, project_roles__role__in=list(roles), is_active=True
    )
    return list(users.order_by("pk"))


def _condition(show: str, today: date) -> Q:
    unclosed = ~Q(state=State.CLOSED)
    known = {
        OPEN: unclosed,
        LATE: unclosed & Q(due__lt=today),
        SUBMITTED: Q(state=State.SUBMITTED),
        CLOSED: ~unclosed,
    }
    return known.get(show, Q())
