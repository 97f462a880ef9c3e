"""What may be done to an opinion, by whom it is seen, and what the log tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews import actions, queries
from evaluations.reviews.actions import Draft, Refused
from evaluations.reviews.models import Comment, Kind, Mention, Target, Thread, ThreadState
from tests.evaluations.reviews.making import make_anchor, make_draft, make_thread
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db

ROLES = ("lead", "evaluator", "reviewer", "expert", "bureau_officer", "unit_contact")


@pytest.fixture
def project() -> Project:
    return make_project("selfeval_2023_hotline")


@pytest.fixture
def people(project: Project) -> dict[str, User]:
    found = {role: add_member(project, make_user(display_name=role), role) for role in ROLES}
    found["colleague"] = add_member(project, make_user(display_name="另一位专家"), ProjectRole.EXPERT)
    found["admin"] = make_user("admin", project.firm, display_name="管理员")
    found["stranger"] = make_user("admin")
    return found


def seeing(thread: Thread, people: dict[str, User]) -> set[str]:
    rows = Thread.objects.filter(pk=thread.pk)
    return {name for name, user in people.items() if rows.visible_to(user, Project.objects.get()).exists()}


FIRM = {"lead", "evaluator", "reviewer", "admin"}


def test_a_draft_is_its_authors_alone(project: Project, people: dict[str, User]) -> None:
    draft = make_draft(project, people["expert"], for_experts=True, for_bureau=True, for_unit=True)
    assert seeing(draft, people) == {"expert"}
    assert project.activities.filter(kind="review").count() == 0


@pytest.mark.parametrize(
    ("shown", "also"),
    [
        ({}, set()),
        ({"for_experts": True}, {"colleague"}),
        ({"for_bureau": True}, {"bureau_officer"}),
        ({"for_unit": True}, {"unit_contact"}),
        ({"for_experts": True, "for_unit": True}, {"colleague", "unit_contact"}),
    ],
)
def test_submitted_it_is_seen_by_the_firm_and_whom_it_is_shown_to(
    project: Project, people: dict[str, User], shown: dict[str, bool], also: set[str]
) -> None:
    thread = make_thread(project, people["expert"], **shown)
    assert seeing(thread, people) == {"expert", *FIRM, *also}


def test_nothing_of_another_project(project: Project, people: dict[str, User]) -> None:
    other = make_project("selfeval_2023_hotline", firm=project.firm)
    thread = make_thread(other, other.members.get().user)
    add_member(other, people["lead"], ProjectRole.LEAD)
    assert not Thread.objects.visible_to(people["lead"], project).filter(pk=thread.pk).exists()
    assert Thread.objects.visible_to(people["lead"], other).filter(pk=thread.pk).exists()


def test_opinions_from_outside_are_found(project: Project, people: dict[str, User]) -> None:
    made = {name: make_thread(project, people[name]) for name in (*ROLES, "admin")}
    make_draft(project, people["expert"])
    outside = {made["expert"], made["bureau_officer"], made["unit_contact"]}
    assert set(Thread.objects.from_outside()) == outside
    assert {one for one in made.values() if one.is_from_outside} == outside
    assert (made["admin"].role, made["admin"].author_label) == ("", "评价机构")


def test_a_draft_is_kept_and_two_windows_do_not_overwrite_each_other(
    project: Project, people: dict[str, User]
) -> None:
    draft = make_draft(project, people["expert"], text="一")
    saved = actions.save_draft(draft, Draft(text="二"), revision=2)
    assert (saved.text, saved.revision) == ("二", 3)
    assert actions.save_draft(draft, Draft(text="二"), revision=1).revision == 3
    with pytest.raises(Conflict) as conflict:
        actions.save_draft(draft, Draft(text="三"), revision=2)
    assert (conflict.value.theirs["text"], conflict.value.mine["text"]) == ("二", "三")


def test_submission_is_logged_and_final(project: Project, people: dict[str, User]) -> None:
    thread = make_thread(project, people["expert"], text="请说明。")
    line = project.activities.get(kind="review")
    assert (line.verb, line.subject, line.by) == ("提交", "意见 综合评价结论", people["expert"])
    assert line.changes == [{"field": "意见", "before": "—", "after": "请说明。"}]
    for change in (
        lambda: actions.save_draft(thread, Draft(text="别的"), revision=thread.revision),
        lambda: actions.discard(thread),
        lambda: actions.submit(thread, by=people["expert"]),
    ):
        with pytest.raises(Refused, match="已经提交"):
            change()
    assert Thread.objects.get().text == "请说明。"


def test_what_says_nothing_is_not_submitted(project: Project, people: dict[str, User]) -> None:
    by = people["expert"]
    mark = actions.begin(project, make_anchor(), kind=Kind.MARK, by=by)
    same = actions.begin(project, make_anchor(), kind=Kind.SUGGESTION, by=by)
    for thread, why in (
        (mark, "只给自己看"),
        (same, "与原文相同"),
        (make_draft(project, by, text=""), "没有写"),
    ):
        with pytest.raises(Refused, match=why):
            actions.submit(thread, by=by)
    with pytest.raises(Refused, match="选中一段文字"):
        actions.begin(project, make_anchor(exact=""), kind=Kind.SUGGESTION, by=by)
    assert Thread.objects.submitted().count() == 0


def test_the_database_holds_what_a_thread_is(project: Project, people: dict[str, User]) -> None:
    mark = actions.begin(project, make_anchor(), kind=Kind.MARK, by=people["expert"])
    draft = make_draft(project, people["expert"])
    for row, values in (
        (mark, {"submitted_at": "2026-05-01T00:00:00Z"}),
        (draft, {"state": "adopted"}),
        (draft, {"kind": "other"}),
        (draft, {"text": "", "submitted_at": "2026-05-01T00:00:00Z"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Thread.objects.filter(pk=row.pk).update(**values)


def test_the_author_mends_for_ten_minutes_and_until_somebody_answers(
    project: Project, people: dict[str, User]
) -> None:
    thread = make_thread(project, people["expert"])
    assert thread.submitted_at is not None
    late = thread.submitted_at + timedelta(minutes=10, seconds=1)
    mended = actions.mend(thread, "改过。", "", by=people["expert"])
    assert (mended.text, mended.edited_at is not None) == ("改过。", True)
    with pytest.raises(Refused):
        actions.mend(thread, "又改。", "", by=people["expert"], at=late)
    with pytest.raises(Refused):
        actions.mend(thread, "别人改。", "", by=people["lead"])
    actions.reply(thread, "已补写。", by=people["lead"])
    with pytest.raises(Refused):
        actions.mend(thread, "再改。", "", by=people["expert"])


def test_a_reply_is_mended_while_it_is_the_last_word(project: Project, people: dict[str, User]) -> None:
    thread = make_thread(project, people["expert"])
    first = actions.reply(thread, "一", by=people["lead"])
    assert actions.mend_reply(first, "一改", by=people["lead"]).text == "一改"
    for by, at in ((people["expert"], None), (people["lead"], first.at + timedelta(minutes=11))):
        with pytest.raises(Refused):
            actions.mend_reply(first, "不行", by=by, at=at)
    actions.reply(thread, "二", by=people["expert"])
    with pytest.raises(Refused):
        actions.mend_reply(first, "不行", by=people["lead"])
    last = actions.reply(thread, "三", by=people["lead"])
    actions.decide(thread, ThreadState.SETTLED, by=people["lead"])
    with pytest.raises(Refused):
        actions.mend_reply(last, "不行", by=people["lead"])
    assert [one.text for one in Comment.objects.all()] == ["一改", "二", "三"]


def test_decisions_are_logged(project: Project, people: dict[str, User]) -> None:
    thread = make_thread(project, people["expert"])
    decided = actions.decide(thread, ThreadState.TO_CHANGE, by=people["lead"])
    assert (decided.is_open, decided.decided_by) == (True, people["lead"])
    decided = actions.decide(thread, ThreadState.ADOPTED, by=people["lead"], change=("旧", "新"))
    assert (decided.is_open, decided.before, decided.after) == (False, "旧", "新")
    line = project.activities.filter(kind="review").first()
    assert line is not None
    assert line.changes == [{"field": "状态", "before": "待修改", "after": "已采纳"}]
    with pytest.raises(Refused, match="还是草稿"):
        actions.decide(make_draft(project, people["expert"]), ThreadState.ADOPTED, by=people["lead"])


def test_who_is_addressed(project: Project, people: dict[str, User]) -> None:
    thread = make_thread(project, people["expert"], text="@lead 请看，@另一位专家也请看。", for_experts=True)
    assert {one.user for one in Mention.objects.all()} == {people["lead"], people["colleague"]}
    assert [one.thread for one in queries.mentions_of(people["lead"])] == [thread]
    actions.mend(thread, "@reviewer 请看。", "", by=people["expert"])
    assert [one.user for one in Mention.objects.all()] == [people["reviewer"]]
    actions.reply(thread, "@expert 已改。", by=people["lead"])
    assert [one.comment is not None for one in queries.mentions_of(people["expert"])] == [True]
    actions.decide(thread, ThreadState.SETTLED, by=people["lead"])
    assert not queries.mentions_of(people["expert"])


def test_nobody_is_addressed_who_does_not_see_it(project: Project, people: dict[str, User]) -> None:
    draft = make_draft(project, people["expert"], text="@unit_contact 请说明。")
    with pytest.raises(Refused, match="unit_contact看不到这条意见"):
        actions.submit(draft, by=people["expert"])
    assert Thread.objects.get().is_draft
    thread = make_thread(project, people["expert"])
    with pytest.raises(Refused, match="看不到"):
        actions.reply(thread, "@bureau_officer 请看", by=people["lead"])
    assert Comment.objects.count() == 0


def test_a_script_fills_nothing(
    project: Project, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_DRAFTS", 2)
    for _ in range(2):
        make_draft(project, people["expert"])
    with pytest.raises(Refused, match="已有2条草稿"):
        make_draft(project, people["expert"])
    make_draft(project, people["colleague"])


@pytest.mark.parametrize("count", [1, 3])
def test_threads_beside_a_text_cost_the_same(
    project: Project,
    people: dict[str, User],
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        thread = make_thread(project, people["expert"])
        actions.reply(thread, "已补写。", by=people["lead"])
        actions.decide(thread, ThreadState.SETTLED, by=people["lead"])
    fresh = Project.objects.get()
    with django_assert_num_queries(3):  # role, threads, replies
        listed = list(queries.threads_beside(people["lead"], fresh, Target.REPORT))
        said = [(str(one.created_by), [str(two.author) for two in one.comments.all()]) for one in listed]
    assert said == [("expert", ["lead"])] * count
