"""Surveys with answers to look at."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from evaluations.fieldwork.models import BaseTableItem
from evaluations.findings.exporting import EXPORT, Order, Table, stored_name, table, write
from evaluations.jobs.models import Job, JobState
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Channel, FormVersion, Response, Survey, Theme
from evaluations.questionnaires.receiving import questionnaire_of
from evaluations.surveying import coding
from evaluations.surveying.routing import on_the_way
from tests.evaluations.questionnaires.collecting.making import make_survey, publish
from tests.evaluations.surveying.samples import EVERY_KIND

FULL: dict[str, Any] = {
    "q1": "a",
    "q2": "4",
    "q3": ["a", "o"],
    "q3~o": "亲戚",
    "q4": {"a": "3", "b": "2"},
    "q5": ["b", "a"],
    "q6": "71",
    "q7": "2024-03-01",
    "q8": "青溪",
    "q9": "多派几个人",
}
"""An answer to everything that EVERY_KIND asks."""


def answer(version: FormVersion, given: Sequence[dict[str, Any]], **values: Any) -> list[Response]:
    """Many valid sheets at once, as they are stored."""
    questionnaire = questionnaire_of(version)
    rows = []
    for answers in given:
        row, words = coding.encode(questionnaire, on_the_way(questionnaire, answers))
        made = {"survey_id": version.survey_id, "version": version, "key": uuid4(), "channel": Channel.OPEN}
        rows.append(Response(**{**made, **values}, coded=row, words=words))
    return Response.objects.bulk_create(rows, batch_size=1000)


def make_answered(project: Project, number: int = 12) -> Survey:
    """A survey with so many sheets to every question."""
    version = publish(make_survey(project), EVERY_KIND)
    answer(version, [FULL] * number, group="old")
    return version.survey


def exported(survey: Survey, order: Order, **values: Any) -> bytes:
    """The file that an order comes to."""
    made: Table | None = table(survey, order)
    assert made is not None
    file = io.BytesIO()
    write(made, file, **values)
    return file.getvalue()


def for_the_matrix(survey: Survey) -> dict[str, int]:
    """The numbers of a sheet, a theme, an export with its file, and a data item."""
    version = publish(survey, EVERY_KIND)
    (response,) = answer(version, [FULL])
    theme = Theme.objects.create(survey=survey, item="q9", name="人手", position=0)
    arguments = {"project_id": survey.project_id, "survey_id": survey.pk, "kind": "csv"}
    arguments |= {"is_coded": False, "is_all": False}
    job = Job.objects.create(
        task=EXPORT, arguments=arguments, title="导出", state=JobState.DONE, ended_at=timezone.now()
    )
    default_storage.save(stored_name(job), ContentFile(b"1"))
    item = BaseTableItem.objects.filter(table__project=survey.project_id)[0]
    numbers = {"response_pk": response.pk, "theme_pk": theme.pk, "export": job.pk}
    return {**numbers, "data_item_pk": item.pk}
