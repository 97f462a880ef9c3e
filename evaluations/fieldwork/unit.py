"""What the unit's contact sees: the tables handed out to the unit, and nothing else of the project."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluations.fieldwork import actions, queries
from evaluations.fieldwork.grids import unit_grid
from evaluations.grids.queries import state
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.models import Project

FILL = "fieldwork.fill_in"


@right(FILL, see=FILL)
@require_safe
def fill(request: HttpRequest, project: Project) -> HttpResponse:
    """填报: the tables to fill in, with how much is open and what came back."""
    context = {"project": project, "tables": queries.handed_out(project)}
    return render(request, "evaluations/fieldwork/fill.html", context)


@right(FILL, see=FILL)
@require_safe
def fill_table(request: HttpRequest, project: Project, table: int) -> HttpResponse:
    """One table: each value is saved as soon as it is typed; 报送 hands in what is filled."""
    found = get_object_or_404(queries.handed_out(project), pk=table)
    grid = state(unit_grid(found.pk), project, may_edit=True)
    returned = queries.items_to_verify(found).filter(state="returned")
    context = {"project": project, "table": found, "grid": grid, "returned": returned}
    return render(request, "evaluations/fieldwork/fill_table.html", context)


@right(FILL, see=FILL)
@require_POST
def hand_in(request: HttpRequest, project: Project, table: int) -> HttpResponse:
    """报送."""
    assert isinstance(request.user, User)
    found = get_object_or_404(queries.handed_out(project), pk=table)
    try:
        count = actions.hand_in(found, by=request.user)
    except actions.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已报送{count}项，评价机构核实前不能再改")
    return redirect("fieldwork:fill-table", project.pk, table)
