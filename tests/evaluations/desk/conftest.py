"""One person of one firm, signed in, and their project."""

import pytest

from tests.factories import make_firm, make_project, make_user


@pytest.fixture
def firm(db):
    return make_firm(name="砚清会计师事务所")


@pytest.fixture
def person(firm):
    return make_user(firm=firm, display_name="陆婉宁")


@pytest.fixture
def project(firm, person):
    return make_project("linfang_2018", firm=firm, by=person)


@pytest.fixture
def browser(client, person):
    client.force_login(person)
    return client
