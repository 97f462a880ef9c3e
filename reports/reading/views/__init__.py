"""阅读: the quiet pages of report, plan, indicator system and working papers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from evaluations.evidence.models import DocumentVersion
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.reviews.models import Target
from reports.composing.snapshot import Unusable
from reports.reading import actions, queries, report
from reports.reading.doors import reads
from reports.reading.page import TITLES, page_of
from reports.reading.pieces import contents


@reads()
@require_safe
def read(request: HttpRequest, project: Project, target: str) -> HttpResponse:
    """The text with its comments."""
    return _page(request, project, Target(target))


@reads()
@require_safe
def paper(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """看底稿: one working paper; it is open with the report."""
    return _page(request, project, Target.PAPER, code)


@reads()
@require_safe
def picture(request: HttpRequest, project: Project, photo: str) -> FileResponse:
    """A photo that the report shows."""
    try:
        is_shown = photo in report.pictures_of(project)
    except Unusable as error:
        raise Http404 from error
    found = DocumentVersion.objects.filter(project=project, sha256=photo).exclude(thumbnail="").first()
    if not is_shown or found is None or not Path(found.thumbnail.path).exists():
        raise Http404
    return FileResponse(found.thumbnail.open(), content_type="image/jpeg")


@reads()
@require_POST
def seen(request: HttpRequest, project: Project, target: str) -> HttpResponse:
    """已读: the sections whose end was on the screen."""
    asked = set(request.POST.getlist("key"))
    try:
        lines = contents(queries.pieces_of(project, Target(target)))
    except Unusable:
        lines = ()
    known = [line.piece.key for line in lines if line.piece.key in asked]
    actions.mark_read(project, Target(target), known, by=user_of(request))
    return HttpResponse(status=204)


def _page(request: HttpRequest, project: Project, target: Target, code: str = "") -> HttpResponse:
    context: dict[str, Any] = {"project": project, "target": target, "title": TITLES[target]}
    try:
        page = page_of(user_of(request), project, target, code)
    except Unusable as error:
        return render(request, "reports/reading/unusable.html", {**context, "why": str(error)})
    if target == Target.PAPER and not page.lines:
        raise Http404
    return render(request, "reports/reading/read.html", {**context, "page": page})


def user_of(request: HttpRequest) -> User:
    """The middleware lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user
