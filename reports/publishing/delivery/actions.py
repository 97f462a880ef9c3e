"""What changes with 送达: a file goes out, the bureau signs for it, links are made, opened and revoked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from evaluations.notices.actions import post
from evaluations.people.models import User
from evaluations.projects.actions import Change, log
from evaluations.projects.models import Project
from reports.publishing.delivery import queries
from reports.publishing.delivery.models import Attempt, Download, Receipt, ShareAttempt, ShareLink, Way
from reports.publishing.delivery.queries import Standing, standing
from reports.publishing.releases.codes import ALPHABET
from reports.publishing.releases.models import Release
from reports.publishing.releases.queries import State, file_of, releases, state_of

KIND = "delivery"
"""Of the notices."""
LETTERS, SECRET_BYTES = 10, 32
"""Of a password, from the alphabet of verification codes (46 bits, five tries); of an address."""
LONGEST_DAYS, MOST_OPENINGS = 180, 50


class Refused(Exception):
    """Why nothing was done; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A new link with what is shown this once and kept nowhere."""

    link: ShareLink
    secret: str
    password: str


def record_download(
    release: Release,
    *,
    way: Way,
    by: User | None = None,
    link: ShareLink | None = None,
    address: str | None,
    at: datetime | None = None,
) -> Download:
    """One line of the log of downloads: a person's, or that of a share link."""
    moment = at or timezone.now()
    return Download.objects.create(release=release, at=moment, way=way, by=by, link=link, address=address)


@transaction.atomic
def sign_for(release: Release, *, by: User, at: datetime | None = None) -> Receipt:
    """签收 for the project's bureau; a second click changes nothing. Refused for what is not in force."""
    project = _locked(release)
    release = releases().get(pk=release.pk)
    bureau = queries.bureau_of(project)
    known = queries.receipt_of(release, bureau)
    if known is not None:
        return known
    _refuse_unless_current(release, "签收")
    made = Receipt.objects.create(release=release, bureau=bureau, at=at or timezone.now(), by=by)
    log(project, by=by, kind="report", verb="签收", subject=f"正式报告 {release}　{bureau}"[:300])
    local = timezone.localtime(made.at)
    post(
        to=release.issued_by,
        kind=KIND,
        subject=f"{bureau}已签收{release}",
        body=f"项目：{project.title}\n签收人：{by}　{local:%Y-%m-%d %H:%M}",
        url=reverse("delivery:page", args=[project.pk, release.sequence]),
        key=f"receipt:{made.pk}",
    )
    return made


@transaction.atomic
def share(
    release: Release, *, recipient: str, until: date, most: int, by: User, at: datetime | None = None
) -> Shared:
    """A link with a password, both made here and kept as digests only. Raises Refused."""
    project = _locked(release)
    release = releases().get(pk=release.pk)
    _refuse_unless_current(release, "分享")
    _refuse_beyond(until, most, timezone.localdate(at))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    password = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    made = ShareLink.objects.create(
        release=release,
        recipient=recipient,
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        password=make_password(password),
        until=until,
        most=most,
        made_at=at or timezone.now(),
        made_by=by,
    )
    changes: list[Change] = [
        {"field": "有效期至", "before": "—", "after": str(until)},
        {"field": "最多打开次数", "before": "—", "after": str(most)},
    ]
    subject = f"正式报告 {release}　{made}"[:300]
    log(project, by=by, kind="report", verb="分享", subject=subject, changes=changes)
    return Shared(link=made, secret=secret, password=password)


def _refuse_beyond(until: date, most: int, today: date) -> None:
    latest = today + timedelta(days=LONGEST_DAYS)
    if not today <= until <= latest:
        raise Refused(f"有效期应在{today}至{latest}之间，请重新选。")
    if not 1 <= most <= MOST_OPENINGS:
        raise Refused(f"最多打开次数应在1至{MOST_OPENINGS}之间，请重新填。")


@transaction.atomic
def revoke(link: ShareLink, *, by: User, at: datetime | None = None) -> ShareLink:
    """撤销: from now on it opens nothing. A second click changes nothing."""
    row = ShareLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at or timezone.now(), by
        row.save(update_fields=["revoked_at", "revoked_by"])
        release = releases().get(pk=row.release_id)
        subject = f"正式报告 {release}　{row}"[:300]
        log(release.project, by=by, kind="report", verb="撤销分享", subject=subject)
    return row


def open_link(
    secret: str, password: str, *, address: str | None, at: datetime | None = None
) -> Standing | None:
    """Tries a password. OPEN: it was right, and this opening counts. None: it was wrong, and that counts.

    Otherwise why no password opens the link any more. The slow check stands before the lock; what it says
    counts only while the locked row still allows a try, so trying at once from many places wins nothing.
    """
    now = at or timezone.now()
    found = queries.by_secret(secret)
    if found is None:
        raise ShareLink.DoesNotExist
    is_right = check_password(password.strip().upper(), found.password)
    with transaction.atomic():
        ShareLink.objects.select_for_update().get(pk=found.pk)
        link = queries.counted(ShareLink.objects.filter(pk=found.pk)).get()
        state = standing(link, timezone.localdate(now))
        if state != Standing.OPEN:
            return state
        outcome = Attempt.OPENED if is_right else Attempt.WRONG
        ShareAttempt.objects.create(link=link, at=now, address=address, outcome=outcome)
    return Standing.OPEN if is_right else None


def _locked(release: Release) -> Project:
    """The project, held: one after the other signs for its releases and shares them."""
    rows = Project.objects.select_for_update(of=("self",)).select_related("firm", "commissioning_bureau")
    return rows.get(pk=release.project_id)


def _refuse_unless_current(release: Release, verb: str) -> None:
    state = state_of(release)
    if file_of(release) is None:
        raise Refused(f"{release}还在签发，文件出来以后才能{verb}。")
    if state != State.CURRENT:
        raise Refused(f"{release}{state}，不能再{verb}。请看替代它的报告。")
