"""样本量: the calculator, and taking over what it says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluations.projects.access import may
from evaluations.questionnaires.collecting import actions, queries
from evaluations.questionnaires.collecting.access import EDIT, me, of_survey
from evaluations.questionnaires.collecting.forms import SampleForm
from evaluations.questionnaires.models import Survey
from evaluations.surveying.definition import Group
from evaluations.surveying.samples import HALF, Sample, required, spread

PAGE = "evaluations/questionnaires/collecting/sample.html"
DEFAULTS = {"confidence": 95, "margin": Decimal(5), "share": HALF}


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A sample size, and (group, people, quota) for each group it is spread over."""

    sample: Sample
    parts: tuple[tuple[Group, int, int], ...]


@of_survey()
@require_safe
def page(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The calculator: what is asked stands in the address, the answer below with its formula."""
    collection = queries.collection_of(survey)
    groups = queries.groups_of(queries.newest(survey))
    kept = {"population": collection.population, "confidence": collection.confidence or 95}
    initial = {**DEFAULTS, **kept, "margin": collection.margin or Decimal(5)}
    asked = request.GET or None
    return _show(request, survey, SampleForm(asked, groups=groups, initial=initial), groups)


def _show(
    request: HttpRequest, survey: Survey, form: SampleForm, groups: tuple[Group, ...], status: int = 200
) -> HttpResponse:
    computed = _compute(form, groups) if form.is_bound and form.is_valid() else None
    context = {
        "nav_current": "surveys",
        "project": survey.project,
        "survey": survey,
        "collection": queries.collection_of(survey),
        "form": form,
        "computed": computed,
        "may_edit": may(request.user, EDIT, survey.project),
    }
    return render(request, PAGE, context, status=status)


def _compute(form: SampleForm, groups: tuple[Group, ...]) -> Computed:
    data: dict[str, Any] = form.cleaned_data
    sample = required(
        population=data["population"],
        confidence=data["confidence"],
        margin=data["margin"],
        share=data["share"],
    )
    sizes = [data[f"size-{one.id}"] for one in groups]
    if not sizes or None in sizes:
        return Computed(sample=sample, parts=())
    parts = zip(groups, sizes, spread(sample.size, sizes), strict=True)
    return Computed(sample=sample, parts=tuple(parts))


@of_survey(to_edit=True)
@require_POST
def adopt(request: HttpRequest, survey: Survey) -> HttpResponse:
    """采用: computed anew from what was asked, then kept as the target, and as quotas where it is spread."""
    groups = queries.groups_of(queries.newest(survey))
    form = SampleForm(QueryDict(request.POST.get("asked", "")), groups=groups)
    if not form.is_valid():
        return _show(request, survey, form, groups, status=422)
    computed, data = _compute(form, groups), form.cleaned_data
    plan = actions.Plan(
        size=computed.sample.size,
        population=data["population"],
        confidence=Decimal(data["confidence"]),
        margin=data["margin"],
        quotas={group.id: count for group, _, count in computed.parts} if computed.parts else None,
    )
    actions.adopt_sample(survey, plan, by=me(request))
    messages.success(request, f"样本量定为{plan.size}份")
    return redirect("collecting:page", survey.project_id, survey.pk)
