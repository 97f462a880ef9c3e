"""Telling a person (`post`), reading, and choosing how one wants to be told."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evaluations.notices import queries
from evaluations.notices.models import Mail, MailChoice, Notice, Way
from evaluations.people.models import User

LONGEST_SUBJECT = 200
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@transaction.atomic
def post(
    *, to: User, kind: str, subject: str, body: str, url: str, key: str, is_mandatory: bool = False
) -> Notice:
    """Tells a person something, in the transaction of what it tells of: rolled back with it, it never was.

    The same `key` for the same person makes no second one. `is_mandatory`: by mail and at once, whatever the
    person chose. `body` is plain text; `url` a path, opened again for the person when the mail goes out.
    """
    way = Way.AT_ONCE if is_mandatory else queries.choice_of(to).way
    notice, is_new = Notice.objects.get_or_create(
        to=to,
        key=key,
        defaults={
            "kind": kind,
            "subject": one_line(subject),
            "body": body.strip(),
            "url": url,
            "waits_for_digest": way == Way.DIGEST,
        },
    )
    if is_new and way == Way.AT_ONCE:
        notice.mail = Mail.objects.create(
            to=to, key=f"notice:{notice.pk}", is_mandatory=is_mandatory, next_attempt_at=timezone.now()
        )
        notice.save(update_fields=["mail"])
    return notice


def one_line(text: str) -> str:
    """A subject: no line breaks or other controls, so that nothing in it becomes a header."""
    return " ".join(_CONTROLS.sub(" ", text).split())[:LONGEST_SUBJECT]


def read(notice: Notice) -> None:
    """The person has seen it."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())


def read_all(*, by: User) -> int:
    """The person has seen all of theirs; returns how many were new."""
    return Notice.objects.filter(to=by, read_at__isnull=True).update(read_at=timezone.now())


@transaction.atomic
def choose(*, way: Way, hour: int, by: User) -> MailChoice:
    """How one wants to be told from now on. What waited for a digest that will not be goes out at once."""
    choice, _ = MailChoice.objects.select_for_update().get_or_create(user=by)
    choice.way, choice.hour = way, hour
    choice.save()
    if way == Way.AT_ONCE:
        gather(by, key=f"digest:{by.pk}:left:{timezone.now().isoformat()}", now=timezone.now())
    if way != Way.DIGEST:
        Notice.objects.filter(to=by, waits_for_digest=True).update(waits_for_digest=False)
    return choice


@transaction.atomic
def gather(user: User, *, key: str, now: datetime) -> Mail | None:
    """One mail of all that waits for the person's digest; None where nothing does, or another was faster."""
    MailChoice.objects.select_for_update().filter(user=user).first()
    waiting = list(queries.for_digest(user))
    if not waiting or Mail.objects.filter(key=key).exists():
        return None
    mail = Mail.objects.create(to=user, key=key, next_attempt_at=now)
    Notice.objects.filter(pk__in=[one.pk for one in waiting]).update(mail=mail, waits_for_digest=False)
    return mail
