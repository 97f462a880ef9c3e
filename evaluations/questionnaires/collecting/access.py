"""The door of the pages on which answers are collected: a survey of the project, else 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from evaluations.people.access import View
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Survey

FACTS, EDIT = "projects.view_facts", "projects.edit"


def of_survey(*, to_edit: bool = False) -> Callable[[View], View]:
    """Hands the view the project's survey in place of its number. To look: facts; to act: edit."""

    def declare(view: View) -> View:
        @right(EDIT if to_edit else FACTS, see=FACTS)
        @wraps(view)
        def door(request: HttpRequest, project: Project, survey_pk: int, **kwargs: Any) -> HttpResponseBase:
            survey = get_object_or_404(Survey, pk=survey_pk, project=project)
            survey.project = project
            return view(request, survey, **kwargs)

        return door

    return declare


def me(request: HttpRequest) -> User:
    """Who asks."""
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user
