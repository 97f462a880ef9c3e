"""Runs, jobs and log lines as other slices would have left them."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from evaluations.jobs.models import Job, JobState
from evaluations.papers.models import RunScore, ScoringRun
from evaluations.people.models import User
from evaluations.projects.actions import log
from evaluations.projects.models import Activity, Project


def make_run(project: Project, total: str | None = "87.3", grade: str = "良", **score: Any) -> ScoringRun:
    """A finished run; with `code` and `status` also one indicator's outcome in it."""
    number = project.runs.count() + 1
    job = Job.objects.create(task="test", title="计算得分", state=JobState.DONE)
    run = ScoringRun.objects.create(
        project=project,
        number=number,
        job=job,
        computed_at=timezone.now(),
        total=None if total is None else Decimal(total),
        grade=grade if total else "",
    )
    if score:
        RunScore.objects.create(run=run, position=1, weight=Decimal(5), **score)
    return run


def make_job(project: Project, user: User, state: str = JobState.RUNNING, **values: Any) -> Job:
    """A job of `user` that computes a score of `project`."""
    values = {"title": f"计算得分　{project.title}", "stage": "计算", **values}
    job = Job.objects.create(task="test", requested_by=user, state=state, **values)
    ScoringRun.objects.create(project=project, number=project.runs.count() + 1, job=job, created_by=user)
    return job


def change_paper(project: Project, user: User) -> Activity:
    """The log line of a changed input."""
    changes = [{"field": "呼叫总次数", "before": "12604", "after": "12640"}]
    return log(project, by=user, kind="paper", verb="修改", subject="底稿 C23 响应率", changes=changes)
