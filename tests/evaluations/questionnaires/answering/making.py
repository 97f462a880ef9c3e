"""A published survey with its link, and sheets that are sent to it."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from evaluations.projects.models import Project
from evaluations.questionnaires.models import AccessCode, Collection, FormVersion, Survey
from evaluations.surveying import plainly
from evaluations.surveying.definition import SINGLE, Item, Questionnaire
from tests.evaluations.surveying.samples import EVERY_KIND, SATISFIED, choices
from tests.factories import make_project

TWO = Questionnaire(
    title="满意度问卷",
    thanks="祝您生活愉快。",
    items=(
        Item(id="q1", kind=SINGLE, text="您用过助餐吗？", choices=choices("用过", "没有")),
        Item(id="q2", kind=SINGLE, text="您满意吗？", choices=SATISFIED, satisfaction=True),
    ),
)
"""One page, nothing asked before it."""

FILLED = {
    "q1": "a",
    "q2": "4",
    "q3": ["a", "o"],
    "q3~o": "报纸",
    "q4.a": "4",
    "q4.b": "2",
    "q5.a": "2",
    "q5.b": "1",
    "q6": "71",
    "q7": "2024-05-01",
    "q8": "青溪",
    "q9": "多送一点汤",
}
"""A sheet of EVERY_KIND as its fields are sent."""


def publish(survey: Survey, questionnaire: Questionnaire = EVERY_KIND) -> FormVersion:
    """A further version of the survey's questionnaire."""
    return FormVersion.objects.create(
        survey=survey,
        number=survey.versions.count() + 1,
        content=plainly.write(questionnaire),
        sha256=plainly.digest(questionnaire),
    )


def collect(
    questionnaire: Questionnaire | None = EVERY_KIND, project: Project | None = None, **values: Any
) -> Collection:
    """A survey that is open to answers; without a questionnaire nothing is published yet."""
    project = project or make_project("selfeval_2023_hotline")
    survey = Survey.objects.create(project=project, title="居家养老服务满意度调查", position=9)
    if questionnaire is not None:
        publish(survey, questionnaire)
    token = secrets.token_urlsafe(9).replace("-", "x").replace("_", "y")
    return Collection.objects.create(survey=survey, token=token, **values)


def make_code(collection: Collection, code: str = "ABCD2345", **values: Any) -> AccessCode:
    """A one-time link of the survey."""
    return AccessCode.objects.create(survey=collection.survey, position=1, code=code, **values)


def address(collection: Collection) -> str:
    """The open link."""
    return reverse("answering:open", args=[collection.token])


def begin(client: Client, place: str, **sent: Any) -> str:
    """Begins a sheet; gives the address that one is led to."""
    response = client.post(place, sent)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def key_of(place: str) -> UUID:
    """The key in the address of a sheet."""
    return next(UUID(part) for part in place.split("/") if len(part) == 36)
