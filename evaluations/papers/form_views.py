"""The page of the 自评表."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evaluations.grids.queries import state
from evaluations.papers.form_grid import FORM
from evaluations.projects.access import may, right
from evaluations.projects.models import Project


@right("projects.view_scores")
@require_GET
def self_evaluation(request: HttpRequest, project: Project) -> HttpResponse:
    """What was achieved for every indicator, in one grid, with the scores beside it."""
    context = {
        "nav_current": "papers",
        "project": project,
        "grid": state(FORM, project, may_edit=may(request.user, "projects.edit", project)),
    }
    return render(request, "evaluations/papers/self_evaluation.html", context)
