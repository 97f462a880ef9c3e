"""评分计算: scoring runs are begun, shown while they are computed, and compared with the one before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from evaluations.papers import actions, overview, queries
from evaluations.papers.models import ScoringRun
from evaluations.people.access import of_a_firm
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project

PER_PAGE = 20


@right("projects.run_scoring", see="projects.view_scores")
@require_POST
def run(request: HttpRequest, project: Project) -> HttpResponse:
    """Start a scoring run and show its progress."""
    try:
        run_ = actions.start_run(project, by=_me(request))
    except actions.AlreadyOpen as refusal:
        messages.warning(request, str(refusal))
        run_ = refusal.run
    return redirect("papers:run-detail", project.pk, run_.number)


@right("projects.run_scoring", see="projects.view_scores")
@require_POST
def cancel_run(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """取消: a run that waits ends at once, one that is being computed when its worker next looks."""
    found = _run(project, number)
    if actions.cancel_run(found, by=_me(request)).is_open:
        messages.info(request, f"正在取消{found}。")
    return redirect("papers:run-detail", project.pk, number)


@of_a_firm
@require_POST
def run_many(request: HttpRequest) -> HttpResponse:
    """Start a scoring run for each chosen project; one on which the person may not is as if not chosen."""
    user = _me(request)
    numbers = [int(one) for one in request.POST.getlist("project") if one.isdecimal() and len(one) < 18]
    found = Project.objects.visible_to(user).filter(pk__in=numbers)
    chosen = [one for one in found if may(user, "projects.run_scoring", one)]
    started = actions.start_runs(chosen, by=user)
    if started:
        messages.success(request, f"已为{len(started)}个项目发起评分计算，进度在工作台的“后台任务”里。")
    if waiting := len(chosen) - len(started):
        messages.warning(request, f"{waiting}个项目的上一次评分计算还没有结束，没有重复发起。")
    if not chosen:
        messages.warning(request, "没有发起：请先在列表里勾选要计算的项目。")
    return redirect("desk:projects")


@right("projects.view_scores")
@require_GET
def runs(request: HttpRequest, project: Project) -> HttpResponse:
    """评分计算: all runs, newest first."""
    rows = project.runs.select_related("job", "created_by").defer("inputs").order_by("-number")
    context = {
        "nav_current": "scores",
        "project": project,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "open_run": queries.open_run(project),
        "may_run": may(request.user, "projects.run_scoring", project),
    }
    return render(request, "evaluations/papers/runs.html", context)


@right("projects.view_scores")
@require_GET
def run_detail(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """One run: its progress, then its scores, on what they rest, and what differs from the run before."""
    found = _run(project, number)
    context: dict[str, Any] = {
        "nav_current": "scores",
        "project": project,
        "run": found,
        "job": found.job,
        "may_run": may(request.user, "projects.run_scoring", project),
    }
    if found.computed_at is not None:
        earlier = queries.finished_runs(project).filter(number__lt=number).first()
        entries = queries.inputs_of(found).get("indicators", ())
        units = {entry["code"]: str(entry.get("unit") or "") for entry in entries}
        rows = overview.recorded(found.scores.all(), units)
        context |= {
            "earlier": earlier,
            "comparison": queries.compare(found, earlier) if earlier else None,
            "rows": rows,
            "places": overview.score_places((row.score.score for row in rows), project.system.places),
        }
    return render(request, "evaluations/papers/run.html", context)


@right("projects.view_scores")
@require_GET
def run_status(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """The progress of a run, asked for every second; when it has ended, the page is read anew."""
    found = _run(project, number)
    context = {"project": project, "run": found, "job": found.job}
    response = render(request, "evaluations/papers/_progress.html", context)
    if not found.job.is_open:
        response["HX-Refresh"] = "true"
    return response


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _run(project: Project, number: int) -> ScoringRun:
    return get_object_or_404(project.runs.select_related("job", "created_by"), number=number)
