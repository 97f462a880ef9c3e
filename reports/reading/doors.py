"""The door of every page that is read: the right on the project, and that this is open to the person."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from evaluations.people.access import View
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.reviews.models import Target, Thread
from reports.reading.queries import is_open
from reports.reading.rules import READ


def reads(permission: str = READ) -> Callable[[View], View]:
    """Declares that a view needs its `target` open to the person (else 404), then the right (else 403)."""

    def declare(view: View) -> View:
        @right(READ, see=READ)
        @wraps(view)
        def door(request: HttpRequest, project: Project, *args: Any, **kwargs: Any) -> HttpResponseBase:
            _refuse_closed(request, project, kwargs.get("target", Target.REPORT))
            if not may(request.user, permission, project):
                raise PermissionDenied
            return view(request, project, *args, **kwargs)

        door.right = permission  # type: ignore[attr-defined]
        return door

    return declare


def reads_thread(permission: str = READ, *, own: bool = False) -> Callable[[View], View]:
    """The same for what hangs on a thread, which the view gets in place of its number.

    With `own` only the author of the thread, or of the reply that the address names, finds it there.
    """

    def declare(view: View) -> View:
        @right(READ, see=READ)
        @wraps(view)
        def door(
            request: HttpRequest, project: Project, thread_pk: int, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            assert isinstance(request.user, User)
            seen = Thread.objects.visible_to(request.user, project).select_related("created_by")
            thread = get_object_or_404(seen, pk=thread_pk)
            _refuse_closed(request, project, thread.target)
            if own and not _is_author(request.user, thread, kwargs.get("comment_pk")):
                raise Http404
            if not may(request.user, permission, project):
                raise PermissionDenied
            return view(request, project, thread, *args, **kwargs)

        door.right = permission  # type: ignore[attr-defined]
        return door

    return declare


def _is_author(user: User, thread: Thread, comment_pk: int | None) -> bool:
    if comment_pk is None:
        return thread.created_by_id == user.pk
    return thread.comments.filter(pk=comment_pk, author=user).exists()


def _refuse_closed(request: HttpRequest, project: Project, target: str) -> None:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    if target not in Target.values or not is_open(request.user, project, target):
        raise Http404
