"""Background jobs: enqueue, run, cancel, sweep. The row is the truth; a message may be lost or come twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from evaluations.jobs import queries
from evaluations.jobs.leases import Cancelled, Lease, LostLease, OutOfTime, is_out_of_time, kept, patience
from evaluations.jobs.models import Job, JobState
from evaluations.people.models import User

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
BROKEN_OFF = f"执行中断了{MAX_ATTEMPTS}次，已停止，数据没有改动。请重新发起。"
TOO_LONG = "超过5分钟仍未完成，已停止，数据没有改动。请重新发起。"
UNKNOWN = "任务{number}因程序错误停止，经过已记入日志，数据没有改动。可以重新发起。"


def record(*, task: str, arguments: dict[str, Any], title: str, by: User | None) -> Job:
    """A job's row without a message: for a caller that runs it itself, as the commands do."""
    return Job.objects.create(
        task=task, arguments=arguments, title=title, requested_by=by, sent_at=timezone.now()
    )


def enqueue(*, task: str, arguments: dict[str, Any], title: str, by: User | None) -> Job:
    """A job for a worker: its row now, the message once the row is committed.

    `task` is the registered name of a task that takes `job_id`. A broker that is down loses nothing: the
    sweeper sends again.
    """
    job = Job.objects.create(task=task, arguments=arguments, title=title, requested_by=by)
    transaction.on_commit(partial(send, job.pk))
    return job


def send(job_id: int) -> None:
    """Puts the job's message to the broker and notes when; a broker that does not answer is logged."""
    job = Job.objects.get(pk=job_id)
    current_app.loader.import_default_modules()
    task = current_app.tasks.get(job.task)
    if task is None:
        message = f"本版程序没有任务“{job.task}”，请重新发起。"
        Job.objects.filter(pk=job_id).update(state=JobState.FAILED, message=message, ended_at=timezone.now())
        return
    Job.objects.filter(pk=job_id).update(sent_at=timezone.now())
    try:
        task.apply_async(kwargs={"job_id": job_id}, retry=False)
    except (OperationalError, OSError) as error:
        Job.objects.filter(pk=job_id).update(sent_at=None)
        logger.warning("Job %s: the broker did not take its message (%s)", job_id, error)


def run(job_id: int, work: Callable[[Lease], None]) -> None:
    """Claims the job, does `work` under a lease and ends the job; nothing when somebody else holds it.

    `work` writes its results inside `lease.deliver()`. What it raises ends the job as failed: an exception
    with a `place` speaks to people (`str()` and the place are shown), any other is logged with its traceback.
    """
    job = claim(job_id, timezone.now())
    if job is None:
        return
    lease = Lease(job)
    try:
        with kept(lease):
            work(lease)
        if not lease.delivered:
            with lease.deliver():
                pass
    except LostLease:
        logger.info("Job %s: attempt %s was given up", job_id, job.attempt)
    except Cancelled:
        lease.end(JobState.CANCELLED)
    except (OutOfTime, SoftTimeLimitExceeded):
        lease.end(JobState.FAILED, message=TOO_LONG)
    except Exception as error:
        if isinstance(place := getattr(error, "place", None), str):
            lease.end(JobState.FAILED, message=str(error), place=place)
            return
        logger.exception("Job %s (%s) failed", job_id, job.task)
        lease.end(JobState.FAILED, message=UNKNOWN.format(number=job_id))


def claim(job_id: int, now: datetime) -> Job | None:
    """Takes the job for a new attempt, or None when it is held, has ended, or was tried too often."""
    with transaction.atomic():
        job = queries.claimable(now).select_for_update().filter(pk=job_id).first()
        if job is None or _is_given_up(job, now):
            return None
        job.state = JobState.RUNNING
        job.attempt += 1
        job.started_at, job.lease_until = now, now + patience()
        job.stage, job.done, job.total, job.percent, job.steps = "", 0, 0, 0, []
        job.save()
        return job


def cancel(job: Job, *, by: User) -> Job:
    """Asks the job to stop. One that waits ends here; one that runs ends when its worker next looks."""
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.is_open and not locked.cancel_requested:
            locked.cancel_requested = True
            locked.message = f"由{by}取消"
            if locked.state == JobState.QUEUED:
                locked.state, locked.ended_at = JobState.CANCELLED, timezone.now()
            locked.save()
        return locked


def sweep(now: datetime) -> int:
    """Sends the messages of jobs that seem forgotten, and ends those that need no further attempt.

    Returns how many messages it sent.
    """
    with transaction.atomic():
        for job in queries.abandoned(now).select_for_update():
            if _is_given_up(job, now):
                logger.info("Job %s was abandoned: %s", job.pk, job.state)
        lost = list(queries.unheard(now, patience()).values_list("pk", flat=True))
    for job_id in lost:
        logger.info("Job %s: no message is under way; sending it again", job_id)
        send(job_id)
    return len(lost)


def _is_given_up(job: Job, now: datetime) -> bool:
    """Ends an abandoned job that was cancelled, ran out of time or was tried too often; says whether so."""
    if job.state == JobState.QUEUED:
        return False
    if job.cancel_requested:
        job.state = JobState.CANCELLED
    elif is_out_of_time(job, now):
        job.state, job.message = JobState.FAILED, TOO_LONG
    elif job.attempt >= MAX_ATTEMPTS:
        job.state, job.message = JobState.FAILED, BROKEN_OFF
    else:
        return False
    job.ended_at, job.lease_until = now, None
    job.save()
    return True
