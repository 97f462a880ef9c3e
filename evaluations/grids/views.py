"""The addresses behind every grid: its rows, its changes, the versions of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.grids.access import of_grid
from evaluations.grids.actions import Outcome, Refused, change
from evaluations.grids.excel import export, request_of, take_over, try_out
from evaluations.grids.grid import Grid
from evaluations.grids.operations import Add, NotUnderstood, Operation, read_operations
from evaluations.grids.queries import state, versions
from evaluations.grids.workbook import read_book
from evaluations.people import uploads
from evaluations.people.models import User
from evaluations.projects.access import may
from evaluations.projects.models import Project
from evaluations.workbooks import LARGEST, NotAWorkbook

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
        "effects": _effects(request, project, outcome.effects),
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


@of_grid()
@require_safe
def download(request: HttpRequest, project: Project, grid: Grid) -> HttpResponse:
    """The rows as an Excel file that can be changed and taken in again."""
    name = f"{grid.title}　{project.title}.xlsx"
    disposition = f"attachment; filename=\"{grid.name}.xlsx\"; filename*=UTF-8''{quote(name, safe='')}"
    return HttpResponse(
        export(grid, project, unit=request.GET.get("unit", "")),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": disposition},
    )


@of_grid(to_edit=True)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, project: Project, grid: Grid) -> HttpResponse:
    """Takes an Excel file and shows what it would change; nothing is changed."""
    context: dict[str, Any] = {"project": project, "grid": grid, "nav_current": grid.nav}
    file = request.FILES.get("file")
    if request.method != "POST":
        return render(request, "evaluations/grids/import.html", context)
    if file is None or (file.size or 0) > LARGEST:
        context["refused"] = (
            "没有选文件。" if file is None else f"文件太大，最多{LARGEST // 1024 // 1024}MB。"
        )
        return render(request, "evaluations/grids/import.html", context, status=422)
    content = file.read()
    return _try(request, project, grid, content, context)


@of_grid(to_edit=True)
@require_POST
def confirm(request: HttpRequest, project: Project, grid: Grid) -> HttpResponse:
    """Saves what the file says, all or nothing; it is read and checked again."""
    token = request.POST.get("token", "")
    content = uploads.kept(token, by=_me(request))
    context: dict[str, Any] = {"project": project, "grid": grid, "nav_current": grid.nav}
    if content is None:
        context["refused"] = "上传的文件已经不在了（只保留一天），请重新选择。"
        return render(request, "evaluations/grids/import.html", context, status=422)
    try:
        unit, wanted = request_of(grid, project, read_book(content))
        if wanted.faults:
            return _try(request, project, grid, content, context, status=422)
        outcome = take_over(grid, project, wanted, unit=unit, by=_me(request))
    except (NotAWorkbook, Refused):
        return _try(request, project, grid, content, context, status=422)
    uploads.drop(token, by=_me(request))
    effects = _effects(request, project, outcome.effects)
    messages.success(request, "　".join([f"已导入：{len(outcome.changes)}处改动", *effects]))
    return redirect(grid.page or "desk:project", project.pk, *grid.page_arguments)


def _try(
    request: HttpRequest,
    project: Project,
    grid: Grid,
    content: bytes,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    try:
        unit, wanted = request_of(grid, project, read_book(content))
    except NotAWorkbook as fault:
        context["refused"] = str(fault)
        return render(request, "evaluations/grids/import.html", context, status=422)
    context["trial"] = try_out(grid, project, wanted, unit=unit, by=_me(request))
    context["effects"] = _effects(request, project, context["trial"].effects)
    context["unit"] = unit
    if not context["trial"].faults:
        context["token"] = uploads.keep(content, by=_me(request))
    return render(request, "evaluations/grids/import.html", context, status=status)


def _effects(request: HttpRequest, project: Project, said: Sequence[str]) -> list[str]:
    """Scores are not for everybody who fills in facts."""
    return list(said) if may(request.user, "projects.view_scores", project) else []


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
