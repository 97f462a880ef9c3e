"""意见采纳情况表 in the report: frozen with it, recomputed with it, without what is not for its readers."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from evaluations.jobs import actions as jobs
from evaluations.papers.actions import run_now
from evaluations.reviews.adoption.actions import EMPTY, answer
from evaluations.reviews.adoption.models import Opinion
from reports.composing.snapshot import Snapshot, document_of, freeze, is_current
from reports.document import from_plain, plain_text
from reports.publishing import actions as editions
from reports.publishing.firms.actions import make_certificate
from reports.publishing.releases import actions as releases
from reports.publishing.releases.recomputing import recompute
from tests.evaluations.reviews.making import make_thread
from tests.evaluations.stages.making import Cast, hand_in, make_cast, without_release_stage
from tests.reports.publishing.releases.conftest import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """A form's two opinions; a comment for the bureau, one for the firm alone, the bureau's own."""
    found = make_cast()
    hand_in(found, "plan-review", changes="请写明抽样方法。\n请补充数据来源。")
    make_thread(found.project, found["expert"], text="给委托方看的批注。", for_bureau=True)
    make_thread(found.project, found["expert"], text="只给评价组看的批注。")
    make_thread(found.project, found["bureau_officer"], text="委托方自己的批注。")
    for one in Opinion.objects.filter(project=found.project):
        said = EMPTY | {"decision": "adopt", "reason": f"已改{one.number}。"}
        answer(one, said, revision=0, by=found["manager"])
    return found


def frozen(cast: Cast, stamp: str = "") -> Snapshot:
    run = run_now(cast.project, by=cast["manager"])
    return freeze(cast.project, run, edition=1, issued=date(2026, 5, 8), stamp=stamp)


def test_readers_find_what_was_meant_for_them_and_how_much_was_not(cast: Cast) -> None:
    text = plain_text(document_of(frozen(cast)))
    for said in (
        "请写明抽样方法。",
        "请补充数据来源。",
        "给委托方看的批注。",
        "委托方自己的批注。",
        "已改1。",
    ):
        assert said in text
    assert "只给评价组看的批注" not in text
    assert "另有1条批注只供评价机构处理" in text


def test_a_draft_that_goes_out_tells_nobody_what_others_said(cast: Cast) -> None:
    snapshot = frozen(cast, "征求意见稿")
    assert "意见采纳情况表" not in plain_text(document_of(snapshot))
    assert from_plain(snapshot["beside"]).adoptions == ()
    assert is_current(cast.project, snapshot)


def test_an_answer_makes_the_report_older_than_its_table(cast: Cast) -> None:
    snapshot = frozen(cast)
    assert is_current(cast.project, snapshot)
    one = Opinion.objects.get(project=cast.project, number=1)
    answer(one, EMPTY | {"decision": "decline", "reason": "另有依据。"}, revision=1, by=cast["manager"])
    assert not is_current(cast.project, snapshot)


def test_a_release_prints_the_table_and_is_recomputed_exactly(cast: Cast) -> None:
    project, lead = cast.project, cast["lead"]
    make_certificate(project.firm, by=cast["firm_admin"])
    without_release_stage(project.firm, by=cast["firm_admin"])
    edition = editions.start_edition(project, by=lead, hand_over=jobs.record)
    jobs.run(edition.job_id, editions.produce)
    release = releases.issue(project, by=lead, hand_over=jobs.record)
    jobs.run(release.attempts.get().job_id, releases.produce)
    pdf = content(release)
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "请写明抽样方法。" in text
    assert "意见采纳情况表" in text
    assert "只给评价组看的批注" not in text
    assert [one.subject for one in recompute(pdf) if not one.agrees] == []
