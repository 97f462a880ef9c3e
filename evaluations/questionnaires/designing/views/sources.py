"""选用: what a draft can be copied from, looked at first; and the draft kept for the firm's library."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluations.projects.access import right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.questionnaires.designing import actions, queries, shelving
from evaluations.questionnaires.designing.forms import NameForm
from evaluations.questionnaires.designing.outline import outline
from evaluations.questionnaires.designing.views.doors import (
    EDIT,
    FACTS,
    context,
    me,
    revision_of,
    survey_or_404,
)
from evaluations.questionnaires.designing.views.draft import draft_page

BLANK = "blank"


@right(EDIT, see=FACTS)
@require_safe
def listed(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """The firm's library, what comes with the product, drafts of one's other surveys."""
    survey = survey_or_404(project, survey_pk)
    page = context(request, project, survey) | {
        "draft": queries.draft_of(survey),
        "sources": queries.sources(survey, me(request)),
    }
    return render(request, "evaluations/questionnaires/designing/sources.html", page)


@right(EDIT, see=FACTS)
@require_safe
def preview(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """One of them (`from`) as it would be copied, and what it would replace."""
    survey = survey_or_404(project, survey_pk)
    found = queries.source(survey, me(request), request.GET.get("from", ""))
    if found is None:
        messages.error(request, "这份问卷已经不在了，请另选一份。")
        return redirect("designing:sources", project.pk, survey.pk)
    draft = queries.draft_of(survey)
    page = context(request, project, survey) | {
        "source": found,
        "outline": outline(found.questionnaire),
        "draft": draft,
        "replaced": len(queries.read(draft.content).asked) if draft else 0,
    }
    return render(request, "evaluations/questionnaires/designing/source.html", page)


@right(EDIT, see=FACTS)
@require_POST
def take(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """The draft becomes a copy of `from`; without a draft it begins as one, or empty."""
    survey = survey_or_404(project, survey_pk)
    key, draft = request.POST.get("from", ""), queries.draft_of(survey)
    found = None if key == BLANK else queries.source(survey, me(request), key)
    if found is None and key != BLANK:
        messages.error(request, "没有选用：这份问卷已经不在了，请另选一份。")
        return redirect("designing:sources", project.pk, survey.pk)
    taken = found.questionnaire if found else actions.begin(survey)
    try:
        actions.take(survey, taken, revision=revision_of(request) if draft else None, by=me(request))
    except Conflict:
        messages.error(request, "没有选用：刚才又有人改了草稿。请看过最新的草稿再决定。")
    else:
        if found:
            messages.success(request, f"已选用“{found.name}”；原件不变，请按项目修改")
    return redirect("designing:form", project.pk, survey.pk)


@right(EDIT, see=FACTS)
@require_POST
def keep(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """存入机构问卷库."""
    survey = survey_or_404(project, survey_pk)
    draft = queries.draft_of(survey)
    if draft is None:
        raise Http404
    typed = NameForm(request.POST)
    if not typed.is_valid():
        return draft_page(request, project, survey, naming=typed, status=422)
    try:
        kept = shelving.keep(
            draft, typed.cleaned_data["name"], is_replacing=typed.cleaned_data["replace"], by=me(request)
        )
    except shelving.NameTaken as refusal:
        typed.add_error("name", f"{refusal}或勾选“库里有同名的就替换”。")
        return draft_page(request, project, survey, naming=typed, status=422)
    messages.success(request, f"已存入机构问卷库“{kept.name}”，其他调查可以选用")
    return redirect("designing:form", project.pk, survey.pk)
