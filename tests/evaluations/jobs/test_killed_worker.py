"""`kill -9` in the middle of a rendering: a new worker finishes the job, once, whatever the broker lost."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import REDIS, Installation, answers, end, redis, wait_for, worker

LOCAL_REDIS = "redis://127.0.0.1:6379/15"
START = """
from pathlib import Path
from evaluations.exchange.actions import import_dossier
from evaluations.people.models import Firm
from reports.publishing.actions import start_edition
firm = Firm.objects.create(name="砚清会计师事务所", slug="yanqing")
start_edition(import_dossier(Path({case!r}).read_bytes(), firm=firm, by=None), by=None)
"""


def brokers() -> list[str]:
    """The file system always; Redis where there is one."""
    has_redis = os.environ.get("TEST_REDIS_URL") or REDIS or answers(6379)
    return ["filesystem", "redis"] if has_redis else ["filesystem"]


@pytest.fixture(params=brokers())
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a broker."""
    if request.param == "filesystem":
        yield "filesystem://"
    elif url := os.environ.get("TEST_REDIS_URL"):
        yield url
    elif REDIS:
        with redis(tmp_path) as url:
            yield url
    else:
        yield LOCAL_REDIS


def row(installation: Installation, query: str) -> tuple[object, ...]:
    """One row of the installation's database, read from outside."""
    database = sqlite3.connect(installation.folder / "jiheng.sqlite3", timeout=10)
    try:
        return tuple(database.execute(query).fetchone())
    finally:
        database.close()


def job(installation: Installation) -> tuple[object, ...]:
    return row(
        installation,
        "SELECT job.state, job.stage, job.attempt FROM reports_edition edition"
        " JOIN evaluations_job job ON job.id = edition.job_id",
    )


def test_a_killed_worker_loses_no_report(broker: str, migrated: Path, tmp_path: Path, cases: Path) -> None:
    here = Installation.copied(migrated, tmp_path, BROKER_URL=broker, JOB_LEASE_SECONDS="3")
    here.python(START.format(case=str(cases / "linfang_2018.json")))

    def story() -> str:
        return f"{job(here)}\n{here.log('worker').read_text()}"

    with worker(here) as first:
        wait_for(lambda: job(here)[:2] == ("running", "排版"), seconds=180, what=story)
        end(first)
    assert job(here) == ("running", "排版", 1)
    assert list((tmp_path / "files").rglob("*.pdf")) == []

    with worker(here):
        wait_for(lambda: job(here)[0] not in ("queued", "running"), seconds=180, what=story)
        assert job(here) == ("done", "", 2), story()

    (pdf,) = (tmp_path / "files").rglob("*.pdf")
    digest = hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert row(here, "SELECT count(*), min(pdf_sha256), min(pdf) FROM reports_edition") == (
        1,
        digest,
        f"editions/{digest}.pdf",
    )
    assert row(here, "SELECT count(*) FROM evaluations_activity WHERE kind = 'report' AND verb = '生成'") == (
        1,
    )
