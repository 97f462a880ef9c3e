"""One-time links: each answers once, also typed from paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from evaluations.questionnaires.models import AccessCode, Channel, Response, Sitting
from evaluations.surveying.definition import Questionnaire
from tests.evaluations.questionnaires.answering.making import TWO, begin, collect, make_code
from tests.evaluations.surveying.samples import EVERY_KIND

pytestmark = pytest.mark.django_db

SENT = {"q1": "a", "q2": "4"}


def link(code: AccessCode) -> str:
    return reverse("answering:code", args=[code.survey.collection.token, code.code])


def text(page: Any) -> str:
    return " ".join(html.fromstring(page.content.decode()).text_content().split())


def test_a_link_answers_once() -> None:
    code, phone = make_code(collect(TWO)), Client()
    place = begin(phone, link(code))
    assert "thanks" in phone.post(place, SENT)["Location"]
    stored = Response.objects.get()
    assert (stored.channel, stored.device) == (Channel.CODE, "")
    code.refresh_from_db()
    assert code.used_at is not None
    for one in (phone.get(link(code)), Client().get(link(code)), phone.post(link(code))):
        assert "这个链接已经用过了" in text(one)
    assert "thanks" in phone.post(place, SENT)["Location"]
    assert Response.objects.count() == 1


def test_whoever_opens_it_again_goes_on_with_the_same_sheet() -> None:
    code = make_code(collect(TWO))
    first = begin(Client(), link(code))
    again = Client()
    assert "继续上次作答" in text(again.get(link(code)))
    assert begin(again, link(code)) == first
    assert Sitting.objects.count() == 1


def test_two_sheets_of_one_link_count_once() -> None:
    """A sheet that was begun before, by whatever way, comes too late."""
    collection = collect(TWO)
    code = make_code(collection)
    place = begin(Client(), link(code))
    AccessCode.objects.update(used_at=timezone.now())
    late = Client().post(place, SENT)
    assert "这个链接已经用过了" in text(late)
    assert Client().post(place, SENT, headers={"accept": "application/json"}).status_code == 409
    assert not Response.objects.exists()


def test_the_group_is_that_of_the_link() -> None:
    asking = Questionnaire(title="问卷", items=TWO.items, groups=EVERY_KIND.groups)
    code = make_code(collect(asking), group="family")
    assert "您属于哪一类" not in text(Client().get(link(code)))
    begin(Client(), link(code), group="old")
    assert Sitting.objects.get().group == "family"


@pytest.mark.parametrize("values", [{"withdrawn_at": timezone.now()}, {"is_drawn": False}])
def test_a_link_that_was_withdrawn_or_not_drawn(values: dict[str, Any]) -> None:
    code = make_code(collect(TWO), **values)
    assert "这个链接已经停用" in text(Client().get(link(code)))
    assert "这个链接已经停用" in text(Client().post(link(code)))
    assert not Sitting.objects.exists()


def test_a_code_of_another_survey_is_not_there() -> None:
    code, other = make_code(collect(TWO)), collect(TWO)
    for access in (code.code, "nowhere", "x" * 90):
        place = reverse("answering:code", args=[other.token, access])
        assert Client().get(place).status_code == 404


@pytest.mark.parametrize("typed", ["ABCD2345", "abcd 2345", "ＡＢＣＤ－2345", "abcd-2345"])
def test_a_code_is_typed_from_paper(typed: str) -> None:
    code = make_code(collect(TWO))
    assert Client().post(reverse("answering:enter"), {"code": typed})["Location"] == link(code)


def test_a_wrong_code_is_told_and_stays(settings: Any) -> None:
    make_code(collect(TWO))
    page = Client().post(reverse("answering:enter"), {"code": "ABCD2346"})
    assert page.status_code == 422
    assert "没有这个编码" in text(page)
    assert html.fromstring(page.content.decode()).xpath("//input[@name='code']/@value") == ["ABCD2346"]
    assert "请输入纸上的编码" in text(Client().post(reverse("answering:enter")))


def test_wrong_codes_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluations.questionnaires.answering.limits.MOST_WRONG_CODES", 2)
    robot = Client(REMOTE_ADDR="10.1.2.3")
    code = make_code(collect(TWO))
    statuses = [robot.post(reverse("answering:enter"), {"code": f"A{at}"}).status_code for at in range(3)]
    assert statuses == [422, 422, 429]
    assert robot.post(reverse("answering:enter"), {"code": code.code}).status_code == 429
