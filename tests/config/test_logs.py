"""The sweeper works in silence; everything else is logged as it was."""

import logging

import pytest

from config.logs import SWEEP, SweepsAtDebug

WORKER = {"name": SWEEP, "id": "1"}
CASES = [
    ("celery.worker.strategy", logging.INFO, WORKER, False),
    ("celery.app.trace", logging.INFO, WORKER, False),
    ("celery.app.trace", logging.ERROR, WORKER, True),
    ("celery.app.trace", logging.INFO, {"name": "reports.publishing.produce", "id": "1"}, True),
    ("celery.beat", logging.INFO, ("sweep-jobs", SWEEP), False),
    ("celery.beat", logging.INFO, (), True),
    ("evaluations.jobs.actions", logging.INFO, (SWEEP,), True),
]


@pytest.mark.parametrize(("name", "level", "said", "is_shown"), CASES)
def test_what_is_shown(
    caplog: pytest.LogCaptureFixture, name: str, level: int, said: object, is_shown: bool
) -> None:
    caplog.set_level(logging.INFO, name)
    record = logging.LogRecord(name, level, "", 0, "Task", None, None)
    record.args = said  # type: ignore[assignment]
    assert SweepsAtDebug().filter(record) is is_shown


def test_at_debug_it_is_all_there(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "celery.beat")
    record = logging.LogRecord("celery.beat", logging.INFO, "", 0, "Sending %s (%s)", ("a", SWEEP), None)
    assert SweepsAtDebug().filter(record)
    assert record.levelname == "DEBUG"
