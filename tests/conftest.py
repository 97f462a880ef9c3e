"""What every folder of tests shares: the worked cases, a browser, and the choice of database tests."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

# Playwright's synchronous interface keeps an event loop running in the thread of the tests, so Django takes
# every query for one made in asynchronous code. It is not.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Without a sandbox and shared memory, because both are missing in many containers; and it calls nobody.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database-only`: for the second run of the suite, on PostgreSQL (scripts/test)."""
    parser.addoption("--database-only", action="store_true", help="only the tests that use Django's database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--database-only`, leaves out what has neither the mark nor a fixture of the database."""
    if not config.getoption("--database-only"):
        return
    chosen = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
    items[:] = chosen


def _uses_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") is not None
    return marked or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _answered_to_the_end(request: pytest.FixtureRequest) -> Iterator[None]:
    """With a server, the database is emptied only when the browser's last request has been answered."""
    if "live_server" in request.fixturenames:
        request.getfixturevalue("transactional_db")
    yield
    if "live_server" in request.fixturenames:
        until = time.monotonic() + 5
        while time.monotonic() < until and any(
            "process_request" in one.name for one in threading.enumerate()
        ):
            time.sleep(0.02)


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder of the worked cases (`tests/cases`)."""
    return Path(__file__).parent / "cases"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium per session; every test opens a context of its own and closes it."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"no Chromium at {CHROMIUM}; scripts/setup installs it, CHROMIUM names another")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
