"""What the log says of the sweeper: nothing every few seconds, a line when it found something."""

from __future__ import annotations

import logging
from typing import Any

SWEEP = "evaluations.jobs.sweep"
SWEEPS = (SWEEP, "evaluations.notices.deliver")
"""What beats every few seconds and mostly finds nothing."""


class SweepsAtDebug(logging.Filter):
    """Celery reports each task as sent, received and done at INFO; those of the sweeper are DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno == logging.INFO and _is_sweep(record):
            record.levelno, record.levelname = logging.DEBUG, "DEBUG"
            return logging.getLogger(record.name).isEnabledFor(logging.DEBUG)
        return True


def _is_sweep(record: logging.LogRecord) -> bool:
    """Whether the worker (a mapping with the name) or the beat (entry and task) speaks of the sweeper."""
    said: Any = record.args
    if record.name == "celery.beat":
        return isinstance(said, tuple) and not set(SWEEPS).isdisjoint(said)
    return record.name.startswith("celery.") and isinstance(said, dict) and said.get("name") in SWEEPS
