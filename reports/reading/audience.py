"""What is open to a person over all their projects: for lists, the finder and notices, in few queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db.models import F, Q, QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone

from evaluations.desk.queries import INSIDE, where_role
from evaluations.people.models import User
from evaluations.projects.models import ProjectRole
from evaluations.reviews.models import Target, Thread
from evaluations.reviews.queries import GROUPS
from reports.reading.models import Opened, ReadingGrant

GUESTS = (ProjectRole.EXPERT, ProjectRole.BUREAU_OFFICER, ProjectRole.UNIT_CONTACT)
THREAD = "thread-"
"""Before the number of a thread, behind the # of its page."""


class Place(NamedTuple):
    """A thing that is open on a project to somebody from outside, by whose role."""

    project: int
    role: str
    what: str


def grants_of_guest(user: User) -> QuerySet[ReadingGrant]:
    """What is open now to `user` as somebody from outside, on all their projects: one query."""
    today = timezone.localdate()
    rows = ReadingGrant.objects.filter(
        Q(user=user) | Q(role=F("project__members__role")),
        project__members__user=user,
        project__in=where_role(user, GUESTS),
        closed_at=None,
        opens_on__lte=today,
    )
    return rows.filter(Q(until=None) | Q(until__gte=today))


def places_of(user: User) -> set[Place]:
    """The same, as plain values."""
    rows = grants_of_guest(user).values_list("project", "project__members__role", "what")
    return {Place(*row) for row in rows}


def threads_of(user: User) -> QuerySet[Thread]:
    """The threads that `user` may open now: the list form of `Thread.visible_to` where reading is open."""
    inside = Q(project__in=where_role(user, INSIDE))
    seen = inside & (Q(created_by=user) | Q(submitted_at__isnull=False))
    for place in places_of(user):
        targets = [Target.REPORT, Target.PAPER] if place.what == Opened.REPORT else [place.what]
        shown = Q(submitted_at__isnull=False, **{GROUPS[place.role]: True})
        seen |= Q(project=place.project, target__in=targets) & (Q(created_by=user) | shown)
    return Thread.objects.filter(seen)


def readable_paths(person: User, paths: Sequence[str]) -> set[str]:
    """Of these paths those that reading does not keep closed: its pages have to be open to the person, and
    the thread behind the # visible. Pages of others are not its business."""
    asked = {path: place for path in paths if (place := _asked(path)) is not None}
    if not asked:
        return set(paths)
    inside = set(where_role(person, INSIDE).values_list("pk", flat=True))
    places = {(place.project, place.what) for place in places_of(person)}
    wanted = [thread for _, _, thread in asked.values() if thread]
    threads = set(threads_of(person).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    closed = {
        path
        for path, (project, what, thread) in asked.items()
        if (project not in inside and (project, what) not in places) or (thread and thread not in threads)
    }
    return set(paths) - closed


def _asked(path: str) -> tuple[int, str, int] | None:
    """Project, what is read, and thread (0: none) of a reading page; None for other pages."""
    parts = urlsplit(path)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.view_name not in {"reading:read", "reading:paper"}:
        return None
    number = parts.fragment.removeprefix(THREAD)
    thread = int(number) if parts.fragment.startswith(THREAD) and number.isdecimal() else 0
    return match.kwargs["pk"], match.kwargs.get("target", Opened.REPORT), thread
