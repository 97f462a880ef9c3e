"""What waits for an officer: what the desk knows, and what was opened to them for reading and comments."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from evaluations.desk.agenda import agenda
from evaluations.desk.deadlines import Due
from evaluations.desk.items import Item
from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.portal.queries import OFFICER
from reports.reading.models import ReadingGrant


def waiting(user: User, projects: Iterable[Project], *, issued: Collection[int]) -> list[Item]:
    """By due day; drafts of what is `issued` (numbers of projects) wait for nobody any more."""
    drafts = [one for one in projects if one.pk not in issued]
    items = [*agenda(user), *(_to_read(grant) for grant in _open(user, drafts))]
    return sorted(items, key=lambda item: (item.left is None, item.left or 0))


def _open(user: User, projects: list[Project]) -> list[ReadingGrant]:
    """What is open to the person now, each thing of a project once: the grant that ends last."""
    today = timezone.localdate()
    rows = ReadingGrant.objects.filter(
        Q(user=user) | Q(role=OFFICER), project__in=projects, closed_at=None, opens_on__lte=today
    )
    found: dict[tuple[int, str], ReadingGrant] = {}
    for grant in rows.filter(Q(until=None) | Q(until__gte=today)).select_related("project").order_by("pk"):
        known = found.get((grant.project_id, grant.what))
        if known is None or _ends(grant) > _ends(known):
            found[grant.project_id, grant.what] = grant
    return list(found.values())


def _ends(grant: ReadingGrant) -> tuple[bool, str]:
    """Sorts by the last day; without one it comes last."""
    return grant.until is None, str(grant.until or "")


def _to_read(grant: ReadingGrant) -> Item:
    due = Due(day=grant.until, by="送审") if grant.until else None
    return Item(
        kind="todo",
        label="送您审阅",
        title=f"请审阅{grant.get_what_display()}",
        detail="可以在文字、表格和指标上批注，提出意见",
        project=grant.project.title,
        url=reverse("reading:read", args=[grant.project_id, grant.what]),
        action="去审阅",
        due=due,
        left=(due.day - timezone.localdate()).days if due else None,
    )
