"""Who is told that something was opened for reading: on the day from which it is open."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from evaluations.notices.actions import post
from evaluations.notices.models import Notice
from reports.reading.models import ReadingGrant

KIND = "reading"
KEY = "reading:"
"""Before a grant's number, in the key of its notices."""


def opened(grant: ReadingGrant, today: date) -> None:
    """送您审阅: tells whom it is open to, once; nobody before the day, nor after the last one."""
    if grant.opens_on > today or (grant.until is not None and grant.until < today):
        return
    reader = Q(user=grant.user_id) if grant.user_id else Q(role=grant.role)
    for member in grant.project.members.filter(reader).select_related("user"):
        post(
            to=member.user,
            kind=KIND,
            subject=f"送您审阅：{grant.get_what_display()}",
            body=grant.project.title + (f"\n请在{grant.until}前提出意见。" if grant.until else ""),
            url=reverse("reading:read", args=[grant.project_id, grant.what]),
            key=f"{KEY}{grant.pk}",
        )


def tell(today: date) -> None:
    """Tells of all that is open by now and that nobody was told of: a day without a worker only delays it."""
    told = Notice.objects.filter(key=Concat(Value(KEY), Cast(OuterRef("pk"), CharField())))
    rows = ReadingGrant.objects.filter(
        Q(until=None) | Q(until__gte=today), closed_at=None, opens_on__lte=today
    )
    for pk in rows.filter(~Exists(told)).order_by("pk").values_list("pk", flat=True):
        _tell(pk, today)


@transaction.atomic
def _tell(pk: int, today: date) -> None:
    row = ReadingGrant.objects.select_for_update(of=("self",)).select_related("project").get(pk=pk)
    if row.closed_at is None:
        opened(row, today)
