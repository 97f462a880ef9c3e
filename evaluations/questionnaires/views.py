"""The page of the surveys, to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evaluations.projects.access import right
from evaluations.projects.models import Project
from evaluations.questionnaires import queries


@right("projects.view_facts")
@require_GET
def surveys(request: HttpRequest, project: Project) -> HttpResponse:
    """社会调查: how many sheets, and what was answered."""
    context = {"nav_current": "surveys", "project": project, "surveys": queries.surveys(project)}
    return render(request, "evaluations/questionnaires/surveys.html", context)
