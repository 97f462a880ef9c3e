"""专家评审意见表: the summary of a round, an expert's own form, its printed sheet, the firm's criteria."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.people.access import firm_admin
from evaluations.people.models import Firm, User
from evaluations.projects import saving
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.models import Project
from evaluations.reviews import rounds
from evaluations.reviews.actions import Refused
from evaluations.reviews.expertise import actions, queries
from evaluations.reviews.expertise.forms import CriterionSet, OpinionForm
from evaluations.reviews.expertise.models import ExpertForm
from evaluations.reviews.rules import FILL, VIEW_FORM, VIEW_TABLE
from evaluations.stages.queries import standing

CONFLICT = "evaluations/_conflict_form.html"
FORM = "evaluations/reviews/expert_form.html"
LOCKED = 423
TABS = [(key, rounds.ROUNDS[key]) for key in rounds.EXPERT_ROUNDS]


@right(VIEW_FORM, see=VIEW_FORM)
@require_safe
def forms(request: HttpRequest, project: Project) -> HttpResponse:
    """Of each round the scores side by side, conclusions, who is missing; experts see their own form."""
    if not may(request.user, VIEW_TABLE, project):
        return redirect("expertise:form", project.pk, queries.round_in_turn(standing(project)))
    context = {
        "project": project,
        "nav_current": "expert-forms",
        "rounds": [(key, rounds.ROUNDS[key], queries.summary(project, key)) for key in rounds.EXPERT_ROUNDS],
    }
    return render(request, "evaluations/reviews/expert_forms.html", context)


@right(FILL, see=VIEW_FORM)
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, project: Project, round_key: str) -> HttpResponse:
    """The expert's own form: filled in while it is a draft, shown once it is handed in."""
    row = _own(request, project, round_key)
    if row is None:
        return render(request, FORM, _closed(project, round_key))
    if request.method == "POST":
        return _save(request, project, row)
    return render(
        request, "evaluations/reviews/expert_form.html", _context(project, row, OpinionForm(row=row))
    )


def _save(request: HttpRequest, project: Project, row: ExpertForm) -> HttpResponse:
    page = reverse("expertise:form", args=[project.pk, row.round])
    form = OpinionForm(request.POST, row=row)
    if not form.is_valid():
        if saving.is_autosave(request):
            return saving.refused(form)
        context = _context(project, row, form)
        return render(request, FORM, context, status=422)
    mine = form.data_of() | {f"score{place}": one for place, one in form.scores().items()}
    theirs = {name: form.initial[name] for name in mine}
    data = chosen(posted=request.POST, mine=mine, theirs=theirs)
    scores = {place: data[f"score{place}"] for place in form.scores()}
    try:
        saved = actions.save_draft(row, data, scores, revision=form.cleaned_data["revision"])
    except Conflict as conflict:
        return _conflicting(request, project, form, conflict, page)
    except Refused as refusal:
        if saving.is_autosave(request):
            return JsonResponse({"message": str(refusal)}, status=LOCKED)
        messages.error(request, str(refusal))
        return redirect(page)
    if saving.is_autosave(request):
        effects = {"marks-total": str(actions.total(saved))}
        return saving.saved(revision=saved.revision, following=page, effects=effects)
    messages.success(request, "已保存，还没有提交")
    return redirect(page)


def _conflicting(
    request: HttpRequest, project: Project, form: OpinionForm, conflict: Conflict, page: str
) -> HttpResponse:
    labels = {name: str(field.label) for name, field in form.fields.items()}
    context: dict[str, Any] = {
        "project": project,
        "subject": "评审意见表",
        "record_url": page,
        "page_url": page,
        "form": form,
        "conflict": {
            "fields": versus(
                mine=conflict.mine, theirs=conflict.theirs, labels=labels, changed=form.changed_data
            ),
            "revision": conflict.revision,
        },
        "last": None,
    }
    if saving.is_autosave(request):
        return saving.conflicting(request, CONFLICT, context, revision=conflict.revision)
    return render(request, "evaluations/reviews/conflict.html", context, status=409)


@right(FILL, see=VIEW_FORM)
@require_POST
def submit(request: HttpRequest, project: Project, round_key: str) -> HttpResponse:
    """Hands the form in, as it is saved; afterwards it stands."""
    row = _own(request, project, round_key)
    if row is None:
        return redirect("expertise:form", project.pk, round_key)
    try:
        actions.submit(row, by=_me(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "专家评审意见表已提交")
    return redirect("expertise:form", project.pk, round_key)


@right(VIEW_FORM, see=VIEW_FORM)
@require_safe
def printed(request: HttpRequest, project: Project, round_key: str) -> HttpResponse:
    """The handed-in forms of a round as sheets to be printed; an expert's own only."""
    if round_key not in rounds.EXPERT_ROUNDS:
        raise Http404
    found = queries.forms_of(project, round_key)
    if not may(request.user, VIEW_TABLE, project):
        found = [one for one in found if one.user_id == _me(request).pk]
    context = {
        "project": project,
        "round": rounds.ROUNDS[round_key],
        "sheets": [(one, actions.total(one)) for one in found],
    }
    return render(request, "evaluations/reviews/expert_form_print.html", context)


@firm_admin
@require_http_methods(["GET", "HEAD", "POST"])
def criteria(request: HttpRequest, firm: Firm) -> HttpResponse:
    """What the firm has experts score, with full marks."""
    kept = queries.criteria_of(firm)
    initial = [{"name": name, "full": full} for name, full in kept]
    found = CriterionSet(request.POST or None, initial=initial, prefix="criteria")
    if request.method == "POST" and found.is_valid():
        told = [
            (one["name"].strip(), one["full"]) for one in found.cleaned_data if one.get("name", "").strip()
        ]
        try:
            actions.set_criteria(firm, told, by=_me(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "评审内容已保存，用于以后新填的评审意见表")
            return redirect("expertise:criteria")
    context = {"firm": firm, "lines": found, "full": sum(full for _, full in kept)}
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/reviews/criteria.html", context, status=status)


def _own(request: HttpRequest, project: Project, key: str) -> ExpertForm | None:
    """The person's form; None where the round is signed and they have none."""
    if key not in rounds.EXPERT_ROUNDS:
        raise Http404
    if rounds.is_closed(project, key):
        return queries.own_form(project, key, _me(request))
    made = actions.begin(project, key, by=_me(request))
    return queries.own_form(project, key, _me(request)) or made


def _closed(project: Project, key: str) -> dict[str, Any]:
    return {"project": project, "row": None, "key": key, "round": rounds.ROUNDS[key], "others": TABS}


def _context(project: Project, row: ExpertForm, form: OpinionForm) -> dict[str, Any]:
    return {
        "project": project,
        "nav_current": "expert-forms",
        "row": row,
        "form": form,
        "round": rounds.ROUNDS[row.round],
        "total": actions.total(row),
        "full": sum(one.full for one in row.scores.all()),
        "is_closed": rounds.is_closed(project, row.round),
        "key": row.round,
        "others": TABS,
        "answers": row.opinions.select_related("answer").order_by("number"),
    }


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
