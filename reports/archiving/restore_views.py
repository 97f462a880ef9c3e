"""导入归档件: upload, look at what the check found, confirm; checking and making are jobs with progress."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.evidence.filetypes import clean_name
from evaluations.exchange.forms import ConfirmForm
from evaluations.jobs import actions as jobs
from evaluations.jobs.models import Job
from evaluations.people import uploads
from evaluations.people.access import of_a_firm
from evaluations.people.models import User
from reports.archiving import importing, queries
from reports.archiving.forms import ArchiveForm
from reports.archiving.importing import CannotImport
from reports.archiving.queries import Intake
from reports.publishing.progress import JobProgress, progress


@of_a_firm
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Step 1: takes a file, keeps it and has it checked; nothing is created."""
    is_sent = request.method == "POST"
    form = ArchiveForm(request.POST, request.FILES) if is_sent else ArchiveForm()
    if is_sent and form.is_valid():
        file = form.cleaned_data["archive"]
        token = uploads.keep_pieces(file.chunks(), by=_user(request))
        importing.start_look(token, clean_name(file.name), by=_user(request))
        return redirect("archiving:review", token)
    return render(request, "reports/archiving/restore.html", {"form": form}, status=422 if is_sent else 200)


@of_a_firm
@require_safe
def review(request: HttpRequest, token: str) -> HttpResponse:
    """Step 2: how far the check is; then what is wrong where, and what would be created; then the project."""
    known = _intake(request, token)
    if known.project is not None:
        messages.success(request, f"已由归档件“{known.name}”建立项目。")
        return redirect("archiving:source", pk=known.project)
    if uploads.place(token, by=_user(request)) is None:
        messages.error(request, importing.GONE)
        return redirect("archiving:restore")
    return _page(request, token, known, ConfirmForm(firms=_user(request).firms.all()))


@of_a_firm
@require_POST
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Has the upload checked once more, after a check that broke off."""
    known = _intake(request, token)
    if known.newest is None or not known.newest.is_open:
        importing.start_look(token, known.name, by=_user(request))
    return redirect("archiving:review", token)


@of_a_firm
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Has the project made, all or nothing; the file is read and checked again."""
    known = _intake(request, token)
    form = ConfirmForm(request.POST, firms=_user(request).firms.all())
    if not form.is_valid():
        return _page(request, token, known, form, status=422)
    try:
        importing.start_import(token, firm=form.cleaned_data["firm"], by=_user(request))
    except CannotImport as refusal:
        messages.error(request, str(refusal))
        return _page(request, token, known, form, status=422)
    return redirect("archiving:review", token)


@of_a_firm
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """The progress of the job, asked for every second while it is open; then the page is loaded anew."""
    job = _intake(request, token).newest
    if job is None or not job.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = _progress(token, job) | {"is_answer": True}
    return render(request, "reports/archiving/_progress.html", context)


@of_a_firm
@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """取消: the check, or the import."""
    job = _intake(request, token).newest
    if job is not None and jobs.cancel(job, by=_user(request)).is_open:
        messages.info(request, "正在取消。")
    return redirect("archiving:review", token)


def _page(
    request: HttpRequest, token: str, known: Intake, form: ConfirmForm, *, status: int = 200
) -> HttpResponse:
    found, job = known.found, known.newest
    context: dict[str, Any] = {
        "token": token,
        "known": known,
        "found": found,
        "form": form,
        "made": queries.made_here(found.sha256, _user(request)) if found else None,
    }
    if job is not None:
        context |= _progress(token, job)
    return render(request, "reports/archiving/review.html", context, status=status)


def _progress(token: str, job: Job) -> dict[str, str | Job | JobProgress]:
    return {
        "job": job,
        "url": reverse("archiving:looking", args=[token]),
        "progress": progress(job, timezone.now(), importing.STEPS[job.task]),
    }


def _intake(request: HttpRequest, token: str) -> Intake:
    """What is known of this person's own upload; there is none for anybody else."""
    known = queries.intake_of(token, _user(request))
    if known.newest is None and uploads.place(token, by=_user(request)) is None:
        raise Http404
    return known


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user
