"""小组与声明: who works on the project, and what each declared about themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.engagement import actions, queries
from evaluations.engagement.forms import DeclarationForm, InsiderForm, MemberForm, OutsiderForm
from evaluations.engagement.views import ENGAGEMENT_TABS, me, tabs
from evaluations.invitations.queries import invited
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project, ProjectMember
from evaluations.projects.rules import must_declare_first

FOUND = 12


@right("projects.view_facts")
@require_safe
def team(request: HttpRequest, project: Project) -> HttpResponse:
    """Everybody with role, work, qualification and declaration; what is missing; how to add somebody."""
    return _team(request, project, OutsiderForm())


@right("projects.manage", see="projects.view_facts")
@require_POST
def add(request: HttpRequest, project: Project) -> HttpResponse:
    """Adds a person of the firm, found by search."""
    form = InsiderForm(request.POST)
    person = User.objects.filter(pk=form.cleaned_data["user"]).first() if form.is_valid() else None
    if person is None or not project.firm.memberships.filter(user=person).exists():
        messages.error(request, "没有加入：请在查找结果里选一个人，并选好角色。")
    else:
        _added(
            request,
            project,
            lambda: actions.add_member(project, person, role=form.cleaned_data["role"], by=me(request)),
        )
    return redirect("engagement:team", project.pk)


@right("projects.manage", see="projects.view_facts")
@require_POST
def invite(request: HttpRequest, project: Project) -> HttpResponse:
    """Adds a person from outside by e-mail; errors stand at their fields."""
    form = OutsiderForm(request.POST)
    if not form.is_valid():
        return _team(request, project, form, status=422)
    _added(request, project, lambda: actions.add_outsider(project, **form.cleaned_data, by=me(request)))
    return redirect("engagement:team", project.pk)


@right("projects.manage", see="projects.view_facts")
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, project: Project, place: int) -> HttpResponse:
    """Role, division of work and qualification of one member."""
    row = member_of(project, place)
    form = MemberForm(request.POST or None, instance=row)
    context = {"project": project, "nav_current": "engagement", "form": form, "person": row.user, "row": row}
    if request.method == "GET":
        return render(request, "evaluations/engagement/member.html", context)
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in actions.MEMBER_FIELDS}
        try:
            revision = form.cleaned_data["revision"]
            actions.change_member(project, place, data, revision=revision, by=me(request))
        except actions.NotPossible as refusal:
            form.add_error("role", str(refusal))
        except Conflict as conflict:
            form.add_error(None, _both(conflict))
        else:
            messages.success(request, f"{row.user}的分工已保存")
            return redirect("engagement:team", project.pk)
    return render(request, "evaluations/engagement/member.html", context, status=422)


@right("projects.manage", see="projects.view_facts")
@require_POST
def remove(request: HttpRequest, project: Project, place: int) -> HttpResponse:
    """Takes a person off the project."""
    row = member_of(project, place)
    try:
        actions.remove_member(project, row.pk, by=me(request))
    except actions.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已把{row.user}移出小组")
    if not may(request.user, "projects.view_facts", Project.objects.get(pk=project.pk)):
        return redirect("desk:projects")
    return redirect("engagement:team", project.pk)


@right("projects.declare", see="projects.view")
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, project: Project) -> HttpResponse:
    """独立性声明: everybody signs for themselves."""
    person = me(request)
    form = DeclarationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign_declaration(project, **form.cleaned_data, by=person)
        except actions.NotPossible as refusal:
            form.add_error("explanation", str(refusal))
        else:
            messages.success(request, "独立性声明已签署")
            return redirect("engagement:declaration", project.pk)
    context = {
        "project": project,
        "nav_current": "engagement",
        "form": form,
        "signed": queries.own_declarations(project, person),
        "comes_first": must_declare_first(person, project),
        "may_see_team": may(person, "projects.view_facts", project),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/engagement/declaration.html", context, status=status)


def _team(request: HttpRequest, project: Project, form: OutsiderForm, *, status: int = 200) -> HttpResponse:
    places = queries.team(project)
    may_manage = may(request.user, "projects.manage", project)
    invitations = invited(project, [place.member for place in places]) if may_manage else {}
    words = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "project": project,
        "nav_current": "engagement",
        "tabs": tabs(project, ENGAGEMENT_TABS, "team"),
        "places": places,
        "rows": [(place, invitations.get(place.member.pk)) for place in places],
        "shortcomings": queries.shortcomings(places),
        "may_manage": may_manage,
        "may_declare": may(request.user, "projects.declare", project),
        "words": words,
        "found": list(queries.candidates(project, words)[:FOUND]) if may_manage else [],
        "insider": InsiderForm(),
        "form": form,
    }
    return render(request, "evaluations/engagement/team.html", context, status=status)


def member_of(project: Project, place: int) -> ProjectMember:
    """The member of this number; 404 for another project's."""
    row = project.members.select_related("user").filter(pk=place).first()
    if row is None:
        raise Http404
    return row


def _added(request: HttpRequest, project: Project, act: Any) -> None:
    """Does it, and says what came of it; an interest that the person declared before is told at once."""
    try:
        row = act()
    except actions.NotPossible as refusal:
        messages.error(request, f"没有加入：{refusal}")
        return
    messages.success(request, f"已加入{row.user}（{row.get_role_display()}）")
    for one in queries.declared_interests(project, row.user):
        text = f"{row.user}在“{one.project.title}”声明过存在利害关系：{one.explanation}。请考虑回避。"
        messages.warning(request, text)


def _both(conflict: Conflict) -> str:
    """Both versions in one sentence: the form still holds one's own."""
    names = [name for name, value in conflict.theirs.items() if conflict.mine[name] != value]
    if not names:
        return "有人在您打开之后保存过，内容与您填的相同。请返回查看。"
    shown = "；".join(str(conflict.theirs[name]) or "空" for name in names)
    return f"有人在您打开之后改过，没有保存。已保存的是：{shown}。您填的还在下面；核对后请返回重新打开再改。"
