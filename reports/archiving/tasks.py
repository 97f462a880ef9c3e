"""Archives are made by a worker."""

from __future__ import annotations

from celery import shared_task

from evaluations.jobs import actions as jobs
from reports.archiving import actions


@shared_task(name=actions.TASK, soft_time_limit=300, time_limit=330)
def archive(*, job_id: int) -> None:
    """Makes the archive whose job this is."""
    jobs.run(job_id, actions.produce)
