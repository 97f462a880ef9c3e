"""签发 on a project: what will be fixed, the progress of a release, its withdrawal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.models import Project
from evaluations.projects.rules import is_firm_admin
from reports.publishing.firms.queries import next_number, scheme_of
from reports.publishing.progress import progress
from reports.publishing.releases import actions, queries
from reports.publishing.releases.forms import SuccessionForm, WithdrawalForm
from reports.publishing.releases.guards import CannotIssue, Ground, Obstacle, ground
from reports.publishing.releases.models import Release, Succession
from reports.publishing.releases.queries import State
from reports.publishing.releases.rules import ISSUE
from reports.publishing.stages import RELEASE_STEPS

SEE = "projects.view_report"


@right(ISSUE, see=SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, project: Project) -> HttpResponse:
    """What will be fixed, or what stands in the way (GET); 签发 (POST)."""
    try:
        base = ground(project, by=_me(request), at=timezone.now())
    except CannotIssue as refusal:
        return _refused(request, project, refusal)
    form = _succession_form(request, base)
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return _issue_page(request, project, base, form)
    try:
        release = actions.issue(project, by=_me(request), **(form.cleaned_data if form else {}))
    except CannotIssue as refusal:
        messages.error(request, str(refusal))
        return redirect("releases:issue", pk=project.pk)
    messages.success(request, f"已签发{release}，正在排印和盖章")
    return redirect("publishing:editions", pk=project.pk)


@right(SEE)
@require_safe
def status(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """The progress of a release, asked for every second; then the page is loaded anew."""
    release = _release(project, number)
    job = queries.attempt_of(release)
    if not job.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    now_at = progress(job, timezone.now(), RELEASE_STEPS)
    context = {"project": project, "release": release, "progress": now_at}
    return render(request, "reports/publishing/releases/_progress.html", context)


@right(ISSUE, see=SEE)
@require_POST
def cancel(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """取消: the number stays, and can be tried again."""
    release = _release(project, number)
    actions.cancel(release, by=_me(request))
    messages.info(request, f"正在取消{release}的生成；编号保留，可以重试。")
    return redirect("publishing:editions", pk=project.pk)


@right(ISSUE, see=SEE)
@require_POST
def retry(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """重试."""
    try:
        actions.retry(_release(project, number), by=_me(request))
    except CannotIssue as refusal:
        messages.error(request, str(refusal))
    return redirect("publishing:editions", pk=project.pk)


@right(ISSUE, see=SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """What withdrawing means (GET), and doing it (POST)."""
    release = _release(project, number)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        context = {
            "project": project,
            "release": release,
            "state": queries.state_of(release),
            "form": form,
            "nav_current": "results",
        }
        status_code = 422 if form.is_bound else 200
        return render(request, "reports/publishing/releases/withdraw.html", context, status=status_code)
    try:
        actions.withdraw(release, reason=form.cleaned_data["reason"], by=_me(request))
    except CannotIssue as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{release}已作废，公开核验页已更新")
    return redirect("publishing:editions", pk=project.pk)


def _refused(request: HttpRequest, project: Project, refusal: CannotIssue) -> HttpResponse:
    """What stands in the way; who can mend it is led there."""
    is_certificate = refusal.obstacle in (Obstacle.NO_CERTIFICATE, Obstacle.BAD_CERTIFICATE)
    context = {
        "project": project,
        "refusal": refusal,
        "may_mend": is_certificate and is_firm_admin(request.user, project),
        "nav_current": "results",
    }
    return render(request, "reports/publishing/releases/issue.html", context)


def _issue_page(
    request: HttpRequest, project: Project, base: Ground, form: SuccessionForm | None
) -> HttpResponse:
    scheme = scheme_of(project.firm)
    context: dict[str, Any] = {
        "project": project,
        "base": base,
        "before_state": queries.state_of(base.before) if base.before else None,
        "void": State.VOID,
        "next": next_number(scheme, timezone.localdate().year),
        "form": form,
        "leads": project.members.filter(role="lead").select_related("user"),
        "nav_current": "results",
    }
    status_code = 422 if form is not None and form.is_bound else 200
    return render(request, "reports/publishing/releases/issue.html", context, status=status_code)


def _succession_form(request: HttpRequest, base: Ground) -> SuccessionForm | None:
    """Asked for where the project has a release already; one that was withdrawn can only be issued anew."""
    if base.before is None:
        return None
    is_withdrawn = queries.withdrawal_of(base.before) is not None
    initial = {"kind": Succession.VOID} if is_withdrawn else {}
    return SuccessionForm(request.POST if request.method == "POST" else None, initial=initial)


def _release(project: Project, number: int) -> Release:
    return get_object_or_404(queries.of_project(project), sequence=number)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user
