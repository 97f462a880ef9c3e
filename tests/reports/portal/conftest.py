"""The bureau's side: one firm, an officer, projects of a programme in several years."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from tests.factories import add_member, make_firm, make_project, make_user

Make = Callable[..., Project]
TITLE = "{}年云澜市热线服务项目绩效评价"


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def lead(db: None) -> User:
    return make_user(firm=make_firm(name="砚清会计师事务所"), display_name="沈知行")


@pytest.fixture
def officer(db: None) -> User:
    return make_user(display_name="何景明")


@pytest.fixture
def make(lead: User, officer: User) -> Make:
    """A project of the year, on which the officer is the bureau's."""

    def made(year: int, title: str = TITLE, **values: object) -> Project:
        project = make_project("selfeval_2023_hotline", firm=lead.firms.get(), by=lead)
        Project.objects.filter(pk=project.pk).update(title=title.format(year), year=year, **values)
        add_member(project, officer, ProjectRole.BUREAU_OFFICER)
        return Project.objects.get(pk=project.pk)

    return made
