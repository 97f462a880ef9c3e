"""Who is on which page: told, shown to those with a right to the page, forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects import presence
from evaluations.projects.models import Presence, Project, ProjectRole
from tests.factories import add_member, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhou() -> User:
    return make_user(firm=make_firm(), display_name="周屿")


@pytest.fixture
def project(zhou: User) -> Project:
    return make_project(firm=zhou.firms.get(), by=zhou)


def beat(project: Project, person: User, page: str, **more: str) -> HttpResponse:
    browser = Client()
    browser.force_login(person)
    return browser.post(reverse("projects:presence", args=[project.pk]), {"page": page, **more})


def paper(project: Project) -> str:
    return reverse("papers:paper", args=[project.pk, "C1-4"])


def member(project: Project, name: str, role: str = ProjectRole.EVALUATOR) -> User:
    return add_member(project, make_user(display_name=name), role)


def test_two_on_one_page_see_each_other(project: Project, zhou: User) -> None:
    xu = member(project, "许青禾")
    assert beat(project, zhou, paper(project)).content.decode().strip() == ""
    assert "周屿 也在这一页" in beat(project, xu, paper(project)).content.decode()
    assert "许青禾 也在这一页" in beat(project, zhou, paper(project)).content.decode()
    assert "也在这一页" not in beat(project, zhou, reverse("papers:list", args=[project.pk])).content.decode()
    assert Presence.objects.count() == 3


def test_three_others_are_counted(project: Project, zhou: User) -> None:
    for name in ("许青禾", "秦若谷", "郑可"):
        beat(project, member(project, name), paper(project))
    assert "许青禾等3人也在这一页" in beat(project, zhou, paper(project)).content.decode()


def test_who_has_left_is_gone(project: Project, zhou: User) -> None:
    xu = member(project, "许青禾")
    beat(project, xu, paper(project))
    beat(project, xu, paper(project), leave="1")
    assert "许青禾" not in beat(project, zhou, paper(project)).content.decode()


def test_after_a_minute_of_silence_somebody_is_gone_and_swept(project: Project, zhou: User) -> None:
    xu, now, page = member(project, "许青禾"), timezone.now(), paper(project)
    presence.be_on(project, page, by=xu, at=now)
    told: dict[str, Any] = {"right": "projects.view_scores", "beside": zhou}
    assert presence.others_on(project, page, at=now + timedelta(seconds=59), **told) == [xu]
    assert presence.others_on(project, page, at=now + timedelta(seconds=60), **told) == []
    assert presence.forget_silent(now + timedelta(seconds=59)) == 0
    assert presence.forget_silent(now + timedelta(seconds=60)) == 1


def test_who_may_not_open_the_page_neither_sees_nor_appears(project: Project, zhou: User) -> None:
    officer = member(project, "吴局", ProjectRole.BUREAU_OFFICER)
    assert beat(project, officer, paper(project)).status_code == 404
    expert = member(project, "何专家", ProjectRole.EXPERT)
    assert beat(project, expert, paper(project)).status_code == 404
    reviewer = member(project, "秦复核", ProjectRole.REVIEWER)
    beat(project, reviewer, paper(project))
    add_member(project, reviewer, ProjectRole.UNIT_CONTACT)
    assert "秦复核" not in beat(project, zhou, paper(project)).content.decode()


@pytest.mark.parametrize("page", ["", "/", "/nowhere/", "/projects/999999/info/", "x" * 301])
def test_what_is_no_page_of_the_project_is_not_kept(project: Project, zhou: User, page: str) -> None:
    assert beat(project, zhou, page).status_code == 422
    assert not Presence.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(
    project: Project, zhou: User, count: int, django_assert_num_queries: Any
) -> None:
    now, page = timezone.now(), paper(project)
    for number in range(count):
        presence.be_on(project, page, by=member(project, f"第{number}位"), at=now)
    told: dict[str, Any] = {"right": "projects.view_scores", "beside": zhou, "at": now}
    fresh = Project.objects.select_related("firm").get(pk=project.pk)
    with django_assert_num_queries(3):
        assert len(presence.others_on(fresh, page, **told)) == count
