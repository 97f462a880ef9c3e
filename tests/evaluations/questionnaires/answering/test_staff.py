"""Interviews in a row, and a questionnaire that is tried out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Channel, Collection, Form, FormVersion, Response, Sitting
from evaluations.surveying import plainly
from evaluations.surveying.definition import Questionnaire
from tests.evaluations.questionnaires.answering.making import FILLED, TWO, begin, collect
from tests.evaluations.surveying.samples import EVERY_KIND
from tests.factories import add_member, make_project

pytestmark = pytest.mark.django_db

SENT = {"q1": "a", "q2": "4"}


@pytest.fixture
def project() -> Project:
    return make_project("selfeval_2023_hotline")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


@pytest.fixture
def tablet(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(page: Any) -> str:
    return " ".join(html.fromstring(page.content.decode()).text_content().split())


def of(collection: Collection, name: str, *more: Any) -> str:
    return reverse(f"answering:{name}", args=[collection.survey.project_id, collection.survey_id, *more])


def test_interviews_in_a_row(tablet: Client, project: Project, person: User) -> None:
    collection = collect(TWO, project, is_open_link=False, rules={"seconds": 0})
    place = of(collection, "interviewer")
    for _ in range(2):
        done = tablet.post(begin(tablet, place), SENT)["Location"]
        shown = html.fromstring(tablet.get(done).content.decode())
        assert shown.xpath("//a[text()='下一位']/@href") == [place]
    rows = Response.objects.values_list("channel", "entered_by", "device", "flags")
    assert list(rows) == [(Channel.INTERVIEWER, person.pk, "", "")] * 2


def test_an_interview_is_not_reached_by_the_open_link(tablet: Client, project: Project) -> None:
    collection = collect(TWO, project)
    key = begin(tablet, of(collection, "interviewer")).split("/")[-3]
    for name, more in (("sheet", []), ("page", [1])):
        assert (
            Client().get(reverse(f"answering:{name}", args=[collection.token, key, *more])).status_code == 404
        )


def test_a_sheet_of_the_open_link_is_no_interview(tablet: Client, project: Project) -> None:
    collection = collect(TWO, project)
    key = begin(Client(), reverse("answering:open", args=[collection.token])).split("/")[-3]
    assert tablet.get(of(collection, "interview", key)).status_code == 404


def test_interviews_need_no_link_but_a_published_questionnaire(tablet: Client, project: Project) -> None:
    collection = collect(None, project)
    assert "问卷还没有发布" in text(tablet.get(of(collection, "interviewer")))
    assert tablet.get(of(collection, "interview-thanks")).status_code == 404


def test_an_interview_asks_for_consent_and_group(tablet: Client, project: Project) -> None:
    asking = Questionnaire(title="问卷", consent="自愿参加。", items=TWO.items, groups=EVERY_KIND.groups)
    place = of(collect(asking, project), "interviewer")
    assert tablet.post(place, {"group": "old"}).status_code == 422
    begin(tablet, place, group="old", consent="1")
    assert Sitting.objects.get().group == "old"


def test_a_trial_stores_nothing(tablet: Client, project: Project) -> None:
    collection = collect(None, project)
    Form.objects.create(survey=collection.survey, content=plainly.write(EVERY_KIND))
    start = of(collection, "tryout")
    assert "试填" in text(tablet.get(start))
    place = begin(tablet, start, group="old")
    assert place == of(collection, "tryout-page", 1)
    refused = tablet.post(place, {"q2": "4"})
    assert (refused.status_code, "这道题还没有选" in text(refused)) == (422, True)
    while "thanks" not in place:
        place = tablet.post(place, FILLED)["Location"]
    assert "试填完成" in text(tablet.get(place))
    whole = begin(tablet, start, group="old", whole="1")
    assert "data-kept" not in tablet.get(whole).content.decode()
    assert "thanks" in tablet.post(whole, FILLED)["Location"]
    assert not Sitting.objects.exists()
    assert not Response.objects.exists()


def test_a_version_is_tried_out(tablet: Client, project: Project) -> None:
    collection = collect(TWO, project)
    Form.objects.create(survey=collection.survey, content=plainly.write(EVERY_KIND))
    start = of(collection, "tryout")
    assert TWO.title in text(tablet.get(f"{start}?version=1"))
    assert "您满意吗" in text(tablet.get(of(collection, "tryout-page", 1)))
    assert EVERY_KIND.title in text(tablet.get(start))
    assert "您了解这项政策吗" in text(tablet.get(of(collection, "tryout-page", 1)))


def test_nothing_to_try_is_told(tablet: Client, project: Project) -> None:
    collection = collect(None, project)
    assert "还没有可以试填的问卷" in text(tablet.get(of(collection, "tryout")))
    assert "还没有可以试填的问卷" in text(tablet.get(of(collection, "tryout-page", 1)))
    Form.objects.create(survey=collection.survey, content={"items": 7})
    assert "还没有可以试填的问卷" in text(tablet.get(of(collection, "tryout")))
    assert "还没有可以试填的问卷" in text(tablet.get(f"{of(collection, 'tryout')}?version=9"))
    assert FormVersion.objects.count() == 0


def test_another_projects_survey_is_not_there(tablet: Client) -> None:
    foreign = collect(TWO, make_project("linfang_2018"))
    for name in ("interviewer", "tryout", "tryout-sheet"):
        assert tablet.get(of(foreign, name)).status_code == 404
