"""What a worker does about findings: judging many sheets, writing large tables."""

from __future__ import annotations

from celery import shared_task

from evaluations.findings import actions, exporting
from evaluations.jobs import actions as jobs


@shared_task(name=actions.JUDGE, soft_time_limit=300, time_limit=330)
def judge(*, job_id: int) -> None:
    """Judges all sheets of the survey anew."""
    jobs.run(job_id, actions.judge_in_background)


@shared_task(name=exporting.EXPORT, soft_time_limit=300, time_limit=330)
def export(*, job_id: int) -> None:
    """Writes the file that the job asks for."""
    jobs.run(job_id, exporting.export_in_background)
