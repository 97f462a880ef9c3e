"""成果: producing a report, watching it, getting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.reviews.consulting.queries import own as consulted
from evaluations.reviews.rules import REPLY
from reports.composing import queries as texts
from reports.publishing import actions, queries
from reports.publishing.delivery.rules import VIEW
from reports.publishing.models import Edition
from reports.publishing.progress import progress
from reports.publishing.releases.listing import listed
from reports.publishing.releases.rules import ISSUE

RECORDED = 20


@right("projects.view_report")
@require_safe
def editions(request: HttpRequest, project: Project) -> HttpResponse:
    """What has been produced, what is being produced, and the button."""
    known = list(queries.of_project(project)[:RECORDED])
    good = queries.last_good(project)
    newest = known[0] if known else None
    may_make = may(request.user, "projects.make_report", project)
    context: dict[str, Any] = {
        "project": project,
        "nav_current": "results",
        "ended": [(one, one.job, queries.seconds(one.job)) for one in known if not one.job.is_open],
        "newest": newest,
        "progress": progress(newest.job, timezone.now()) if newest else None,
        "good": good,
        "outdated": good is not None and queries.is_outdated(good),
        "may_make": may_make,
        "released": listed(project, timezone.now()),
        "may_issue": may(request.user, ISSUE, project),
        "sees_delivery": may(request.user, VIEW, project),
    }
    return render(request, "reports/publishing/editions.html", context)


@right("projects.make_report", see="projects.view_report")
@require_safe
def unfinished(request: HttpRequest, project: Project) -> HttpResponse:
    """What still waits to be written; asked for by the page, because the report is composed to know it."""
    context = {"project": project, "unfinished": texts.unfinished(project)}
    return render(request, "reports/publishing/_unfinished.html", context)


@right("projects.make_report", see="projects.view_report")
@require_POST
def start(request: HttpRequest, project: Project) -> HttpResponse:
    """生成报告, or the draft with the watermark that goes out for consultation."""
    stamp = actions.CONSULTATION if request.POST.get("for") == "consultation" else ""
    try:
        actions.start_edition(project, by=_user(request), stamp=stamp)
    except actions.CannotStart as refusal:
        messages.error(request, str(refusal))
    return redirect("publishing:editions", pk=project.pk)


@right("projects.view_report")
@require_safe
def status(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """The progress of one edition, asked for every second while it is open; then the page is loaded anew."""
    edition = _edition(project, number)
    if not edition.job.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "project": project,
        "edition": edition,
        "progress": progress(edition.job, timezone.now()),
        "is_answer": True,
    }
    return render(request, "reports/publishing/_progress.html", context)


@right("projects.make_report", see="projects.view_report")
@require_POST
def cancel(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """取消."""
    edition = _edition(project, number)
    job = actions.cancel_edition(edition, by=_user(request))
    if job.is_open:
        messages.info(request, f"正在取消{edition}。")
    return redirect("publishing:editions", pk=project.pk)


@right("projects.view_report")
@require_safe
def download(request: HttpRequest, project: Project, number: int) -> FileResponse:
    """The PDF of an edition."""
    return _file(_edition(project, number))


@right(REPLY, see=REPLY)
@require_safe
def sent(request: HttpRequest, project: Project, number: int) -> FileResponse:
    """The draft of a consultation, for whom it went to."""
    place = get_object_or_404(consulted(project, _user(request)), consultation__number=number)
    place.consultation.project = project
    edition = queries.sent_out(place)
    if edition is None:
        raise Http404
    return _file(edition)


def _file(edition: Edition) -> FileResponse:
    if not edition.pdf:
        raise Http404
    return FileResponse(
        edition.pdf.open(),
        as_attachment=True,
        filename=queries.file_name(edition),
        content_type="application/pdf",
    )


def _edition(project: Project, number: int) -> Edition:
    return get_object_or_404(queries.of_project(project), number=number)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user
