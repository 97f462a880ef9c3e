"""Ctrl K: what is found, for whom, in how many queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.desk.find import find
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from tests.factories import add_member, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhou() -> User:
    return make_user(firm=make_firm(), display_name="周屿")


@pytest.fixture
def project(zhou: User) -> Project:
    return make_project(firm=zhou.firms.get(), by=zhou)


def labels(user: User, words: str, here: int | None = None) -> dict[str, list[str]]:
    return {group.label: [one.label for one in group.found] for group in find(user, words, here)}


def test_papers_by_code_and_name_and_projects_by_title(project: Project, zhou: User) -> None:
    assert labels(zhou, "C1-4") == {"工作底稿": ["C1-4　综合接通率"]}
    assert labels(zhou, "综合 接通")["工作底稿"] == ["C1-4　综合接通率"]
    assert labels(zhou, "12333热线")["项目"] == [project.title]
    assert labels(zhou, "  ") == {}
    assert labels(zhou, "没有这个词") == {}


def test_pages_of_the_project_one_is_in(project: Project, zhou: User) -> None:
    assert labels(zhou, "预算", project.pk)["本项目的页面"] == ["预算与资金"]
    assert "本项目的页面" not in labels(zhou, "预算")


def test_who_may_not_open_it_does_not_find_it(project: Project) -> None:
    stranger, officer = make_user(), add_member(project, role=ProjectRole.BUREAU_OFFICER)
    assert labels(stranger, "C1-4", project.pk) == {}
    assert labels(stranger, "12333", project.pk) == {}
    assert labels(officer, "C1-4", project.pk) == {}
    assert labels(officer, "预算", project.pk) == {}
    assert labels(officer, "12333")["项目"] == [project.title]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(zhou: User, count: int, django_assert_num_queries: Any) -> None:
    projects = [make_project(firm=zhou.firms.get(), by=zhou) for _ in range(count)]
    with django_assert_num_queries(2):
        found = labels(zhou, "C1", projects[0].pk)
    assert len(found["工作底稿"]) == (4 if count == 1 else 6)


def test_the_fragment(project: Project, zhou: User) -> None:
    browser = Client()
    browser.force_login(zhou)
    page = browser.get(reverse("desk:find"), {"q": "C1-4", "project": project.pk}).content.decode()
    assert reverse("papers:paper", args=[project.pk, "C1-4"]) in page
    assert "没有找到“&lt;b&gt;”" in browser.get(reverse("desk:find"), {"q": "<b>"}).content.decode()
