"""Import in two steps (upload, then look and confirm), and export."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.exchange.actions import DossierRefused, dry_run, import_dossier
from evaluations.exchange.forms import ConfirmForm, DossierForm
from evaluations.exchange.queries import export_file
from evaluations.exchange.review import located
from evaluations.people import uploads
from evaluations.people.access import of_a_firm
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.models import Project


@of_a_firm
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Step 1: takes a file and keeps it; nothing is created."""
    is_sent = request.method == "POST"
    form = DossierForm(request.POST, request.FILES) if is_sent else DossierForm()
    if is_sent and form.is_valid():
        token = uploads.keep(form.cleaned_data["dossier"].read(), by=_user(request))
        return redirect("exchange:review", token)
    return render(request, "evaluations/exchange/import.html", {"form": form})


@of_a_firm
@require_safe
def review(request: HttpRequest, token: str) -> HttpResponse:
    """Step 2: what is wrong where, and what would be created."""
    return _review(request, token, ConfirmForm(firms=_user(request).firms.all()))


@of_a_firm
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Creates the project, all or nothing; the file is read and checked again."""
    content = _kept(request, token)
    form = ConfirmForm(request.POST, firms=_user(request).firms.all())
    if not form.is_valid():
        return _review(request, token, form, status=422)
    try:
        project = import_dossier(content, firm=form.cleaned_data["firm"], by=_user(request))
    except DossierRefused:
        messages.error(request, "没有导入：文件里还有下面这些问题，改好后请重新上传。")
        return _review(request, token, form, status=422)
    uploads.drop(token, by=_user(request))
    messages.success(request, f"已导入“{project.title}”。")
    return redirect(project)


@right("projects.export")
@require_safe
def export(_request: HttpRequest, project: Project) -> HttpResponse:
    """The project as a dossier file, for download."""
    name = f"{project.title}.json"
    disposition = (
        f"attachment; filename=\"dossier-{project.pk}.json\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return HttpResponse(
        export_file(project),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def _review(request: HttpRequest, token: str, form: ConfirmForm, *, status: int = 200) -> HttpResponse:
    content = _kept(request, token)
    run = dry_run(content)
    problems, warnings = located(content, run.problems, run.warnings)
    context = {"token": token, "run": run, "problems": problems, "warnings": warnings, "form": form}
    return render(request, "evaluations/exchange/review.html", context, status=status)


def _kept(request: HttpRequest, token: str) -> bytes:
    content = uploads.kept(token, by=_user(request))
    if content is None:
        raise Http404
    return content


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user
