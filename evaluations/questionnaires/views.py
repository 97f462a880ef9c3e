"""The pages of the surveys: all of them, and the counts of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from evaluations.grids.queries import state
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.questionnaires import grids, queries
from evaluations.questionnaires.models import Survey


@right("projects.view_facts")
@require_GET
def surveys(request: HttpRequest, project: Project) -> HttpResponse:
    """社会调查: how many sheets, and what was answered."""
    may_edit = may(request.user, "projects.edit", project)
    context = {
        "nav_current": "surveys",
        "project": project,
        "grid": state(grids.SURVEYS, project, may_edit=may_edit),
        "surveys": queries.surveys(project),
        "may_edit": may_edit,
    }
    return render(request, "evaluations/questionnaires/surveys.html", context)


@right("projects.view_facts")
@require_GET
def survey(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """One survey: its questions, and how many chose each option."""
    rows = Survey.objects.filter(project=project).prefetch_related("questions__options")
    found = get_object_or_404(rows, pk=survey_pk)
    may_edit = may(request.user, "projects.edit", project)
    names = tuple(question.text for question in found.questions.all())
    shown = (grids.questions(found), grids.options(found, names))
    context = {
        "nav_current": "surveys",
        "project": project,
        "counted": queries.counted(found),
        "tally": queries.tally_state(found),
        "grids": [state(grid, project, may_edit=may_edit) for grid in shown],
        "may_edit": may_edit,
    }
    return render(request, "evaluations/questionnaires/survey.html", context)
