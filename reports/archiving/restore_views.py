"""导入归档件: upload, look at what the check found, confirm."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.exchange.forms import ConfirmForm
from evaluations.people import uploads
from evaluations.people.access import of_a_firm
from evaluations.people.models import Firm, User
from reports.archiving.forms import ArchiveForm
from reports.archiving.queries import made_here
from reports.archiving.restoring import CannotRestore, dry_run, restore

SHOWN = 100
"""Problems on the page; whoever has more has another file to look for."""


@of_a_firm
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Step 1: takes a file and keeps it; nothing is created."""
    is_sent = request.method == "POST"
    form = ArchiveForm(request.POST, request.FILES) if is_sent else ArchiveForm()
    if is_sent and form.is_valid():
        token = uploads.keep_pieces(form.cleaned_data["archive"].chunks(), by=_user(request))
        return redirect("archiving:review", token)
    return render(request, "reports/archiving/restore.html", {"form": form})


@of_a_firm
@require_safe
def review(request: HttpRequest, token: str) -> HttpResponse:
    """Step 2: what is wrong where, and what would be created."""
    return _review(request, token, ConfirmForm(firms=_firms(request)))


@of_a_firm
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Creates the project, all or nothing; the file is read and checked again."""
    path = _kept(request, token)
    form = ConfirmForm(request.POST, firms=_firms(request))
    if not form.is_valid():
        return _review(request, token, form, status=422)
    try:
        project = restore(path, name="归档件.zip", firm=form.cleaned_data["firm"], by=_user(request))
    except CannotRestore:
        messages.error(request, "没有导入：归档件里还有下面这些问题，请换一个文件。")
        return _review(request, token, form, status=422)
    uploads.drop(token, by=_user(request))
    messages.success(request, f"已由归档件恢复“{project.title}”。")
    return redirect("archiving:source", pk=project.pk)


def _review(request: HttpRequest, token: str, form: ConfirmForm, *, status: int = 200) -> HttpResponse:
    run = dry_run(_kept(request, token))
    context = {
        "token": token,
        "run": run,
        "problems": run.problems[:SHOWN],
        "form": form,
        "made": made_here(run.sha256, _user(request)),
    }
    return render(request, "reports/archiving/review.html", context, status=status)


def _kept(request: HttpRequest, token: str) -> Path:
    path = uploads.place(token, by=_user(request))
    if path is None:
        raise Http404
    return path


def _firms(request: HttpRequest) -> QuerySet[Firm]:
    return Firm.objects.filter(memberships__user=_user(request))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user
