"""Bringing back what was removed: 访谈 or 现场勘查, with all that hung on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from evaluations.fieldwork.models import Interview, SiteVisit
from evaluations.inquiries import actions
from evaluations.inquiries.views.saving import me
from evaluations.projects.access import right
from evaluations.projects.models import Project

PAGES = {Interview.__name__: "inquiries:interview", SiteVisit.__name__: "inquiries:visit"}


@right("projects.edit", see="projects.view_facts")
@require_POST
def restore(request: HttpRequest, project: Project, removed_pk: int) -> HttpResponse:
    """Brings a removed interview or visit back and shows it."""
    gone = project.removed_rows.filter(model__in=PAGES, restored_at=None)
    kept = get_object_or_404(gone, pk=removed_pk)
    lost = actions.restore(kept, by=me(request))
    messages.success(request, f"已恢复“{kept.name}”")
    if lost:
        messages.warning(request, f"有{lost}处关联的资料已经删除，没有随着恢复。")
    return redirect(PAGES[kept.model], project.pk, kept.number)
