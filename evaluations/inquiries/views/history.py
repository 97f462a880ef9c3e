"""The pages of the versions of 访谈记录 and 勘查记录, and the way back to one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.fieldwork.models import Interview, SiteVisit
from evaluations.inquiries import actions
from evaluations.inquiries.records import interview_entries, visit_entries
from evaluations.inquiries.versions import Recorded, of_interview, of_visit
from evaluations.inquiries.views.saving import me
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.projects.versions import RESTORED_MEANWHILE, Story, page, restored, wanted

FACTS, EDIT = "projects.view_facts", "projects.edit"


@right(FACTS)
@require_safe
def interview(request: HttpRequest, project: Project, interview_pk: int) -> HttpResponse:
    """Every version of an interview's record."""
    row = get_object_or_404(Interview, pk=interview_pk, project=project)
    return _page(request, project, row, of_interview(row), "interview")


@right(EDIT, see=FACTS)
@require_POST
def restore_interview(request: HttpRequest, project: Project, interview_pk: int) -> HttpResponse:
    """Save an earlier version of an interview's record anew."""
    row = get_object_or_404(Interview, pk=interview_pk, project=project)
    known = {entry.key for entry in interview_entries(row)}
    _restore(request, row, of_interview(row), known, actions.record_interview)
    return redirect("inquiries:interview-versions", project.pk, row.pk)


@right(FACTS)
@require_safe
def visit(request: HttpRequest, project: Project, visit_pk: int) -> HttpResponse:
    """Every version of a site visit's record."""
    row = get_object_or_404(SiteVisit, pk=visit_pk, project=project)
    return _page(request, project, row, of_visit(row), "visit")


@right(EDIT, see=FACTS)
@require_POST
def restore_visit(request: HttpRequest, project: Project, visit_pk: int) -> HttpResponse:
    """Save an earlier version of a site visit's record anew."""
    row = get_object_or_404(SiteVisit, pk=visit_pk, project=project)
    known = {entry.key for entry in visit_entries(row)}
    _restore(request, row, of_visit(row), known, actions.record_visit)
    return redirect("inquiries:visit-versions", project.pk, row.pk)


def _page(request: HttpRequest, project: Project, row: Any, found: Recorded, kind: str) -> HttpResponse:
    story = Story(
        title=f"{actions.CALLED[kind]} {row}",
        nav_current=f"{kind}s",
        back=reverse(f"inquiries:{kind}", args=[project.pk, row.pk]),
        restore=reverse(f"inquiries:{kind}-restore", args=[project.pk, row.pk]),
        revision=row.revision,
        versions=found.shown(),
        label=found.labels.__getitem__,
    )
    return page(request, project, story, may_restore=may(request.user, EDIT, project))


def _restore(
    request: HttpRequest, row: Any, found: Recorded, known: set[str], record: Callable[..., Any]
) -> None:
    """What the version says of rows that are there; of those that are gone their list has the history."""
    version, revision = wanted(request, found.versions)
    try:
        record(row, version.values, revision=revision, by=me(request), verb=restored(version))
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
        return
    messages.success(request, f"“{row}”已恢复到第{version.revision}版的内容")
    gone = [found.labels[key] for key, value in version.values.items() if key not in known and value]
    if gone:
        told = "、".join(dict.fromkeys(gone))[:200]
        messages.warning(
            request, f"“{told[:200]}”现在不在清单里，那一版写的没有恢复。请先从清单的历史里恢复。"
        )
