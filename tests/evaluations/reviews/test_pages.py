"""The pages of opinions: answers saved by script and by button, refusals told, queries that do not grow."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.projects.models import ProjectRole
from evaluations.reviews.adoption.models import Answer, Opinion
from tests.evaluations.papers.making import signed_in
from tests.evaluations.reviews.making import consult, make_thread
from tests.evaluations.stages.making import Cast, make_cast

pytestmark = pytest.mark.django_db

TYPED = {"revision": 0, "decision": "decline", "reason": "依据充分。", "place": "", "before": "", "after": ""}
BY_SCRIPT = {"X-Autosave": "1"}


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    make_thread(found.project, found["expert"])
    return found


@pytest.fixture
def browser(cast: Cast) -> Client:
    return signed_in(cast["manager"])


def address(cast: Cast) -> str:
    return reverse("adoption:answer", args=[cast.project.pk, 1])


def test_an_answer_is_saved_while_one_types_and_the_page_follows(cast: Cast, browser: Client) -> None:
    told = browser.post(address(cast), TYPED, headers=BY_SCRIPT).json()
    assert (told["revision"], set(told["effects"])) == (
        1,
        {"state-1", "changed-1", "adoption-top", "adoption-go"},
    )
    assert "已答复" in told["effects"]["state-1"]
    assert "意见已全部答复" in told["effects"]["adoption-top"]
    page = browser.get(reverse("adoption:table", args=[cast.project.pk])).content.decode()
    assert "依据充分。" in page


def test_two_windows_are_shown_both_answers(cast: Cast, browser: Client) -> None:
    browser.post(address(cast), TYPED)
    for headers, sign in ((BY_SCRIPT, "依据充分。"), ({}, "两人同时改了意见1的答复")):
        told = browser.post(address(cast), TYPED | {"reason": "别的理由。"}, headers=headers)
        assert told.status_code == 409
        assert sign in (told.json()["html"] if headers else told.content.decode())
    merged = TYPED | {
        "revision": 1,
        "reason": "别的理由。",
        "choose-reason": "mine",
        "choose-decision": "theirs",
    }
    assert browser.post(address(cast), merged).status_code == 302
    assert Answer.objects.get().reason == "别的理由。"


def test_ones_own_opinion_is_refused_with_its_reason(cast: Cast) -> None:
    cast.project.members.filter(user=cast["expert"]).update(role=ProjectRole.EVALUATOR)
    told = signed_in(cast["expert"]).post(address(cast), TYPED, headers=BY_SCRIPT)
    assert (told.status_code, "您本人提出" in told.json()["message"]) == (423, True)
    assert not Answer.objects.exists()


def test_an_item_of_a_consultation_by_the_unit(cast: Cast) -> None:
    consult(cast.project, by=cast["manager"])
    unit = signed_in(cast["unit_contact"])
    say = reverse("consulting:say", args=[cast.project.pk, 1])
    refused = unit.post(say, {"text": "", "code": "", "place": ""})
    assert (refused.status_code, "意见还没有写" in refused.content.decode()) == (422, True)
    assert unit.post(say, {"text": "请更正。", "code": "A1", "place": "输入"}).status_code == 302
    row = Opinion.objects.latest("number")
    assert (row.text, row.code, row.place, row.role) == ("请更正。", "A1", "A1　指标A1　输入", "unit_contact")
    page = unit.get(reverse("consulting:page", args=[cast.project.pk])).content.decode()
    assert "请更正。" in page


def test_an_expert_fills_the_form_and_hands_it_in(cast: Cast) -> None:
    expert = signed_in(cast["expert"])
    form = reverse("expertise:form", args=[cast.project.pk, "plan-review"])
    assert expert.get(form).status_code == 200
    data = {"revision": 1, "overall": "可行。", "changes": "补充样本说明。", "conclusion": "after_changes"}
    data |= {f"score{place}": "10" for place in range(5)}
    wrong = expert.post(form, data | {"score0": "21"}, headers=BY_SCRIPT).json()
    assert wrong["errors"]["score0"] == ["“指标体系合理性”满分20，不能高于满分。"]
    assert expert.post(form, data, headers=BY_SCRIPT).json()["effects"] == {"marks-total": "50.00"}
    expert.post(reverse("expertise:submit", args=[cast.project.pk, "plan-review"]))
    assert Opinion.objects.latest("number").text == "补充样本说明。"
    summary = signed_in(cast["lead"]).get(reverse("expertise:forms", args=[cast.project.pk]))
    assert "修改后通过1人" in summary.content.decode()


def test_the_page_costs_the_same_for_one_opinion_and_for_four(cast: Cast, browser: Client) -> None:
    page = reverse("adoption:table", args=[cast.project.pk])
    browser.get(page)
    with CaptureQueriesContext(connection) as one:
        browser.get(page)
    for _ in range(3):
        make_thread(cast.project, cast["expert2"])
    with CaptureQueriesContext(connection) as four:
        browser.get(page)
    assert len(one) == len(four)
