"""The pages of the collected facts, to read: 基础表, 产出数据."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evaluations.fieldwork import queries
from evaluations.projects.access import right
from evaluations.projects.models import Project


@right("projects.view_facts")
@require_GET
def base_tables(request: HttpRequest, project: Project) -> HttpResponse:
    """基础表: the data items that indicators rest on."""
    tables = queries.base_tables(project)
    context = {
        "nav_current": "base-tables",
        "project": project,
        "tables": tables,
        "known": sum(table.known for table in tables),
        "items": sum(len(table.entries) for table in tables),
    }
    return render(request, "evaluations/fieldwork/base_tables.html", context)


@right("projects.view_facts")
@require_GET
def outputs(request: HttpRequest, project: Project) -> HttpResponse:
    """产出数据: counted and measured results."""
    context = {"nav_current": "outputs", "project": project, "outputs": queries.outputs(project)}
    return render(request, "evaluations/fieldwork/outputs.html", context)
