"""The link of an invitation, and what the manager does with invitations on the team's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.invitations import actions, queries
from evaluations.invitations.forms import AcceptForm
from evaluations.invitations.links import parts_of
from evaluations.invitations.models import Invitation
from evaluations.people.access import everybody
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.models import Project, ProjectMember

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGE = "evaluations/invitations/accept.html"
GONE, TOO_MANY = 410, 429


@everybody
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, link: str) -> HttpResponse:
    """Sets name and password and signs in. Opening the page uses nothing up; it shows no project."""
    if _is_locked(request, link):
        cool_off = get_cool_off(request)
        minutes = -int(-cool_off.total_seconds() // 60) if cool_off else 0
        return render(request, PAGE, {"locked": True, "minutes": minutes}, status=TOO_MANY)
    row = queries.meant_by(link)
    if row is None:
        _count(request, link)
        return render(request, PAGE, {"reason": "unknown"}, status=GONE)
    if not queries.is_open(row, timezone.now()):
        return _gone(request, row)
    form = AcceptForm(row.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _accepted(request, row, form)
    status = 422 if request.method == "POST" else 200
    return render(request, PAGE, {"form": form, "account": row.user.username}, status=status)


def _accepted(request: HttpRequest, row: Invitation, form: AcceptForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        user = actions.accept(row, name=data["name"], password=data["new_password1"])
    except actions.NotPossible:
        return _gone(request, Invitation.objects.select_related("user").get(pk=row.pk))
    login(request, user, backend=BACKEND)
    messages.success(request, f"欢迎您，{user}。以后用{user.username}和刚才设置的密码登录。")
    member = row.project.members.get(user=user)
    return redirect(actions.landing(member))


def _gone(request: HttpRequest, row: Invitation) -> HttpResponse:
    """What is told of a void link: only whether there is an account by now, or a new invitation is needed."""
    standing = queries.standing_of(row, row.user, timezone.now())
    has_account = row.user.has_usable_password()
    reason = "used" if has_account else "expired" if standing == queries.Standing.EXPIRED else "withdrawn"
    return render(request, PAGE, {"reason": reason}, status=GONE)


def _credentials(link: str) -> dict[str, str]:
    """Guesses are counted as at sign-in: per invitation and address."""
    parts = parts_of(link)
    return {"username": f"invitation {parts[0] if parts else 0}"}


def _is_locked(request: HttpRequest, link: str) -> bool:
    return not AxesProxyHandler.is_allowed(request, _credentials(link))


def _count(request: HttpRequest, link: str) -> None:
    AxesProxyHandler.user_login_failed(accept, _credentials(link), request)
    request.axes_locked_out = False  # type: ignore[attr-defined]  # this page has words of its own for it


@right("projects.manage", see="projects.view_facts")
@require_POST
def send(request: HttpRequest, project: Project, outsider: int) -> HttpResponse:
    """Sends an invitation, or sends it again: the link before is void then."""
    member = _member(project, outsider)
    row = actions.invite(member, by=_me(request))
    said = f"邀请已发给{member.user}（{member.user.username}），14天内有效；以前的链接作废"
    messages.success(request, said if row else f"{member.user}已有账号，已通知")
    return redirect("engagement:team", project.pk)


@right("projects.manage", see="projects.view_facts")
@require_POST
def withdraw(request: HttpRequest, project: Project, outsider: int) -> HttpResponse:
    """Makes the open link void."""
    member = _member(project, outsider)
    return _told(
        request,
        project,
        lambda: actions.withdraw(member, by=_me(request)),
        f"已撤回给{member.user}的邀请，链接作废；{member.user}仍在小组里",
    )


def _told(request: HttpRequest, project: Project, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except actions.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("engagement:team", project.pk)


def _member(project: Project, outsider: int) -> ProjectMember:
    """A member from outside of this project; 404 for anybody else."""
    rows = project.members.select_related("user", "project")
    row = rows.filter(pk=outsider, role__in=queries.OUTSIDE).first()
    if row is None:
        raise Http404
    return row


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
