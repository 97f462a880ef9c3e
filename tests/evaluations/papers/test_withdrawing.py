"""撤回, 恢复, 收回 and 彻底删除 of evidence: what goes, what stays, what comes back, who is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from evaluations.evidence import queries
from evaluations.evidence.actions import DUPLICATE, STORED, hand_in, link
from evaluations.evidence.erasing import ERASED, erase, remove_files
from evaluations.evidence.models import Document, DocumentVersion, EvidenceLink, RequestState
from evaluations.evidence.withdrawing import NotPossible, Signed, impact, restore, take_back, withdraw
from evaluations.exchange.queries import export_file
from evaluations.papers.checking import actions as checking
from evaluations.papers.ticks.actions import Mark, tick
from evaluations.people.models import FirmRole, User
from evaluations.projects.models import Project, ProjectRole
from tests.evaluations.evidence.making import PDF, add, make_request, photo, receiving_of
from tests.evaluations.papers.making import leaf, make_small, signed_in
from tests.factories import add_member, make_firm, make_user

pytestmark = pytest.mark.django_db

LIST = {"kind": "checklist", "deduct": {"points": 10}, "items": ["专账核算", "专款专用"]}
WRONG = "传错了文件"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def zhou() -> User:
    return make_user(display_name="周屿", firm=make_firm())


@pytest.fixture
def project(zhou: User) -> Project:
    ticked = leaf("A2", "A", 40, inputs={"failed": 0}, value="failed", rule=LIST, unit="")
    return make_small(leaf("A1", "A", 60), ticked, by=zhou)


@pytest.fixture
def kept(folder: Path) -> Callable[[], list[str]]:
    return lambda: sorted(path.name for path in folder.rglob("*") if path.is_file())


def contract(project: Project, by: User, content: bytes = PDF, name: str = "合同.pdf") -> Document:
    return add(project, name, content, by=by, as_new=True).version.document


def a1(project: Project) -> Any:
    return project.system.indicators.get(code="A1")


def state_of(project: Project, code: str) -> str:
    return str(project.papers.get(indicator__code=code).state)


def sign_off(project: Project, code: str, by: User) -> User:
    """Prepared by one, checked by another."""
    reviewer = add_member(project, make_user(), ProjectRole.REVIEWER)
    paper = project.papers.get(indicator__code=code)
    checking.prepare(paper, revision=paper.revision, by=by)
    checking.check(paper, revision=paper.revision, by=reviewer)
    return reviewer


def lines(project: Project) -> list[tuple[str, str]]:
    return [(one.verb, one.subject) for one in project.activities.order_by("pk")]


# 撤回 ---------------------------------------------------------------------------------------------------


def test_a_withdrawn_document_is_offered_and_counted_nowhere(project: Project, zhou: User) -> None:
    gone, stays = contract(project, zhou), contract(project, zhou, PDF + b"2", "报告.pdf")
    link(gone, a1(project), by=zhou)
    withdraw(gone, WRONG, by=zhou)
    assert list(queries.documents(project)) == [stays]
    assert queries.counts(project) == {"": 1, "linked": 0, "unlinked": 1, "requested": 0, "withdrawn": 1}
    assert list(queries.filtered(project, show=queries.GONE)) == [gone]
    assert queries.of_indicator(project, "A1") == []
    exported = json.loads(export_file(project))
    assert [one["number"] for one in exported["evidence"]] == [stays.number]
    browser = signed_in(zhou)
    offered = browser.get(reverse("evidence:choices", args=[project.pk])).content.decode()
    assert (gone.number in offered, stays.number in offered) == (False, True)
    page = browser.get(reverse("evidence:document", args=[project.pk, gone.pk])).content.decode()
    assert (WRONG in page, "恢复" in page, "修改资料信息" in page) == (True, True, False)
    assert ("撤回", f"资料 {gone}") in lines(project)


def test_its_number_is_not_given_again_and_the_same_file_may_come_again(project: Project, zhou: User) -> None:
    gone = contract(project, zhou)
    withdraw(gone, WRONG, by=zhou)
    again = add(project, "合同.pdf", PDF, by=zhou)
    assert (gone.number, again.state, again.version.document.number) == ("G-001", STORED, "G-002")
    assert again.note == "同一文件曾以G-001上传并撤回，那一份仍在“已撤回”里"
    with pytest.raises(NotPossible, match="同一文件后来又上传为G-002"):
        restore(gone, by=zhou)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_reason_is_needed(project: Project, zhou: User, reason: str) -> None:
    document = contract(project, zhou)
    with pytest.raises(NotPossible, match="撤回须写原因"):
        withdraw(document, reason, by=zhou)
    page = signed_in(zhou).post(
        reverse("evidence:withdraw", args=[project.pk, document.pk]), {"reason": reason}
    )
    assert (page.status_code, "请写撤回的原因" in page.content.decode()) == (422, True)
    assert not Document.objects.get(pk=document.pk).is_withdrawn


def test_links_wait_and_come_back(project: Project, zhou: User) -> None:
    document = contract(project, zhou)
    made = link(document, a1(project), by=zhou, page_from=3)
    withdraw(document, WRONG, by=zhou)
    restored = restore(document, by=zhou)
    assert queries.of_indicator(project, "A1") == [made]
    assert (restored.withdrawn_at, restored.withdrawn_by, restored.withdrawn_reason) == (None, None, "")
    assert DocumentVersion.objects.get().withdrawn_at is None
    states = list(restored.history.order_by("history_id").values_list("withdrawn_reason", flat=True))
    assert states == ["", WRONG, ""]
    with pytest.raises(NotPossible, match="没有撤回"):
        restore(document, by=zhou)


def test_another_document_takes_the_links_over(project: Project, zhou: User) -> None:
    wrong, right = contract(project, zhou), contract(project, zhou, PDF + b"2", "正确.pdf")
    link(wrong, a1(project), by=zhou, page_from=9)
    withdraw(wrong, WRONG, by=zhou, heir=right)
    made = EvidenceLink.objects.get()
    assert (made.document, made.indicator.code, made.page_from, made.made_by) == (right, "A1", None, zhou)
    line = project.activities.get(verb="撤回")
    assert line.changes[1] == {"field": "关联", "before": wrong.number, "after": f"{right.number}（1处）"}


def test_what_the_heir_proves_already_is_not_doubled(project: Project, zhou: User) -> None:
    wrong, right = contract(project, zhou), contract(project, zhou, PDF + b"2", "正确.pdf")
    kept = link(right, a1(project), by=zhou, page_from=2)
    link(wrong, a1(project), by=zhou, page_from=9)
    withdraw(wrong, WRONG, by=zhou, heir=right)
    assert EvidenceLink.objects.get() == kept


# Signatures -------------------------------------------------------------------------------------------


def test_a_checked_paper_holds_its_evidence_until_signatures_may_fall(project: Project, zhou: User) -> None:
    document = contract(project, zhou)
    link(document, a1(project), by=zhou)
    sign_off(project, "A1", zhou)
    rest = impact(document).signed[0]
    assert (rest.name, rest.how) == ("A1 指标A1（已复核）", "佐证")
    with pytest.raises(Signed, match="A1 指标A1（已复核）已经签字，撤回会使签字失效"):
        withdraw(document, WRONG, by=zhou)
    address = reverse("evidence:withdraw", args=[project.pk, document.pk])
    browser = signed_in(zhou)
    asked = browser.get(address).content.decode()
    assert ("签字失效，退回编制" in asked, "1份底稿的签字随之失效" in asked) == (True, True)
    refused = browser.post(address, {"reason": WRONG})
    assert (refused.status_code, state_of(project, "A1")) == (422, "checked")
    assert WRONG in refused.content.decode()
    done = browser.post(address, {"reason": WRONG, "may_void": "on"})
    assert (done.status_code, state_of(project, "A1")) == (302, "drafting")
    paper = project.papers.get(indicator__code="A1")
    assert paper.note == "“已复核”之后有改动：佐证G-001已撤回"
    assert ("签字失效", "底稿 A1 指标A1") in lines(project)


def test_ticks_let_go_or_take_the_heir(project: Project, zhou: User) -> None:
    wrong, right = contract(project, zhou), contract(project, zhou, PDF + b"2", "正确.pdf")
    paper = project.papers.get(indicator__code="A2")
    met = Decimal(1)
    tick(paper, {"failed": [Mark(met=met, document=wrong), Mark(met=met)]}, revision=1, by=zhou)
    paper.refresh_from_db()
    assert [rest.how for rest in impact(wrong).rests] == ["逐项勾选"]
    withdraw(wrong, WRONG, by=zhou, heir=right)
    assert [one.document for one in paper.ticks.order_by("position")] == [right, None]
    withdraw(right, WRONG, by=zhou)
    assert [one.document for one in paper.ticks.order_by("position")] == [None, None]
    assert project.papers.get(pk=paper.pk).revision == paper.revision + 2


# One version ------------------------------------------------------------------------------------------


def test_one_version_goes_and_the_one_before_counts_again(project: Project, zhou: User) -> None:
    document = contract(project, zhou)
    second = add(project, "合同.pdf", PDF + b"2", by=zhou, version_of=document).version
    pinned = link(document, a1(project), by=zhou, version=second)
    whole = link(document, a1(project), by=zhou)
    withdraw(document, WRONG, by=zhou, version=second)
    assert [one.pk for one in queries.of_indicator(project, "A1")] == [whole.pk]
    assert queries.documents(project)[0].file_name == "合同.pdf"
    page = signed_in(zhou).get(reverse("evidence:document", args=[project.pk, document.pk]))
    assert page.context["version"].number == 1
    third = add(project, "合同.pdf", PDF + b"3", by=zhou, version_of=document).version
    assert third.number == 3
    exported = json.loads(export_file(project))["evidence"][0]
    assert len(exported["versions"]) == 2
    restore(document, by=zhou, version=second)
    assert {one.pk for one in queries.of_indicator(project, "A1")} == {pinned.pk, whole.pk}


def test_an_exported_link_names_its_version_among_those_that_stand(project: Project, zhou: User) -> None:
    document = contract(project, zhou)
    add(project, "合同.pdf", PDF + b"2", by=zhou, version_of=document)
    third = add(project, "合同.pdf", PDF + b"3", by=zhou, version_of=document).version
    link(document, a1(project), by=zhou, version=third)
    withdraw(document, WRONG, by=zhou, version=document.versions.get(position=0))
    exported = json.loads(export_file(project))["evidence"][0]
    assert exported["links"] == [{"indicator": "A1", "version": 2}]


def test_the_only_version_goes_with_its_document(project: Project, zhou: User) -> None:
    document = contract(project, zhou)
    with pytest.raises(NotPossible, match="G-001只有这一版文件，请撤回整份资料"):
        withdraw(document, WRONG, by=zhou, version=document.versions.get())


def test_a_newest_version_takes_signatures_an_older_one_does_not(project: Project, zhou: User) -> None:
    document = contract(project, zhou)
    second = add(project, "合同.pdf", PDF + b"2", by=zhou, version_of=document).version
    link(document, a1(project), by=zhou)
    sign_off(project, "A1", zhou)
    with pytest.raises(Signed):
        withdraw(document, WRONG, by=zhou, version=second)
    withdraw(document, WRONG, by=zhou, version=document.versions.get(position=0))
    assert state_of(project, "A1") == "checked"


# The unit's contact -----------------------------------------------------------------------------------


@pytest.fixture
def contact(project: Project) -> User:
    return add_member(project, make_user(), ProjectRole.UNIT_CONTACT)


def handed_in(project: Project, contact: User, zhou: User, content: bytes = PDF) -> Any:
    item = make_request(project, by=zhou)
    with receiving_of("凭证.pdf", content) as upload:
        return hand_in(item, upload, by=contact)


def test_the_contact_takes_back_what_nobody_uses(project: Project, zhou: User, contact: User) -> None:
    answer = handed_in(project, contact, zhou)
    browser = signed_in(contact)
    address = reverse("evidence:take-back", args=[project.pk, answer.item_id, answer.pk])
    assert "收回" in browser.get(reverse("evidence:requests", args=[project.pk])).content.decode()
    assert browser.post(address).status_code == 302
    document = Document.objects.get()
    assert (document.is_withdrawn, document.withdrawn_reason) == (True, "提交人收回")
    answer.item.refresh_from_db()
    assert answer.item.state == RequestState.REQUESTED
    file = reverse("evidence:file", args=[project.pk, answer.version_id])
    assert browser.get(file).status_code == 404
    restore(document, by=zhou)
    answer.item.refresh_from_db()
    assert answer.item.state == RequestState.RECEIVED
    assert b"".join(browser.get(file).streaming_content) == PDF


def test_not_once_it_is_verified_or_used(project: Project, zhou: User, contact: User) -> None:
    answer = handed_in(project, contact, zhou)
    made = link(answer.document, a1(project), by=zhou)
    with pytest.raises(NotPossible, match="评价小组已经采用"):
        take_back(answer, by=contact)
    made.delete()
    answer.item.state = RequestState.VERIFIED
    answer.item.save()
    with pytest.raises(NotPossible, match="已经核对"):
        take_back(answer, by=contact)
    assert not Document.objects.get().is_withdrawn


def test_a_file_that_was_there_before_stays(project: Project, zhou: User, contact: User) -> None:
    document = contract(project, zhou)
    answer = handed_in(project, contact, zhou)
    assert answer.document == document
    take_back(answer, by=contact)
    document.refresh_from_db()
    assert (document.is_withdrawn, document.answers.count()) == (False, 0)


def test_another_persons_submission_is_not_there(project: Project, zhou: User, contact: User) -> None:
    answer = handed_in(project, contact, zhou)
    other = signed_in(add_member(project, make_user(), ProjectRole.UNIT_CONTACT))
    address = reverse("evidence:take-back", args=[project.pk, answer.item_id, answer.pk])
    assert other.post(address).status_code == 404


def test_a_withdrawn_answer_is_asked_for_again(project: Project, zhou: User, contact: User) -> None:
    answer = handed_in(project, contact, zhou)
    withdraw(answer.document, WRONG, by=zhou)
    answer.item.refresh_from_db()
    assert answer.item.state == RequestState.REQUESTED
    assert ("重新索取", f"清单 {answer.item}") in lines(project)


# 彻底删除 -----------------------------------------------------------------------------------------------


def test_erasing_leaves_the_number_and_nothing_else(
    project: Project,
    zhou: User,
    kept: Callable[[], list[str]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    document = contract(project, zhou, photo(), "张三身份证.jpg")
    link(document, a1(project), by=zhou)
    withdraw(document, WRONG, by=zhou)
    assert len(kept()) == 2
    with django_capture_on_commit_callbacks(execute=True):
        erase(document, "误传身份证", by=zhou)
    assert kept() == []
    row = Document.objects.get(pk=document.pk)
    assert (row.number, row.title, row.is_withdrawn, row.links.count()) == ("G-001", ERASED, True, 0)
    version = row.versions.get()
    assert (version.name, version.sha256, version.size, version.taken_at, version.latitude) == (
        ERASED,
        "",
        0,
        "",
        "",
    )
    told = json.dumps([[one.subject, one.changes] for one in project.activities.all()], ensure_ascii=False)
    assert "张三" not in told
    assert row.history.count() == 1
    last = project.activities.order_by("-pk")[0]
    assert (last.by, last.verb, last.changes[0]["after"]) == (zhou, "彻底删除", "误传身份证")
    with pytest.raises(NotPossible, match="已经彻底删除，不能恢复"):
        restore(row, by=zhou)
    assert add(project, "新.pdf", PDF, by=zhou).version.document.number == "G-002"
    page = signed_in(zhou).get(reverse("evidence:document", args=[project.pk, row.pk])).content.decode()
    assert ("已彻底删除" in page, "张三" in page) == (True, False)


def test_the_same_file_of_another_document_stays(
    project: Project, zhou: User, kept: Callable[[], list[str]], django_capture_on_commit_callbacks: Any
) -> None:
    gone = contract(project, zhou)
    withdraw(gone, WRONG, by=zhou)
    again = add(project, "合同.pdf", PDF, by=zhou).version
    with django_capture_on_commit_callbacks(execute=True):
        erase(gone, WRONG, by=zhou)
    assert Path(again.file.path).read_bytes() == PDF
    assert kept() == [Path(again.file.name).name]
    remove_files([again.file.name])
    assert Path(again.file.path).exists()
    assert add(project, "合同.pdf", PDF, by=zhou).state == DUPLICATE


def test_one_withdrawn_version_is_erased_alone(
    project: Project, zhou: User, kept: Callable[[], list[str]], django_capture_on_commit_callbacks: Any
) -> None:
    document = contract(project, zhou)
    second = add(project, "李四工资.pdf", PDF + b"2", by=zhou, version_of=document).version
    with pytest.raises(NotPossible, match="请先撤回"):
        erase(document, WRONG, by=zhou, version=second)
    withdraw(document, WRONG, by=zhou, version=second)
    with django_capture_on_commit_callbacks(execute=True):
        second.refresh_from_db()
        erase(document, WRONG, by=zhou, version=second)
    assert len(kept()) == 1
    assert not any("李四" in subject for _, subject in lines(project))
    assert queries.documents(project)[0].file_name == "合同.pdf"
    assert add(project, "c.pdf", PDF + b"3", by=zhou, version_of=document).version.number == 3


def test_only_the_firms_manager_erases(project: Project, zhou: User) -> None:
    document = contract(project, zhou)
    withdraw(document, WRONG, by=zhou)
    address = reverse("evidence:erase", args=[project.pk, document.pk])
    assert signed_in(zhou).post(address, {"reason": WRONG}).status_code == 403
    admin = signed_in(make_user(role=FirmRole.ADMIN, firm=project.firm))
    assert admin.post(address, {"reason": " "}).status_code == 302
    assert Document.objects.get().erased_at is None
    assert admin.post(address, {"reason": WRONG}).status_code == 302
    assert Document.objects.get().erased_at is not None
