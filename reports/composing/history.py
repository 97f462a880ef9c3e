"""The page of the versions of a section's text, and the way back to one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.projects.versions import (
    RESTORED_MEANWHILE,
    Story,
    Version,
    page,
    restored,
    row_versions,
    wanted,
)
from reports.composing import actions
from reports.composing.models import SectionText
from reports.composing.views import written_or_404


@right("projects.view_report")
@require_safe
def versions(request: HttpRequest, project: Project, section: str) -> HttpResponse:
    """Every version of a section's text; a gap is the generated one."""
    one = written_or_404(project, section)
    story = Story(
        title=f"报告文字 {one.section.title}",
        nav_current="texts",
        back=reverse("composing:sections", args=[project.pk]),
        restore=reverse("composing:restore-version", args=[project.pk, section]),
        revision=one.revision,
        versions=_versions(project, section),
        label=lambda _key: "正文",
        word=lambda _key, text: actions.GENERATED if text is None else str(text),
    )
    return page(request, project, story, may_restore=may(request.user, "projects.edit", project))


@right("projects.edit", see="projects.view_report")
@require_POST
def restore(request: HttpRequest, project: Project, section: str) -> HttpResponse:
    """Save an earlier text anew, or give the section its generated one."""
    assert isinstance(request.user, User)
    title = written_or_404(project, section).section.title
    version, revision = wanted(request, _versions(project, section))
    text, by = version.values["text"], request.user
    try:
        if text is None:
            actions.restore_text(project, section, title=title, revision=revision, by=by)
        else:
            verb = restored(version)
            actions.save_text(project, section, text, title=title, revision=revision, by=by, verb=verb)
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    else:
        messages.success(request, f"“{title}”已恢复")
    return redirect("composing:versions", project.pk, section)


def _versions(project: Project, section: str) -> list[Version]:
    records = SectionText.history.filter(project=project, section=section).select_related("history_user")
    return row_versions(records.order_by("-history_date", "-history_id"), ("text",))
