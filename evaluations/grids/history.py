"""The page of a grid's history, and the way back for one row."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluations.grids.access import of_grid
from evaluations.grids.actions import Refused
from evaluations.grids.grid import Grid
from evaluations.grids.records import entries, records_of, restore_row
from evaluations.people.models import User
from evaluations.projects.access import may
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.projects.versions import RESTORED_MEANWHILE

PER_PAGE = 50
LONGEST_NUMBER = 18


@of_grid()
@require_safe
def versions(request: HttpRequest, project: Project, grid: Grid) -> HttpResponse:
    """Who changed, added and removed what in which row."""
    if not grid.has_history:
        raise Http404
    page = Paginator(records_of(grid, project), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "project": project,
        "grid": grid,
        "nav_current": grid.nav,
        "page": page,
        "entries": entries(grid, project, list(page.object_list)),
        "may_restore": may(request.user, grid.edit, project),
    }
    return render(request, "evaluations/grids/versions.html", context)


@of_grid(to_edit=True)
@require_POST
def restore(request: HttpRequest, project: Project, grid: Grid) -> HttpResponse:
    """Gives one row the values of an earlier version (`version`), or brings a removed one back."""
    if not grid.has_history:
        raise Http404
    assert isinstance(request.user, User)
    number, revision = _number(request, "version"), _number(request, "revision")
    try:
        outcome = restore_row(grid, project, number, revision=revision, by=request.user)
    except ObjectDoesNotExist:
        raise BadRequest("no such version") from None
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    except Refused as refusal:
        messages.error(request, f"没有恢复：{refusal.told[0].message}")
    else:
        sees = may(request.user, "projects.view_scores", project)
        effects = outcome.effects if sees else ()
        messages.success(request, "　".join([f"{grid.title}：已恢复", *effects]))
    return redirect("grids:versions", project.pk, grid.name)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else -1
