"""Marking a score as disputed: outcomes, refusals, the log, the dossier, and its page."""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817 - many of them
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_dossier, export_file
from evaluations.papers import disputes, queries
from evaluations.papers.models import Dispute, WorkingPaper
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Activity, Project, ProjectRole
from tests.evaluations.papers.making import leaf, make_small, signed_in
from tests.factories import add_member, make_firm, make_user

pytestmark = pytest.mark.django_db

SAID = {"low": D(40), "high": D("48.5"), "reason": "口径是否含在建"}


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def project(person: User) -> Project:
    made = make_small(leaf("A1", "A", 50), leaf("A2", "A", 50))
    add_member(made, person, ProjectRole.EVALUATOR)
    return made


@pytest.fixture
def paper(project: Project) -> WorkingPaper:
    return project.papers.get(indicator__code="A1")


def test_marking_changing_and_withdrawing(paper: WorkingPaper, person: User) -> None:
    row = disputes.mark_disputed(paper, SAID, revision=0, by=person)
    assert (row.low, row.high, row.reason, row.is_open, row.revision) == (
        40,
        D("48.5"),
        SAID["reason"],
        True,
        1,
    )
    row = disputes.mark_disputed(paper, {**SAID, "high": D(49)}, revision=1, by=person)
    assert (row.high, row.revision) == (49, 2)
    gone = disputes.withdraw_dispute(paper, revision=2, by=person)
    assert gone is not None
    assert (gone.is_open, gone.revision) == (False, 3)
    again = disputes.mark_disputed(paper, SAID, revision=3, by=person)
    assert (again.pk, again.is_open, again.revision) == (row.pk, True, 4)
    lines = Activity.objects.filter(project=paper.project, kind="paper").order_by("pk")
    assert [line.verb for line in lines] == ["标为有争议", "修改争议", "撤销争议", "标为有争议"]
    assert lines[1].changes == [{"field": "从宽得分", "before": "48.5", "after": "49"}]
    assert lines[2].subject == "底稿 A1 指标A1"
    assert again.history.count() == 4


def test_the_same_again_changes_nothing(paper: WorkingPaper, person: User) -> None:
    disputes.mark_disputed(paper, SAID, revision=0, by=person)
    assert disputes.mark_disputed(paper, SAID, revision=1, by=person).revision == 1
    assert Activity.objects.filter(project=paper.project, kind="paper").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"low": None}, "low", "请填从严得分，0到50之间。"),
        ({"high": D(51)}, "high", "从宽得分应在0到50之间，现为51。"),
        ({"low": D(-1)}, "low", "从严得分应在0到50之间，现为-1。"),
        ({"low": D(49)}, "high", "从宽得分48.5低于从严得分49，请对调或改正。"),
        ({"reason": "  "}, "reason", "请写争议理由：谁对哪一点有不同意见，依据是什么。"),
    ],
)
def test_what_cannot_be_said(
    paper: WorkingPaper, person: User, wrong: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        disputes.mark_disputed(paper, SAID | wrong, revision=0, by=person)
    assert refusal.value.message_dict == {field: [said]}
    assert not Dispute.objects.exists()
    assert not Activity.objects.filter(project=paper.project, kind="paper").exists()


def test_an_old_revision_is_a_conflict(paper: WorkingPaper, person: User) -> None:
    disputes.mark_disputed(paper, SAID, revision=0, by=person)
    with pytest.raises(Conflict) as conflict:
        disputes.mark_disputed(paper, {**SAID, "low": D(1)}, revision=0, by=person)
    assert (conflict.value.theirs, conflict.value.mine["low"], conflict.value.revision) == (SAID, 1, 1)
    with pytest.raises(Conflict):
        disputes.withdraw_dispute(paper, revision=0, by=person)
    assert Dispute.objects.get().low == 40
    assert (
        disputes.withdraw_dispute(paper.project.papers.get(indicator__code="A2"), revision=9, by=person)
        is None
    )


def test_the_database_wants_a_reason(paper: WorkingPaper) -> None:
    with pytest.raises(IntegrityError):
        Dispute.objects.create(paper=paper, low=D(1), high=D(2), reason="")


def test_it_goes_with_the_dossier_and_moves_no_score(paper: WorkingPaper, person: User) -> None:
    project = paper.project
    before = queries.evaluate(project)
    disputes.mark_disputed(paper, SAID, revision=0, by=person)
    after = queries.evaluate(project)
    assert (after.result.total, after.fingerprint) == (before.result.total, before.fingerprint)
    assert export_dossier(project)["indicators"][1]["dispute"] == SAID
    firm = make_firm()
    copy = import_dossier(export_file(project), firm=firm, by=make_user(firm=firm))
    assert export_file(copy) == export_file(project)
    row = Dispute.objects.get(paper__project=copy)
    assert (row.low, row.high, row.reason, row.is_open) == (40, D("48.5"), SAID["reason"], True)
    disputes.withdraw_dispute(paper, revision=1, by=person)
    assert "dispute" not in export_dossier(project)["indicators"][1]


@pytest.mark.parametrize("said", [{}, {"low": 1}, {"low": 1, "high": 2}, {"low": 1, "high": 2, "reason": ""}])
def test_half_a_dispute_is_kept_as_it_was_written(said: dict[str, Any]) -> None:
    project = make_small(leaf("A1", "A", 100, dispute=said))
    assert not Dispute.objects.exists()
    assert export_dossier(project)["indicators"][1].get("dispute", {}) == said


def test_more_than_is_known_is_kept(person: User) -> None:
    said = {"low": 1, "high": 2, "reason": "因为", "raised_by": "专家组"}
    project = make_small(leaf("A1", "A", 100, dispute=said))
    assert export_dossier(project)["indicators"][1]["dispute"] == said


# The page -----------------------------------------------------------------------------------------


def url(name: str, project: Project, code: str = "A1") -> str:
    return reverse(f"papers:{name}", args=[project.pk, code])


def test_the_form_marks_and_withdraws(project: Project, person: User) -> None:
    browser = signed_in(person)
    assert "标为有争议" in browser.get(url("dispute", project)).content.decode()
    posted = {"revision": "0", "low": "４０", "high": "48.5", "reason": "口径"}
    answer = browser.post(url("dispute", project), posted, follow=True)
    page = answer.content.decode()
    assert "A1 已标为有争议" in page
    assert "在列出的1项有争议得分的范围内，总分在85.00至93.50之间，等级可能为良或优。" in page
    filtered = browser.get(reverse("papers:scores", args=[project.pk]), {"show": "disputed"})
    assert [twig.code for twig in filtered.context["sheet"].rows] == ["A1"]
    answer = browser.post(url("withdraw", project), {"revision": "1"}, follow=True)
    assert "A1 的争议已撤销" in answer.content.decode()
    assert not Dispute.objects.get().is_open


def test_the_form_says_what_is_wrong(project: Project, person: User) -> None:
    browser = signed_in(person)
    answer = browser.post(url("dispute", project), {"revision": "0", "low": "4O", "high": "", "reason": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第2个字符是字母O，应为数字0" in page
    assert "请填从宽得分，0到50之间。" in page
    assert "请写争议理由" in page
    answer = browser.post(url("dispute", project), {"revision": "0", "low": "9", "high": "8", "reason": "x"})
    assert "从宽得分8低于从严得分9，请对调或改正。" in answer.content.decode()
    assert not Dispute.objects.exists()


def test_a_conflict_shows_both_and_merges(project: Project, paper: WorkingPaper, person: User) -> None:
    browser = signed_in(person)
    disputes.mark_disputed(paper, SAID, revision=0, by=make_user())
    mine = {"revision": "0", "low": "41", "high": "49", "reason": "我的"}
    answer = browser.post(url("dispute", project), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "口径是否含在建" in page
    assert "我的" in page
    merged = {**mine, "revision": "1", "choose-low": "theirs", "choose-high": "mine", "choose-reason": "mine"}
    assert browser.post(url("dispute", project), merged).status_code == 302
    row = Dispute.objects.get()
    assert (row.low, row.high, row.reason, row.revision) == (40, 49, "我的", 2)
    crossed = {"revision": "2", "low": "30", "high": "39", "reason": "我的", "choose-low": "theirs"}
    answer = browser.post(url("dispute", project), crossed)
    assert answer.status_code == 422
    assert "从宽得分39低于从严得分40，请对调或改正。" in answer.content.decode()


def test_withdrawing_what_somebody_changed_meanwhile(
    project: Project, paper: WorkingPaper, person: User
) -> None:
    browser = signed_in(person)
    disputes.mark_disputed(paper, SAID, revision=0, by=person)
    for revision in ("0", "x", ""):
        answer = browser.post(url("withdraw", project), {"revision": revision}, follow=True)
        assert "没有撤销：您打开之后，A1的争议有人改过" in answer.content.decode()
    assert Dispute.objects.get().is_open
    nothing = browser.post(url("withdraw", project, "A2"), {"revision": "0"}, follow=True)
    assert "已撤销" not in nothing.content.decode()


def test_an_unknown_code_and_another_firm(project: Project) -> None:
    browser = signed_in(make_user())
    assert browser.get(url("dispute", project)).status_code == 404
    reviewer = signed_in(add_member(project, role=ProjectRole.REVIEWER))
    assert reviewer.post(url("dispute", project)).status_code == 403
    mate = signed_in(add_member(project, role=ProjectRole.LEAD))
    assert mate.get(url("dispute", project, "A")).status_code == 404
    assert mate.get(url("dispute", project, "Z")).status_code == 404


def test_a_mark_goes_back_and_forth(project: Project, paper: WorkingPaper, person: User) -> None:
    browser = signed_in(person)
    row = disputes.mark_disputed(paper, SAID, revision=0, by=person)
    disputes.mark_disputed(paper, {**SAID, "high": D(49)}, revision=1, by=person)
    disputes.withdraw_dispute(paper, revision=2, by=person)
    gone, _, first = row.history.order_by("-history_id")
    page = browser.get(reverse("papers:dispute-versions", args=[project.pk, "A1"])).content.decode()
    assert "<del>48.5</del> <ins>49</ins>" in page
    url = reverse("papers:dispute-restore", args=[project.pk, "A1"])

    def restore(version: Any, revision: int) -> str:
        sent = {"version": version.history_id, "revision": revision}
        return browser.post(url, sent, follow=True).content.decode()

    assert "又有人保存了新版本" in restore(first, 2)
    assert "A1的争议已恢复到第1版" in restore(first, 3)
    row.refresh_from_db()
    assert (disputes.said_by(row), row.revision) == (SAID, 4)
    assert Activity.objects.filter(project=project).latest("pk").verb == "恢复到第1版"
    assert "A1的争议已恢复到第3版" in restore(gone, 4)
    row.refresh_from_db()
    assert not row.is_open
    assert row.low == 40
    again = reverse("papers:dispute", args=[project.pk, "A1"])
    assert "dispute/versions/" in browser.get(again).content.decode()
