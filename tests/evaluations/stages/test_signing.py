"""Signing, returning, reopening, revising: order, four eyes, what is frozen, and the chain."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from evaluations.papers.actions import save_paper
from evaluations.papers.models import WorkingPaper
from evaluations.projects.freezing import Frozen
from evaluations.projects.models import Project, ProjectRole
from evaluations.stages.actions import Hand, NotPossible, approve, reopen, revise, send_back
from evaluations.stages.chain import faults
from evaluations.stages.models import ChainHead, Signature, SignedContent
from tests.evaluations.stages.making import (
    Cast,
    hand_in_all,
    make_cast,
    shown,
    sign,
    sign_until,
    stage_of,
    state_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def _hand(cast: Cast, role: str) -> Hand:
    return Hand(person=cast[role])


def test_the_whole_line_is_signed_in_order(cast: Cast) -> None:
    sign_until(cast, "archive")
    assert state_of(cast.project).current is None
    rows = list(Signature.objects.filter(project=cast.project).order_by("number"))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert all(later.previous == earlier.digest for earlier, later in itertools.pairwise(rows))
    assert rows[0].address == "192.0.2.7"
    assert faults(cast.project) == []


def test_a_later_stage_is_not_signed_before_an_earlier_one(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="“承接立项”还没有签完"):
        sign(cast, "plan", "lead")


def test_another_role_does_not_sign(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="现在轮到机构负责人签字"):
        sign(cast, "accept", "manager")


def test_nobody_signs_twice_in_a_stage(cast: Cast) -> None:
    sign_until(cast, "plan")
    hand_in_all(cast, "plan-review")
    sign(cast, "plan-review", "expert")
    with pytest.raises(NotPossible, match="已经签过"):
        sign(cast, "plan-review", "expert")


def test_nobody_reviews_what_they_made(cast: Cast) -> None:
    sign_until(cast, "draft")
    sign(cast, "internal", "manager")
    WorkingPaper.objects.filter(project=cast.project).update(prepared_by=cast["reviewer"])
    with pytest.raises(NotPossible, match="不能复核自己的工作"):
        sign(cast, "internal", "reviewer")


def test_an_unqualified_lead_does_not_sign(cast: Cast) -> None:
    sign(cast, "accept", "firm_admin")
    cast.project.members.filter(role=ProjectRole.LEAD).update(evaluation_years=1)
    with pytest.raises(NotPossible, match="绩效评价年限1年，不足3年"):
        sign(cast, "plan", "lead")


def test_who_has_not_declared_does_not_sign(cast: Cast) -> None:
    cast.project.declarations.filter(user=cast["evaluator"]).delete()
    with pytest.raises(NotPossible, match="还没有签独立性声明"):
        sign(cast, "accept", "firm_admin")


def test_what_changed_since_it_was_shown_is_not_signed(cast: Cast) -> None:
    seen = shown(cast.project, "accept")
    cast.project.title = "另一个名称"
    cast.project.save()
    with pytest.raises(NotPossible, match="内容有改动"):
        approve(
            cast.project,
            stage_of(cast.project, "accept"),
            opinion="",
            shown=seen,
            hand=_hand(cast, "firm_admin"),
        )


def test_a_failing_check_stands_against_signing(cast: Cast) -> None:
    sign_until(cast, "collect")
    with pytest.raises(NotPossible, match="底稿还没有复核"):
        sign(cast, "score", "manager")


def _save(cast: Cast) -> None:
    paper = WorkingPaper.objects.filter(project=cast.project).order_by("pk")[0]
    save_paper(paper, {"evaluation_result": "另一个结果"}, revision=paper.revision, by=cast["evaluator"])


def test_a_signed_paper_is_not_changed_by_the_action_itself(cast: Cast) -> None:
    sign_until(cast, "score")
    with pytest.raises(Frozen, match="工作底稿与评分已随“评分与底稿”"):
        _save(cast)
    assert not WorkingPaper.objects.filter(evaluation_result="另一个结果").exists()


def test_a_revision_opens_what_its_stage_allows_and_nothing_else(cast: Cast) -> None:
    sign_until(cast, "draft")
    with pytest.raises(NotPossible, match="不能修订预算与资金"):
        revise(cast.project, parts=["money"], reason="补录", hand=_hand(cast, "manager"))
    with pytest.raises(NotPossible, match="修订须写明原因"):
        revise(cast.project, parts=["papers"], reason=" ", hand=_hand(cast, "manager"))
    revise(cast.project, parts=["papers"], reason="复核发现计算有误", hand=_hand(cast, "manager"))
    _save(cast)
    assert faults(cast.project) == []


def test_a_return_reopens_what_it_goes_back_to(cast: Cast) -> None:
    sign_until(cast, "draft")
    send_back(
        cast.project,
        stage_of(cast.project, "internal"),
        target=stage_of(cast.project, "score"),
        opinion="A1算错了。",
        hand=_hand(cast, "manager"),
    )
    current = state_of(cast.project).current
    assert current is not None
    assert current.key == "score"
    _save(cast)


def test_reopening_withdraws_what_rests_on_it_and_only_that(cast: Cast) -> None:
    sign_until(cast, "consult")
    reopen(
        cast.project, stage_of(cast.project, "internal"), reason="三级复核漏了一项", hand=_hand(cast, "lead")
    )
    state = state_of(cast.project)
    assert state.current is not None
    assert state.current.key == "internal"
    assert state.line.is_signed("experts")
    assert state.line.is_signed("consult")
    assert faults(cast.project) == []


def test_reopening_needs_a_reason(cast: Cast) -> None:
    sign_until(cast, "accept")
    with pytest.raises(NotPossible, match="重开须写明原因"):
        reopen(cast.project, stage_of(cast.project, "accept"), reason="", hand=_hand(cast, "lead"))


TAMPERING: dict[str, tuple[Callable[[Cast], object], str]] = {
    "an opinion": (
        lambda cast: Signature.objects.filter(project=cast.project, number=2).update(opinion="改过"),
        "第2环.*签后被改动",
    ),
    "a link taken out": (
        lambda cast: Signature.objects.filter(project=cast.project, number=2).delete(),
        "第2环不见了",
    ),
    "the last link cut off": (
        lambda cast: Signature.objects.filter(project=cast.project).latest("number").delete(),
        "链条末尾不符",
    ),
    "the head": (
        lambda cast: ChainHead.objects.filter(project=cast.project).update(digest="0" * 64),
        "链条末尾不符",
    ),
    "what was shown": (
        lambda cast: SignedContent.objects.filter(project=cast.project).update(packed=b"x"),
        "签署的内容被改动",
    ),
    "a frozen row": (
        lambda cast: WorkingPaper.objects.filter(project=cast.project).update(deduction_reason="改过"),
        "工作底稿与评分　WorkingPaper第.*行“deduction_reason”：签署时为—，现为改过",
    ),
    "a row of another part": (
        lambda cast: Project.objects.filter(pk=cast.project.pk).update(title="改过的名称"),
        "项目信息与合同　Project第.*行“title”",
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_what_is_changed_behind_the_back_is_found(cast: Cast, name: str) -> None:
    sign_until(cast, "score")
    call_command("verify_signatures", cast.project.pk)
    tamper, said = TAMPERING[name]
    tamper(cast)
    found = faults(cast.project)
    assert found
    assert any(re.search(said, one) for one in found), found
    with pytest.raises(CommandError):
        call_command("verify_signatures", cast.project.pk)


@pytest.mark.django_db(transaction=True)
def test_two_signatures_at_the_same_moment_give_one_order() -> None:
    cast = make_cast()
    sign_until(cast, "plan")
    hand_in_all(cast, "plan-review")
    seen = shown(cast.project, "plan-review")
    barrier = threading.Barrier(2)

    def sign_as(role: str) -> None:
        barrier.wait()
        try:
            while not _signed(cast, seen, role):
                time.sleep(0.01)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_as, args=[role]) for role in ("expert", "expert2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.number for row in Signature.objects.filter(project=cast.project)] == [1, 2, 3, 4]
    assert faults(cast.project) == []


def _signed(cast: Cast, seen: str, role: str) -> bool:
    """Whether it got through: the tests' SQLite lives in memory, where a busy table is refused at once."""
    try:
        stage = stage_of(cast.project, "plan-review")
        approve(cast.project, stage, opinion="同意", shown=seen, hand=_hand(cast, role))
    except OperationalError:
        return False
    return True
