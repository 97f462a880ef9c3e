"""问卷: the draft as a list, and what stands around its questions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.projects.access import right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen
from evaluations.projects.models import Project
from evaluations.questionnaires.designing import actions, editing, queries
from evaluations.questionnaires.designing.forms import HeadForm, NameForm
from evaluations.questionnaires.designing.outline import Outline, outline
from evaluations.questionnaires.designing.presets import PRESETS
from evaluations.questionnaires.designing.views.doors import (
    EDIT,
    FACTS,
    context,
    draft_or_404,
    me,
    survey_or_404,
)
from evaluations.questionnaires.designing.views.merging import both
from evaluations.questionnaires.models import Form, Survey

PAGE = "evaluations/questionnaires/designing/form.html"
START = "evaluations/questionnaires/designing/start.html"
HEAD = "evaluations/questionnaires/designing/head.html"


@right(FACTS)
@require_safe
def form(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """The questionnaire in design; ways to begin where there is none."""
    survey = survey_or_404(project, survey_pk)
    if queries.draft_of(survey) is None:
        found = context(request, project, survey)
        found["sources"] = queries.sources(survey, me(request)) if found["may_edit"] else []
        return render(request, START, found)
    return draft_page(request, project, survey)


def draft_page(
    request: HttpRequest,
    project: Project,
    survey: Survey,
    *,
    naming: NameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a draft; `naming` is a refused name for the library."""
    row = draft_or_404(survey)
    shown = outline(queries.read(row.content))
    versions = list(queries.published(survey))
    last = versions[0] if versions else None
    found = context(request, project, survey) | {
        "form": row,
        "outline": shown,
        "presets": PRESETS,
        "versions": versions,
        "is_unpublished": queries.is_unpublished(shown.questionnaire, last),
        "undo": _undo(request, row, shown),
        "naming": naming or NameForm(initial={"name": shown.questionnaire.title}),
    }
    return render(request, PAGE, found, status=status)


def _undo(request: HttpRequest, row: Form, shown: Outline) -> dict[str, Any] | None:
    """What was removed by the last save and can be put back at once."""
    gone = request.GET.get("removed", "")
    if not gone or shown.questionnaire.item(gone) is not None:
        return None
    records = row.history.order_by("-history_date", "-history_id")[:2]
    before = records[1] if len(records) > 1 else None
    item = queries.read(before.content).item(gone) if before is not None else None
    return {"version": before.history_id, "item": item} if before is not None and item is not None else None


@right(EDIT, see=FACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """Title, texts, groups, formula; a conflict shows both versions and loses neither."""
    survey = survey_or_404(project, survey_pk)
    row = draft_or_404(survey)
    questionnaire = queries.read(row.content)
    typed = HeadForm(request.POST or None, questionnaire=questionnaire, initial={"revision": row.revision})
    found = context(request, project, survey) | {"form": typed, "draft": row}
    if request.method == "POST" and typed.is_valid():
        theirs = editing.head_of(questionnaire)
        values = chosen(posted=request.POST, mine=typed.values(), theirs=theirs)
        try:
            actions.save_head(survey, values, revision=typed.cleaned_data["revision"], by=me(request))
        except Conflict as conflict:
            return render(request, HEAD, found | both(project, typed, conflict), status=409)
        messages.success(request, "已保存")
        return redirect("designing:form", project.pk, survey.pk)
    return render(request, HEAD, found, status=422 if typed.errors else 200)
