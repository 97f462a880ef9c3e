"""A worker's hold on a job (租约): reports progress, renews itself, delivers its result at most once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from evaluations.jobs import queries
from evaluations.jobs.models import Job, JobState

logger = logging.getLogger(__name__)

TIME_LIMIT = timedelta(minutes=5)
"""How long a job may run; then it has failed."""
REPORT_EVERY = 0.3
"""Seconds between two reports inside one stage; more would only keep the database busy."""


class Cancelled(Exception):
    """Somebody asked that the job stop."""


class LostLease(Exception):
    """Another attempt holds the job now (or it has ended); this one may not touch it any more."""


class OutOfTime(Exception):
    """The job has run for longer than `TIME_LIMIT`."""


class JobFailed(Exception):
    """The job cannot be done: `str()` says why and what to do, `place` where. Both are shown to people."""

    def __init__(self, message: str, *, place: str = "") -> None:
        super().__init__(message)
        self.place = place


def patience() -> timedelta:
    """How long a worker may be silent, or a message under way, before the job is taken to be lost."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


class Lease:
    """What `actions.run` hands to the work. `job` is as it was when claimed; its progress is kept here."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.delivered = False
        self._steps: list[dict[str, Any]] = []
        self._stage = ""
        self._note = ""
        self._percent = 0
        self._begun = time.monotonic()
        self._stage_begun = self._begun
        self._reported = float("-inf")
        self._lost = threading.Event()

    def stage(
        self, name: str, done: int = 0, total: int = 0, percent: int | None = None, *, note: str = ""
    ) -> None:
        """Reports where the work is: `done` of `total` in stage `name`, `percent` of the whole.

        Raises `Cancelled`, `LostLease` or `OutOfTime` when the work has to stop.
        """
        self._check()
        is_new = name != self._stage
        if is_new:
            self._close_stage()
            self._stage, self._stage_begun = name, time.monotonic()
        self._note = note or self._note
        self._percent = max(self._percent, min(percent or 0, 100))
        if is_new or time.monotonic() - self._reported >= REPORT_EVERY:
            self._report(stage=name, done=done, total=total)

    @contextmanager
    def deliver(self) -> Iterator[Job]:
        """One transaction around the writing of the results: they and the job's end become visible together.

        Raises `LostLease` or `Cancelled` before anything is written, so a job has its effect at most once.
        """
        with transaction.atomic():
            job = queries.held(self.job).select_for_update().first()
            if job is None:
                raise LostLease
            if job.cancel_requested:
                raise Cancelled
            yield job
            self._close_stage()
            job.state, job.percent, job.steps = JobState.DONE, 100, self._steps
            job.stage, job.done, job.total = "", 0, 0
            job.ended_at, job.lease_until = timezone.now(), None
            job.save()
        self.delivered = True

    def end(self, state: JobState, *, message: str = "", place: str = "") -> None:
        """Ends the job without a result. Stays silent when another attempt holds it."""
        self._close_stage()
        written: dict[str, Any] = {"state": state, "steps": self._steps, "ended_at": timezone.now()}
        if message:
            written |= {"message": message, "place": place}
        queries.held(self.job).update(lease_until=None, done=0, total=0, **written)

    def renew(self) -> None:
        """Holds the job for another while; notes when it is no longer ours."""
        if not queries.held(self.job).update(lease_until=timezone.now() + patience()):
            self._lost.set()

    def _report(self, *, stage: str, done: int, total: int) -> None:
        held = queries.held(self.job)
        renewed = held.update(
            stage=stage,
            done=done,
            total=total,
            percent=self._percent,
            steps=self._steps,
            lease_until=timezone.now() + patience(),
        )
        self._reported = time.monotonic()
        if not renewed:
            raise LostLease
        if held.filter(cancel_requested=True).exists():
            raise Cancelled

    def _close_stage(self) -> None:
        if self._stage:
            seconds = round(time.monotonic() - self._stage_begun, 1)
            self._steps = [*self._steps, {"name": self._stage, "note": self._note, "seconds": seconds}]
        self._stage = self._note = ""

    def _check(self) -> None:
        if self._lost.is_set():
            raise LostLease
        if time.monotonic() - self._begun > TIME_LIMIT.total_seconds():
            raise OutOfTime


@contextmanager
def kept(lease: Lease) -> Iterator[None]:
    """Renews the lease in the background, so that one long silent step does not lose it.

    It stops at the time limit: a worker that hangs is given up then.
    """
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(lease, stop), name=f"job-{lease.job.pk}", daemon=True)
    beat.start()
    try:
        yield
    finally:
        stop.set()
        beat.join()


def _beat(lease: Lease, stop: threading.Event) -> None:
    until = time.monotonic() + TIME_LIMIT.total_seconds()
    try:
        while not stop.wait(settings.JOB_LEASE_SECONDS / 3) and time.monotonic() < until:
            try:
                lease.renew()
            except DatabaseError:
                logger.warning("Job %s: its lease could not be renewed; trying again", lease.job.pk)
    finally:
        connection.close()


def is_out_of_time(job: Job, now: datetime) -> bool:
    """Whether a running job's time was over when its worker fell silent, or is now."""
    return job.started_at is not None and now - job.started_at > TIME_LIMIT
