"""The addresses behind every grid: its rows, its changes, the versions of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluations.grids.access import of_grid
from evaluations.grids.actions import Outcome, change
from evaluations.grids.grid import Grid
from evaluations.grids.operations import Add, NotUnderstood, Operation, read_operations
from evaluations.grids.queries import state, versions
from evaluations.people.models import User
from evaluations.projects.access import may
from evaluations.projects.models import Project

REMEMBERED = 500


@of_grid()
@require_safe
def rows(request: HttpRequest, project: Project, grid: Grid) -> HttpResponse:
    """The grid as it stands now; `?unit=` converts what is shown."""
    may_edit = may(request.user, grid.edit, project)
    return JsonResponse(state(grid, project, unit=request.GET.get("unit", ""), may_edit=may_edit))


@of_grid(to_edit=True)
@require_POST
def changes(request: HttpRequest, project: Project, grid: Grid) -> HttpResponse:
    """Applies the operations of the request's JSON and tells what became of each; see `operations`."""
    try:
        unit, operations = read_operations(request.body)
    except NotUnderstood:
        return JsonResponse({"message": "这个请求看不懂，没有保存。请重新打开页面再试。"}, status=400)
    wanted, known = _without_repeated(request, operations)
    outcome = change(grid, project, wanted, by=_me(request), unit=unit)
    created = known | outcome.created
    _remember(request, created)
    answer = {
        "at": f"{timezone.localtime():%H:%M:%S}",
        "told": _told(outcome),
        "created": created,
        "removed": list(outcome.removed),
        "state": state(grid, project, unit=unit, may_edit=True),
    }
    return JsonResponse(answer)


@of_grid()
@require_safe
def cell(request: HttpRequest, project: Project, grid: Grid) -> HttpResponse:
    """The versions of the cell `?row=…&column=…`, newest first."""
    number, key = request.GET.get("row", ""), request.GET.get("column", "")
    row_pk = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    found = versions(grid, project, row_pk, key, unit=request.GET.get("unit", ""))
    return JsonResponse({"versions": found})


def _told(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "state": one.state,
            "row": one.row,
            "column": one.column,
            "message": one.message,
            "mine": one.mine,
            "theirs": one.theirs,
            "by": one.by,
            "fix": one.fix,
        }
        for one in outcome.told
        if one.state != "saved"
    ]


def _without_repeated(
    request: HttpRequest, operations: Sequence[Operation]
) -> tuple[list[Operation], dict[str, int]]:
    """Leaves out rows that this browser has added before: it asks again when an answer was lost."""
    remembered: dict[str, int] = request.session.get("grid_added", {})
    asked = {one.key for one in operations if isinstance(one, Add)}
    left = [one for one in operations if not (isinstance(one, Add) and one.key in remembered)]
    return left, {key: remembered[key] for key in asked & remembered.keys()}


def _remember(request: HttpRequest, created: dict[str, int]) -> None:
    if created:
        kept = {**request.session.get("grid_added", {}), **created}
        request.session["grid_added"] = dict(list(kept.items())[-REMEMBERED:])


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
