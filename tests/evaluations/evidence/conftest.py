"""One person of one firm, signed in, their project, and an empty private folder."""

import pytest

from tests.factories import make_firm, make_project, make_user


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """The private folder of all files."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def person(db):
    return make_user(firm=make_firm(), display_name="周屿")


@pytest.fixture
def project(person):
    return make_project("linfang_2018", firm=person.firms.get(), by=person)


@pytest.fixture
def browser(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def kept(folder):
    """The names of all files that are kept or left over."""
    return lambda: sorted(path.name for path in folder.rglob("*") if path.is_file())
