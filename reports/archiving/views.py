"""归档: what goes in, making an archive, getting it; and the archive that a project was made of."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluations.papers.queries import latest_run, open_run
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from reports.archiving import actions, queries
from reports.archiving.kept import kept_record, member_pieces
from reports.archiving.models import Archive, Restoration
from reports.archiving.rules import MAKE, VIEW
from reports.publishing.actions import CannotStart
from reports.publishing.progress import progress

RECORDED = 20
BINARY = "application/octet-stream"


@right(VIEW, see=VIEW)
@require_safe
def index(request: HttpRequest, project: Project) -> HttpResponse:
    """What will go in and what is missing, the button, the newest archive and those before."""
    known = list(queries.of_project(project)[:RECORDED])
    good = queries.last_good(project)
    newest = known[0] if known else None
    context: dict[str, Any] = {
        "project": project,
        "nav_current": "archive",
        "contents": queries.contents(project),
        "ended": [(one, one.job) for one in known if not one.job.is_open],
        "newest": newest,
        **(_progress(newest) if newest else {}),
        "good": good,
        "outdated": good is not None and queries.is_outdated(good),
        "may_make": may(request.user, MAKE, project),
        "restoration": queries.restoration_of(project),
    }
    return render(request, "reports/archiving/index.html", context)


@right(MAKE, see=VIEW)
@require_POST
def start(request: HttpRequest, project: Project) -> HttpResponse:
    """生成归档件."""
    try:
        actions.start_archive(project, by=_user(request))
    except CannotStart as refusal:
        messages.error(request, str(refusal))
    return redirect("archiving:index", pk=project.pk)


@right(VIEW, see=VIEW)
@require_safe
def status(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """The progress of one archive, asked for every second while it is open; then the page is loaded anew."""
    archive = _archive(project, number)
    if not archive.job.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "reports/archiving/_progress.html", _progress(archive) | {"is_answer": True})


@right(MAKE, see=VIEW)
@require_POST
def cancel(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """取消."""
    archive = _archive(project, number)
    job = actions.cancel_archive(archive, by=_user(request))
    if job.is_open:
        messages.info(request, f"正在取消归档件{archive}。")
    return redirect("archiving:index", pk=project.pk)


@right(VIEW, see=VIEW)
@require_safe
def download(request: HttpRequest, project: Project, number: int) -> FileResponse:
    """The file of an archive; who took it stands in the log."""
    archive = _archive(project, number)
    if not archive.file:
        raise Http404
    answer = _zipped(archive.file, queries.file_name(archive))
    actions.note_download(project, f"归档件{archive}　SHA-256 {archive.sha256}", by=_user(request))
    return answer


@right(VIEW, see=VIEW)
@require_safe
def source(request: HttpRequest, project: Project) -> HttpResponse:
    """由归档件恢复: what the archive says of signatures, results and history, proven again just now."""
    made = _restoration(project)
    context = {
        "project": project,
        "nav_current": "archive",
        "restoration": made,
        "record": kept_record(made),
        "computing": open_run(project),
        "run": latest_run(project),
    }
    return render(request, "reports/archiving/source.html", context)


@right(VIEW, see=VIEW)
@require_safe
def original(request: HttpRequest, project: Project) -> FileResponse:
    """The whole archive that the project was made of, byte for byte."""
    made = _restoration(project)
    answer = _zipped(made.file, made.name)
    actions.note_download(project, f"原归档件 {made.name}", by=_user(request))
    return answer


@right(VIEW, see=VIEW)
@require_safe
def member(request: HttpRequest, project: Project, file: int) -> StreamingHttpResponse:
    """One file of that archive, for saving; it is never shown as a page of ours."""
    made = _restoration(project)
    found = member_pieces(made, file)
    if found is None:
        raise Http404
    one, pieces = found
    actions.note_download(project, f"原归档件里的 {one.path}", by=_user(request))
    name = quote(one.path.rpartition("/")[2], safe="")
    return StreamingHttpResponse(
        pieces,
        content_type=BINARY,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Length": str(one.size),
        },
    )


def _zipped(file: FieldFile, name: str) -> FileResponse:
    """For saving; one that the storage has lost is not there (the page of the record says so)."""
    try:
        opened = file.open()
    except FileNotFoundError as gone:
        raise Http404 from gone
    return FileResponse(opened, as_attachment=True, filename=name, content_type="application/zip")


def _progress(archive: Archive) -> dict[str, Any]:
    return {
        "job": archive.job,
        "url": reverse("archiving:status", args=[archive.project_id, archive.number]),
        "progress": progress(archive.job, timezone.now(), actions.STEPS),
    }


def _archive(project: Project, number: int) -> Archive:
    return get_object_or_404(queries.of_project(project), number=number)


def _restoration(project: Project) -> Restoration:
    made = queries.restoration_of(project)
    if made is None:
        raise Http404
    return made


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user
