"""The pages of the collected facts: 基础表 with its grid and verification, 产出数据."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluations.fieldwork import actions, queries
from evaluations.fieldwork.grids import OUTPUTS, items_grid
from evaluations.fieldwork.models import BaseTable, BaseTableItem
from evaluations.grids.queries import state
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.projects.removal import removed


@right("projects.view_facts")
@require_safe
def base_tables(request: HttpRequest, project: Project) -> HttpResponse:
    """基础表: the tables, how far each has come, and how to begin one."""
    tables: list[Any] = list(queries.tables_of(project))
    context = {
        "nav_current": "base-tables",
        "project": project,
        "tables": tables,
        "items": sum(table.total for table in tables),
        "verified": sum(table.verified for table in tables),
        "templates": queries.templates_of(project),
        "derivable": queries.derivable(project),
        "may_edit": may(request.user, "projects.edit", project),
        "removed": removed(project, BaseTable),
    }
    return render(request, "evaluations/fieldwork/base_tables.html", context)


@right("projects.view_facts")
@require_safe
def base_table(request: HttpRequest, project: Project, table: int) -> HttpResponse:
    """One base table as a grid."""
    return _table_page(request, project, table, "grid")


@right("projects.view_facts")
@require_safe
def verification(request: HttpRequest, project: Project, table: int) -> HttpResponse:
    """核实: the items of one table, each to be verified or returned."""
    return _table_page(request, project, table, "verify")


def _table_page(request: HttpRequest, project: Project, table: int, tab: str) -> HttpResponse:
    found = get_object_or_404(queries.tables_of(project), pk=table)
    may_edit = may(request.user, "projects.edit", project)
    is_grid = tab == "grid"
    context = {
        "nav_current": "base-tables",
        "project": project,
        "table": found,
        "tab": tab,
        "grid": state(items_grid(found.pk), project, may_edit=may_edit) if is_grid else None,
        "items": [] if is_grid else queries.items_to_verify(found),
        "may_edit": may_edit,
    }
    name = "base_table" if is_grid else "verification"
    return render(request, f"evaluations/fieldwork/{name}.html", context)


@right("projects.edit", see="projects.view_facts")
@require_POST
def add_table(request: HttpRequest, project: Project) -> HttpResponse:
    """新增: an empty table, one from a template, or one for an indicator's formula."""
    try:
        table = _begun(request, project)
    except actions.NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("fieldwork:base-tables", project.pk)
    messages.success(request, f"已新增基础表“{table}”")
    return redirect("fieldwork:base-table", project.pk, table.pk)


def _begun(request: HttpRequest, project: Project) -> BaseTable:
    if request.POST.get("indicator"):
        return actions.derive_table(project, request.POST["indicator"], by=_me(request))
    chosen = request.POST.get("template", "")
    template = None
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 18:
        template = queries.templates_of(project).filter(pk=int(chosen)).first()
    code, title = request.POST.get("code", ""), request.POST.get("title", "")
    return actions.add_table(project, code=code, title=title, by=_me(request), template=template)


@right("projects.edit", see="projects.view_facts")
@require_POST
def remove_table(request: HttpRequest, project: Project, table: int) -> HttpResponse:
    """删除 a table with all that is in it; it can be brought back from the list."""
    found = _table(project, table)
    words = f"已删除基础表“{found}”，在本页下方可以恢复"
    done = _told(request, words, lambda: actions.remove_table(found, by=_me(request)))
    return redirect("fieldwork:base-tables", project.pk) if done else _back(project, table)


@right("projects.edit", see="projects.view_facts")
@require_POST
def restore_table(request: HttpRequest, project: Project, gone: int) -> HttpResponse:
    """恢复 a removed table and show it."""
    kept = get_object_or_404(removed(project, BaseTable), pk=gone)
    try:
        lost = actions.restore_table(kept, by=_me(request))
    except actions.NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("fieldwork:base-tables", project.pk)
    messages.success(request, f"已恢复基础表“{kept.name}”")
    if lost:
        messages.warning(request, f"有{lost}处关联的资料已经删除，没有随着恢复。")
    return redirect("fieldwork:base-table", project.pk, kept.number)


@right("projects.edit", see="projects.view_facts")
@require_POST
def hand_out(request: HttpRequest, project: Project, table: int) -> HttpResponse:
    """发给单位填报, or 收回 with `out=no`."""
    found, is_out = _table(project, table), request.POST.get("out") != "no"
    words = "已发给单位填报，单位联系人登录后可以填写" if is_out else "已收回，单位联系人看不到了"
    _told(request, words, lambda: actions.hand_out(found, is_out=is_out, by=_me(request)))
    return _back(project, table)


@right("projects.edit", see="projects.view_facts")
@require_POST
def keep_template(request: HttpRequest, project: Project, table: int) -> HttpResponse:
    """存为模板: the items without their values."""
    found = _table(project, table)
    title = request.POST.get("title", "")
    _told(
        request,
        "已存为模板，新增基础表时可以选用",
        lambda: actions.keep_template(found, title, by=_me(request)),
    )
    return _back(project, table)


@right("projects.edit", see="projects.view_facts")
@require_POST
def move_item(request: HttpRequest, project: Project, table: int) -> HttpResponse:
    """核实 or 退回 one item; the page comes back at the next one."""
    found = _table(project, table)
    number, revision = request.POST.get("item", ""), request.POST.get("revision", "")
    name = request.POST.get("move", "")
    item = found.items.filter(pk=_number(number)).first()
    if item is None or name not in actions.MOVES:
        messages.error(request, "没有找到这个数据项，它可能刚被删除。请刷新后再试。")
        return redirect("fieldwork:verification", project.pk, table)
    _told(request, f"{item.name}：已{actions.MOVES[name].said}", lambda: _move(request, item, name, revision))
    return redirect(f"{_verification(project, table)}#item-{_next(found, item)}")


def _move(request: HttpRequest, item: BaseTableItem, name: str, revision: str) -> Any:
    reason = request.POST.get("reason", "")
    return actions.move_item(item, name, revision=_number(revision), by=_me(request), reason=reason)


def _verification(project: Project, table: int) -> str:
    return redirect("fieldwork:verification", project.pk, table).url


def _next(table: BaseTable, item: BaseTableItem) -> int:
    """The item after this one, else the item itself."""
    after = table.items.filter(position__gt=item.position).order_by("position").first()
    return (after or item).pk


@right("projects.view_facts")
@require_safe
def outputs(request: HttpRequest, project: Project) -> HttpResponse:
    """产出数据: counted and measured results, with their formulas worked out."""
    may_edit = may(request.user, "projects.edit", project)
    grid = state(OUTPUTS, project, may_edit=may_edit)
    context = {"nav_current": "outputs", "project": project, "grid": grid, "may_edit": may_edit}
    return render(request, "evaluations/fieldwork/outputs.html", context)


def _table(project: Project, number: int) -> BaseTable:
    return get_object_or_404(BaseTable, pk=number, project=project)


def _told(request: HttpRequest, words: str, does: Callable[[], Any]) -> bool:
    """Does it and says so, or says why not."""
    try:
        does()
    except actions.NotPossible as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, words)
    return True


def _back(project: Project, table: int) -> HttpResponse:
    return redirect("fieldwork:base-table", project.pk, table)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
