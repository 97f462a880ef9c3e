"""机构设置　阶段: the firm's table, what it means, and a form for each stage. Each save is a new version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.people.access import firm_admin
from evaluations.people.models import Firm, User
from evaluations.stages.defaults import StagePlan
from evaluations.stages.models import StageTable
from evaluations.stages.table_forms import (
    DocumentSet,
    SignerSet,
    StageForm,
    document_rows,
    initial,
    plan_from,
    signer_rows,
)
from evaluations.stages.tables import NotUsable, TableChanged, ensure_table, meaning, new_version, plans_of

NEW = "new"
CHANGED = "没有保存：另一位管理员刚保存了新的阶段表。请看过再改。"


@firm_admin
@require_safe
def table(request: HttpRequest, firm: Firm) -> HttpResponse:
    """Every stage with what it means."""
    found = ensure_table(firm)
    plans = plans_of(found)
    names = {plan.key: plan.name for plan in plans}
    context = {
        "firm": firm,
        "table": found,
        "rows": [(number, plan, meaning(plan, names)) for number, plan in enumerate(plans, start=1)],
        "days": sum(plan.days for plan in plans),
    }
    return render(request, "evaluations/stages/table.html", context)


@firm_admin
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: HttpRequest, firm: Firm, stage: str) -> HttpResponse:
    """One stage, or a new one at the end."""
    found = ensure_table(firm)
    plans = list(plans_of(found))
    place = _place(plans, stage)
    plan = StagePlan(key=_free_key(plans), name="") if place == len(plans) else plans[place]
    earlier = [(one.key, one.name) for one in plans[:place]]
    data = request.POST or None
    form = StageForm(data, initial=initial(plan, found.number), earlier=earlier)
    signers = SignerSet(data, initial=signer_rows(plan), prefix="signers")
    documents = DocumentSet(data, initial=document_rows(plan), prefix="documents")
    if request.method == "POST" and all((form.is_valid(), signers.is_valid(), documents.is_valid())):
        plans[place : place + 1] = [plan_from(plan.key, form, signers, documents)]
        if _saved(request, firm, plans, form.cleaned_data["number"]):
            return redirect("stages:table")
    context = {
        "firm": firm,
        "plan": plan,
        "form": form,
        "signers": signers,
        "documents": documents,
        "is_new": stage == NEW,
        "meaning": "" if stage == NEW else meaning(plan, {one.key: one.name for one in plans}),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/stages/table_stage.html", context, status=status)


@firm_admin
@require_POST
def move(request: HttpRequest, firm: Firm, stage: str) -> HttpResponse:
    """Moves a stage up or down, or takes it out (`to`)."""
    plans = list(plans_of(ensure_table(firm)))
    place = _place(plans, stage)
    if place == len(plans):
        raise Http404
    target = {"up": place - 1, "down": place + 1}.get(request.POST.get("to", ""), -1)
    plan = plans.pop(place)
    if request.POST.get("to") != "remove" and 0 <= target <= len(plans):
        plans.insert(target, plan)
    elif request.POST.get("to") != "remove":
        plans.insert(place, plan)
    number = request.POST.get("number", "")
    _saved(request, firm, plans, int(number) if number.isdecimal() and len(number) < 9 else -1)
    return redirect("stages:table")


def _saved(request: HttpRequest, firm: Firm, plans: Sequence[StagePlan], number: int) -> StageTable | None:
    assert isinstance(request.user, User)
    try:
        made = new_version(firm, plans, rests_on=number, by=request.user)
    except TableChanged:
        messages.error(request, CHANGED)
    except NotUsable as refusal:
        for fault in refusal.faults:
            messages.error(request, f"没有保存：{fault}。")
    else:
        messages.success(request, f"已保存为{made}；没有签过字的项目从现在起按它走，签过的项目不变")
        return made
    return None


def _place(plans: Sequence[StagePlan], key: str) -> int:
    if key == NEW:
        return len(plans)
    found: Any = next((place for place, plan in enumerate(plans) if plan.key == key), None)
    if found is None:
        raise Http404
    return int(found)


def _free_key(plans: Sequence[StagePlan]) -> str:
    taken = {plan.key for plan in plans}
    return next(f"stage-{number}" for number in range(1, len(plans) + 2) if f"stage-{number}" not in taken)
