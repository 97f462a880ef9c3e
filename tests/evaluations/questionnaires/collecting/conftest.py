"""A project with a person who may edit it, and a survey with a published questionnaire."""

from __future__ import annotations

import pytest
from django.test import Client

from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.questionnaires.models import FormVersion, Survey
from tests.evaluations.questionnaires.collecting.making import make_survey, publish
from tests.factories import add_member, make_project


@pytest.fixture
def project() -> Project:
    return make_project("selfeval_2023_hotline")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


@pytest.fixture
def survey(project: Project) -> Survey:
    return make_survey(project)


@pytest.fixture
def version(survey: Survey) -> FormVersion:
    return publish(survey)


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    """Signed in as the person."""
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
