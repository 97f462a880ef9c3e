"""The page of the versions of 承接与合同, and the way back to one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.engagement import actions, queries
from evaluations.engagement.models import Engagement
from evaluations.engagement.views import me
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict, labels
from evaluations.projects.models import Project
from evaluations.projects.versions import (
    RESTORED_MEANWHILE,
    Story,
    Version,
    newest_first,
    page,
    restored,
    row_versions,
    wanted,
)


@right("projects.view_facts")
@require_safe
def versions(request: HttpRequest, project: Project) -> HttpResponse:
    """Every version of contract and assessment."""
    row = queries.engagement_of(project)
    story = Story(
        title="承接与合同",
        nav_current="engagement",
        back=reverse("engagement:engagement", args=[project.pk]),
        restore=reverse("engagement:restore", args=[project.pk]),
        revision=row.revision,
        versions=_versions(row),
        label=labels(Engagement).__getitem__,
    )
    return page(request, project, story, may_restore=may(request.user, "projects.edit", project))


@right("projects.edit", see="projects.view_facts")
@require_POST
def restore(request: HttpRequest, project: Project) -> HttpResponse:
    """Save an earlier version of contract and assessment anew."""
    version, revision = wanted(request, _versions(queries.engagement_of(project)))
    verb = restored(version)
    try:
        actions.edit_engagement(project, version.values, revision=revision, by=me(request), verb=verb)
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    else:
        messages.success(request, f"承接与合同已恢复到第{version.revision}版的内容")
    return redirect("engagement:versions", project.pk)


def _versions(row: Engagement) -> list[Version]:
    """None while nothing of it was ever saved."""
    return row_versions(newest_first(row), actions.ENGAGEMENT_FIELDS) if row.pk else []
