"""预算与资金, a page of tabs: each shows its grids."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.grids.grid import Grid
from evaluations.grids.queries import state
from evaluations.money.check_grids import CHECK, COSTS, FINDINGS, POINTS
from evaluations.money.grids import LINES, SOURCES, YEARS
from evaluations.projects.access import may, right
from evaluations.projects.models import Project

SHOWN_UNITS = ("元", "万元", "亿元")


@right("projects.view_facts")
@require_safe
def budget(request: HttpRequest, project: Project) -> HttpResponse:
    """预算执行: the tree of budget lines, and what does not add up."""
    return _page(request, project, "budget", LINES)


@right("projects.view_facts")
@require_safe
def years(request: HttpRequest, project: Project) -> HttpResponse:
    """历年预算."""
    return _page(request, project, "years", YEARS)


@right("projects.view_facts")
@require_safe
def funding(request: HttpRequest, project: Project) -> HttpResponse:
    """资金来源."""
    return _page(request, project, "funding", SOURCES)


@right("projects.view_facts")
@require_safe
def fund_check(request: HttpRequest, project: Project) -> HttpResponse:
    """资金使用检查表: three sums, the points checked, what was found wrong."""
    return _page(request, project, "fund-check", CHECK, POINTS, FINDINGS)


@right("projects.view_facts")
@require_safe
def costs(request: HttpRequest, project: Project) -> HttpResponse:
    """成本核查."""
    return _page(request, project, "costs", COSTS)


def _page(request: HttpRequest, project: Project, tab: str, *grids: Grid) -> HttpResponse:
    may_edit = may(request.user, "projects.edit", project)
    wanted = request.GET.get("unit", "")
    states = [state(grid, project, unit=wanted, may_edit=may_edit) for grid in grids]
    context = {
        "nav_current": "budget",
        "project": project,
        "tab": tab,
        "grids": states,
        "unit": next((one["unit"] for one in states if one["unit"]), ""),
        "units": SHOWN_UNITS,
        "may_edit": may_edit,
    }
    return render(request, "evaluations/money/money.html", context)
