"""Reads of 送达: the log of downloads, receipts, share links with what became of them."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.publishing.delivery.models import Attempt, Download, Receipt, ShareAttempt, ShareLink
from reports.publishing.releases.models import Release

WRONG_MOST = 5
"""Wrong passwords in a row after which a link is locked for good."""
CLIENT = "委托方"
"""What a bureau is called whose name the project does not say."""


class Standing(StrEnum):
    """What became of a share link."""

    OPEN = "有效"
    EXPIRED = "已到期"
    REVOKED = "已撤销"
    LOCKED = "已锁定"
    USED_UP = "次数已用完"


def downloads_of(release: Release, *, by: User | None = None) -> QuerySet[Download]:
    """The newest first; `by` leaves that person's own, and those by links that they made."""
    rows = Download.objects.filter(release=release).select_related("by", "link")
    return rows if by is None else rows.filter(Q(by=by) | Q(link__made_by=by))


def own_downloads(user: User) -> QuerySet[Download]:
    """What the person downloaded, and what was downloaded by links of theirs, the newest first."""
    rows = Download.objects.filter(Q(by=user) | Q(link__made_by=user))
    return rows.select_related("by", "link", "release__project").defer("release__snapshot")


def receipt_of(release: Release, bureau: str) -> Receipt | None:
    """The bureau's receipt of it."""
    return Receipt.objects.filter(release=release, bureau=bureau).select_related("by").first()


def bureau_of(project: Project) -> str:
    """The bureau that receives the project's reports, by name."""
    bureau = project.commissioning_bureau
    return CLIENT if bureau is None else bureau.name


def links_of(release: Release, *, by: User | None = None) -> QuerySet[ShareLink]:
    """The newest first, counted; `by` leaves those that the person made."""
    rows = counted(ShareLink.objects.filter(release=release)).select_related("made_by", "revoked_by")
    return (rows if by is None else rows.filter(made_by=by)).order_by("-pk")


def attempts_of(release: Release, *, by: User | None = None) -> QuerySet[ShareAttempt]:
    """Every password that was typed at the release's links, the newest first."""
    rows = ShareAttempt.objects.filter(link__release=release).select_related("link")
    return (rows if by is None else rows.filter(link__made_by=by)).order_by("-pk")


def counted(links: QuerySet[ShareLink]) -> QuerySet[ShareLink]:
    """Adds how often each was opened and downloaded by, and the wrong passwords since the last opening."""
    tried = ShareAttempt.objects.filter(link=OuterRef("pk")).order_by()
    opened = tried.filter(outcome=Attempt.OPENED).values("link")
    last = Coalesce(Subquery(opened.annotate(last=Max("pk")).values("last")), 0)
    return links.annotate(
        opened=Coalesce(Subquery(opened.annotate(number=Count("pk")).values("number")), 0),
        last_opened=last,
    ).annotate(
        wrong=_number(tried.filter(outcome=Attempt.WRONG, pk__gt=OuterRef("last_opened"))),
        downloaded=_number(Download.objects.filter(link=OuterRef("pk")).order_by()),
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("link").annotate(number=Count("pk")).values("number")), 0)


def by_secret(secret: str) -> ShareLink | None:
    """The link that the secret in an address belongs to, counted, with its release."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    rows = counted(ShareLink.objects.filter(secret_sha256=digest))
    return rows.select_related("release").defer("release__snapshot").first()


def standing(link: Any, today: date) -> Standing:
    """What became of a link from `counted`."""
    if link.revoked_at is not None:
        return Standing.REVOKED
    if today > link.until:
        return Standing.EXPIRED
    if link.wrong >= WRONG_MOST:
        return Standing.LOCKED
    return Standing.USED_UP if link.opened >= link.most else Standing.OPEN
