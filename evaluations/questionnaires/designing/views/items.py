"""One question of the draft: edited on a page of its own; added, copied, moved, taken away in the list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.projects.access import right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen
from evaluations.projects.models import Project
from evaluations.questionnaires.designing import actions, entries, queries
from evaluations.questionnaires.designing.editing import Gone
from evaluations.questionnaires.designing.forms import ItemForm
from evaluations.questionnaires.designing.outline import outline
from evaluations.questionnaires.designing.presets import BY_KEY, PRESETS
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
from evaluations.surveying.definition import Item, Questionnaire

PAGE = "evaluations/questionnaires/designing/item.html"
GONE = "这道题刚才已被删除，请看最新的问卷。"
STEPS = {"up": -1, "down": 1, "top": -10_000, "bottom": 10_000}


@right(EDIT, see=FACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, project: Project, survey_pk: int, item: str) -> HttpResponse:
    """The editor; a conflict shows both versions, a question that was removed meanwhile can be put back."""
    survey = survey_or_404(project, survey_pk)
    row = draft_or_404(survey)
    questionnaire = queries.read(row.content)
    there = questionnaire.item(item)
    shown = there or (actions.last_known(row, item) if request.method == "POST" else None)
    if shown is None:
        messages.error(request, GONE)
        return redirect("designing:form", project.pk, survey.pk)
    typed = _typed(request, row, questionnaire, shown)
    found = _context(request, project, survey, questionnaire, shown) | {"form": typed}
    if request.method != "POST" or not typed.is_valid():
        return render(request, PAGE, found, status=422 if typed.errors else 200)
    values = chosen(posted=request.POST, mine=typed.values(), theirs=entries.values_of(shown))
    revision, is_again = typed.cleaned_data["revision"], request.POST.get("again") == "1"
    try:
        actions.save_item(survey, item, values, revision=revision, by=me(request), is_again=is_again)
    except Conflict as conflict:
        return render(request, PAGE, found | both(project, typed, conflict), status=409)
    except Gone:
        return render(request, PAGE, found | {"is_gone": True}, status=409)
    messages.success(request, "已保存")
    return redirect("designing:item", project.pk, survey.pk, item)


def _typed(request: HttpRequest, row: Form, questionnaire: Questionnaire, shown: Item) -> ItemForm:
    initial = {"revision": row.revision}
    return ItemForm(request.POST or None, questionnaire=questionnaire, item=shown, initial=initial)


def _context(
    request: HttpRequest, project: Project, survey: Survey, questionnaire: Questionnaire, shown: Item
) -> dict[str, Any]:
    """The question among the others."""
    whole = outline(questionnaire)
    ids = [entry.item.id for entry in whole.entries]
    place = ids.index(shown.id) if shown.id in ids else None
    before = whole.entries[place - 1] if place else None
    after = whole.entries[place + 1] if place is not None and place + 1 < len(ids) else None
    return context(request, project, survey) | {
        "outline": whole,
        "item": shown,
        "entry": whole.entries[place] if place is not None else None,
        "before": before,
        "after": after,
        "presets": PRESETS,
    }


@right(EDIT, see=FACTS)
@require_POST
def add(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """A new question of the kind `preset`, behind `after` or at the end; then its page."""
    survey = survey_or_404(project, survey_pk)
    draft_or_404(survey)
    preset = request.POST.get("preset", "")
    if preset not in BY_KEY:
        messages.error(request, "没有加题：请先选一种题型。")
        return redirect("designing:form", project.pk, survey.pk)
    try:
        made = actions.add_item(survey, preset, after=request.POST.get("after", ""), by=me(request))
    except Gone:
        messages.error(request, GONE)
        return redirect("designing:form", project.pk, survey.pk)
    return redirect("designing:item", project.pk, survey.pk, made.id)


@right(EDIT, see=FACTS)
@require_POST
def copy(request: HttpRequest, project: Project, survey_pk: int, item: str) -> HttpResponse:
    """The question once more, behind itself."""
    survey = survey_or_404(project, survey_pk)
    draft_or_404(survey)
    try:
        made = actions.copy_item(survey, item, by=me(request))
    except Gone:
        return _gone(request, survey)
    return redirect("designing:item", project.pk, survey.pk, made.id)


@right(EDIT, see=FACTS)
@require_POST
def move(request: HttpRequest, project: Project, survey_pk: int, item: str) -> HttpResponse:
    """`to`: up, down, top, bottom."""
    survey = survey_or_404(project, survey_pk)
    draft_or_404(survey)
    try:
        actions.move_item(survey, item, STEPS.get(request.POST.get("to", ""), 0), by=me(request))
    except Gone:
        return _gone(request, survey)
    return redirect(reverse("designing:form", args=[project.pk, survey.pk]) + f"#{item}")


@right(EDIT, see=FACTS)
@require_POST
def remove(request: HttpRequest, project: Project, survey_pk: int, item: str) -> HttpResponse:
    """Takes the question away; the page that follows offers to undo it."""
    survey = survey_or_404(project, survey_pk)
    draft_or_404(survey)
    try:
        actions.remove_item(survey, item, by=me(request))
    except Gone:
        return _gone(request, survey)
    return redirect(reverse("designing:form", args=[project.pk, survey.pk]) + f"?removed={item}")


def _gone(request: HttpRequest, survey: Survey) -> HttpResponse:
    messages.error(request, GONE)
    return redirect("designing:form", survey.project_id, survey.pk)
