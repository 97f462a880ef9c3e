"""The pages of the versions of 项目信息 and of a budget line, and the way back to one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.people.models import User
from evaluations.projects import actions
from evaluations.projects.access import may, right
from evaluations.projects.models import BudgetLine, Project
from evaluations.projects.versions import (
    RESTORED_MEANWHILE,
    Story,
    newest_first,
    page,
    restored,
    row_versions,
    wanted,
)


@right("projects.view_facts")
@require_safe
def info(request: HttpRequest, project: Project) -> HttpResponse:
    """Every version of 项目信息."""
    story = Story(
        title="项目信息",
        nav_current="info",
        back=reverse("projects:info", args=[project.pk]),
        restore=reverse("projects:restore-info", args=[project.pk]),
        revision=project.revision,
        versions=row_versions(newest_first(project), actions.PROJECT_FIELDS),
        label=actions.labels(Project).__getitem__,
    )
    return page(request, project, story, may_restore=may(request.user, "projects.edit", project))


@right("projects.edit", see="projects.view_facts")
@require_POST
def restore_info(request: HttpRequest, project: Project) -> HttpResponse:
    """Save an earlier version of 项目信息 anew."""
    version, revision = wanted(request, row_versions(newest_first(project), actions.PROJECT_FIELDS))
    verb = restored(version)
    try:
        actions.edit_project(project, version.values, revision=revision, by=_me(request), verb=verb)
    except actions.Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    else:
        messages.success(request, f"项目信息已恢复到第{version.revision}版的内容")
    return redirect("projects:info-versions", project.pk)


@right("projects.view_facts")
@require_safe
def line(request: HttpRequest, project: Project, line_pk: int) -> HttpResponse:
    """Every version of a budget line."""
    row = _line(project, line_pk)
    story = Story(
        title=f"预算 {row}",
        nav_current="budget",
        back=reverse("projects:budget", args=[project.pk]),
        restore=reverse("projects:restore-line", args=[project.pk, line_pk]),
        revision=row.revision,
        versions=row_versions(newest_first(row), actions.BUDGET_FIELDS),
        label=actions.labels(BudgetLine).__getitem__,
    )
    return page(request, project, story, may_restore=may(request.user, "projects.edit", project))


@right("projects.edit", see="projects.view_facts")
@require_POST
def restore_line(request: HttpRequest, project: Project, line_pk: int) -> HttpResponse:
    """Save an earlier version of a budget line anew."""
    row = _line(project, line_pk)
    version, revision = wanted(request, row_versions(newest_first(row), actions.BUDGET_FIELDS))
    try:
        actions.edit_budget_line(
            row, version.values, revision=revision, by=_me(request), verb=restored(version)
        )
    except actions.Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    else:
        messages.success(request, f"{row}已恢复到第{version.revision}版的内容")
    return redirect("projects:line-versions", project.pk, line_pk)


def _line(project: Project, line_pk: int) -> Any:
    return get_object_or_404(BudgetLine, pk=line_pk, project=project)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
