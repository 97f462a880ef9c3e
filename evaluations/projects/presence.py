"""Who is on which page of a project: told by the browser every 20 s, forgotten after a minute of silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from evaluations.people.models import User
from evaluations.projects.access import ask_for_all, may
from evaluations.projects.models import Presence, Project

SILENCE = timedelta(seconds=60)
"""After this long without a word somebody is gone."""


def be_on(project: Project, page: str, *, by: User, at: datetime) -> None:
    """Note that `by` has the page open."""
    row = Presence(project=project, user=by, page=page, seen_at=at)
    Presence.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["project", "page", "user"],
        update_fields=["seen_at"],
    )


def leave(project: Project, page: str, *, by: User) -> None:
    """Note that `by` has left the page."""
    Presence.objects.filter(project=project, page=page, user=by).delete()


def others_on(project: Project, page: str, *, right: str, beside: User, at: datetime) -> list[User]:
    """Who else has the page open and has the `right` to it, in the order of their accounts."""
    here = Presence.objects.filter(project=project, page=page, seen_at__gt=at - SILENCE)
    users = [row.user for row in here.exclude(user=beside).select_related("user").order_by("user")]
    ask_for_all(project, users)
    return [user for user in users if may(user, right, project)]


def forget_silent(now: datetime) -> int:
    """Removes who has said nothing for a minute; returns how many."""
    return Presence.objects.filter(seen_at__lte=now - SILENCE).delete()[0]
