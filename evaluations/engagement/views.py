"""The pages of facts that are grids, and 承接: contract, schedule, policies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.engagement import actions, queries
from evaluations.engagement.forms import EngagementForm
from evaluations.engagement.grids import CITATIONS, DUTIES, MILESTONES, OBJECTIVES, STEPS, UNITS
from evaluations.engagement.models import Engagement
from evaluations.engagement.policies import known_policies, uncited
from evaluations.grids.grid import Grid
from evaluations.grids.queries import state
from evaluations.people.models import User
from evaluations.projects import saving
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict, labels
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.models import Project
from evaluations.projects.queries import changes_of

FACTS_TABS = (
    ("objectives", "绩效目标", "engagement:objectives"),
    ("milestones", "项目内容与完成情况", "engagement:milestones"),
    ("organisation", "组织与管理", "engagement:organisation"),
)
ENGAGEMENT_TABS = (
    ("engagement", "承接与合同", "engagement:engagement"),
    ("team", "小组与声明", "engagement:team"),
    ("schedule", "工作进度", "engagement:schedule"),
    ("policies", "评价依据", "engagement:policies"),
)


def tabs(project: Project, listed: tuple[tuple[str, str, str], ...], current: str) -> list[dict[str, Any]]:
    """The tabs of a page, as its template shows them."""
    return [
        {"label": label, "url": reverse(name, args=[project.pk]), "current": key == current}
        for key, label, name in listed
    ]


@right("projects.view_facts")
@require_safe
def objectives(request: HttpRequest, project: Project) -> HttpResponse:
    """绩效目标, and the indicator that measures each."""
    return _facts(request, project, "objectives", OBJECTIVES)


@right("projects.view_facts")
@require_safe
def milestones(request: HttpRequest, project: Project) -> HttpResponse:
    """项目内容与完成情况."""
    return _facts(request, project, "milestones", MILESTONES)


@right("projects.view_facts")
@require_safe
def organisation(request: HttpRequest, project: Project) -> HttpResponse:
    """组织与管理: who answers for what, by which rules."""
    return _facts(request, project, "organisation", DUTIES)


@right("projects.view_facts")
@require_safe
def engagement(request: HttpRequest, project: Project) -> HttpResponse:
    """承接: contract, assessment, and further units."""
    context = {
        "project": project,
        "nav_current": "engagement",
        "tabs": tabs(project, ENGAGEMENT_TABS, "engagement"),
        "engagement": queries.engagement_of(project),
        "grid": _state(request, project, UNITS),
        "may_edit": may(request.user, "projects.edit", project),
    }
    return render(request, "evaluations/engagement/engagement.html", context)


@right("projects.edit", see="projects.view_facts")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, project: Project) -> HttpResponse:
    """The form over contract and assessment; a conflict shows both versions and loses neither."""
    row = queries.engagement_of(project)
    theirs = {name: getattr(row, name) for name in actions.ENGAGEMENT_FIELDS}
    form = EngagementForm(request.POST or None, instance=row)
    context: dict[str, Any] = {"nav_current": "engagement", "project": project, "form": form}
    if request.method == "GET":
        return render(request, "evaluations/engagement/edit.html", context)
    if not form.is_valid():
        if saving.is_autosave(request):
            return saving.refused(form)
        return render(request, "evaluations/engagement/edit.html", context, status=422)
    mine = {name: form.cleaned_data[name] for name in actions.ENGAGEMENT_FIELDS}
    data = chosen(posted=request.POST, mine=mine, theirs=theirs)
    try:
        saved = actions.edit_engagement(project, data, revision=form.cleaned_data["revision"], by=me(request))
    except Conflict as conflict:
        return _conflict(request, context, conflict, form)
    following = reverse("engagement:engagement", args=[project.pk])
    if saving.is_autosave(request):
        return saving.saved(revision=saved.revision, following=following)
    messages.success(request, "承接与合同已保存")
    return redirect(following)


@right("projects.view_facts")
@require_safe
def schedule(request: HttpRequest, project: Project) -> HttpResponse:
    """工作进度: the steps of the evaluation work."""
    context = {
        "project": project,
        "nav_current": "engagement",
        "tabs": tabs(project, ENGAGEMENT_TABS, "schedule"),
        "title": "承接与团队",
        "grid": _state(request, project, STEPS),
    }
    return render(request, "evaluations/engagement/grid.html", context)


@right("projects.view_facts")
@require_safe
def policies(request: HttpRequest, project: Project) -> HttpResponse:
    """评价依据, and what else the base holds."""
    base = known_policies(project.firm_id)
    context = {
        "project": project,
        "nav_current": "engagement",
        "tabs": tabs(project, ENGAGEMENT_TABS, "policies"),
        "grid": _state(request, project, CITATIONS),
        "base": uncited(base, queries.cited_numbers(project)),
        "may_edit": may(request.user, "projects.edit", project),
    }
    return render(request, "evaluations/engagement/policies.html", context)


@right("projects.edit", see="projects.view_facts")
@require_POST
def cite(request: HttpRequest, project: Project) -> HttpResponse:
    """Adds a document of the base (`document`) to 评价依据."""
    number = request.POST.get("document", "")
    found = next((one for one in known_policies(project.firm_id) if str(one.pk) == number), None)
    if found is None:
        messages.error(request, "没有引用：文件库里没有这份文件，请从列表中另选。")
    else:
        actions.cite(project, found, by=me(request))
        messages.success(request, f"已引用{found.number}")
    return redirect("engagement:policies", project.pk)


def me(request: HttpRequest) -> User:
    """The person who asks."""
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user


def _facts(request: HttpRequest, project: Project, tab: str, grid: Grid) -> HttpResponse:
    context = {
        "project": project,
        "nav_current": "objectives",
        "tabs": tabs(project, FACTS_TABS, tab),
        "title": "绩效目标与实施",
        "grid": _state(request, project, grid),
    }
    return render(request, "evaluations/engagement/grid.html", context)


def _state(request: HttpRequest, project: Project, grid: Grid) -> dict[str, Any]:
    return state(grid, project, may_edit=may(request.user, grid.edit, project))


def _conflict(
    request: HttpRequest, context: dict[str, Any], conflict: Conflict, form: EngagementForm
) -> HttpResponse:
    fields = versus(
        mine=conflict.mine, theirs=conflict.theirs, labels=labels(Engagement), changed=form.changed_data
    )
    context["conflict"] = {"fields": fields, "revision": conflict.revision, "mine": form}
    context["last"] = changes_of(context["project"], "project", 1).first()
    if saving.is_autosave(request):
        template = "evaluations/engagement/_conflict_form.html"
        return saving.conflicting(request, template, context, revision=conflict.revision)
    return render(request, "evaluations/engagement/edit.html", context, status=409)
