"""Which facts wait for somebody: base tables, requested papers, repealed documents, disputes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Q, QuerySet

from evaluations.engagement.models import Citation, PolicyDocument
from evaluations.engagement.policies import find_policy, warning
from evaluations.evidence.models import RequestedItem, RequestState
from evaluations.fieldwork.models import BaseTableItem, ItemState
from evaluations.papers.models import Dispute, WorkingPaper
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Items of one table that wait for the same thing."""

    project: Project
    table: Any
    items: tuple[Any, ...]


def own_projects(user: User) -> QuerySet[Project]:
    """Those on which the person is 被评价单位's contact."""
    return Project.objects.filter(members__user=user, members__role=ProjectRole.UNIT_CONTACT)


def to_verify(projects: QuerySet[Project]) -> list[Batch]:
    """Handed-in items that nobody has verified, by table; one query."""
    return _batches(
        BaseTableItem.objects.filter(table__project__in=projects, state=ItemState.FILLED, is_locked=True)
    )


def to_fill(projects: QuerySet[Project]) -> list[Batch]:
    """Items of tables given to the unit that are open or came back, by table; one query."""
    rows = BaseTableItem.objects.filter(table__project__in=projects, table__is_handed_out=True)
    return _batches(rows.filter(state__in=(ItemState.OPEN, ItemState.RETURNED)))


def _batches(rows: QuerySet[BaseTableItem]) -> list[Batch]:
    ordered = rows.select_related("table__project").order_by(
        "-table__project", "table__position", "table", "position"
    )
    return [
        Batch(project=items[0].table.project, table=items[0].table, items=tuple(items))
        for _, group in groupby(ordered, key=lambda item: item.table_id)
        for items in [list(group)]
    ]


def to_hand_in(projects: QuerySet[Project]) -> QuerySet[RequestedItem]:
    """What the unit was asked for and has not given."""
    rows = RequestedItem.objects.filter(project__in=projects, state=RequestState.REQUESTED)
    return rows.select_related("project").order_by(F("due").asc(nulls_last=True), "pk")


def requested_of_others(projects: QuerySet[Project], today: datetime.date) -> QuerySet[RequestedItem]:
    """What came in and is to be looked at, and what is overdue: the team asks again."""
    late = Q(state=RequestState.REQUESTED, due__lt=today)
    rows = RequestedItem.objects.filter(late | Q(state=RequestState.RECEIVED), project__in=projects)
    return rows.select_related("project").order_by(F("due").asc(nulls_last=True), "pk")


def open_disputes(projects: QuerySet[Project]) -> QuerySet[Dispute]:
    """Scores that are marked as disputed."""
    rows = Dispute.objects.filter(is_open=True, paper__project__in=projects)
    used = WorkingPaper.objects.in_use().values("pk")
    return rows.filter(paper__in=used).select_related("paper__project", "paper__indicator", "updated_by")


def doubtful(projects: QuerySet[Project], today: datetime.date) -> list[tuple[Project, str]]:
    """Citations of documents that were not in force at the date of the report, and why; two queries."""
    rows = Citation.objects.filter(project__in=projects).exclude(number="").select_related("project")
    cited = list(rows.order_by("-project", "position"))
    firms = {row.project.firm_id for row in cited}
    known = PolicyDocument.objects.filter(Q(firm__in=firms) | Q(firm=None)).select_related("replaced_by")
    base = list(known.order_by(F("firm").asc(nulls_last=True), "number"))
    found = []
    for row in cited:
        own = [one for one in base if one.firm_id in {None, row.project.firm_id}]
        document = find_policy(own, row.number)
        said = warning(document, row.project.report_date or today.isoformat()) if document else ""
        if said:
            found.append((row.project, said))
    return found
