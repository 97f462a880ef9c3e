"""Printed questionnaires are made by a worker."""

from __future__ import annotations

from celery import shared_task

from evaluations.jobs import actions as jobs
from reports.paperforms import actions


@shared_task(name=actions.TASK, soft_time_limit=300, time_limit=330)
def print_paper(*, job_id: int) -> None:
    """Prints the questionnaire whose job this is."""
    jobs.run(job_id, actions.produce)
