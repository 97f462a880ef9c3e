"""Reads of what is open to whom, of the pieces of what is read, and of the comments beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.projects.rules import is_inside
from evaluations.reviews.models import Target
from reports.reading import plan, report, system
from reports.reading.models import Opened, ReadingGrant, ReadMark
from reports.reading.pieces import Piece

PIECES = {
    Target.REPORT: report.pieces_of,
    Target.PLAN: plan.pieces_of,
    Target.INDICATORS: system.pieces_of,
}


def grants_for(user: User, project: Project, at: date | None = None) -> dict[str, ReadingGrant]:
    """What is open to a person from outside now, by what it is; of several grants the one that ends last."""
    today = at or timezone.localdate()
    role = project.members.filter(user=user).values("role")
    rows = ReadingGrant.objects.filter(
        Q(user=user) | Q(role__in=role), project=project, closed_at=None, opens_on__lte=today
    )
    found: dict[str, ReadingGrant] = {}
    for grant in rows.filter(Q(until=None) | Q(until__gte=today)):
        known = found.get(grant.what)
        if known is None or (known.until is not None and (grant.until is None or grant.until > known.until)):
            found[grant.what] = grant
    return found


def readable(user: User, project: Project) -> Mapping[str, ReadingGrant | None]:
    """What `user` may read now: the firm's people everything, others what was opened to them."""
    if is_inside.test(user, project):
        return dict.fromkeys(Opened.values)
    return grants_for(user, project)


def is_open(user: User, project: Project, target: str) -> bool:
    """Whether `user` may read the target; working papers go with the report."""
    return (Opened.REPORT if target == Target.PAPER else target) in readable(user, project)


def pieces_of(project: Project, target: Target, code: str = "") -> tuple[Piece, ...]:
    """What is read, in order; `code` names the working paper. Raises Unusable where facts give no report."""
    if target == Target.PAPER:
        papers = report.papers_of(project)
        return tuple(paper for key, paper in papers.items() if key == code or not code)
    return PIECES[target](project)


def read_keys(user: User, project: Project, target: str) -> frozenset[str]:
    """The sections that this person has read."""
    rows = ReadMark.objects.filter(user=user, project=project, target=target)
    return frozenset(rows.values_list("key", flat=True))


def grants_of(project: Project) -> QuerySet[ReadingGrant]:
    """All that was ever opened, what is open first, then the newest."""
    rows = ReadingGrant.objects.filter(project=project).select_related("user", "opened_by", "closed_by")
    return rows.order_by(F("closed_at").desc(nulls_first=True), "-pk")
