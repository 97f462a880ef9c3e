"""One person, signed in, and their small project."""

import pytest
from django.test import Client

from evaluations.people.models import User
from evaluations.projects.models import Project
from tests.evaluations.criteria.making import joined
from tests.evaluations.papers.making import leaf, make_small, signed_in
from tests.factories import make_user


@pytest.fixture
def person(db: None) -> User:
    return make_user(display_name="许青禾")


@pytest.fixture
def browser(person: User) -> Client:
    return signed_in(person)


@pytest.fixture
def small(person: User) -> Project:
    return joined(make_small(leaf("A1", "A", 60), leaf("A2", "A", 40)), person)
