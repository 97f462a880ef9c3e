"""工作台, 项目列表, 项目主页, 历史."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations.desk import find as finder
from evaluations.desk import queries
from evaluations.desk.agenda import agenda
from evaluations.desk.band import band
from evaluations.desk.landing import landing_of
from evaluations.desk.links import of_job, page
from evaluations.desk.overview import Overview, overview
from evaluations.jobs.models import ENDED, Job
from evaluations.papers.queries import scoring_data
from evaluations.people.access import signed_in
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.stages.lineup import lineup
from evaluations.stages.tables import standing_of

PER_PAGE = 20
LOG_PER_PAGE = 50
LONGEST_NUMBER = 18
WEEKDAYS = "一二三四五六日"
STANDING_LABELS = {"": "全部", "unscored": "尚未计算", "stale": "事实已变", "current": "得分最新"}
KIND_LABELS = {
    "": "全部",
    "project": "项目",
    "team": "团队与进度",
    "invitation": "邀请",
    "goal": "目标与完成",
    "budget": "预算",
    "base": "基础表",
    "output": "产出",
    "evidence": "资料",
    "survey": "调查",
    "interview": "访谈",
    "visit": "勘查",
    "indicator": "指标",
    "library": "指标库",
    "paper": "底稿",
    "check": "复核",
    "run": "计算",
    "text": "报告文字",
    "report": "成果",
    "stage": "签核",
    "pattern": "模板",
    "policy": "政策",
    "review": "评审",
    "reading": "送审",
    "rectification": "整改",
}


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, my projects, what runs, what happened last."""
    user = _user(request)
    if elsewhere := landing_of(user):
        return redirect(elsewhere)
    today = timezone.localtime()
    projects = queries.listed(user)
    context = {
        "today": today,
        "weekday": WEEKDAYS[today.weekday()],
        "items": agenda(user),
        "may_import": user.firm_memberships.exists(),
        "projects": [_row(project, is_stale=queries.is_stale(project)) for project in projects[:8]],
        "project_count": projects.count(),
        "activity": queries.recent_activity(user)[:8],
        **_jobs(user),
    }
    return render(request, "evaluations/desk/home.html", context)


@require_safe
@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """What the finder lists below its field while one types: `q`, and `project`, on whose page one is."""
    words, here = request.GET.get("q", "").strip(), request.GET.get("project", "")
    is_number = here.isdecimal() and len(here) < LONGEST_NUMBER
    groups = finder.find(_user(request), words, int(here) if is_number else None)
    return render(request, "evaluations/desk/_found.html", {"groups": groups, "words": words})


@require_safe
@signed_in
def jobs(request: HttpRequest) -> HttpResponse:
    """The list of running jobs alone: what the page asks for again while one is open."""
    return render(request, "evaluations/desk/_jobs.html", _jobs(_user(request)))


@require_safe
@signed_in
def projects(request: HttpRequest) -> HttpResponse:
    """All projects that exist for this person."""
    user = _user(request)
    everything = queries.listed(user)
    years = sorted({year for year in everything.values_list("year", flat=True) if year}, reverse=True)
    words, year, standing = request.GET.get("q", "").strip(), request.GET.get("year", ""), _standing(request)
    found = queries.search(everything, words=words, year=int(year) if year.isdecimal() else None)
    counts = queries.standing_counts(found)
    reads = queries.where_role(user, queries.INSIDE).exists()
    if standing:
        found = found.filter(queries.STANDINGS[standing])
    rows = _page(request, found, PER_PAGE)
    context = {
        "words": words,
        "may_import": user.firm_memberships.exists(),
        "year": year,
        "years": years,
        "standing": standing,
        "tabs": _tabs(request, "standing", STANDING_LABELS, {"": counts["all"], **counts}) if reads else [],
        "page": rows,
        "rows": [_row(project, is_stale=queries.is_stale(project)) for project in rows.object_list],
        "query": _query(request),
        "filtered": bool(words or year or standing),
        "may_score": any(project.may_score for project in rows.object_list),
    }
    return render(request, "evaluations/desk/projects.html", context)


@right("projects.view")
@require_safe
def project(request: HttpRequest, project: Project) -> HttpResponse:
    """How one project stands. Who is outside sees the team, and the score if their role may."""
    user = _user(request)
    run = queries.with_standing(Project.objects.filter(pk=project.pk)).get()
    shows_score = may(user, "projects.view_scores", project)
    inside = may(user, "projects.view_facts", project)
    data = scoring_data(project) if inside else None
    is_stale = queries.is_outdated(run, data)
    context: dict[str, Any] = {
        "project": project,
        "nav_current": "home",
        "may_fill": may(user, "fieldwork.fill_in", project),
        "row": _row(run, is_stale=is_stale),
        "is_stale": is_stale,
        "shows_score": shows_score,
        "inside": inside,
        "may_export": may(user, "projects.export", project),
        "members": project.members.select_related("user"),
    }
    is_scored = run.run_pk is not None  # type: ignore[attr-defined]
    total, grade = run.total, run.grade  # type: ignore[attr-defined]
    if inside:
        context["lineup"] = lineup(project, standing_of(project))
        context["overview"] = overview(project, is_scored=is_scored, is_stale=is_stale, data=data)
        context["step"] = _next_step(project, context["overview"], is_current=is_scored and not is_stale)
        context["activity"] = project.activities.select_related("by")[:6]
        if not is_scored:
            total, grade = context["overview"].total, context["overview"].grade
    if shows_score:
        grades = list(project.system.grades.all())
        context |= {"total": total, "grade": grade, "is_scored": is_scored, "band": band(grades, total)}
    return render(request, "evaluations/desk/project.html", context)


@right("projects.view_history")
@require_safe
def history(request: HttpRequest, project: Project) -> HttpResponse:
    """The project's log: who, when, what, from what to what."""
    log = project.activities.select_related("by")
    counts = dict(log.order_by().values_list("kind").annotate(Count("pk")))
    kind = request.GET.get("kind", "")
    found = log.filter(kind=kind) if kind else log
    labels = {name: label for name, label in KIND_LABELS.items() if not name or counts.get(name)}
    context = {
        "project": project,
        "nav_current": "history",
        "page": _page(request, found, LOG_PER_PAGE),
        "tabs": _tabs(request, "kind", labels, {"": sum(counts.values()), **counts}),
        "query": _query(request),
    }
    return render(request, "evaluations/desk/history.html", context)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user


def _standing(request: HttpRequest) -> str:
    asked = request.GET.get("standing", "")
    return asked if asked in queries.STANDINGS else ""


def _next_step(project: Project, state: Overview, *, is_current: bool) -> tuple[str, str]:
    """The one primary button: its words and where it leads; what is wrong comes before what is missing."""
    wrong = next((problem for problem in state.problems if problem.severity == "block"), None)
    if wrong is not None:
        return f"改正{state.blocking}处错误", wrong.url
    if state.to_fill:
        return f"补齐{state.missing}项缺项", state.to_fill[0].url
    if not state.has_system:
        return "建立指标体系", page("design:tree", project.pk)
    if not is_current:
        return "计算评分", page("papers:scores", project.pk)
    return "生成报告", page("publishing:editions", project.pk)


def _row(project: Project, *, is_stale: bool) -> dict[str, Any]:
    """A project with its standing, for a list: (state kind, state label) beside the score."""
    if getattr(project, "run_pk", None) is None:
        kind, label = "none", "尚未计算"
    else:
        kind, label = ("todo", "事实已变") if is_stale else ("signed", "得分最新")
    return {"project": project, "kind": kind, "label": label}


def _jobs(user: User) -> dict[str, Any]:
    """Running jobs and those that ended last, five at most."""
    recent = queries.recent_jobs(user)[:5]
    rows = [{"job": job, "url": of_job(job), "step": _step(job)} for job in recent]
    return {"jobs": rows, "jobs_open": any(job.state not in ENDED for job in recent)}


def _step(job: Job) -> str:
    if job.cancel_requested and job.state not in ENDED:
        return "正在取消"
    counted = f"　{job.done}/{job.total}" if job.total else ""
    return f"{job.stage}{counted}" if job.stage else "等待执行"


def _page(request: HttpRequest, rows: QuerySet[Any], size: int) -> Page[Any]:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def _query(request: HttpRequest) -> str:
    """The filters in force, for the links of the pager."""
    return _encoded({name: value for name, value in request.GET.items() if name != "page" and value})


def _tabs(
    request: HttpRequest, name: str, labels: dict[str, str], counts: dict[str, int]
) -> list[dict[str, Any]]:
    """Links that filter by `name`, keeping the other filters."""
    others = {key: value for key, value in request.GET.items() if key not in (name, "page") and value}
    asked = request.GET.get(name, "")
    return [
        {
            "label": label,
            "count": counts.get(value, 0),
            "url": "?" + _encoded({**others, **({name: value} if value else {})}).rstrip("&"),
            "current": value == asked,
        }
        for value, label in labels.items()
    ]


def _encoded(parameters: dict[str, Any]) -> str:
    query = QueryDict(mutable=True)
    query.update(parameters)
    return f"{query.urlencode()}&" if parameters else ""
