"""Which pages a person may open, asked for many at once: what a notice may still tell."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from evaluations.people.models import FirmMembership, FirmRole, User
from evaluations.projects.access import may
from evaluations.projects.models import Project, ProjectMember, ProjectRole
from evaluations.projects.rules import UNDECLARED

Page = tuple[int, str]
"""The number of a project, and the right that a page of it asks for."""


def openable(person: User, paths: Sequence[str]) -> set[str]:
    """Of these paths those that the person may open now; a page of no project is open. Four queries."""
    pages = {path: page for path in paths if (page := _page(path)) is not None}
    rows = Project.objects.visible_to(person).filter(pk__in={pk for pk, _ in pages.values()})
    seen = {one.pk: one for one in rows.select_related("firm")} if pages else {}
    _learn(person, seen)
    return {
        path
        for path in paths
        if path not in pages or (pages[path][0] in seen and _may(person, pages[path], seen))
    }


def _page(path: str) -> Page | None:
    """None for what is no page of a project."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    number, asked = match.kwargs.get("pk"), getattr(match.func, "right", None)
    return (number, asked) if isinstance(number, int) and isinstance(asked, str) else None


def _may(person: User, page: Page, seen: dict[int, Project]) -> bool:
    number, asked = page
    return may(person, asked, seen[number])


def _learn(person: User, seen: dict[int, Project]) -> None:
    """What `may` will ask of each project, in a few queries for all."""
    if not seen:
        return
    roles = dict(ProjectMember.objects.filter(user=person, project__in=seen).values_list("project", "role"))
    experts = [pk for pk, role in roles.items() if role == ProjectRole.EXPERT]
    if experts:
        signed = Project.objects.filter(pk__in=experts, declarations__user=person)
        roles |= dict.fromkeys(set(experts) - set(signed.values_list("pk", flat=True)), UNDECLARED)
    places = FirmMembership.objects.filter(user=person, role=FirmRole.ADMIN)
    firms = set(places.values_list("firm", flat=True))
    for pk, project in seen.items():
        known = vars(project).setdefault("_asked", {})
        known["role", person.pk] = roles.get(pk)
        known["admin", person.pk] = project.firm_id in firms
