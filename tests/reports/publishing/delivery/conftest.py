"""A released report, the firm's lead, and an officer of the bureau."""

from __future__ import annotations

import pytest
from django.test import Client

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from reports.publishing.releases.models import Release
from tests.factories import add_member, make_firm, make_project, make_user
from tests.reports.publishing.delivery.making import make_release


@pytest.fixture
def lead(db: None) -> User:
    return make_user(firm=make_firm(name="砚清会计师事务所"), display_name="沈知行")


@pytest.fixture
def project(lead: User) -> Project:
    return make_project("selfeval_2023_hotline", firm=lead.firms.get(), by=lead)


@pytest.fixture
def officer(project: Project) -> User:
    return add_member(project, make_user(display_name="何景明"), ProjectRole.BUREAU_OFFICER)


@pytest.fixture
def release(project: Project, lead: User, officer: User) -> Release:
    return make_release(project, lead)


def browser_of(person: User) -> Client:
    """A browser of the person's own."""
    client = Client()
    client.force_login(person)
    return client
