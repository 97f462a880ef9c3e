"""发布: the draft as a frozen version, and the versions as they were published."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluations.projects.access import right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.questionnaires.designing import actions, queries
from evaluations.questionnaires.designing.outline import outline
from evaluations.questionnaires.designing.views.doors import (
    EDIT,
    FACTS,
    context,
    draft_or_404,
    me,
    revision_of,
    survey_or_404,
)


@right(EDIT, see=FACTS)
@require_POST
def publish(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """The draft that the person saw (`revision`) becomes the next version."""
    survey = survey_or_404(project, survey_pk)
    draft_or_404(survey)
    try:
        made = actions.publish(survey, revision=revision_of(request), by=me(request))
    except Conflict:
        messages.error(request, "没有发布：刚才又有人改了问卷。请看过最新的草稿再发布。")
    except actions.NotPublished as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已发布{made}；以后的答卷按这一版，已收的答卷仍属原来的版本")
    return redirect("designing:form", project.pk, survey.pk)


@right(FACTS)
@require_safe
def version(request: HttpRequest, project: Project, survey_pk: int, number: int) -> HttpResponse:
    """A published version, read only."""
    survey = survey_or_404(project, survey_pk)
    found = get_object_or_404(queries.published(survey), number=number)
    shown = outline(queries.read(found.content))
    page = context(request, project, survey) | {"version": found, "outline": shown}
    return render(request, "evaluations/questionnaires/designing/version.html", page)
