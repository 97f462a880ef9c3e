"""Archives are made, looked at and taken in by a worker."""

from __future__ import annotations

from celery import shared_task

from evaluations.jobs import actions as jobs
from reports.archiving import actions, importing
from reports.archiving.queries import LOOK, TAKE_IN


@shared_task(name=actions.TASK, soft_time_limit=300, time_limit=330)
def archive(*, job_id: int) -> None:
    """Makes the archive whose job this is."""
    jobs.run(job_id, actions.produce)


@shared_task(name=LOOK, soft_time_limit=300, time_limit=330)
def look(*, job_id: int) -> None:
    """Checks the uploaded archive that this job is about."""
    jobs.run(job_id, importing.look)


@shared_task(name=TAKE_IN, soft_time_limit=300, time_limit=330)
def take_in(*, job_id: int) -> None:
    """Makes a project of the uploaded archive that this job is about."""
    jobs.run(job_id, importing.take_in)
