"""签核: the line with its chain, signing a stage, reopening, revising, documents and due dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.stages import actions, queries, scopes
from evaluations.stages.actions import Hand, NotPossible
from evaluations.stages.chain import faults
from evaluations.stages.forms import DueForm, ReasonForm, RevisionForm, SignForm
from evaluations.stages.lineup import lineup
from evaluations.stages.models import Act, Holding, RequiredDocument, Signature, Stage
from evaluations.stages.queries import Standing
from evaluations.stages.rules import ARRANGE, MOVE, SIGN, VIEW
from evaluations.stages.showing import showing
from evaluations.stages.tables import standing_of


@right(VIEW, see=VIEW)
@require_safe
def line(request: HttpRequest, project: Project) -> HttpResponse:
    """Every stage with its signatures, what the current one misses, and the chain."""
    state = standing_of(project)
    stages = lineup(project, state)
    context = {
        "project": project,
        "nav_current": "stages",
        "lineup": stages,
        "chain": [(row, state.line.withdrawn.get(row.number)) for row in reversed(state.chain)],
        "mine": queries.waiting_for(_me(request), state, project),
        "may_move": may(request.user, MOVE, project),
        "may_revise": may(request.user, MOVE, project) and bool(_revisable(state)),
        "is_verified": "verify" in request.GET,
        "faults": faults(project) if "verify" in request.GET else [],
    }
    return render(request, "evaluations/stages/line.html", context)


@right(SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, project: Project, stage: str) -> HttpResponse:
    """What exactly is signed, and the signature. Who is outside sees it when it is their turn only."""
    state, row = _stage(project, stage)
    me = _me(request)
    refusal = actions.why_not(project, state, row, me)
    if refusal and not may(me, VIEW, project):
        raise Http404
    shown, gaps = showing(project, state, row), queries.gaps(project, row)
    blocking = sum(gap.is_blocking for gap in gaps)
    form = SignForm(
        request.POST or None,
        request=request,
        back_to=actions.back_to(state, row),
        is_blocked=bool(blocking),
        initial={"shown": shown.sha256},
    )
    if request.method == "POST" and form.is_valid():
        said = _try(request, lambda: _signed(form, project, row, state, _hand(request)))
        if said is not None:
            messages.success(request, f"已签署“{row}”，成为第{said.number}环")
            return redirect("stages:line" if may(me, VIEW, project) else "desk:project", project.pk)
    context = {
        "project": project,
        "nav_current": "stages",
        "stage": row,
        "form": form,
        "shown": shown,
        "refusal": refusal,
        "signer": state.next_signer(row),
        "gaps": [(gap, gap.url(project)) for gap in gaps],
        "blocking": blocking,
        "freezes": scopes.labels(scopes.with_needs(queries.held(row, Holding.FREEZE))),
        "inside": may(me, VIEW, project),
        "shows_score": may(me, "projects.view_scores", project),
    }
    return render(
        request, "evaluations/stages/sign.html", context, status=422 if request.method == "POST" else 200
    )


def _signed(form: SignForm, project: Project, stage: Stage, state: Standing, hand: Hand) -> Signature:
    data = form.cleaned_data
    if data["act"] == Act.APPROVE:
        return actions.approve(project, stage, opinion=data["opinion"], shown=data["shown"], hand=hand)
    target = state.stage(data["target"])
    assert target is not None  # the form offers stages of this table only
    return actions.send_back(project, stage, target=target, opinion=data["opinion"], hand=hand)


@right(MOVE, see=VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, project: Project, stage: str) -> HttpResponse:
    """Withdraw a stage's signatures, with a reason; says which later ones fall with it."""
    state, row = _stage(project, stage)
    form = ReasonForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["opinion"]
        if _try(request, lambda: actions.reopen(project, row, reason=reason, hand=_hand(request))):
            messages.success(request, f"已重开“{row}”，原因记入签核记录")
            return redirect("stages:line", project.pk)
    fallen = [
        state.signature(link)
        for key in state.line.falls_with(row.key)
        for link in state.line.approvals.get(key, ())
    ]
    context = {"project": project, "nav_current": "stages", "stage": row, "form": form, "fallen": fallen}
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/stages/reopen.html", context, status=status)


@right(MOVE, see=VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, project: Project) -> HttpResponse:
    """Open signed parts during a stage that allows it, with a reason."""
    state = standing_of(project)
    choices = [(key, scopes.SCOPES[key].label) for key in _revisable(state)]
    form = RevisionForm(request.POST or None, request=request, choices=choices)
    if request.method == "POST" and form.is_valid():
        parts, reason = form.cleaned_data["parts"], form.cleaned_data["opinion"]
        hand = _hand(request)
        if _try(request, lambda: actions.revise(project, parts=parts, reason=reason, hand=hand)):
            messages.success(request, f"{scopes.labels(parts)}已开放修订；“{state.current}”签核后重新冻结")
            return redirect("stages:line", project.pk)
    context = {
        "project": project,
        "nav_current": "stages",
        "stage": state.current,
        "form": form,
        "choices": choices,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/stages/revise.html", context, status=status)


@right(VIEW, see=VIEW)
@require_safe
def documents(request: HttpRequest, project: Project) -> HttpResponse:
    """What each stage asks for, which document it is, and when the stage is due."""
    state = standing_of(project)
    given, dues = queries.provided(project), queries.dues(project, state)
    rows = [
        {
            "stage": stage,
            "due": dues[stage.key],
            "form": DueForm(initial={"due": dues[stage.key]}, prefix=stage.key),
            "documents": [(one, given.get(one.pk)) for one in stage.documents.all()],
        }
        for stage in state.stages
    ]
    context = {
        "project": project,
        "nav_current": "stages",
        "rows": rows,
        "choices": project.documents.standing().order_by("position"),
        "may_arrange": may(request.user, ARRANGE, project),
    }
    return render(request, "evaluations/stages/documents.html", context)


@right(ARRANGE, see=VIEW)
@require_POST
def set_due(request: HttpRequest, project: Project, stage: str) -> HttpResponse:
    """Say when a stage is due."""
    _, row = _stage(project, stage)
    form = DueForm(request.POST, prefix=row.key)
    if form.is_valid():
        actions.set_due(project, row, form.cleaned_data["due"], by=_me(request))
        messages.success(request, f"“{row}”的期限已保存")
    else:
        messages.error(request, f"没有保存“{row}”的期限：{form.errors['due'][0]}")
    return redirect("stages:documents", project.pk)


@right(ARRANGE, see=VIEW)
@require_POST
def provide(request: HttpRequest, project: Project, required: int) -> HttpResponse:
    """Say which document of the evidence a stage asks for."""
    state = standing_of(project)
    row = RequiredDocument.objects.filter(pk=required, stage__in=state.stages).select_related("stage").first()
    if row is None:
        raise Http404
    chosen = request.POST.get("document", "")
    number = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    try:
        actions.provide(project, row, number, by=_me(request))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{row}”已保存")
    return redirect("stages:documents", project.pk)


def _stage(project: Project, key: str) -> tuple[Standing, Stage]:
    state = standing_of(project)
    row = state.stage(key)
    if row is None:
        raise Http404
    return state, row


def _revisable(state: Standing) -> list[str]:
    """The frozen parts that the current stage allows to be revised."""
    allowed = queries.held(state.current, Holding.REVISE) if state.current else []
    return [key for key in scopes.SCOPES if key in allowed and state.line.frozen_by(key) is not None]


def _try(request: HttpRequest, act: Callable[[], Any]) -> Any:
    """What the action gives; None, and a message, where it is refused."""
    try:
        return act()
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return None


def _hand(request: HttpRequest) -> Hand:
    return Hand(person=_me(request), address=request.META.get("REMOTE_ADDR", ""))


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
