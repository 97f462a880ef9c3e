"""What every autosaving view answers: 200, 409, 422, and a plain form as ever."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.composing.models import SectionText
from reports.composing.queries import written_sections
from tests.evaluations.papers.making import form_of
from tests.factories import make_firm, make_project, make_user

pytestmark = pytest.mark.django_db
CLOCK = re.compile(r"\d\d:\d\d:\d\d")


@pytest.fixture
def zhou() -> User:
    return make_user(firm=make_firm(), display_name="周屿")


@pytest.fixture
def project(zhou: User) -> Project:
    return make_project(firm=zhou.firms.get(), by=zhou)


@pytest.fixture
def browser(zhou: User) -> Client:
    client = Client()
    client.force_login(zhou)
    return client


def typed(browser: Client, url: str, data: dict[str, Any]) -> HttpResponse:
    return browser.post(url, data, headers={"X-Autosave": "1"})


def info(project: Project, **changed: Any) -> dict[str, Any]:
    names = ("evaluated_unit", "competent_department", "commissioning_bureau", "firm_name")
    data = {name: getattr(project, name) for name in (*names, "title", "report_number", "funding_source")}
    return {**data, "year": "2018", "report_date": "", "revision": 1, **changed}


def test_a_paper_is_saved_and_shows_the_effect(browser: Client, project: Project) -> None:
    data = form_of(browser, project, "C1-4") | {"input:answered_12333": "300"}
    answer = typed(browser, reverse("papers:save", args=[project.pk, "C1-4"]), data).json()
    assert answer["revision"] == 2
    assert CLOCK.fullmatch(answer["at"])
    assert set(answer["effects"]) == {"preview", "paper-side", "paper-state", "paper-actions"}
    assert "8.5" in answer["effects"]["preview"]
    assert "第2版" in answer["effects"]["paper-side"]
    assert answer["next"] == reverse("papers:paper", args=[project.pk, "C1-4"])


def test_a_paper_with_a_wrong_figure_is_not_saved_at_all(browser: Client, project: Project) -> None:
    data = form_of(browser, project, "C1-4")
    data |= {"input:answered_12333": "84.O5", "deduction_reason": "话务员不足"}
    answer = typed(browser, reverse("papers:save", args=[project.pk, "C1-4"]), data)
    assert answer.status_code == 422
    assert answer.json() == {
        "errors": {"input:answered_12333": ["“84.O5”不是数字：第4个字符是字母O，应为数字0。"]}
    }
    assert project.papers.get(indicator__code="C1-4").revision == 1


def test_an_old_paper_comes_back_with_both_versions(browser: Client, project: Project) -> None:
    url, old = reverse("papers:save", args=[project.pk, "C1-4"]), form_of(browser, project, "C1-4")
    assert typed(browser, url, old | {"input:answered_12333": "310"}).status_code == 200
    answer = typed(browser, url, old | {"input:answered_12333": "300"})
    assert answer.status_code == 409
    told = answer.json()
    assert told["revision"] == 2
    assert told["html"].lstrip().startswith("<form")
    assert "choose-input:answered_12333" in told["html"]
    assert "310" in told["html"]
    assert "300" in told["html"]


def test_project_information(browser: Client, project: Project) -> None:
    url = reverse("projects:edit", args=[project.pk])
    answer = typed(browser, url, info(project, funding_source="市级财政"))
    assert answer.json()["revision"] == 2
    assert answer.json()["effects"] == {}
    assert typed(browser, url, info(project, year="1801", revision=2)).json() == {
        "errors": {"year": ["年度应在1990到2100之间。"]}
    }
    late = typed(browser, url, info(project, funding_source="区级财政"))
    assert late.status_code == 409
    assert "市级财政" in late.json()["html"]
    assert "区级财政" in late.json()["html"]
    assert browser.post(url, info(project, funding_source="区级财政", revision=2)).status_code == 302


def test_a_section(browser: Client, project: Project) -> None:
    section = written_sections(project)[0].section.id
    url = reverse("composing:section", args=[project.pk, section])
    assert typed(browser, url, {"text": "第一稿", "revision": 0}).json()["revision"] == 1
    assert typed(browser, url, {"text": "", "revision": 1}).json() == {
        "errors": {"text": ["正文不能为空。要用回生成的文字，请按“恢复生成文字”。"]}
    }
    late = typed(browser, url, {"text": "另一稿", "revision": 0})
    assert (late.status_code, late.json()["revision"]) == (409, 1)
    kept = typed(browser, url, {"text": "另一稿", "revision": 1, "choose-text": "theirs"})
    assert kept.json()["revision"] == 1
    assert SectionText.objects.get().text == "第一稿"


def test_nothing_changed_is_the_same_revision(browser: Client, project: Project) -> None:
    data = form_of(browser, project, "C1-4")
    answer = typed(browser, reverse("papers:save", args=[project.pk, "C1-4"]), data)
    assert answer.json()["revision"] == 1
