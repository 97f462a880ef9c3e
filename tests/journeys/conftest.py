"""A whole installation with a web server and a worker, and one person of one firm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.once import once, run_folder
from tests.processes import Installation, web, worker

NAME, PASSWORD = "lu.wanning@example.com", "a-password-for-tests"
PEOPLE = f"""
from evaluations.people.models import Firm, FirmMembership, User
firm = Firm.objects.create(name="砚清会计师事务所", slug="yanqing")
person = User.objects.create_user({NAME!r}, password={PASSWORD!r}, display_name="陆婉宁")
FirmMembership.objects.create(firm=firm, user=person, role="staff")
"""


@pytest.fixture(scope="session")
def furnished(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with its people and static files; to be copied, not used."""

    def make(folder: Path) -> None:
        here = Installation.copied(migrated, folder)
        here.python(PEOPLE)
        here.manage("collectstatic", "--noinput", "--verbosity", "0")

    return once(run_folder(tmp_path_factory), "furnished", make)


@pytest.fixture
def installation(furnished: Path, tmp_path: Path) -> Installation:
    """Database, people and static files; no process runs yet."""
    return Installation.copied(furnished, tmp_path)


@pytest.fixture
def address(installation: Installation) -> Iterator[str]:
    """The address of the running product."""
    with worker(installation), web(installation) as url:
        yield url


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A browser window in which nothing may go wrong unnoticed."""
    context = chromium.new_context(
        base_url=address, viewport={"width": 1440, "height": 900}, locale="zh-CN", accept_downloads=True
    )
    context.set_default_timeout(30_000)
    window = context.new_page()
    wrong: list[str] = []
    window.on("pageerror", lambda error: wrong.append(str(error)))
    window.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    yield window
    context.close()
    assert wrong == []
