"""没有证据不得满分: the firm's policy on the page, in the list, and at the check."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.evidence.actions import link
from evaluations.papers.checking import actions
from evaluations.papers.checking.moves import MoveRefused
from evaluations.people.models import Firm, User
from evaluations.projects.models import Project, ProjectRole
from tests.evaluations.evidence.making import add, picture
from tests.evaluations.papers.making import leaf, make_small, signed_in
from tests.factories import add_member, make_firm, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhou() -> User:
    return make_user(display_name="周屿", firm=make_firm())


@pytest.fixture
def project(zhou: User) -> Project:
    full = {"done": 100, "planned": 100}
    return make_small(leaf("A1", "A", 60, inputs=full), leaf("A2", "A", 40), by=zhou)


@pytest.fixture
def qin(project: Project) -> User:
    return add_member(project, make_user(), ProjectRole.REVIEWER)


def decide(project: Project, policy: str) -> None:
    Firm.objects.filter(pk=project.firm_id).update(evidence_policy=policy)


def prepare_all(project: Project, by: User) -> None:
    for paper in project.papers.all():
        actions.prepare(paper, revision=1, by=by)


def check(project: Project, code: str, by: User) -> str:
    paper = project.papers.get(indicator__code=code)
    return str(actions.check(paper, revision=1, by=by).state)


@pytest.mark.parametrize(("policy", "weak"), [("off", []), ("warn", ["A1"]), ("block", ["A1"])])
def test_a_full_score_without_evidence_is_marked_and_counted(
    project: Project, zhou: User, policy: str, weak: list[str]
) -> None:
    decide(project, policy)
    browser = signed_in(zhou)
    listing = browser.get(reverse("papers:list", args=[project.pk])).context["listing"]
    assert [row.twig.code for row in listing.rows if row.is_unproven] == weak
    assert listing.counts["unproven"] == len(weak)
    page = browser.get(reverse("papers:paper", args=[project.pk, "A1"])).content.decode()
    assert ("得了满分，但没有关联佐证" in page) == bool(weak)


def test_with_warn_it_can_be_checked(project: Project, zhou: User, qin: User) -> None:
    prepare_all(project, zhou)
    assert check(project, "A1", qin) == "checked"


def test_with_block_it_cannot_be_checked_until_there_is_evidence(
    project: Project, zhou: User, qin: User
) -> None:
    decide(project, "block")
    prepare_all(project, zhou)
    assert check(project, "A2", qin) == "checked"
    with pytest.raises(MoveRefused, match="满分但没有关联佐证，本机构规定不得复核通过。"):
        check(project, "A1", qin)
    document = add(project, "现场.png", picture(), by=zhou).version.document
    link(document, project.system.indicators.get(code="A1"), by=zhou)
    assert check(project, "A1", qin) == "checked"
