"""开放题: what people wrote, page by page, put under themes many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.findings import actions, queries, themes
from evaluations.findings.forms import ThemeForm
from evaluations.findings.views.asking import encoded, kept, me
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Survey, Theme

FACTS, EDIT = "projects.view_facts", "projects.edit"
PER_PAGE = 50
FILTERS = ("item", "theme", "q")


@right(FACTS)
@require_safe
def answers(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """The answers in words to one question, with its themes."""
    survey = queries.survey_of(project, survey_pk)
    asked = kept(request, FILTERS)
    found = _open(survey)
    current = next((one for one in found if one.key == asked.get("item")), found[0] if found else None)
    context: dict[str, Any] = {
        "nav_current": "surveys",
        "project": project,
        "survey": survey,
        "open": found,
        "current": current,
        "asked": asked,
        "may_edit": may(request.user, EDIT, project),
    }
    if current is not None:
        context |= _listed(request, survey, current.key, asked)
    return render(request, "evaluations/findings/answers.html", context)


def _open(survey: Survey) -> list[themes.Open]:
    questionnaire = queries.questionnaire_of_all(queries.versions_of(survey))
    return themes.open_questions(questionnaire) if questionnaire else []


def _listed(request: HttpRequest, survey: Survey, key: str, asked: dict[str, str]) -> dict[str, Any]:
    written = themes.written(survey, key)
    rows = themes.narrowed(written, key, asked)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    total = written.order_by().count()
    return {
        "page": page,
        "rows": [(one, one.words[key], [own.theme for own in one.themed.all()]) for one in page],
        "total": total,
        "themes": themes.themes(survey, key, total),
        "unthemed": themes.unthemed(survey, key),
        "query": encoded({**asked, "item": key}),
        "here": encoded({**asked, "item": key, "page": str(page.number)}),
    }


@right(EDIT, see=FACTS)
@require_POST
def assign(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """Puts the ticked answers under a theme, a new one by its name, or takes them out of it."""
    survey = queries.survey_of(project, survey_pk)
    item = request.POST.get("item", "")
    if item not in {one.key for one in _open(survey)}:
        messages.error(request, "没有归类：所选的题不在问卷里，请重新选择。")
        return redirect("findings:answers", project.pk, survey.pk)
    ticked = [int(one) for one in request.POST.getlist("response") if one.isascii() and one.isdigit()]
    try:
        told = _assign(request, survey, item, [one for one in ticked if one < 2**62])
    except actions.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect(_back(request, project, survey, item))


def _assign(request: HttpRequest, survey: Survey, item: str, ticked: list[int]) -> str:
    by, chosen = me(request), request.POST.get("theme", "")
    name = request.POST.get("name", "").strip()
    if not name and not chosen:
        raise actions.NotPossible("请选一个主题，或在“新主题”里写名称。")
    if name:
        form = ThemeForm({"name": name})
        if not form.is_valid():
            raise actions.NotPossible(_wrong(form))
        theme = actions.add_theme(survey, item, name, by=by)
    else:
        known = Theme.objects.filter(survey=survey, item=item, pk=chosen if chosen.isdigit() else 0)
        theme = get_object_or_404(known.select_related("survey__project"))
    if "out" in request.POST:
        return f"已从“{theme}”移出{actions.take_out(theme, ticked, by=by)}条"
    if not ticked and not name:
        raise actions.NotPossible("请先勾选要归类的回答。")
    added = actions.assign(theme, ticked, by=by) if ticked else 0
    return f"{added}条归入“{theme}”" if ticked else f"已新增主题“{theme}”"


@right(EDIT, see=FACTS)
@require_POST
def theme(request: HttpRequest, project: Project, survey_pk: int, theme_pk: int) -> HttpResponse:
    """Renames a theme (to a name that is there: the two become one) or takes it away."""
    survey = queries.survey_of(project, survey_pk)
    row = get_object_or_404(Theme.objects.select_related("survey__project"), survey=survey, pk=theme_pk)
    if "remove" in request.POST:
        actions.remove_theme(row, by=me(request))
        messages.success(request, f"已删除主题“{row.name}”，回答都还在")
        return redirect(_back(request, project, survey, row.item))
    form = ThemeForm(request.POST)
    if form.is_valid():
        before = row.pk
        kept_one = actions.rename_theme(row, form.cleaned_data["name"], by=me(request))
        messages.success(request, "已合并到同名的主题" if kept_one.pk != before else "已保存")
    else:
        messages.error(request, f"没有保存：{_wrong(form)}")
    return redirect(_back(request, project, survey, row.item))


def _wrong(form: ThemeForm) -> str:
    return "；".join(str(one) for one in form.errors["name"])


def _back(request: HttpRequest, project: Project, survey: Survey, item: str) -> str:
    """The page of the list on which one was."""
    page, narrowed = request.POST.get("page", ""), request.POST.get("narrowed", "")
    filters = {"item": item, "theme": narrowed, "page": page if page.isdigit() else ""}
    where = reverse("findings:answers", args=[project.pk, survey.pk])
    return f"{where}?{encoded({key: value for key, value in filters.items() if value}).rstrip('&')}"
