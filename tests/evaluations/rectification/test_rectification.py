"""整改: asked after the release, worked on, proved, handed in; closed by another than who handed it in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evaluations.notices.models import Notice
from evaluations.projects.actions import Conflict
from evaluations.rectification import actions, announcing, queries
from evaluations.rectification.actions import Draft, Refused
from evaluations.rectification.findings import Finding
from evaluations.rectification.models import RectificationItem, State
from tests.evaluations.evidence.making import HTML, PDF
from tests.evaluations.rectification.making import (
    DONE,
    FOUND,
    again,
    browser_of,
    handed_in,
    make,
    upload,
    url,
)
from tests.evaluations.stages.making import Cast, sign_until

pytestmark = pytest.mark.django_db


def test_it_goes_its_way_to_the_end_and_every_step_is_kept(cast: Cast) -> None:
    item = make(cast)
    assert item.state == State.OPEN
    item = actions.work(item, DONE, revision=1, by=cast["unit_contact"])
    assert item.state == State.UNDER_WAY
    upload(item, PDF, cast["unit_contact"])
    actions.submit(item, by=cast["unit_contact"])
    actions.send_back(item, reason="请补上四月的通报。", by=cast["bureau_officer"])
    assert again(item).state == State.RETURNED
    actions.submit(item, by=cast["unit_contact"])
    item = actions.close(item, note="属实。", by=cast["bureau_officer"])
    assert (item.state, item.closed_by) == (State.CLOSED, cast["bureau_officer"])
    steps = list(item.steps.order_by("pk").values_list("verb", "by"))
    contact, officer = cast["unit_contact"].pk, cast["bureau_officer"].pk
    assert steps == [
        ("提出", cast["manager"].pk),
        ("填写", contact),
        ("上传佐证", contact),
        ("提交", contact),
        ("退回", officer),
        ("提交", contact),
        ("销号", officer),
    ]
    assert cast.project.activities.filter(kind="rectification").count() == len(steps)


def test_nothing_begins_before_the_release(cast: Cast, released: list[Any]) -> None:
    released.clear()
    with pytest.raises(Refused, match="签发以后"):
        make(cast)
    browser = browser_of(cast["manager"])
    page = browser.get(reverse("rectification:list", args=[cast.project.pk])).content.decode()
    assert "报告签发以后开始整改" in page
    answer = browser.get(reverse("rectification:add", args=[cast.project.pk]))
    assert answer["Location"] == reverse("rectification:list", args=[cast.project.pk])


def test_signatures_of_stages_freeze_none_of_it(cast: Cast) -> None:
    sign_until(cast, "archive")
    item = handed_in(cast)
    actions.close(item, note="", by=cast["bureau_officer"])
    assert again(item).state == State.CLOSED


@pytest.mark.parametrize("role", ["unit_contact", "bureau_officer", "manager"])
def test_who_submits_does_not_decide(cast: Cast, role: str) -> None:
    item = handed_in(cast, role)
    with pytest.raises(Refused, match="须由另一人销号"):
        actions.close(item, note="", by=cast[role])
    with pytest.raises(Refused, match="须由另一人退回"):
        actions.send_back(item, reason="再看。", by=cast[role])
    actions.close(item, note="", by=cast["lead"])


def test_the_database_refuses_it_too(cast: Cast) -> None:
    item = handed_in(cast)
    for values in (
        {"state": State.CLOSED, "closed_by": cast["unit_contact"]},
        {"state": State.CLOSED},
        {"state": State.RETURNED},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RectificationItem.objects.filter(pk=item.pk).update(**values)


def test_moves_that_are_not_there_are_refused(cast: Cast) -> None:
    contact, officer = cast["unit_contact"], cast["bureau_officer"]
    item = make(cast)
    for act in (
        lambda: actions.close(item, note="", by=officer),
        lambda: actions.send_back(item, reason="无。", by=officer),
    ):
        with pytest.raises(Refused, match="现在是“待整改”"):
            act()
    with pytest.raises(Refused, match="“整改措施”还没有写"):
        actions.submit(item, by=contact)
    actions.work(item, DONE | {"progress": ""}, revision=1, by=contact)
    with pytest.raises(Refused, match="“整改情况”还没有写"):
        actions.submit(item, by=contact)
    actions.work(item, DONE, revision=2, by=contact)
    actions.submit(item, by=contact)
    for act in (
        lambda: actions.submit(item, by=contact),
        lambda: actions.work(item, DONE, revision=4, by=contact),
        lambda: upload(item, PDF, contact),
    ):
        with pytest.raises(Refused, match="现在是“已提交”"):
            act()
    with pytest.raises(Refused, match="请写明退回的原因"):
        actions.send_back(item, reason=" ", by=officer)
    actions.close(item, note="", by=officer)
    with pytest.raises(Refused, match="已销号"):
        actions.edit(item, {}, revision=5, by=cast["manager"])


def test_what_was_closed_by_mistake_is_returned_with_a_reason(cast: Cast) -> None:
    item = handed_in(cast)
    actions.close(item, note="", by=cast["bureau_officer"])
    item = actions.send_back(item, reason="佐证不是这一项的。", by=cast["lead"])
    assert (item.state, item.closed_by, item.closed_at) == (State.RETURNED, None, None)


def test_two_who_write_at_once_lose_nothing(cast: Cast) -> None:
    item = make(cast)
    actions.work(item, DONE, revision=1, by=cast["unit_contact"])
    with pytest.raises(Conflict):
        actions.work(item, {"measure": "另一种。", "progress": ""}, revision=1, by=cast["bureau_officer"])
    sent = {"measure": "另一种。", "progress": "", "revision": "1"}
    answer = browser_of(cast["bureau_officer"]).post(url("work", item), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "另一种。" in page
    assert DONE["measure"] in page
    assert 'name="revision" value="2"' in page
    assert again(item).measure == DONE["measure"]


def test_overdue_follows_from_the_day(cast: Cast) -> None:
    today = timezone.localdate()
    item = make(cast, due=today - timedelta(days=3))
    assert (item.late(today), item.late(item.due)) == (3, 0)
    page = browser_of(cast["manager"]).get(reverse("rectification:list", args=[cast.project.pk]))
    assert "逾期3天" in page.content.decode()
    rows = queries.items([cast.project])
    assert queries.counts(rows, today) == {"": 1, "open": 1, "late": 1, "submitted": 0, "closed": 0}
    RectificationItem.objects.update(
        state=State.CLOSED, closed_by=cast["lead"], submitted_by=cast["unit_contact"]
    )
    assert again(item).late(today) == 0
    assert queries.counts(rows, today) == {"": 1, "open": 0, "late": 0, "submitted": 0, "closed": 1}


def test_files_are_judged_by_their_content_and_kept_once(cast: Cast) -> None:
    item = make(cast)
    contact = browser_of(cast["unit_contact"])
    for _ in range(2):
        contact.post(url("upload", item), {"file": SimpleUploadedFile("台账.pdf", PDF)})
    made = item.files.get()
    got: Any = contact.get(url("file", item, made.pk))
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Type"] == "application/octet-stream"
    answer = contact.post(url("upload", item), {"file": SimpleUploadedFile("页面.html", HTML)})
    assert (answer.status_code, item.files.count()) == (422, 1)
    assert "请先选一个文件" in contact.post(url("upload", item)).content.decode()
    other = make(cast, "另一个")
    assert contact.get(url("file", other, made.pk)).status_code == 404


def test_turns_are_told(cast: Cast) -> None:
    item = handed_in(cast)
    actions.send_back(item, reason="请补上四月的通报。", by=cast["bureau_officer"])
    actions.submit(item, by=cast["unit_contact"])
    actions.close(item, note="", by=cast["lead"])

    def told(role: str) -> list[str]:
        rows = Notice.objects.filter(to=cast[role], kind="rectification")
        return list(rows.order_by("pk").values_list("subject", flat=True))

    asked, back, done = "1项问题需要整改", "整改1被退回", "整改1已销号"
    assert told("unit_contact") == [asked, back, done]
    assert told("bureau_officer") == [asked, "整改1已提交，等审核销号", "整改1已提交，等审核销号", done]
    assert told("expert") == []


def test_due_days_are_told_once_a_week(cast: Cast) -> None:
    today = timezone.localdate()
    make(cast, due=today + timedelta(days=5))

    def told(role: str) -> list[str]:
        rows = Notice.objects.filter(to=cast[role], key__startswith="rectification:due")
        return list(rows.order_by("pk").values_list("subject", flat=True))

    for day in (-5, 0, 1, 5, 6, 7, 12, 13):
        announcing.remind(today + timedelta(days=day))
    assert told("unit_contact") == [
        "整改1还有5天到期",
        "整改1已逾期1天",
        "整改1已逾期7天",
    ]
    assert told("bureau_officer") == ["整改1已逾期1天", "整改1已逾期7天"]


def test_the_report_gives_the_items_and_a_hand_adds_one(cast: Cast) -> None:
    browser = browser_of(cast["manager"])
    address = reverse("rectification:add", args=[cast.project.pk])
    assert "送餐超时未建台账" in browser.get(address).content.decode()
    day = str(timezone.localdate() + timedelta(days=60))
    empty = browser.post(address, {"responsible": "热线中心", "due": day, "problem": " "})
    assert (empty.status_code, "请至少选一个" in empty.content.decode()) == (422, True)
    sent = {
        "findings": [one.key for one in FOUND],
        "problem": "配套资金少到位",
        "responsible": "热线中心",
        "due": day,
    }
    browser.post(address, sent)
    rows = RectificationItem.objects.order_by("number")
    assert [(one.number, one.problem, one.source) for one in rows] == [
        (1, "送餐超时未建台账", "A1"),
        (2, "服务记录缺签字", "A2"),
        (3, "配套资金少到位", ""),
    ]
    again = browser.post(address, sent)  # pressed twice
    assert (again.status_code, "已经提出，或现行报告里没有了" in again.content.decode()) == (422, True)
    assert "报告里的问题都已提出" in again.content.decode()
    assert "配套资金少到位" in again.content.decode()
    assert RectificationItem.objects.count() == 3


def test_what_the_report_found_is_asked_once(cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=30)
    draft = Draft(problem=FOUND[0].problem, source="A1", responsible="热线中心", due=day)
    actions.add(cast.project, [draft], by=cast["manager"])
    with pytest.raises(Refused, match="已经提出过，是整改1"):
        actions.add(cast.project, [draft], by=cast["lead"])
    assert RectificationItem.objects.count() == 1


def test_a_correction_meanwhile_moves_no_choice(cast: Cast, released: list[Any]) -> None:
    browser = browser_of(cast["manager"])
    address = reverse("rectification:add", args=[cast.project.pk])
    sent = {
        "findings": [FOUND[1].key],
        "responsible": "热线中心",
        "due": str(timezone.localdate() + timedelta(days=60)),
    }
    released[:] = [lambda _project: [Finding(problem="另一个问题", source="A0"), *FOUND]]
    browser.post(address, sent)
    assert RectificationItem.objects.get().problem == "服务记录缺签字"


@pytest.mark.parametrize("name", ["close", "return"])
def test_what_was_typed_stays_when_it_comes_too_late(cast: Cast, name: str) -> None:
    item = handed_in(cast)
    actions.send_back(item, reason="请补。", by=cast["lead"])
    officer = browser_of(cast["bureau_officer"])
    answer = officer.post(url(name, item), {"note": "我看过现场，还差签字。"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "刚才的操作没有生效" in page
    assert "我看过现场，还差签字。" in page
    assert again(item).reason == "请补。"


def test_too_long_a_word_decides_nothing(cast: Cast) -> None:
    item = handed_in(cast)
    answer = browser_of(cast["bureau_officer"]).post(url("close", item), {"note": "长" * 4001})
    assert answer.status_code == 422
    assert again(item).state == State.SUBMITTED
