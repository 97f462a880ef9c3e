"""Editions of a project: all of them, the last good one, and whether it still says what the facts say."""

from __future__ import annotations

import re

from django.db.models import QuerySet

from evaluations.jobs.models import ENDED, Job, JobState
from evaluations.projects.models import Project
from evaluations.reviews.consulting.models import Recipient
from reports.composing.snapshot import is_current
from reports.publishing.models import Edition

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""Characters that file systems do not take in names."""


def of_project(project: Project) -> QuerySet[Edition]:
    """The newest first, with job and run, without the weight of snapshots."""
    editions = Edition.objects.filter(project=project)
    return editions.select_related("job", "run", "created_by").defer("snapshot", "run__inputs")


def last_good(project: Project) -> Edition | None:
    """The newest report that can be downloaded; no draft with a watermark."""
    return of_project(project).filter(job__state=JobState.DONE, stamp="").first()


def sent_out(place: Recipient) -> Edition | None:
    """The draft that went out to this person, by number and SHA-256; None where none was named."""
    sent = place.consultation
    named = of_project(sent.project).filter(number=sent.edition_number or 0, pdf_sha256=sent.edition_sha256)
    return named.exclude(pdf="").first()


def in_progress(project: Project) -> Edition | None:
    """The one that is being produced."""
    return of_project(project).exclude(job__state__in=ENDED).first()


def is_outdated(edition: Edition) -> bool:
    """Whether facts or texts have changed since the edition was frozen."""
    return not is_current(edition.project, edition.snapshot)


def seconds(job: Job) -> float | None:
    """How long the job took; None before its end, or when it never began."""
    if job.started_at is None or job.ended_at is None:
        return None
    return (job.ended_at - job.started_at).total_seconds()


def file_name(edition: Edition) -> str:
    """2018年临汾市…项目_第3版.pdf"""
    title = UNSAFE.sub("_", edition.project.title)
    return f"{title}_{edition}.pdf"
