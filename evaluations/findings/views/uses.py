"""汇总 and 用于…: the answers become facts, and a statistic what an indicator or a base table reads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.fieldwork.models import BaseTableItem
from evaluations.findings import binding, queries
from evaluations.findings.tallying import NotTallied
from evaluations.findings.tallying import tally as take_over
from evaluations.findings.views.asking import me
from evaluations.papers import items
from evaluations.papers.binding import NotBindable
from evaluations.papers.models import PaperInput
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Survey
from evaluations.questionnaires.queries import tally_state

SCORES, EDIT = "projects.view_scores", "projects.edit"
BACKS = {"counts": "questionnaires:survey", "statistics": "findings:statistics", "use": "findings:use"}
MEANWHILE = "有人在您打开之后改过这个地方，没有引用。请看过最新内容再选。"


@right(EDIT, see="projects.view_facts")
@require_POST
def tally(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """汇总: what the valid answers say becomes the facts of the survey."""
    survey = queries.survey_of(project, survey_pk)
    try:
        done = take_over(survey, by=me(request))
    except NotTallied as refusal:
        messages.error(request, str(refusal))
    else:
        effects = done.effects if may(request.user, SCORES, project) else ()
        said = f"已汇总{done.returned}份，其中有效{done.valid}份"
        messages.success(request, "　".join([said, *effects]))
    return redirect(_back(request, project, survey))


@right(EDIT, see=SCORES)
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """用于…: where `?fact=` may be read, and binding it there."""
    survey = queries.survey_of(project, survey_pk)
    if request.method != "POST":
        return _page(request, project, survey, request.GET.get("fact", ""))
    wanted, target = request.POST.get("fact", ""), request.POST.get("target", "")
    may_replace = request.POST.get("replace") == "1"
    try:
        place = binding.use(survey, wanted, target, by=me(request), may_replace=may_replace)
    except binding.Asked as asked:
        return _page(request, project, survey, wanted, asked={"text": str(asked), "target": target})
    except (NotBindable, NotTallied) as refusal:
        messages.error(request, str(refusal))
    except Conflict:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, f"“{place}”改为引用这项统计")
        return redirect(_url_of(place, project))
    return redirect(f"{reverse('findings:use', args=[project.pk, survey.pk])}?{urlencode({'fact': wanted})}")


@right(EDIT, see=SCORES)
@require_POST
def let_go(request: HttpRequest, project: Project, data_item_pk: int) -> HttpResponse:
    """取消引用: a data item is typed again, with the value it had."""
    rows = BaseTableItem.objects.filter(table__project=project)
    item = get_object_or_404(rows.select_related("table"), pk=data_item_pk)
    text = request.POST.get("revision", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    try:
        items.let_go(item, revision=revision, by=me(request))
    except Conflict:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, f"“{item.name}”不再引用，原值保留")
    return redirect("fieldwork:base-table", project.pk, item.table_id)


def _page(
    request: HttpRequest, project: Project, survey: Survey, wanted: str, asked: dict[str, Any] | None = None
) -> HttpResponse:
    fact, facts = binding.fact_of(survey, wanted)
    q = request.GET.get("q", "")
    context = {
        "nav_current": "surveys",
        "project": project,
        "survey": survey,
        "wanted": wanted,
        "fact": fact,
        "q": q,
        "beside": binding.beside(fact, facts) if fact else [],
        "targets": binding.targets(project, fact, q) if fact else [],
        "statistics": [] if fact else binding.statistics(facts),
        "tally": tally_state(survey),
        "asked": asked,
    }
    return render(request, "evaluations/findings/use.html", context)


def _url_of(place: PaperInput | BaseTableItem, project: Project) -> str:
    if isinstance(place, PaperInput):
        return reverse("papers:paper", args=[project.pk, place.paper.indicator.code])
    return reverse("fieldwork:base-table", args=[project.pk, place.table_id])


def _back(request: HttpRequest, project: Project, survey: Survey) -> str:
    back = request.POST.get("back", "")
    url = reverse(BACKS.get(back, BACKS["counts"]), args=[project.pk, survey.pk])
    query = request.POST.get("query", "")
    return f"{url}?{urlencode({'fact': query})}" if back == "use" and query else url
