"""Where a thing is mended: the address of the page for each part of a project."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from evaluations.findings.exporting import EXPORT
from evaluations.jobs.models import Job


def page(name: str, project_pk: int, *more: Any) -> str:
    """A page of a project by its URL name."""
    return reverse(name, args=[project_pk, *more])


def paper(project_pk: int, code: str) -> str:
    """One working paper, by its indicator's code."""
    return page("papers:paper", project_pk, code)


def of_job(job: Job) -> str:
    """The page that shows the job's progress: run, 成果, 归档, upload, survey; 工作台 for what has none."""
    run = getattr(job, "scoring_run", None)
    printed = getattr(job, "edition", None) or getattr(job, "release_attempt", None)
    if run is not None:
        return page("papers:run-detail", run.project_id, run.number)
    if printed is not None:
        return page("publishing:editions", printed.project.pk)
    if (archive := getattr(job, "archive", None)) is not None:
        return page("archiving:index", archive.project_id)
    if token := job.arguments.get("token"):
        return reverse("archiving:review", args=[token])
    if "survey_id" in job.arguments:
        name = "findings:export" if job.task == EXPORT else "findings:quality"
        return page(name, job.arguments["project_id"], job.arguments["survey_id"])
    return reverse("desk:home")
