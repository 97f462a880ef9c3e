"""The printed questionnaires of a survey: jobs with what they printed, and the files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from evaluations.jobs.models import ENDED, Job, JobState
from evaluations.questionnaires.models import Form, FormVersion, Survey

TASK = "reports.paperforms.print"
LISTED = 20
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""Characters that file systems do not take in names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printable:
    """What can be printed: a version by its number, or the draft (0)."""

    number: int
    label: str
    note: str


def of_survey(survey: Survey) -> QuerySet[Job]:
    """The newest first."""
    return Job.objects.filter(task=TASK, arguments__survey=survey.pk).select_related("requested_by")


def in_progress(survey: Survey) -> Job | None:
    """The one that is being printed."""
    return of_survey(survey).exclude(state__in=ENDED).first()


def printable(survey: Survey) -> list[Printable]:
    """Versions, the newest first, then the draft."""
    versions = FormVersion.objects.filter(survey=survey).order_by("-number")
    found = [Printable(number=one.number, label=str(one), note="") for one in versions]
    if Form.objects.filter(survey=survey).exists():
        found.append(Printable(number=0, label="草稿", note="每页有“草稿”水印，只用于校对"))
    return found


def content_of(survey: Survey, number: int) -> Any:
    """The questionnaire of a version, or of the draft (0), as it is stored."""
    if number:
        rows = FormVersion.objects.filter(survey=survey, number=number)
        return rows.values_list("content", flat=True).first()
    return Form.objects.filter(survey=survey).values_list("content", flat=True).first()


def file_of(job: Job) -> File | None:  # type: ignore[type-arg]  # generic for mypy only
    """The printed file; None before it is there."""
    name = job.arguments.get("file", "")
    if job.state != JobState.DONE or not name or not default_storage.exists(name):
        return None
    return default_storage.open(name)


def file_name(job: Job) -> str:
    """居家养老服务满意度问卷_第1版.pdf"""
    named = str(job.arguments.get("named", "问卷")).replace("　", "_")
    return f"{UNSAFE.sub('_', named)[:120]}.pdf"
