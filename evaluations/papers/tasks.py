"""Scoring runs in the background."""

from __future__ import annotations

from celery import shared_task

from evaluations.papers import actions


@shared_task(name=actions.TASK, soft_time_limit=240, time_limit=300)
def compute_run(*, job_id: int) -> None:
    """Computes the run of the job."""
    actions.compute_run(job_id=job_id)
