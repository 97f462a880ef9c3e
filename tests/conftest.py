"""What every folder of tests shares: the worked cases, a migrated database, a browser, the tests' order."""

import hashlib
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright

from tests import postgres
from tests.once import once, run_folder
from tests.processes import Installation

# Playwright's synchronous interface keeps an event loop running in the thread of the tests, so Django takes
# every query for one made in asynchronous code. It is not.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A loaded machine is slow, not wrong.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

ROOT = Path(__file__).parents[1]
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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """First what needs no database, while one is migrated; then whole installations, which take long.

    With `--database-only`, leaves out what has neither the mark nor a fixture of the database.
    """
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
        items[:] = [item for item in items if _uses_database(item)]
    items.sort(key=_turn)


def _uses_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") is not None
    return marked or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def _turn(item: pytest.Item) -> int:
    """Short tests come last: they are shared out best when the workers have almost done."""
    if "migrated" in getattr(item, "fixturenames", ()):
        return 1
    return 2 if _uses_database(item) else 0


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """When all workers have gone, no database of theirs is left, whatever has happened to them."""
    kept = hasattr(session.config, "workerinput") or session.config.getoption("reuse_db")
    if connection.vendor == "postgresql" and not kept:
        postgres.drop_all()


@pytest.fixture(scope="session", autouse=True)
def _migrating(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Future[Path] | None]:
    """The migrated database in the making, from the first test on, if any will need it."""
    on_sqlite = connection.vendor == "sqlite"
    with ThreadPoolExecutor(1) as beside:
        if any(
            "migrated" in getattr(item, "fixturenames", ()) or (on_sqlite and _uses_database(item))
            for item in request.session.items
        ):
            kept = request.config.cache.mkdir("migrated")
            yield beside.submit(once, run_folder(tmp_path_factory), "migrated", partial(_migrate, kept))
        else:
            yield None


def _migrate(kept: Path, folder: Path) -> None:
    """What an earlier run has migrated is copied, as long as nothing has changed that it follows from."""
    database = folder / "jiheng.sqlite3"
    known = kept / f"{_fingerprint()}.sqlite3"
    if known.exists():
        shutil.copy(known, database)
        return
    Installation(folder).manage("migrate", "--verbosity", "0")
    with closing(sqlite3.connect(database)) as connected:
        connected.execute("PRAGMA journal_mode = DELETE")  # one file
    for old in kept.iterdir():
        old.unlink()
    half = kept / f"half-{os.getpid()}"
    shutil.copy(database, half)
    half.rename(known)


def _fingerprint() -> str:
    """Of all that a migrated database follows from: our migrations, our command, packages with migrations."""
    told = hashlib.sha256()
    for file in [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "reports/management/commands/migrate.py"]:
        told.update(file.name.encode() + file.read_bytes())
    for package in ("django", "django-axes"):
        told.update(version(package).encode())
    return told.hexdigest()


@pytest.fixture(scope="session")
def migrated(_migrating: Future[Path]) -> Path:
    """An installation's folder with an SQLite database that has every migration; to be copied, not used."""
    return _migrating.result()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """The database of the tests begins as a copy, in which Django finds every migration applied."""
    copied = _copied_on_postgres if connection.vendor == "postgresql" else _copied_on_sqlite
    with copied(request):
        yield


@contextmanager
def _copied_on_sqlite(request: pytest.FixtureRequest) -> Iterator[None]:
    file = request.getfixturevalue("migrated") / "jiheng.sqlite3"
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as memory:  # which lives as long as it is open
        with closing(sqlite3.connect(file)) as source:
            source.backup(memory)
        yield


@contextmanager
def _copied_on_postgres(request: pytest.FixtureRequest) -> Iterator[None]:
    """At the end it is dropped whoever is still in it: a server's last thread keeps its connection."""
    if request.config.getoption("reuse_db"):  # then there is one, or it is made only once
        yield
        return
    once(run_folder(request.getfixturevalue("tmp_path_factory")), "template", postgres.make_template)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict["TEST"], "TEMPLATE", postgres.TEMPLATE)
        patch.setattr(connection.creation, "_destroy_test_db", postgres.drop)
        yield


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
    expect.set_options(timeout=30_000)  # as long as every other wait: a busy machine is no fault
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
