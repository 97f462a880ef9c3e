"""A job and a person for the tests of background jobs."""

import pytest

from evaluations.jobs.actions import record
from evaluations.jobs.models import Job
from evaluations.people.models import User


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("lu@example.com", display_name="陆婉宁")


@pytest.fixture
def job(person: User) -> Job:
    """A queued job whose message is under way."""
    return record(task="evaluations.jobs.sweep", arguments={}, title="生成报告", by=person)
