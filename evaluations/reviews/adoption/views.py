"""意见采纳情况表: the table with answers in its rows, its annex, and the reasons for changed scores."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.people.models import User
from evaluations.projects import saving
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.models import Activity, Project
from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption import actions, printing, queries
from evaluations.reviews.adoption.annex import HEAD, word
from evaluations.reviews.adoption.forms import AnswerForm, ReasonForm
from evaluations.reviews.adoption.models import Decision, Opinion
from evaluations.reviews.adoption.queries import Line
from evaluations.reviews.models import Target
from evaluations.reviews.rounds import ROUNDS
from evaluations.reviews.rules import ANSWER, VIEW_TABLE
from evaluations.stages.models import Stage
from evaluations.stages.queries import Standing, standing

PER_PAGE = 100
LOCKED = 423
CONFLICT = "evaluations/_conflict_form.html"
TABLE = "evaluations/reviews/adoption.html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@right(VIEW_TABLE, see=VIEW_TABLE)
@require_safe
def table(request: HttpRequest, project: Project) -> HttpResponse:
    """Every opinion, its answer in the row, and why the stage cannot be signed yet."""
    state = standing(project)
    found = queries.lines(project, state)
    tab = request.GET.get("tab", "")
    if tab not in queries.TABS:
        raise Http404
    page = Paginator(queries.of_tab(found, tab), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": project,
        "nav_current": "adoption",
        "page": page,
        "rows": [_row(request, project, line) for line in page.object_list],
        "tab": tab,
        "may_enter": may(request.user, ANSWER, project),
        "query": f"tab={tab}&" if tab else "",
        **_standing_of(project, state, found, tab),
    }
    return render(request, TABLE, context)


@right(ANSWER, see=VIEW_TABLE)
@require_POST
def answer(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """Saves the answer to one opinion while one types; a conflict shows both versions."""
    opinion = _opinion(project, number)
    page = f"{reverse('adoption:table', args=[project.pk])}#o{number}"
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _invalid(request, form, page)
    theirs = actions.said_by(queries.answer_of(opinion))
    data = chosen(posted=request.POST, mine=form.values(), theirs=theirs)
    try:
        saved = actions.answer(opinion, data, revision=form.cleaned_data["revision"], by=_me(request))
    except Conflict as conflict:
        return _conflicting(request, project, opinion, conflict)
    except Refused as refusal:
        if saving.is_autosave(request):
            return JsonResponse({"message": str(refusal)}, status=LOCKED)
        messages.error(request, str(refusal))
        return redirect(page)
    if saving.is_autosave(request):
        return saving.saved(
            revision=saved.revision, following=page, effects=_effects(request, project, number)
        )
    messages.success(request, f"{opinion}的答复已保存")
    return redirect(page)


def _invalid(request: HttpRequest, form: AnswerForm, page: str) -> HttpResponse:
    if saving.is_autosave(request):
        return saving.refused(form)
    messages.error(
        request, "没有保存：" + "".join(str(text) for found in form.errors.values() for text in found)
    )
    return redirect(page)


def _conflicting(
    request: HttpRequest, project: Project, opinion: Opinion, conflict: Conflict
) -> HttpResponse:
    initial = actions.said_by(None)
    words = dict(Decision.choices)
    mine, theirs = (
        said | {"decision": words.get(said["decision"], "—")} for said in (conflict.mine, conflict.theirs)
    )
    changed = [name for name in mine if conflict.mine[name] != initial[name]]
    context: dict[str, Any] = {
        "project": project,
        "subject": f"{opinion}的答复",
        "record_url": reverse("adoption:answer", args=[project.pk, opinion.number]),
        "page_url": reverse("adoption:table", args=[project.pk]),
        "form": AnswerForm(conflict.mine | {"revision": conflict.revision}),
        "conflict": {
            "fields": versus(mine=mine, theirs=theirs, labels=actions.FIELDS, changed=changed),
            "revision": conflict.revision,
        },
        "last": Activity.objects.filter(project=project, thing=f"opinion:{opinion.pk}")
        .select_related("by")
        .order_by("-at", "-pk")
        .first(),
    }
    if saving.is_autosave(request):
        return saving.conflicting(request, CONFLICT, context, revision=conflict.revision)
    return render(request, "evaluations/reviews/conflict.html", context, status=409)


def _effects(request: HttpRequest, project: Project, number: int) -> dict[str, str]:
    """What a saved answer changes elsewhere on the page: its state, what moved, the counts and the notice."""
    state = standing(project)
    found = queries.lines(project, state)
    line = next(one for one in found if one.opinion.number == number)
    row = _row(request, project, line)
    top = {"project": project, **_standing_of(project, state, found, request.GET.get("tab", ""))}
    places = (
        ("state", f"state-{number}", {"row": row}),
        ("changed", f"changed-{number}", {"row": row, "project": project}),
        ("top", "adoption-top", top),
        ("go", "adoption-go", top),
    )
    return {
        place: render_to_string(f"evaluations/reviews/_adoption_{name}.html", context, request)
        for name, place, context in places
    }


def _row(request: HttpRequest, project: Project, line: Line) -> dict[str, Any]:
    """A line with its form where this person may answer it."""
    opinion = line.opinion
    is_mine = not line.is_closed and not actions.why_not(opinion, _me(request))
    form = None
    if is_mine and may(request.user, ANSWER, project):
        initial = {**actions.said_by(line.answer), "revision": line.answer.revision if line.answer else 0}
        form = AnswerForm(initial=initial, auto_id=f"a{opinion.number}_%s")
    return {
        "line": line,
        "opinion": opinion,
        "answer": line.answer,
        "form": form,
        "where": _where(project, opinion),
    }


def _where(project: Project, opinion: Opinion) -> str:
    """The page of what the opinion is about."""
    if opinion.code:
        return reverse("papers:paper", args=[project.pk, opinion.code])
    thread = opinion.thread
    if thread is not None and thread.target == Target.REPORT and thread.key:
        return reverse("composing:section", args=[project.pk, thread.key])
    return ""


def _standing_of(project: Project, state: Standing | None, found: list[Line], tab: str) -> dict[str, Any]:
    """Counts of the tabs, and what stands against signing the stage in turn."""
    counts = queries.counts(found)
    current = None if state is None or state.current is None else state.current
    asks = current is not None and current.key in ROUNDS
    blocking = [one for one in found if one.is_open and _counts_now(state, current, one)]
    return {
        "tabs": [
            {"key": key, "label": label, "count": counts[key], "is_on": key == tab}
            for key, label in queries.TABS.items()
        ],
        "stage": current if asks else None,
        "blocking": len(blocking),
        "open": counts["open"],
        "next": next((one.opinion.number for one in found if one.is_open), None),
        "unexplained": sum(not one.is_explained for one in queries.explained(project, state)),
    }


def _counts_now(state: Standing | None, current: Stage | None, line: Line) -> bool:
    """Whether the line is of the round in turn or of one before."""
    if state is None or current is None:
        return True
    keys = [stage.key for stage in state.stages]
    return line.opinion.round in keys[: keys.index(current.key) + 1]


@right(VIEW_TABLE, see=VIEW_TABLE)
@require_safe
def printed(request: HttpRequest, project: Project) -> HttpResponse:
    """The table as an annex, to be printed."""
    context = {"project": project, "head": HEAD, "annex": printing.annex_of(project)}
    return render(request, "evaluations/reviews/adoption_print.html", context)


@right(VIEW_TABLE, see=VIEW_TABLE)
@require_safe
def as_word(request: HttpRequest, project: Project) -> HttpResponse:
    """The table as a Word file."""
    response = HttpResponse(word(printing.annex_of(project)), content_type=DOCX)
    name = quote(f"意见采纳情况表　{project.title}.docx", safe="")
    response["Content-Disposition"] = f"attachment; filename=\"opinions.docx\"; filename*=UTF-8''{name}"
    return response


@right(VIEW_TABLE, see=VIEW_TABLE)
@require_safe
def scores(request: HttpRequest, project: Project) -> HttpResponse:
    """改分说明: every score that is not what was signed, with old and new value and its reason."""
    context = {
        "project": project,
        "nav_current": "adoption",
        "rows": queries.explained(project, standing(project)),
        "told": project.score_changes.select_related("by").order_by("-pk"),
        "form": ReasonForm(auto_id=False),
        "may_answer": may(request.user, ANSWER, project),
    }
    return render(request, "evaluations/reviews/score_changes.html", context)


@right(ANSWER, see=VIEW_TABLE)
@require_POST
def explain(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Says why a score was changed."""
    found = queries.explained(project, standing(project))
    moved = next((one.moved for one in found if one.moved.code == code), None)
    if moved is None:
        messages.error(request, f"{code}的得分与签署时相同，不用写理由。")
        return redirect("adoption:scores", project.pk)
    try:
        actions.explain(project, moved, request.POST.get("reason", ""), by=_me(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{code}的改分理由已保存")
    return redirect("adoption:scores", project.pk)


def _opinion(project: Project, number: int) -> Opinion:
    return get_object_or_404(queries.opinions_of(project), number=number)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
