"""Who is told of what was said: whom an @ addresses, and who took part in a thread that is replied to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse

from evaluations.notices.actions import post
from evaluations.people.models import User
from evaluations.projects.access import ask_for_all, may
from evaluations.reviews.models import Comment, Target, Thread
from evaluations.reviews.queries import sees
from evaluations.reviews.rules import COMMENT

KIND = "review"
SHOWN = 300
"""Characters of what was said in the notice."""


def place_of(thread: Thread) -> str:
    """The reading page on which the thread hangs, at the thread."""
    if thread.target == Target.PAPER and thread.key:
        page = reverse("reading:paper", args=[thread.project_id, thread.key])
    else:
        page = reverse("reading:read", args=[thread.project_id, thread.target])
    return f"{page}#thread-{thread.pk}"


def mentioned(thread: Thread, people: Iterable[User], text: str, *, by: User, comment: int = 0) -> None:
    """有人提到您: once for the thread, or for each reply; that all of them see it was checked before."""
    for person in people:
        if person.pk != by.pk:
            post(
                to=person,
                kind=KIND,
                subject=f"{by}提到您：{thread.place}",
                body=_body(thread, text),
                url=place_of(thread),
                key=f"mention:{thread.pk}:{comment}",
            )


def replied(comment: Comment, thread: Thread, members: Mapping[User, str], told: Iterable[User]) -> None:
    """有回复: the author of the thread and those who replied before, as long as they see it.

    `told` are those who know already, because the reply addresses them.
    """
    took_part = User.objects.filter(pk__in=[thread.created_by_id, *_repliers(thread)])
    known = {comment.author_id, *(one.pk for one in told)}
    people = [one for one in took_part if one.pk not in known]
    ask_for_all(thread.project, people)
    for person in people:
        is_shown = person.pk == thread.created_by_id or sees(thread, members.get(person, ""))
        if is_shown and may(person, COMMENT, thread.project):
            post(
                to=person,
                kind=KIND,
                subject=f"{comment.author}回复：{thread.place}",
                body=_body(thread, comment.text),
                url=place_of(thread),
                key=f"reply:{comment.pk}",
            )


def _repliers(thread: Thread) -> list[int]:
    return list(thread.comments.values_list("author", flat=True))


def _body(thread: Thread, text: str) -> str:
    said = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return f"{thread.project.title}\n{said}"
