"""What is open to whom, what the pages say, and what they refuse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.actions import reply
from evaluations.reviews.models import Comment, Kind, Target, Thread
from reports.composing.actions import save_text
from reports.reading import actions, queries
from reports.reading.models import Opened, ReadingGrant, ReadMark
from reports.reading.page import page_of
from tests.evaluations.reviews.making import make_draft, make_thread
from tests.factories import add_member, make_project, make_user
from tests.reports.reading.making import make_grant, make_suggestion, signed_in

pytestmark = pytest.mark.django_db

SECTION = "abstract.suggestions"
SCRIPT = "<script>alert(1)</script>"
CARD = {"X-Card": "1"}


@pytest.fixture
def project() -> Project:
    return make_project("linfang_2018")


@pytest.fixture
def manager(project: Project) -> User:
    return project.members.get().user


@pytest.fixture
def expert(project: Project) -> User:
    return add_member(project, role=ProjectRole.EXPERT)


@pytest.fixture
def browser(expert: User) -> Client:
    return signed_in(expert)


def url(name: str, project: Project, *args: Any) -> str:
    return reverse(f"reading:{name}", args=[project.pk, *args])


def begin(browser: Client, project: Project, target: str = "report", **fields: str) -> Any:
    data = {"kind": "comment", "key": SECTION, "block": "", "exact": "", "before": "", "behind": "", **fields}
    return browser.post(url("begin", project, target), data, headers=CARD)


# What is open ---------------------------------------------------------------------------------------------


def test_nothing_granted_is_not_there(project: Project, browser: Client) -> None:
    for target in ("report", "plan", "indicators", "paper"):
        assert browser.get(url("read", project, target)).status_code == 404
        assert begin(browser, project, target).status_code == 404
    assert browser.get(url("paper", project, "B1-1")).status_code == 404
    assert Thread.objects.count() == 0


def test_each_thing_is_opened_by_itself_and_papers_go_with_the_report(
    project: Project, manager: User, browser: Client
) -> None:
    make_grant(project, Opened.PLAN, by=manager)
    codes = {
        one: browser.get(url("read", project, one)).status_code for one in ("plan", "report", "indicators")
    }
    assert codes == {"plan": 200, "report": 404, "indicators": 404}
    make_grant(project, Opened.REPORT, by=manager)
    assert browser.get(url("paper", project, "B1-1")).status_code == 200
    assert browser.get(url("paper", project, "Z9")).status_code == 404
    assert browser.get(url("read", project, "secret")).status_code == 404


def test_a_grant_has_its_days_and_its_readers(project: Project, manager: User, expert: User) -> None:
    other, today = add_member(project, role=ProjectRole.EXPERT), timezone.localdate()
    make_grant(project, by=manager, user=expert, opens_on=today, until=today + timedelta(days=2))
    open_on = {
        days: set(queries.grants_for(expert, project, today + timedelta(days=days))) for days in (-1, 0, 2, 3)
    }
    assert open_on == {-1: set(), 0: {"report"}, 2: {"report"}, 3: set()}
    assert queries.grants_for(other, project) == {}
    make_grant(project, by=manager, until=today + timedelta(days=9))
    assert queries.grants_for(expert, project)["report"].until == today + timedelta(days=9)
    for grant in ReadingGrant.objects.all():
        actions.close_reading(grant, by=manager)
    assert queries.grants_for(expert, project) == {}


def test_a_closed_reading_keeps_what_was_said(
    project: Project, manager: User, expert: User, browser: Client
) -> None:
    grant = make_grant(project, by=manager)
    thread = make_thread(project, expert, key=SECTION)
    actions.close_reading(grant, by=manager)
    answer = browser.post(url("reply", project, thread.pk), {"text": "再说一句"}, headers=CARD)
    assert (answer.status_code, Comment.objects.count()) == (404, 0)
    assert [one.verb for one in project.activities.filter(kind="reading")] == ["收回送审", "送审"]
    assert Thread.objects.visible_to(manager, project).get() == thread


def test_the_database_holds_what_a_grant_is(project: Project, manager: User) -> None:
    grant = make_grant(project, by=manager)
    for values in (
        {"role": ""},
        {"role": "manager"},
        {"user": manager},
        {"until": "2001-01-01"},
        {"what": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReadingGrant.objects.filter(pk=grant.pk).update(**values)


def test_opening_and_closing_by_the_page(
    project: Project, manager: User, expert: User, browser: Client
) -> None:
    inside = signed_in(manager)
    wrong = {"what": "report", "to": "expert", "opens_on": "2026-05-15", "until": "2026-05-01"}
    refused = inside.post(url("open", project), wrong)
    assert (refused.status_code, "截止日期早于开始日期2026-05-15" in refused.content.decode()) == (422, True)
    forged = inside.post(url("open", project), {**wrong, "to": f"person-{make_user().pk}"})
    assert forged.status_code == 422
    today = timezone.localdate().isoformat()
    inside.post(
        url("open", project), {"what": "report", "to": f"person-{expert.pk}", "opens_on": today, "until": ""}
    )
    grant = ReadingGrant.objects.get()
    assert (grant.user, grant.role, grant.until, grant.opened_by) == (expert, "", None, manager)
    assert "送您审阅" in browser.get(project.get_absolute_url()).content.decode()
    inside.post(url("close", project, grant.pk))
    assert "送您审阅" not in browser.get(project.get_absolute_url()).content.decode()
    other = make_project("selfeval_2023_hotline", by=manager)
    assert inside.post(url("close", other, grant.pk)).status_code == 404


# What is read ---------------------------------------------------------------------------------------------


def test_the_plan_has_twelve_elements_and_says_what_is_missing(project: Project, manager: User) -> None:
    page = page_of(manager, project, Target.PLAN)
    assert (len(page.lines), page.missing) == (12, 3)
    assert "12．工作纪律" in {line.piece.title for line in page.lines if line.piece.is_missing}
    shown = signed_in(manager).get(url("read", project, "plan")).content.decode()
    assert "还没有人签署独立性声明" in shown
    assert "尚缺3项" in shown


def test_indicators_come_with_their_rules_in_a_sentence(project: Project, manager: User) -> None:
    page = page_of(manager, project, Target.INDICATORS)
    by_key = {line.piece.key: piece for line in page.lines for piece in line.pieces}
    assert project.system.indicators.count() + 1 == sum(len(line.pieces) for line in page.lines)
    text = "".join(piece.text for line in page.lines for piece in line.pieces)
    assert "评分规则" in text
    assert "指标解释" in text
    assert set(by_key) <= {*project.system.indicators.values_list("code", flat=True), "grades"}


def test_read_sections_are_remembered_for_each_reader(
    project: Project, manager: User, expert: User, browser: Client
) -> None:
    make_grant(project, by=manager)
    for _ in range(2):
        browser.post(url("seen", project, "report"), {"key": [SECTION, "no-such-section"]})
    assert list(ReadMark.objects.values_list("user", "target", "key")) == [(expert.pk, "report", SECTION)]
    read = [page_of(person, project, Target.REPORT).read for person in (expert, manager)]
    assert read == [1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_comments(
    project: Project,
    manager: User,
    expert: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_grant(project, by=manager)
    for _ in range(count):
        reply(make_thread(project, expert, key="A", target="indicators"), "已补写。", by=manager)
    browser = signed_in(manager)
    browser.get(url("read", project, "indicators"))
    with django_assert_num_queries(19):
        page = browser.get(url("read", project, "indicators"))
    assert page.content.decode().count('"words">已补写。') == count


# What is written ------------------------------------------------------------------------------------------


def test_a_comment_begins_as_a_draft_at_its_words(
    project: Project, manager: User, expert: User, browser: Client
) -> None:
    make_grant(project, by=manager)
    piece = next(one for one in queries.pieces_of(project, "report") if one.key == SECTION)
    answer = begin(browser, project, exact=piece.text[3:9], before=piece.text[:3], behind=piece.text[9:80])
    thread = Thread.objects.get()
    assert (answer.status_code, thread.is_draft, thread.created_by, thread.place) == (
        200,
        True,
        expert,
        piece.title,
    )
    assert (thread.exact, thread.prefix, thread.suffix) == (piece.text[3:9], piece.text[:3], piece.text[9:41])
    assert 'data-start="3" data-end="9"' in answer.content.decode()
    assert signed_in(manager).get(url("read", project, "report")).content.decode().count("data-thread=") == 0


def test_a_cell_is_anchored_by_its_place_and_its_text(
    project: Project, manager: User, browser: Client
) -> None:
    make_grant(project, by=manager)
    piece = next(one for one in queries.pieces_of(project, "report") if "data-block=" in one.html)
    block = piece.html.split('data-block="')[1].split('"')[0]
    answer = begin(browser, project, key=piece.key, block=block, exact="等于别的")
    thread = Thread.objects.get()
    assert (thread.block, thread.exact != "等于别的", f'data-block="{block}"' in answer.content.decode()) == (
        block,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"key": "no.such.section"}, "现在不在了"),
        ({"exact": "报告里没有的一句话"}, "选中的文字现在不在这一节"),
        ({"block": "no:1:1"}, "单元格现在不在了"),
        ({"kind": "suggestion"}, "先选中一段文字"),
        ({"kind": "edict"}, "edict"),
        ({"exact": "长" * 3_000_000}, "最多2,000字，现有3000000字"),
    ],
)
def test_what_is_forged_or_too_long_is_refused_kindly(
    project: Project, manager: User, browser: Client, fields: dict[str, str], why: str
) -> None:
    make_grant(project, by=manager)
    answer = begin(browser, project, **fields)
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert Thread.objects.count() == 0


def test_ten_megabytes_are_refused_kindly(
    project: Project, manager: User, expert: User, browser: Client
) -> None:
    make_grant(project, by=manager)
    draft, thread = make_draft(project, expert), make_thread(project, expert)
    long = "长" * 3_400_000
    saved = browser.post(
        url("draft", project, draft.pk), {"text": long, "revision": 2}, headers={"X-Autosave": "1"}
    )
    assert (saved.status_code, saved.json()["errors"]["text"]) == (
        422,
        ["意见最多4,000字，现有3400000字。请写短一些，或分成几条。"],
    )
    said = browser.post(url("reply", project, thread.pk), {"text": long}, headers=CARD)
    assert (said.status_code, said.content.decode()) == (
        422,
        "回复最多4,000字，现有3400000字。请写短一些，或分成几条。",
    )
    assert Comment.objects.count() == 0


def test_foreign_threads_are_not_there(project: Project, manager: User, expert: User) -> None:
    make_grant(project, by=manager)
    colleague = signed_in(add_member(project, role=ProjectRole.EXPERT))
    private, hidden = make_draft(project, expert), make_thread(project, expert)
    other = make_project("selfeval_2023_hotline", by=manager)
    elsewhere = make_thread(other, manager)
    for thread in (private, hidden, elsewhere):
        for name in ("reply", "draft", "discard", "mend", "decide", "accept"):
            answer = colleague.post(
                url(name, project, thread.pk), {"text": "看看", "state": "adopted"}, headers=CARD
            )
            assert (name, answer.status_code) == (name, 404)
    assert (
        signed_in(manager).post(url("decide", project, private.pk), {"state": "adopted"}).status_code == 404
    )
    assert Comment.objects.count() == 0


def test_a_draft_is_saved_submitted_mended_and_answered(
    project: Project, manager: User, expert: User, browser: Client
) -> None:
    make_grant(project, by=manager)
    draft = make_draft(project, expert, text="")
    autosave = {"X-Autosave": "1"}
    fields = {"text": "请说明。", "for_experts": "on", "revision": draft.revision}
    saved = browser.post(url("draft", project, draft.pk), fields, headers=autosave).json()
    again = {**fields, "submit": "1", "revision": saved["revision"]}
    sent = browser.post(url("draft", project, draft.pk), again, headers=autosave).json()
    assert (list(sent["effects"]), "待处理" in sent["effects"][f"card-{draft.pk}"]) == (
        [f"card-{draft.pk}"],
        True,
    )
    browser.post(url("mend", project, draft.pk), {"text": "请说明依据。"}, headers=CARD)
    inside = signed_in(manager)
    answered = inside.post(
        url("reply", project, draft.pk), {"text": "见底稿。"}, headers=CARD
    ).content.decode()
    assert "见底稿。" in answered
    decided = inside.post(
        url("decide", project, draft.pk), {"state": "settled"}, headers=CARD
    ).content.decode()
    assert "已解决" in decided
    late = browser.post(url("mend", project, draft.pk), {"text": "又改"}, headers=CARD)
    assert (late.status_code, Thread.objects.get().text) == (422, "请说明依据。")


def test_an_own_draft_is_deleted_and_nothing_else(
    project: Project, manager: User, expert: User, browser: Client
) -> None:
    make_grant(project, by=manager)
    draft, thread = make_draft(project, expert), make_thread(project, expert)
    assert browser.post(url("discard", project, draft.pk), headers=CARD).status_code == 204
    assert browser.post(url("discard", project, thread.pk), headers=CARD).status_code == 422
    assert list(Thread.objects.all()) == [thread]


def test_accepting_by_the_page(project: Project, manager: User, expert: User, browser: Client) -> None:
    make_grant(project, by=manager)
    save_text(project, SECTION, "坐席不足。", title="", revision=0, by=manager)
    thread = make_suggestion(project, expert, "不足", "偏少", key=SECTION)
    assert browser.post(url("accept", project, thread.pk), headers=CARD).status_code == 403
    answer = signed_in(manager).post(url("accept", project, thread.pk), headers=CARD)
    assert (answer.status_code, "已采纳" in answer.content.decode()) == (200, True)
    generated = make_suggestion(project, expert, "考察", "评价", key="evaluation.purpose")
    asked = signed_in(manager).post(url("accept", project, generated.pk), headers=CARD)
    assert asked.status_code in (409, 422)


def test_without_script_one_comes_back_to_the_page(project: Project, manager: User, browser: Client) -> None:
    make_grant(project, by=manager)
    data = {"kind": "comment", "key": SECTION}
    answer = browser.post(url("begin", project, "report"), data)
    thread = Thread.objects.get()
    assert answer["Location"] == f"{url('read', project, 'report')}#thread-{thread.pk}"
    fields = {"text": "整节太长。", "revision": thread.revision, "submit": "1"}
    browser.post(url("draft", project, thread.pk), fields)
    assert not Thread.objects.get().is_draft
    refused = browser.post(url("reply", project, thread.pk), {"text": ""}, follow=True)
    assert "回复还没有写" in refused.content.decode()


def test_no_text_of_a_user_is_markup(project: Project, manager: User, expert: User) -> None:
    person = add_member(project, make_user(display_name=SCRIPT), ProjectRole.EXPERT)
    make_grant(project, by=manager)
    save_text(project, SECTION, f"坐席{SCRIPT}不足。", title="", revision=0, by=manager)
    values = {"key": SECTION, "place": SCRIPT, "prefix": SCRIPT[:32], "suffix": SCRIPT[:32]}
    reply(make_thread(project, person, exact=SCRIPT, text=SCRIPT, **values), SCRIPT, by=manager)
    make_suggestion(project, person, SCRIPT, f"{SCRIPT}{SCRIPT}", **values)
    make_draft(project, manager, kind=Kind.SUGGESTION, exact=SCRIPT, text=SCRIPT, suggestion=SCRIPT, **values)
    page = signed_in(manager).get(url("read", project, "report")).content.decode()
    assert page.count("&lt;script&gt;alert(1)") > 8
    assert SCRIPT not in page
    assert "<script>" not in page
