"""A small project whose report is one form, and an edition of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evaluations.jobs import actions as jobs
from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.publishing import actions
from reports.publishing.models import Edition
from tests.factories import make_project, make_user

Make = Callable[[], Edition]


@pytest.fixture
def manager(db: None) -> User:
    return make_user(role="staff", display_name="陆婉宁")


@pytest.fixture
def project(manager: User) -> Project:
    return make_project("selfeval_2023_hotline", by=manager)


@pytest.fixture
def queued(project: Project, manager: User) -> Edition:
    """An edition that waits for its worker."""
    return actions.start_edition(project, by=manager, hand_over=jobs.record)


@pytest.fixture
def made(project: Project, manager: User) -> Make:
    """Makes the next edition, printed."""

    def make() -> Edition:
        edition = actions.start_edition(project, by=manager, hand_over=jobs.record)
        jobs.run(edition.job_id, actions.produce)
        edition.refresh_from_db()
        assert edition.job.state == "done", edition.job.message
        return edition

    return make


@pytest.fixture
def signed_in(client: Any, manager: User) -> Any:
    """A browser of the project's manager."""
    client.force_login(manager)
    return client


def content(edition: Edition) -> bytes:
    """The bytes of an edition's file."""
    with edition.pdf.open() as file:
        return bytes(file.read())
