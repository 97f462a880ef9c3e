"""What is issued or archived: nothing of its facts waits on anybody's desk, until it is reopened."""

from __future__ import annotations

import pytest

from evaluations.desk.agenda import agenda
from evaluations.desk.settled import is_settled
from evaluations.engagement.actions import cite
from evaluations.papers.disputes import mark_disputed
from evaluations.people.models import User
from evaluations.stages.actions import Hand, reopen
from evaluations.stages.defaults import DEFAULT, ISSUE
from evaluations.stages.tables import ensure_table, new_version
from tests.evaluations.engagement.making import make_policy
from tests.evaluations.evidence.making import make_request
from tests.evaluations.reviews.making import consult
from tests.evaluations.stages.making import (
    Cast,
    make_cast,
    sign_stage,
    sign_until,
    stage_of,
    state_of,
    without_release_stage,
    work_on,
)

pytestmark = pytest.mark.django_db

OPEN = {"有争议", "待改引", "待核对"}


@pytest.fixture
def cast() -> Cast:
    """With a disputed paper, a repealed document, and something handed in that nobody has looked at."""
    cast = make_cast()
    paper = cast.project.papers.select_related("indicator").earliest("pk")
    data = {"low": 0 * paper.indicator.weight, "high": paper.indicator.weight, "reason": "口径不同"}
    mark_disputed(paper, data, revision=0, by=cast["manager"])
    cite(
        cast.project,
        make_policy(cast.project.firm, by=cast["manager"], effective_to="2018"),
        by=cast["manager"],
    )
    item = make_request(cast.project, by=cast["manager"])
    item.state = "received"
    item.save()
    return cast


def labels(user: User) -> set[str]:
    return {item.label for item in agenda(user)}


def test_facts_of_what_is_issued_wait_for_nobody(cast: Cast) -> None:
    sign_until(cast, "consult")
    assert labels(cast["manager"]) >= OPEN
    sign_stage(cast, stage_of(cast.project, ISSUE))
    assert not labels(cast["manager"]) & OPEN
    assert "待签核" in labels(cast["manager"])  # the archive is still to be signed
    hand = Hand(person=cast["lead"])
    reopen(cast.project, stage_of(cast.project, ISSUE), reason="更正。", hand=hand)
    assert labels(cast["manager"]) >= OPEN


def test_and_of_what_is_archived(cast: Cast) -> None:
    sign_until(cast, "archive")
    assert state_of(cast.project).current is None
    assert not labels(cast["manager"]) & OPEN


def test_a_table_without_release_ends_with_its_last_stage(cast: Cast) -> None:
    without_release_stage(cast.project.firm, by=cast["firm_admin"])
    *before, last = state_of(cast.project).stages
    for stage in before:
        work_on(cast, stage.key)
        sign_stage(cast, stage)
    assert labels(cast["manager"]) >= OPEN
    sign_stage(cast, last)
    assert not labels(cast["manager"]) & OPEN


def test_a_table_that_nobody_signs_settles_nothing(cast: Cast) -> None:
    number = ensure_table(cast.project.firm).number
    plans = [DEFAULT[0]]
    new_version(cast.project.firm, plans, rests_on=number, by=cast["firm_admin"])
    state = state_of(cast.project)
    assert not is_settled(state)


def test_nobody_is_reminded_of_a_round_that_is_signed(cast: Cast) -> None:
    consult(cast.project, cast["unit_contact"], by=cast["manager"], days=-2)
    assert "逾期" in labels(cast["manager"])
    sign_until(cast, "consult")
    titles = [item.title for item in agenda(cast["manager"])]
    assert not [title for title in titles if "还没有答复" in title]
