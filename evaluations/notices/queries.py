"""Which mails are due, what a person has not read, and what waits for a digest."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from evaluations.notices.models import UNSENT, Mail, MailChoice, Notice, Way
from evaluations.people.models import User


def choice_of(user: User) -> MailChoice:
    """What the person chose; the default, not saved, where they chose nothing."""
    return MailChoice.objects.filter(user=user).first() or MailChoice(user=user)


def notices_of(user: User) -> QuerySet[Notice]:
    """The person's notices, newest first."""
    return Notice.objects.filter(to=user).select_related("mail")


def unread_count(user: User) -> int:
    """How many of them are not read."""
    return Notice.objects.filter(to=user, read_at__isnull=True).count()


def due(now: datetime) -> QuerySet[Mail]:
    """Mails whose time has come and that nobody holds, the longest waiting first."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Mail.objects.filter(free, state__in=UNSENT, next_attempt_at__lte=now).order_by(
        "next_attempt_at", "pk"
    )


def held(mail: Mail) -> QuerySet[Mail]:
    """The mail's row as long as the attempt that claimed it as `mail` still holds it; else nothing."""
    return Mail.objects.filter(pk=mail.pk, attempts=mail.attempts, state__in=UNSENT)


def for_digest(user: User) -> QuerySet[Notice]:
    """What the person's next digest will hold: what waits for it and was not read meanwhile."""
    return Notice.objects.filter(to=user, waits_for_digest=True, read_at__isnull=True).order_by(
        "created_at", "pk"
    )


def digests_due(hour: int, key_prefix: str) -> QuerySet[MailChoice]:
    """Whose digest is to be made by this hour, and was not yet under this day's key."""
    made = Mail.objects.filter(key__startswith=key_prefix).values("to")
    waiting = Notice.objects.filter(waits_for_digest=True, read_at__isnull=True).values("to")
    return (
        MailChoice.objects.filter(way=Way.DIGEST, hour__lte=hour, user__in=waiting)
        .exclude(user__in=made)
        .select_related("user")
    )
