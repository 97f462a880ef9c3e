"""质量: which sheets count and why not, one sheet, the rules, and whether the survey is used at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.findings import actions, queries, sheets
from evaluations.findings.forms import RulesForm, UseForm
from evaluations.findings.views.asking import encoded, kept, me
from evaluations.jobs.models import Job
from evaluations.people.access import firm_admin
from evaluations.people.models import Firm
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.questionnaires import judging
from evaluations.questionnaires.models import Channel, Response, Survey, SurveyPolicy
from evaluations.surveying.quality import read_rules

FACTS, EDIT = "projects.view_facts", "projects.edit"
PER_PAGE = 50
FILTERS = ("state", "reason", "channel", "group", "q")
MEANWHILE = "没有保存：有人刚改过。下面是您填的，现在的规则见“质量”页；再点“保存”以您的为准。"


@right(FACTS)
@require_safe
def quality(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """The rates, the reasons, the rules and the sheets."""
    survey = queries.survey_of(project, survey_pk)
    rules, is_own = sheets.rules_in_force(survey)
    labels = sheets.group_labels(queries.questionnaire_of_all(queries.versions_of(survey)))
    asked = kept(request, FILTERS)
    page = Paginator(sheets.listed(survey, asked), PER_PAGE).get_page(request.GET.get("page"))
    standing = sheets.standing_of(survey, rules)
    context = {
        "nav_current": "surveys",
        "project": project,
        "survey": survey,
        "standing": standing,
        "rules": sheets.rule_sentences(rules),
        "is_own": is_own,
        "page": page,
        "rows": [(one, labels.get(one.group, one.group), sheets.why_not(one)) for one in page],
        "query": encoded(asked),
        "asked": asked,
        "states": _states(asked, standing),
        "reasons": sheets.ALL_REASONS,
        "channels": Channel.choices,
        "groups": labels,
        "job": actions.open_job(survey, actions.JUDGE),
        "may_edit": may(request.user, EDIT, project),
    }
    return render(request, "evaluations/findings/quality.html", context)


def _states(asked: dict[str, str], standing: sheets.Standing) -> list[dict[str, Any]]:
    counts = {
        "": standing.returned,
        "valid": standing.valid,
        "invalid": standing.returned - standing.valid,
    }
    others = {key: value for key, value in asked.items() if key != "state"}
    return [
        {
            "label": label,
            "count": counts[key],
            "url": f"?{encoded({**others, **({'state': key} if key else {})})}",
            "current": asked.get("state", "") == key,
        }
        for key, label in sheets.STATES.items()
    ]


# One sheet ----------------------------------------------------------------------------------------


@right(FACTS)
@require_safe
def sheet(request: HttpRequest, project: Project, survey_pk: int, response_pk: int) -> HttpResponse:
    """One sheet as it was answered."""
    survey = queries.survey_of(project, survey_pk)
    response = _response(survey, response_pk)
    labels = sheets.group_labels(queries.questionnaire_of_all(queries.versions_of(survey)))
    context = {
        "nav_current": "surveys",
        "project": project,
        "survey": survey,
        "response": response,
        "name": judging.name_of(response),
        "group": labels.get(response.group, response.group),
        "lines": sheets.answers_of(response),
        "reasons": sheets.why_not(response),
        "may_edit": may(request.user, EDIT, project),
    }
    return render(request, "evaluations/findings/sheet.html", context)


@right(EDIT, see=FACTS)
@require_POST
def exclude(request: HttpRequest, project: Project, survey_pk: int, response_pk: int) -> HttpResponse:
    """Strikes a sheet off."""
    reason = request.POST.get("reason", "")
    return _judge_one(
        request,
        (project, survey_pk, response_pk),
        lambda row: judging.exclude(row, reason, by=me(request)),
        "已剔除，不再计入统计",
    )


@right(EDIT, see=FACTS)
@require_POST
def restore(request: HttpRequest, project: Project, survey_pk: int, response_pk: int) -> HttpResponse:
    """Takes that back."""
    return _judge_one(
        request,
        (project, survey_pk, response_pk),
        lambda row: judging.restore(row, by=me(request)),
        "已恢复",
    )


def _judge_one(
    request: HttpRequest,
    place: tuple[Project, int, int],
    change: Callable[[Response], Response],
    told: str,
) -> HttpResponse:
    project, survey_pk, response_pk = place
    response = _response(queries.survey_of(project, survey_pk), response_pk)
    try:
        change(response)
    except judging.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{judging.name_of(response)}{told}")
    return redirect("findings:sheet", project.pk, survey_pk, response_pk)


def _response(survey: Survey, pk: int) -> Response:
    rows = Response.objects.filter(survey=survey).select_related("version", "entered_by")
    return get_object_or_404(rows, pk=pk)


# Rules --------------------------------------------------------------------------------------------


@right(EDIT, see=FACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """The rules of this survey; saving judges every sheet anew and says how many changed."""
    survey = queries.survey_of(project, survey_pk)
    in_force, is_own = sheets.rules_in_force(survey)
    initial = actions.plainly(in_force) | {"revision": actions.collection_revision(survey)}
    form = RulesForm(request.POST if request.method == "POST" else None, initial=initial)
    is_reset = request.method == "POST" and "reset" in request.POST
    context = {"nav_current": "surveys", "project": project, "survey": survey, "form": form, "is_own": is_own}
    if not is_reset and not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "evaluations/findings/rules.html", context, status=status)
    wanted = None if is_reset else form.rules()
    revision = initial["revision"] if is_reset else form.cleaned_data["revision"]
    try:
        outcome = actions.set_rules(survey, wanted, revision=revision, by=me(request))
    except Conflict as conflict:
        context["form"] = _again(request, conflict)
        return render(request, "evaluations/findings/rules.html", context, status=409)
    messages.success(request, f"已保存。{_said(outcome)}")
    return redirect("findings:quality", project.pk, survey.pk)


def _again(request: HttpRequest, conflict: Conflict) -> RulesForm:
    """What was typed, now resting on the newer revision."""
    data = request.POST.copy()
    data["revision"] = str(conflict.revision)
    form = RulesForm(data)
    form.add_error(None, MEANWHILE)
    return form


@right(EDIT, see=FACTS)
@require_POST
def judge(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """重新判定: holds all sheets to the rules in force."""
    survey = queries.survey_of(project, survey_pk)
    messages.success(request, _said(actions.judge(survey, by=me(request))))
    return redirect("findings:quality", project.pk, survey.pk)


def _said(outcome: int | Job) -> str:
    if isinstance(outcome, Job):
        return "答卷较多，正在后台重新判定，完成后本页的数字就是新的。"
    return f"已按现行规则重新判定，{outcome}份改变。" if outcome else "已按现行规则重新判定，没有答卷改变。"


@firm_admin
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, firm: Firm) -> HttpResponse:
    """The firm's rules, for surveys without rules of their own."""
    row = SurveyPolicy.objects.filter(firm=firm).first()
    initial = actions.plainly(read_rules(row.rules if row else {})) | {"revision": row.revision if row else 0}
    form = RulesForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"firm": firm, "form": form}
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "evaluations/findings/policy.html", context, status=status)
    try:
        actions.set_policy(firm, form.rules(), revision=form.cleaned_data["revision"])
    except Conflict as conflict:
        context["form"] = _again(request, conflict)
        return render(request, "evaluations/findings/policy.html", context, status=409)
    messages.success(request, "已保存。以后收到的答卷按新规则判定；已收到的，在各调查的“质量”页重新判定。")
    return redirect("findings:policy")


# Use ----------------------------------------------------------------------------------------------


@right(EDIT, see=FACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """采用或不采用这次调查."""
    survey = queries.survey_of(project, survey_pk)
    form = UseForm(request.POST if request.method == "POST" else None, instance=survey)
    context = {"nav_current": "surveys", "project": project, "survey": survey, "form": form}
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "evaluations/findings/adopt.html", context, status=status)
    data = {name: form.cleaned_data[name] for name in actions.USE_FIELDS}
    try:
        row = actions.decide_use(survey, data, revision=form.cleaned_data["revision"], by=me(request))
    except Conflict as conflict:
        again = request.POST.copy()
        again["revision"] = str(conflict.revision)
        survey.refresh_from_db()
        context["form"] = form = UseForm(again, instance=survey)
        form.add_error(None, "没有保存：有人刚改过这次调查的份数或说明。请核对后再点“保存”。")
        return render(request, "evaluations/findings/adopt.html", context, status=409)
    messages.success(request, "已记为不采用" if row.used is False else "已记为采用")
    return redirect("findings:quality", project.pk, survey.pk)
