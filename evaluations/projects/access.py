"""The door of every page of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from evaluations.people.access import View
from evaluations.people.models import FirmRole, User
from evaluations.projects import freezing
from evaluations.projects.freezing import Frozen
from evaluations.projects.models import PARTIES, Project, ProjectRole
from evaluations.projects.rules import DECLARE, HARMLESS, SEEING, UNDECLARED, must_declare_first


def may(user: Any, permission: str, project: Project) -> bool:
    """Whether `user` has the right on `project`; none to change what is frozen on the page that is open."""
    is_open = project.freeze is None or permission in HARMLESS
    return is_open and bool(rules.has_perm(permission, user, project))


def right(permission: str, *, see: str = "projects.view") -> Callable[[View], View]:
    """Declares what a view of a project needs, and hands it the project in place of its number.

    Another's project is 404. On one's own, what the role may not see (`see`, or `permission` where that is a
    right to see) is 404 as well; what it may see but not do is 403. What it might do were it not signed and
    frozen raises Frozen, which the middleware tells.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            project = (
                Project.objects.visible_to(request.user)  # type: ignore[arg-type]
                .select_related("firm", "system", *PARTIES)
                .filter(pk=pk)
                .first()
            )
            if project is None or not may(request.user, see, project):
                raise Http404
            if permission != DECLARE and must_declare_first(request.user, project):
                return redirect("engagement:declaration", project.pk)
            if not may(request.user, permission, project):
                if permission in SEEING:
                    raise Http404
                raise PermissionDenied
            page = request.resolver_match.view_name if request.resolver_match else ""
            project.freeze = freezing.of_page(project, page)
            if project.freeze is not None and permission not in HARMLESS:
                raise Frozen(project.freeze)
            return view(request, project, *args, **kwargs)

        door.right = permission  # type: ignore[attr-defined]
        return door

    return declare


def ask_for_all(project: Project, users: Iterable[User]) -> None:
    """Learns role and firm of all `users` in a few queries, before `may` asks about each."""
    people = list(users)
    roles = dict(project.members.filter(user__in=people).values_list("user", "role"))
    if experts := [user for user, role in roles.items() if role == ProjectRole.EXPERT]:
        declared = set(project.declarations.filter(user__in=experts).values_list("user", flat=True))
        roles |= {user: UNDECLARED for user in experts if user not in declared}
    admins = project.firm.memberships.filter(user__in=people, role=FirmRole.ADMIN)
    of_firm = set(admins.values_list("user", flat=True))
    known = vars(project).setdefault("_asked", {})
    for user in people:
        known["role", user.pk] = roles.get(user.pk)
        known["admin", user.pk] = user.pk in of_firm


def right_to(path: str, project: Project) -> str | None:
    """The right that the page at `path` asks for; None for what is no page of this project."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return getattr(match.func, "right", None) if match.kwargs.get("pk") == project.pk else None
