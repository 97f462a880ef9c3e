"""What stands around every page of a project: the bar above it and the navigation beside it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from evaluations.desk.queries import is_outdated, with_standing
from evaluations.evidence.models import Document, RequestedItem
from evaluations.evidence.rules import VIEW, VIEW_REQUESTS
from evaluations.fieldwork.models import BaseTable, Interview, OutputFact, SiteVisit
from evaluations.money.models import BudgetLine
from evaluations.papers.models import WorkingPaper
from evaluations.projects.access import may
from evaluations.projects.models import Objective, Project
from evaluations.questionnaires.models import Survey
from evaluations.rectification.models import RectificationItem
from evaluations.rectification.models import State as RectificationState
from evaluations.rectification.rules import VIEW as VIEW_RECTIFICATION
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.adoption.queries import unanswered
from evaluations.reviews.consulting.models import Consultation
from evaluations.reviews.rules import REPLY, VIEW_FORM, VIEW_TABLE
from evaluations.stages.lineup import lineup
from evaluations.stages.queries import standing
from evaluations.stages.rules import MOVE
from evaluations.stages.rules import VIEW as VIEW_STAGES
from evaluations.templatetags.figures import points
from indicators.systems.models import Indicator

register = template.Library()


SEE, FACTS, SCORES = "projects.view", "projects.view_facts", "projects.view_scores"

REPORT, LOG = "projects.view_report", "projects.view_history"


class Item(NamedTuple):
    """A page of the navigation: `key` is the page's `nav_current`, `go` the letter after G."""

    key: str
    label: str
    url_name: str
    right: str
    go: str


NAVIGATION: tuple[tuple[str, tuple[Item, ...]], ...] = (
    (
        "概况",
        (
            Item("home", "项目主页", "desk:project", SEE, "h"),
            Item("info", "项目信息", "projects:info", FACTS, "i"),
            Item("engagement", "承接与团队", "engagement:engagement", FACTS, "a"),
            Item("objectives", "绩效目标", "engagement:objectives", FACTS, "m"),
        ),
    ),
    (
        "事实",
        (
            Item("budget", "预算与资金", "money:budget", FACTS, "b"),
            Item("base-tables", "基础表", "fieldwork:base-tables", FACTS, "n"),
            Item("outputs", "产出数据", "fieldwork:outputs", FACTS, "c"),
            Item("evidence", "证据资料", "evidence:list", VIEW, "e"),
            Item("requests", "资料清单", "evidence:requests", VIEW_REQUESTS, "z"),
            Item("surveys", "社会调查", "questionnaires:surveys", FACTS, "q"),
            Item("interviews", "访谈", "inquiries:interviews", FACTS, "v"),
            Item("visits", "现场勘查", "inquiries:visits", FACTS, "x"),
        ),
    ),
    (
        "评价",
        (
            Item("indicators", "指标体系", "design:tree", SCORES, "t"),
            Item("compare", "权重比较", "design:weighting", "projects.compare", ""),
            Item("papers", "工作底稿", "papers:list", SCORES, "w"),
            Item("scores", "评分总览", "papers:scores", SCORES, "s"),
        ),
    ),
    (
        "报告",
        (
            Item("texts", "报告文字", "composing:sections", REPORT, "r"),
            Item("reading", "送审与意见", "reading:openings", "reading.see_openings", ""),
            Item("results", "成果", "publishing:editions", REPORT, "o"),
        ),
    ),
    (
        "评审",
        (
            Item("expert-forms", "专家评审", "expertise:forms", VIEW_FORM, "g"),
            Item("consultations", "征求意见", "consulting:list", VIEW_TABLE, ""),
            Item("consultation", "征求意见", "consulting:page", REPLY, ""),
            Item("adoption", "意见采纳", "adoption:table", VIEW_TABLE, "j"),
        ),
    ),
    (
        "签发",
        (
            Item("stages", "签核", "stages:line", VIEW_STAGES, "f"),
            Item("rectification", "整改跟踪", "rectification:list", VIEW_RECTIFICATION, ""),
            Item("archive", "归档", "archiving:index", "archiving.view", ""),
        ),
    ),
    ("记录", (Item("history", "历史", "desk:history", LOG, "l"),)),
)


COUNTED: dict[str, tuple[QuerySet[Any], str]] = {
    "objectives": (Objective.objects.all(), "project"),
    "budget": (BudgetLine.objects.filter(is_total=False), "project"),
    "indicators": (Indicator.objects.all(), "system__project"),
    "papers": (WorkingPaper.objects.in_use(), "project"),
    "base-tables": (BaseTable.objects.all(), "project"),
    "outputs": (OutputFact.objects.all(), "project"),
    "evidence": (Document.objects.standing(), "project"),
    "requests": (RequestedItem.objects.all(), "project"),
    "surveys": (Survey.objects.all(), "project"),
    "interviews": (Interview.objects.all(), "project"),
    "visits": (SiteVisit.objects.all(), "project"),
    "consultations": (Consultation.objects.all(), "project"),
    "adoption": (Opinion.objects.all(), "project"),
    "rectification": (RectificationItem.objects.exclude(state=RectificationState.CLOSED), "project"),
    "unanswered": (unanswered(Opinion.objects.all()), "project"),
}
"""What the navigation counts, and the way from there to the project."""


@register.inclusion_tag("components/_context_bar.html", takes_context=True)
def project_bar(context: dict[str, Any], project: Project) -> dict[str, Any]:
    """Where am I, how does it stand, is it saved."""
    standing = _standing(context, project)
    return {
        "project": project,
        "year": project.year if str(project.year) not in project.title else None,
        "total": standing.total,
        "grade": standing.grade,
        "scored": standing.run_pk is not None,
        "stale": context["is_stale"] if "is_stale" in context else is_outdated(standing),
        "may_see_scores": _may(context, SCORES, project),
        "lineup": _lineup(context, project),
    }


@register.inclusion_tag("components/_locked.html", takes_context=True)
def locked(context: dict[str, Any], project: Project) -> dict[str, Any]:
    """Why nothing can be changed on this page, and where to ask for it."""
    url = reverse("stages:line", args=[project.pk]) if _may(context, MOVE, project) else ""
    return {"freeze": project.freeze, "url": url}


def _lineup(context: dict[str, Any], project: Project) -> Any:
    """The line of stages, for who may see it; what is missing is not asked here."""
    if not _may(context, VIEW_STAGES, project):
        return None
    state = standing(project)
    return None if state is None else lineup(project, state, with_gaps=False)


@register.inclusion_tag("components/_side_nav.html", takes_context=True)
def side_nav(context: dict[str, Any], project: Project, current: str = "") -> dict[str, Any]:
    """The pages of the project that this person may see, with how much there is; the others are absent."""
    standing = _standing(context, project)
    numbers = {name: getattr(standing, _counter(name)) for name in COUNTED}
    if standing.run_pk is not None:
        numbers["scores"] = points(standing.total, project.system.places)
    if numbers["adoption"]:
        numbers["adoption"] = f"{numbers['adoption'] - numbers['unanswered']}/{numbers['adoption']}"
    wanting = {"adoption"} if numbers["unanswered"] else set()
    groups = []
    for label, items in NAVIGATION:
        shown = [
            {
                "label": item.label,
                "url": reverse(item.url_name, args=[project.pk]),
                "current": item.key == current,
                "go": item.go,
                "number": numbers.get(item.key),
                "bad": item.key in wanting,
            }
            for item in items
            if _may(context, item.right, project)
        ]
        if shown:
            groups.append({"label": label, "items": shown})
    return {"groups": groups}


def _standing(context: dict[str, Any], project: Project) -> Any:
    """The project with its newest run and how many rows its pages hold; asked for once per request."""
    request = context["request"]
    if not hasattr(request, "project_standing"):
        counts = {_counter(name): _count(rows, link) for name, (rows, link) in COUNTED.items()}
        projects = with_standing(Project.objects.filter(pk=project.pk)).annotate(**counts)
        request.project_standing = projects.get()
    return request.project_standing


def _counter(name: str) -> str:
    return f"count_{name.replace('-', '_')}"


def _count(rows: QuerySet[Any], link: str) -> Coalesce:
    """How many of `rows` hang on the project, as a part of the query for the project."""
    of_project = rows.filter(**{link: OuterRef("pk")}).order_by().values(link)
    return Coalesce(Subquery(of_project.annotate(number=Count("pk")).values("number")), 0)


def _may(context: dict[str, Any], permission: str, project: Project) -> bool:
    """`may`, asked once per request and right."""
    request = context["request"]
    known: dict[str, bool] = request.__dict__.setdefault("project_rights", {})
    if permission not in known:
        known[permission] = may(request.user, permission, project)
    return known[permission]
