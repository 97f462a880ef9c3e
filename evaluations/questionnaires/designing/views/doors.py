"""What every page of a questionnaire's design begins with."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from evaluations.people.models import User
from evaluations.projects.access import may
from evaluations.projects.models import Project
from evaluations.questionnaires.designing import queries
from evaluations.questionnaires.models import Form, Survey

FACTS, EDIT = "projects.view_facts", "projects.edit"
NO_DRAFT = "这个调查还没有问卷，请先选一种方式开始。"


def me(request: HttpRequest) -> User:
    """Who asks."""
    assert isinstance(request.user, User)
    return request.user


def survey_or_404(project: Project, pk: int) -> Survey:
    """A survey of the project; another's is 404."""
    found = queries.survey_of(project, pk)
    if found is None:
        raise Http404
    return found


def draft_or_404(survey: Survey) -> Form:
    """The draft; 404 where none was begun."""
    found = queries.draft_of(survey)
    if found is None:
        raise Http404
    return found


def context(request: HttpRequest, project: Project, survey: Survey) -> dict[str, Any]:
    """What the frame of the page wants."""
    return {
        "nav_current": "surveys",
        "project": project,
        "survey": survey,
        "may_edit": may(request.user, EDIT, project),
    }


def revision_of(request: HttpRequest) -> int:
    """The revision on which what was sent rests; -1 where none was sent."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1
