"""The releases of a project as the page 成果 shows them, each with its state, file and job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evaluations.jobs.models import Job
from evaluations.projects.models import Project
from reports.publishing.progress import JobProgress, progress
from reports.publishing.releases.models import Release, ReleaseFile
from reports.publishing.releases.queries import State, file_of, last_jobs, of_project, state_of
from reports.publishing.stages import RELEASE_STEPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One release; `progress` is there while its job is open."""

    release: Release
    state: State
    file: ReleaseFile | None
    job: Job | None
    progress: JobProgress | None


def listed(project: Project, now: datetime) -> list[Listed]:
    """The newest first, in two queries."""
    releases = list(of_project(project))
    jobs = last_jobs([one for one in releases if file_of(one) is None])
    return [_listed(one, jobs.get(one.pk), now) for one in releases]


def _listed(release: Release, job: Job | None, now: datetime) -> Listed:
    is_open = job is not None and job.is_open
    return Listed(
        release=release,
        state=state_of(release),
        file=file_of(release),
        job=job,
        progress=progress(job, now, RELEASE_STEPS) if job is not None and is_open else None,
    )
