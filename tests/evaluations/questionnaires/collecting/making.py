"""Surveys with a published questionnaire, and sheets that came in for it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from evaluations.projects.models import Project
from evaluations.questionnaires.models import Channel, Collection, FormVersion, Response, Survey
from evaluations.questionnaires.receiving import Sheet, receive
from evaluations.surveying import plainly
from evaluations.surveying.definition import Questionnaire
from tests.evaluations.surveying.samples import EVERY_KIND

COMPLETE: dict[str, Any] = {"q1": "a", "q2": "4", "q3": ["a"], "q6": "70"}
"""All that EVERY_KIND requires."""


def make_survey(project: Project, title: str = "老人满意度调查") -> Survey:
    return Survey.objects.create(project=project, position=9, title=title)


def publish(survey: Survey, questionnaire: Questionnaire = EVERY_KIND) -> FormVersion:
    """The next version of a questionnaire, frozen, and a place where answers are collected."""
    Collection.objects.get_or_create(survey=survey, defaults={"token": uuid4().hex})
    return FormVersion.objects.create(
        survey=survey,
        number=survey.versions.count() + 1,
        content=plainly.write(questionnaire),
        sha256=plainly.digest(questionnaire),
    )


def hand_in(version: FormVersion, answers: dict[str, Any] | None = None, **values: Any) -> Response:
    """A sheet as it comes in; complete if nothing is said."""
    given = COMPLETE if answers is None else answers
    values = {"key": uuid4(), "channel": Channel.OPEN, **values}
    return receive(version, Sheet(answers=given, **values))
