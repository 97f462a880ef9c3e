"""The page of the versions of 项目信息, and the way back to one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.people.models import User
from evaluations.projects import actions
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
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


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
