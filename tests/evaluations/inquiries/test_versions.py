"""Versions of interview and visit records, and the way back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.grids.actions import change
from evaluations.grids.operations import Add, Remove
from evaluations.inquiries import actions, grids
from evaluations.people.models import User
from evaluations.projects.models import Activity, Project
from tests.evaluations.inquiries.making import browser_of, make_visit
from tests.factories import add_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project("hongda_2018")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


def planned(project: Project, by: User, *questions: str) -> object:
    row = actions.plan_interview(project, {"subject_role": "消保处负责人"}, by=by)
    change(
        grids.questions(row),
        project,
        [Add(key=f"n{n}", after=None, parent=None, cells={"text": q}) for n, q in enumerate(questions)],
        by=by,
    )
    return row


def test_an_interview_goes_back_with_its_answers(project: Project, person: User) -> None:
    row = planned(project, person, "资金如何使用", "有何建议")
    first, second = row.questions.all()
    keys = [f"answer-{one.pk}" for one in (first, second)]
    actions.record_interview(row, {keys[0]: "按预算", "date": "2019-03-05"}, revision=1, by=person)
    actions.record_interview(row, {keys[0]: "不清楚", keys[1]: "加人"}, revision=2, by=person)
    browser = browser_of(project)
    page = browser.get(reverse("inquiries:interview-versions", args=[project.pk, row.pk])).content.decode()
    assert "<del>按预算</del> <ins>不清楚</ins>" in page
    assert "<del>—</del> <ins>加人</ins>" in page
    back = reverse("inquiries:interview-restore", args=[project.pk, row.pk])
    version = row.history.get(revision=2)
    late = browser.post(back, {"version": version.history_id, "revision": 2}, follow=True).content.decode()
    assert "又有人保存了新版本" in late
    done = browser.post(back, {"version": version.history_id, "revision": 3}, follow=True).content.decode()
    assert "“消保处负责人”已恢复到第2版的内容" in done
    first.refresh_from_db()
    second.refresh_from_db()
    row.refresh_from_db()
    assert (row.revision, row.date, first.answer, second.answer) == (4, "2019-03-05", "按预算", "")
    assert Activity.objects.latest("pk").verb == "恢复到第2版"


def test_answers_to_questions_that_came_later_stay_and_of_removed_ones_are_named(
    project: Project, person: User
) -> None:
    row = planned(project, person, "资金如何使用")
    old = row.questions.get()
    actions.record_interview(row, {f"answer-{old.pk}": "按预算"}, revision=1, by=person)
    actions.record_interview(row, {"place": "会议室"}, revision=2, by=person)
    added = Add(key="n", after=None, parent=None, cells={"text": "后加的问题"})
    change(grids.questions(row), project, [added, Remove(row=old.pk)], by=person)
    new = row.questions.get()
    actions.record_interview(row, {f"answer-{new.pk}": "后来的回答"}, revision=3, by=person)
    back = reverse("inquiries:interview-restore", args=[project.pk, row.pk])
    version = row.history.get(revision=2)
    done = browser_of(project).post(back, {"version": version.history_id, "revision": 4}, follow=True)
    assert "“资金如何使用”现在不在清单里" in done.content.decode()
    new.refresh_from_db()
    row.refresh_from_db()
    assert (row.place, new.answer) == ("", "后来的回答")


def test_a_visit_goes_back_past_its_removal(project: Project, person: User) -> None:
    row = actions.plan_visit(project, {"place": "青溪街道助餐点"}, by=person)
    check = actions.add_check(row, "灶台", by=person)
    data = {f"found-{check.pk}": "有", f"conforms-{check.pk}": True, f"quantity-{check.pk}": Decimal(2)}
    actions.record_visit(row, data, revision=1, by=person)
    actions.remove_visit(row, by=person)
    actions.restore(project.removed_rows.get(), by=person)
    row.refresh_from_db()
    actions.record_visit(row, {f"conforms-{check.pk}": False}, revision=row.revision, by=person)
    row.refresh_from_db()
    browser = browser_of(project)
    page = browser.get(reverse("inquiries:visit-versions", args=[project.pk, row.pk])).content.decode()
    assert "<del>是</del> <ins>否</ins>" in page
    assert "<del>有</del>" not in page
    back = reverse("inquiries:visit-restore", args=[project.pk, row.pk])
    version = row.history.get(revision=2, history_type="~")
    browser.post(back, {"version": version.history_id, "revision": row.revision})
    check.refresh_from_db()
    assert (check.found, check.conforms, check.quantity) == ("有", True, Decimal(2))


@pytest.mark.parametrize("kind", ["interview", "visit"])
def test_a_longer_history_takes_no_more_queries(project: Project, person: User, kind: str) -> None:
    counted = []
    browser = browser_of(project)
    for rows in (1, 3):
        if kind == "interview":
            row = planned(project, person, *(f"问{n}" for n in range(rows)))
            keys = [f"answer-{one.pk}" for one in row.questions.all()]
            for number in range(rows):
                actions.record_interview(row, {keys[number]: "答"}, revision=number + 1, by=person)
        else:
            row = make_visit(project, person, *(f"查{n}" for n in range(rows)))
            keys = [f"found-{one.pk}" for one in row.checks.all()]
            for number in range(rows):
                actions.record_visit(row, {keys[number]: "有"}, revision=number + 1, by=person)
        with CaptureQueriesContext(
            connection,
        ) as told:
            browser.get(reverse(f"inquiries:{kind}-versions", args=[project.pk, row.pk]))
        counted.append(len(told))
    assert counted[0] == counted[1]
