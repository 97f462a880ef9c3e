"""整改: asked after the release, worked on, proved, handed in; closed by another than who handed it in."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.evidence.intake import receiving
from evaluations.notices.models import Notice
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.rectification import actions, announcing, findings, queries
from evaluations.rectification.actions import Draft, Refused
from evaluations.rectification.findings import Finding
from evaluations.rectification.models import RectificationFile, RectificationItem, State
from tests.evaluations.evidence.making import HTML, PDF
from tests.evaluations.stages.making import Cast, make_cast, sign_until

pytestmark = pytest.mark.django_db

FOUND = [Finding(problem="送餐超时未建台账", source="A1"), Finding(problem="服务记录缺签字", source="A2")]
DONE = {"measure": "建台账并按月通报。", "progress": "台账已建，三月起按月通报。"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def released(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What stands for the report in force; emptied, there is none."""
    readings: list[Any] = [lambda _project: FOUND]
    monkeypatch.setattr(findings, "_READINGS", readings)
    return readings


def make(cast: Cast, problem: str = "送餐超时未建台账", *, due: date | None = None) -> RectificationItem:
    draft = Draft(
        problem=problem,
        source="",
        responsible="热线中心",
        due=due or timezone.localdate() + timedelta(days=30),
    )
    return actions.add(cast.project, [draft], by=cast["manager"])[0]


def again(item: RectificationItem) -> RectificationItem:
    return RectificationItem.objects.get(pk=item.pk)


def handed_in(cast: Cast, role: str = "unit_contact") -> RectificationItem:
    item = make(cast)
    actions.work(item, DONE, revision=1, by=cast[role])
    return actions.submit(item, by=cast[role])


def url(name: str, item: RectificationItem, *more: int) -> str:
    return reverse(f"rectification:{name}", args=[item.project_id, item.number, *more])


def browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def upload(item: RectificationItem, content: bytes, by: User, name: str = "台账.pdf") -> RectificationFile:
    with receiving(io.BytesIO(content), name=name) as received:
        return actions.add_file(item, received, by=by)


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
    sent = {"findings": ["0", "1"], "problem": "配套资金少到位", "responsible": "热线中心", "due": day}
    browser.post(address, sent)
    rows = RectificationItem.objects.order_by("number")
    assert [(one.number, one.problem, one.source) for one in rows] == [
        (1, "送餐超时未建台账", "A1"),
        (2, "服务记录缺签字", "A2"),
        (3, "配套资金少到位", ""),
    ]


def test_the_page_offers_what_one_may_do_now(cast: Cast) -> None:
    item = handed_in(cast)
    for role, expected in (
        ("bureau_officer", {"close", "return"}),
        ("lead", {"close", "return"}),
        ("unit_contact", set()),
        ("reviewer", set()),
    ):
        page = browser_of(cast[role]).get(url("item", item)).content.decode()
        assert {name for name in ("work", "close", "return") if url(name, item) in page} == expected
    browser_of(cast["bureau_officer"]).post(url("close", item), {"note": "属实。"})
    assert again(item).closed_by == cast["bureau_officer"]


def test_handing_in_saves_first_and_says_what_is_missing(cast: Cast) -> None:
    item = make(cast)
    contact = browser_of(cast["unit_contact"])
    sent = {"measure": "建台账。", "progress": "", "revision": "1", "submit": "1"}
    answer = contact.post(url("work", item), sent)
    assert answer.status_code == 422
    assert "“整改情况”还没有写" in answer.content.decode()
    assert again(item).measure == "建台账。"
    contact.post(url("work", item), sent | {"progress": "已建。", "revision": "2"})
    assert again(item).state == State.SUBMITTED


def test_requirements_are_changed_by_who_is_in_charge(cast: Cast) -> None:
    item = make(cast)
    sent = {"problem": "送餐超时，没有台账", "source": "", "responsible": "热线中心", "due": "2026-06-30"}
    browser = browser_of(cast["manager"])
    browser.post(url("edit", item), sent | {"revision": "1"})
    assert again(item).due == date(2026, 6, 30)
    assert item.steps.get(verb="修改").changes[-1]["after"] == "2026-06-30"
    answer = browser.post(url("edit", item), sent | {"revision": "1", "problem": "第三种"})
    assert (answer.status_code, "第三种" in answer.content.decode()) == (422, True)
    assert browser_of(cast["unit_contact"]).post(url("edit", item), sent).status_code == 403
    assert browser_of(cast["expert"]).get(url("item", item)).status_code == 404


def test_it_waits_on_the_desk(cast: Cast) -> None:
    item = handed_in(cast)
    titles = [one.title for one in browser_of(cast["lead"]).get("/").context["items"]]
    assert "整改1：送餐超时未建台账" in titles
    actions.send_back(item, reason="请补上四月的通报。", by=cast["lead"])
    mine = [one for one in browser_of(cast["unit_contact"]).get("/").context["items"] if "整改1" in one.title]
    assert [(one.label, one.detail) for one in mine] == [("退回", "请补上四月的通报。")]


def test_queries_do_not_grow_with_items(cast: Cast) -> None:
    browser = browser_of(cast["manager"])
    addresses = [reverse("rectification:list", args=[cast.project.pk]), "/"]

    def count() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                browser.get(address)
            found.append(len(captured))
        return found

    handed_in(cast)
    count()
    once = count()
    handed_in(cast)
    handed_in(cast)
    assert count() == once


def test_projects_are_counted_apart(cast: Cast) -> None:
    handed_in(cast)
    actions.close(handed_in(cast), note="", by=cast["lead"])
    other = make_cast().project
    assert queries.open_by_project([cast.project, other]) == {cast.project.pk: (1, 2)}
    assert not Project.objects.filter(pk=other.pk, rectification_items__isnull=False).exists()
