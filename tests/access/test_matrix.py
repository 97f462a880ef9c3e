"""Who gets in where: every named address × everybody, and the rights that the views declare."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import rules
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evaluations.people.access import EVERYBODY, FIRM_ADMIN, OF_A_FIRM, SIGNED_IN
from evaluations.projects.access import may
from evaluations.projects.models import Project
from tests.access.archiving import ARCHIVING
from tests.access.bureau import BUREAU
from tests.access.collected import EVIDENCE, INQUIRIES
from tests.access.designing import DESIGNING
from tests.access.findings import FINDINGS
from tests.access.stages import STAGES
from tests.access.surveys import ANSWERING, COLLECTING
from tests.access.world import PEOPLE, World, make_world
from tests.factories import make_project, make_user

BACKEND = "django.contrib.auth.backends.ModelBackend"

# in: let in, whatever the page then says to an empty form · 403: refused · 404: not there for this person ·
# login: has to sign in first. The columns are:
# nobody stranger staff admin lead manager evaluator reviewer expert bureau_officer unit_contact
MATRIX = {
    "people:login": "in in in in in in in in in in in",
    "people:logout": "login in in in in in in in in in in",
    "people:password": "login in in in in in in in in in in",
    "people:firm": "login in 403 in 403 403 403 403 403 403 403",
    "notices:list": "login in in in in in in in in in in",
    "notices:choose": "login in in in in in in in in in in",
    "notices:read-all": "login in in in in in in in in in in",
    "notices:open": "login in in in in in in in in in in",
    "invitations:accept": "in in in in in in in in in in in",
    "invitations:send": "login 404 404 in in in 403 403 404 404 404",
    "invitations:withdraw": "login 404 404 in in in 403 403 404 404 404",
    "parties:organisations": "login in 403 in 403 403 403 403 403 403 403",
    "parties:organisation": "login 404 403 in 403 403 403 403 403 403 403",
    "parties:merge": "login 404 403 in 403 403 403 403 403 403 403",
    "desk:home": "login in in in in in in in in in in",
    "desk:find": "login in in in in in in in in in in",
    "desk:jobs": "login in in in in in in in in in in",
    "desk:projects": "login in in in in in in in in in in",
    "desk:project": "login 404 404 in in in in in in in in",
    "desk:history": "login 404 404 in in in in in 404 404 404",
    "library:index": "login in in in in in in in 403 403 403",
    "library:framework": "login 404 in in in in in in 403 403 403",
    "library:version": "login 404 in in in in in in 403 403 403",
    "library:export": "login 404 in in in in in in 403 403 403",
    "library:publish": "login 404 403 in 403 403 403 403 403 403 403",
    "library:discard": "login 404 403 in 403 403 403 403 403 403 403",
    "library:project": "login 404 404 in in in in in 404 404 404",
    "library:save": "login 404 404 in in in 403 403 403 403 403",
    "library:upload": "login 404 404 in in in in 403 403 403 403",
    "library:workbook": "login 404 404 in in in in 403 403 403 403",
    "library:take": "login 404 404 in in in in 403 403 403 403",
    "library:project-export": "login 404 404 in in in in in 403 403 403",
    "exchange:import": "login in in in in in in in 403 403 403",
    "exchange:review": "login in in in in in in in 403 403 403",
    "exchange:confirm": "login in in in in in in in 403 403 403",
    "exchange:export": "login 404 404 in in in in in 403 403 403",
    "projects:presence": "login 404 404 in in in in in in in in",
    "projects:info": "login 404 404 in in in in in 404 404 404",
    "projects:edit": "login 404 404 in in in in 403 404 404 404",
    "projects:info-versions": "login 404 404 in in in in in 404 404 404",
    "projects:restore-info": "login 404 404 in in in in 403 404 404 404",
    "grids:rows": "login 404 404 in in in in in 404 404 404",
    "grids:changes": "login 404 404 in in in in 403 404 404 404",
    "grids:cell": "login 404 404 in in in in in 404 404 404",
    "grids:versions": "login 404 404 in in in in in 404 404 404",
    "grids:restore": "login 404 404 in in in in 403 404 404 404",
    "grids:export": "login 404 404 in in in in in 404 404 404",
    "grids:import": "login 404 404 in in in in 403 404 404 404",
    "grids:confirm": "login 404 404 in in in in 403 404 404 404",
    "money:budget": "login 404 404 in in in in in 404 404 404",
    "money:years": "login 404 404 in in in in in 404 404 404",
    "money:funding": "login 404 404 in in in in in 404 404 404",
    "money:fund-check": "login 404 404 in in in in in 404 404 404",
    "money:costs": "login 404 404 in in in in in 404 404 404",
    "engagement:objectives": "login 404 404 in in in in in 404 404 404",
    "engagement:milestones": "login 404 404 in in in in in 404 404 404",
    "engagement:organisation": "login 404 404 in in in in in 404 404 404",
    "engagement:engagement": "login 404 404 in in in in in 404 404 404",
    "engagement:schedule": "login 404 404 in in in in in 404 404 404",
    "engagement:policies": "login 404 404 in in in in in 404 404 404",
    "engagement:team": "login 404 404 in in in in in 404 404 404",
    "engagement:edit": "login 404 404 in in in in 403 404 404 404",
    "engagement:versions": "login 404 404 in in in in in 404 404 404",
    "engagement:restore": "login 404 404 in in in in 403 404 404 404",
    "engagement:cite": "login 404 404 in in in in 403 404 404 404",
    "engagement:add": "login 404 404 in in in 403 403 404 404 404",
    "engagement:invite": "login 404 404 in in in 403 403 404 404 404",
    "engagement:member": "login 404 404 in in in 403 403 404 404 404",
    "engagement:member-versions": "login 404 404 in in in in in 404 404 404",
    "engagement:member-restore": "login 404 404 in in in 403 403 404 404 404",
    "engagement:declarations": "login 404 404 in in in in in 404 404 404",
    "engagement:remove": "login 404 404 in in in 403 403 404 404 404",
    "engagement:declaration": "login 404 404 403 in in in in in 403 403",
    "policies:index": "login in in in in in in in 403 403 403",
    "policies:policy": "login 404 in in in in in in 403 403 403",
    "policies:export": "login in in in in in in in 403 403 403",
    "policies:add": "login in 403 in 403 403 403 403 403 403 403",
    "policies:import": "login in 403 in 403 403 403 403 403 403 403",
    "policies:confirm": "login in 403 in 403 403 403 403 403 403 403",
    "policies:edit": "login 404 403 in 403 403 403 403 403 403 403",
    "policies:repeal": "login 404 403 in 403 403 403 403 403 403 403",
    "policies:remove": "login 404 403 in 403 403 403 403 403 403 403",
    "patterns:index": "login in in in in in in in 403 403 403",
    "patterns:pattern": "login 404 in in in in in in 403 403 403",
    "patterns:template": "login 404 in in in in in in 403 403 403",
    "patterns:add": "login in 403 in 403 403 403 403 403 403 403",
    "patterns:edit": "login 404 403 in 403 403 403 403 403 403 403",
    "patterns:copy": "login 404 403 in 403 403 403 403 403 403 403",
    "patterns:retire": "login 404 403 in 403 403 403 403 403 403 403",
    "patterns:restore": "login 404 403 in 403 403 403 403 403 403 403",
    "patterns:rename": "login 404 403 in 403 403 403 403 403 403 403",
    "patterns:retire-template": "login 404 403 in 403 403 403 403 403 403 403",
    "founding:new": "login in in in in in in in 403 403 403",
    "founding:template": "login 404 404 in in 403 403 403 403 403 403",
    "fieldwork:base-tables": "login 404 404 in in in in in 404 404 404",
    "fieldwork:add-table": "login 404 404 in in in in 403 404 404 404",
    "fieldwork:base-table": "login 404 404 in in in in in 404 404 404",
    "fieldwork:verification": "login 404 404 in in in in in 404 404 404",
    "fieldwork:move-item": "login 404 404 in in in in 403 404 404 404",
    "fieldwork:remove-table": "login 404 404 in in in in 403 404 404 404",
    "fieldwork:restore-table": "login 404 404 in in in in 403 404 404 404",
    "fieldwork:hand-out": "login 404 404 in in in in 403 404 404 404",
    "fieldwork:keep-template": "login 404 404 in in in in 403 404 404 404",
    "fieldwork:fill": "login 404 404 404 404 404 404 404 404 404 in",
    "fieldwork:fill-table": "login 404 404 404 404 404 404 404 404 404 in",
    "fieldwork:hand-in": "login 404 404 404 404 404 404 404 404 404 in",
    "fieldwork:outputs": "login 404 404 in in in in in 404 404 404",
    "questionnaires:surveys": "login 404 404 in in in in in 404 404 404",
    "questionnaires:survey": "login 404 404 in in in in in 404 404 404",
    **FINDINGS,
    **COLLECTING,
    **INQUIRIES,
    **EVIDENCE,
    "design:tree": "login 404 404 in in in in in 404 404 404",
    "design:forms": "login 404 404 in in in in 403 404 404 404",
    "design:add": "login 404 404 in in in in 403 404 404 404",
    "design:edit": "login 404 404 in in in in 403 404 404 404",
    "design:move": "login 404 404 in in in in 403 404 404 404",
    "design:remove": "login 404 404 in in in in 403 404 404 404",
    "design:restore": "login 404 404 in in in in 403 404 404 404",
    "design:renumber": "login 404 404 in in in in 403 404 404 404",
    "design:weighting": "login 404 404 in in in in in in 404 404",
    "design:weighting-preview": "login 404 404 in in in in in in 404 404",
    "design:voice": "login 404 404 in in in in 403 in 404 404",
    "design:voice-remove": "login 404 404 in in in in 403 404 404 404",
    "design:take-over": "login 404 404 in in in in 403 404 404 404",
    "design:grades": "login 404 404 in in in in 403 404 404 404",
    "design:grades-preview": "login 404 404 in in in in 403 404 404 404",
    "design:weights-versions": "login 404 404 in in in in in 404 404 404",
    "design:weights-restore": "login 404 404 in in in in 403 404 404 404",
    "design:grades-versions": "login 404 404 in in in in in 404 404 404",
    "design:grades-restore": "login 404 404 in in in in 403 404 404 404",
    "criteria:indicator": "login 404 404 in in in in in 404 404 404",
    "criteria:versions": "login 404 404 in in in in in 404 404 404",
    "criteria:restore": "login 404 404 in in in in 403 404 404 404",
    "criteria:draft": "login 404 404 in in in in in 404 404 404",
    "criteria:save": "login 404 404 in in in in 403 404 404 404",
    "papers:list": "login 404 404 in in in in in 404 404 404",
    "papers:self-evaluation": "login 404 404 in in in in in 404 404 404",
    "papers:paper": "login 404 404 in in in in in 404 404 404",
    "papers:preview": "login 404 404 in in in in in 404 404 404",
    "papers:references": "login 404 404 in in in in in 404 404 404",
    "papers:sources": "login 404 404 in in in in 403 404 404 404",
    "papers:bind": "login 404 404 in in in in 403 404 404 404",
    "papers:unbind": "login 404 404 in in in in 403 404 404 404",
    "papers:save": "login 404 404 in in in in 403 404 404 404",
    "papers:check": "login 404 404 in in 403 403 in 404 404 404",
    "papers:send-back": "login 404 404 in in 403 403 in 404 404 404",
    "papers:check-many": "login 404 404 in in 403 403 in 404 404 404",
    "papers:ticks": "login 404 404 in in in in 403 404 404 404",
    "papers:versions": "login 404 404 in in in in in 404 404 404",
    "papers:restore": "login 404 404 in in in in 403 404 404 404",
    "papers:dispute": "login 404 404 in in in in 403 404 404 404",
    "papers:dispute-versions": "login 404 404 in in in in in 404 404 404",
    "papers:dispute-restore": "login 404 404 in in in in 403 404 404 404",
    "papers:withdraw": "login 404 404 in in in in 403 404 404 404",
    "papers:what-if": "login 404 404 in in in in in 404 404 404",
    "papers:score-sheet": "login 404 404 in in in in in 404 404 404",
    "papers:scores": "login 404 404 in in in in in 404 404 404",
    "papers:runs": "login 404 404 in in in in in 404 404 404",
    "papers:run": "login 404 404 in in in in 403 404 404 404",
    "papers:run-many": "login in in in in in in in 403 403 403",
    "papers:run-detail": "login 404 404 in in in in in 404 404 404",
    "papers:run-cancel": "login 404 404 in in in in 403 404 404 404",
    "papers:run-status": "login 404 404 in in in in in 404 404 404",
    "composing:sections": "login 404 404 in in in in in 404 404 404",
    "composing:section": "login 404 404 in in in in 403 404 404 404",
    "composing:restore": "login 404 404 in in in in 403 404 404 404",
    "composing:versions": "login 404 404 in in in in in 404 404 404",
    "composing:restore-version": "login 404 404 in in in in 403 404 404 404",
    "reading:openings": "login 404 404 in in in in in 404 404 404",
    "reading:open": "login 404 404 in in in 403 403 404 404 404",
    "reading:close": "login 404 404 in in in 403 403 404 404 404",
    "reading:read": "login 404 404 in in in in in in in in",
    "reading:paper": "login 404 404 in in in in in in in in",
    "reading:picture": "login 404 404 in in in in in in in in",
    "reading:seen": "login 404 404 in in in in in in in in",
    "reading:begin": "login 404 404 in in in in in in in in",
    "reading:draft": "login 404 404 404 404 in 404 404 404 404 404",
    "reading:discard": "login 404 404 404 404 in 404 404 404 404 404",
    "reading:mend": "login 404 404 404 404 in 404 404 404 404 404",
    "reading:reply": "login 404 404 in in in in in in in in",
    "reading:mend-reply": "login 404 404 404 404 in 404 404 404 404 404",
    "reading:decide": "login 404 404 in in in in 403 403 403 403",
    "reading:accept": "login 404 404 in in in in 403 403 403 403",
    "publishing:editions": "login 404 404 in in in in in 404 404 404",
    "publishing:start": "login 404 404 in in in in 403 404 404 404",
    "publishing:unfinished": "login 404 404 in in in in 403 404 404 404",
    "publishing:status": "login 404 404 in in in in in 404 404 404",
    "publishing:cancel": "login 404 404 in in in in 403 404 404 404",
    "publishing:download": "login 404 404 in in in in in 404 404 404",
    "publishing:sent": "login 404 404 404 404 404 404 404 404 in in",
    **STAGES,
    **BUREAU,
    "verifying:verify": "in in in in in in in in in in in",
    "verifying:explained": "in in in in in in in in in in in",
    "verifying:release": "in in in in in in in in in in in",
    "adoption:table": "login 404 404 in in in in in 404 404 404",
    "adoption:print": "login 404 404 in in in in in 404 404 404",
    "adoption:word": "login 404 404 in in in in in 404 404 404",
    "adoption:scores": "login 404 404 in in in in in 404 404 404",
    "adoption:explain": "login 404 404 in in in in 403 404 404 404",
    "adoption:enter": "login 404 404 in in in in 403 404 404 404",
    "adoption:mend": "login 404 404 in in in in 403 404 404 404",
    "adoption:answer": "login 404 404 in in in in 403 404 404 404",
    "adoption:versions": "login 404 404 in in in in in 404 404 404",
    "adoption:restore": "login 404 404 in in in in 403 404 404 404",
    "expertise:forms": "login 404 404 in in in in in in 404 404",
    "expertise:form": "login 404 404 403 403 403 403 403 in 404 404",
    "expertise:submit": "login 404 404 403 403 403 403 403 in 404 404",
    "expertise:print": "login 404 404 in in in in in in 404 404",
    "expertise:criteria": "login in 403 in 403 403 403 403 403 403 403",
    "consulting:list": "login 404 404 in in in in in 404 404 404",
    "consulting:send": "login 404 404 in in in 403 403 404 404 404",
    "consulting:page": "login 404 404 404 404 404 404 404 404 in in",
    "consulting:say": "login 404 404 404 404 404 404 404 404 in in",
    "consulting:none": "login 404 404 404 404 404 404 404 404 in in",
    "consulting:done": "login 404 404 404 404 404 404 404 404 in in",
    **ARCHIVING,
    **ANSWERING,
    **DESIGNING,
}


def addresses(patterns: list[Any] | None = None, within: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            space = f"{within}{pattern.namespace}:" if pattern.namespace else within
            yield from addresses(pattern.url_patterns, space)
        else:
            yield f"{within}{pattern.name or pattern.pattern}", pattern


ADDRESSES = dict(addresses())

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def browsers(world: World) -> dict[str, Client]:
    """Everybody's own, signed in, except nobody's."""
    clients = {name: Client() for name in PEOPLE}
    for name, person in world.people.items():
        if person is not None:
            clients[name].force_login(person, backend=BACKEND)
    return clients


def outcome(response: HttpResponse) -> str:
    if response.status_code in {403, 404}:
        return str(response.status_code)
    if response.get("Location", "").startswith(f"{reverse('people:login')}?next="):
        return "login"
    return "in"


def visit(client: Client, name: str, method: str, arguments: dict[str, Any]) -> str:
    """What happens to the client's person there; nothing that it changes is left, sign-out neither."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(reverse(name, kwargs=arguments))
        transaction.set_rollback(True)
    if response.streaming:
        list(response)  # read to its end, a file is closed
    client.cookies = cookies
    return outcome(response)


def test_every_address_stands_in_the_matrix() -> None:
    assert set(MATRIX) == set(ADDRESSES)


@pytest.mark.once
def test_matrix(world: World, browsers: dict[str, Client]) -> None:
    """By GET and by POST alike; all rows in one test, because the world takes a second to make."""
    found = {
        (name, method): " ".join(
            visit(browsers[person], name, method, world.arguments(names, world.people[person]))
            for person in PEOPLE
        )
        for name in MATRIX
        for names in [tuple(ADDRESSES[name].pattern.converters)]
        for method in ("get", "post")
    }
    assert found == {(name, method): MATRIX[name] for name in MATRIX for method in ("get", "post")}


def test_every_view_declares_its_right() -> None:
    about_the_person = {SIGNED_IN, EVERYBODY, OF_A_FIRM, FIRM_ADMIN}
    undeclared = {
        name
        for name, address in ADDRESSES.items()
        for right in [getattr(address.callback, "right", None)]
        if right not in about_the_person and not (isinstance(right, str) and rules.perm_exists(right))
    }
    assert undeclared == set()


def test_addresses_of_a_project_ask_for_a_right_on_it() -> None:
    loose = {
        name
        for name, address in ADDRESSES.items()
        if "pk" in address.pattern.converters and not rules.perm_exists(address.callback.right)
    }
    assert loose == set()


def test_whoever_may_view_a_project_finds_it_in_lists_and_nobody_else(world: World) -> None:
    other = make_project("selfeval_2023_hotline")
    people = [*filter(None, world.people.values()), make_user(is_superuser=True, is_staff=True)]
    for person in people:
        listed = set(Project.objects.visible_to(person))
        assert listed == {one for one in (world.project, other) if may(person, "projects.view", one)}


def test_the_operator_sees_no_project(world: World) -> None:
    operator = make_user(is_superuser=True, is_staff=True)
    browser = Client()
    browser.force_login(operator, backend=BACKEND)
    assert list(Project.objects.visible_to(operator)) == []
    assert visit(browser, "desk:project", "get", {"pk": world.project.pk}) == "404"
