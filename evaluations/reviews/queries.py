"""Reads of threads: what a page shows beside its text, who may be addressed, what is left to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Prefetch, QuerySet

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember
from evaluations.reviews.models import Comment, Mention, Target, Thread
from evaluations.reviews.querysets import OUTSIDE, ThreadQuerySet

GROUPS = {"expert": "for_experts", "bureau_officer": "for_bureau", "unit_contact": "for_unit"}
"""The role of a group, and the field of a thread that shows it to them."""


def threads_beside(user: User, project: Project, target: Target, keys: Iterable[str] = ()) -> ThreadQuerySet:
    """What `user` sees beside the target (`keys`: these parts of it only), with replies; two queries."""
    found = Thread.objects.visible_to(user, project).filter(target=target)
    if keys := tuple(keys):
        found = found.filter(key__in=keys)
    replies = Comment.objects.select_related("author").order_by("pk")
    return (
        found.select_related("created_by", "decided_by")
        .prefetch_related(Prefetch("comments", queryset=replies))
        .order_by("pk")
    )


def members_by_role(project: Project) -> dict[User, str]:
    """The people with a role on the project."""
    rows = ProjectMember.objects.filter(project=project).select_related("user").order_by("pk")
    return {row.user: row.role for row in rows}


def sees(thread: Thread, role: str) -> bool:
    """Whether somebody with this role sees the thread once it is submitted."""
    return role not in OUTSIDE or bool(getattr(thread, GROUPS[role]))


def names_of(people: Iterable[User]) -> Mapping[int, str]:
    """What follows an @, by the person's number."""
    return {person.pk: str(person) for person in people}


def mentions_of(user: User) -> QuerySet[Mention]:
    """Where `user` is addressed in threads that wait for somebody, the newest first."""
    rows = Mention.objects.filter(user=user, thread__submitted_at__isnull=False)
    found = rows.filter(thread__state__in=Thread.OPEN).select_related("thread__project", "comment")
    return found.order_by("-pk")
