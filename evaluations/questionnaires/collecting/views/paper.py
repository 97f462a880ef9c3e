"""纸质录入: one sheet after the other by keyboard; a sheet to look at, to strike off, to take back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.projects.access import may
from evaluations.questionnaires import judging
from evaluations.questionnaires.collecting import desk, queries
from evaluations.questionnaires.collecting.access import EDIT, me, of_survey
from evaluations.questionnaires.collecting.entering import enter_sheet
from evaluations.questionnaires.collecting.forms import ReasonForm
from evaluations.questionnaires.models import Channel, FormVersion, Response, Survey
from evaluations.questionnaires.receiving import Sheet, SheetTaken, questionnaire_of
from evaluations.surveying.definition import Group
from evaluations.surveying.quality import REASONS

ENTRY = "evaluations/questionnaires/collecting/paper.html"
SHEET = "evaluations/questionnaires/collecting/sheet.html"
LAST = 10
LONGEST_NUMBER = 40
SHOWN = (Channel.PAPER, Channel.IMPORT)


@of_survey(to_edit=True)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, survey: Survey) -> HttpResponse:
    """All questions of the newest version to type into; POST stores the sheet and shows the next."""
    version = queries.newest(survey)
    if request.method != "POST" or version is None:
        asked = {"group": request.GET.get("group", "")[:60]}
        number = queries.next_number(survey, request.GET.get("after", "")[:LONGEST_NUMBER])
        return _show(request, survey, version, {**asked, "sheet": number}, {}, key=uuid4())
    return _take(request, survey, version)


def _take(request: HttpRequest, survey: Survey, version: FormVersion) -> HttpResponse:
    typed = {name: str(value) for name, value in request.POST.items()}
    questionnaire = questionnaire_of(version)
    key, number = _key(typed.get("key", "")), typed.get("sheet", "").strip()
    groups = queries.groups_by_number(questionnaire)
    group = groups.get(typed.get("group", "").strip())
    found = desk.take_sheet(questionnaire, typed)
    errors = _errors(typed, version, groups) | found.errors
    if not errors:
        sheet = Sheet(
            key=key,
            channel=Channel.PAPER,
            answers=found.answers,
            group=group.id if group else "",
            sheet=number,
        )
        try:
            stored = enter_sheet(version, sheet, by=me(request))
        except SheetTaken:
            errors["sheet"] = (
                f"编号{number}已经录入过。请核对纸上的编号；确是另一份的，请换个编号，例如{number}-2。"
            )
        else:
            return _following(request, survey, stored, typed)
    return _show(request, survey, version, typed, errors, key=key)


def _errors(typed: Mapping[str, str], version: FormVersion, groups: Mapping[str, Group]) -> dict[str, str]:
    """What is wrong with the head of a sheet: its number, its group, the version on the screen."""
    errors: dict[str, str] = {}
    number = typed.get("sheet", "").strip()
    if not number:
        errors["sheet"] = "请填问卷编号，纸上没有的现在编一个写上，以便核对。"
    elif len(number) > LONGEST_NUMBER:
        errors["sheet"] = f"编号最多{LONGEST_NUMBER}个字，这里有{len(number)}个。"
    elif typed.get("version") != str(version.number):
        errors["sheet"] = f"问卷已发布第{version.number}版，题目可能变了。请核对后再保存一次。"
    if groups and typed.get("group", "").strip() not in groups:
        known = "、".join(f"{at} {one.label}" for at, one in groups.items())
        errors["group"] = f"请填群体的编号：{known}。"
    return errors


def _following(
    request: HttpRequest, survey: Survey, stored: Response, typed: Mapping[str, str]
) -> HttpResponse:
    """On to the next sheet, in the same group."""
    note = _note(stored)
    (messages.warning if note else messages.success)(request, f"{stored.sheet}已保存{note}")
    again = {"after": stored.sheet, "group": typed.get("group", "").strip()}
    address = reverse("collecting:paper", args=[survey.project_id, survey.pk])
    return redirect(f"{address}?{urlencode(again)}")


def _note(stored: Response) -> str:
    """What speaks against counting the sheet, while it is still at hand."""
    said = [REASONS[one] for one in stored.flags.split(",") if one in REASONS]
    return f"，但不计入有效：{'、'.join(said)}" if said else ""


def _key(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        return uuid4()


def _show(
    request: HttpRequest,
    survey: Survey,
    version: FormVersion | None,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    key: UUID,
) -> HttpResponse:
    questionnaire = questionnaire_of(version) if version is not None else None
    context: dict[str, Any] = {
        "nav_current": "surveys",
        "project": survey.project,
        "survey": survey,
        "version": version,
        "key": key,
        "errors": errors,
        "sheet": typed.get("sheet", ""),
        "group": typed.get("group", ""),
        "last": [queries.told(one, questionnaire) for one in queries.paper_sheets(survey)[:LAST]],
    }
    if questionnaire is not None:
        context["groups"] = queries.groups_by_number(questionnaire)
        context["asked"] = desk.lay_out(questionnaire, typed, errors)
    return render(request, ENTRY, context, status=422 if errors else 200)


# One sheet ----------------------------------------------------------------------------------------


@of_survey()
@require_safe
def sheet(request: HttpRequest, survey: Survey, response_pk: int) -> HttpResponse:
    """A sheet's answers, and whether it counts."""
    return _sheet(request, survey, _find(survey, response_pk), ReasonForm())


def _find(survey: Survey, number: int) -> Response:
    rows = Response.objects.filter(survey=survey, channel__in=SHOWN)
    return get_object_or_404(rows.select_related("version", "entered_by"), pk=number)


def _sheet(
    request: HttpRequest, survey: Survey, response: Response, form: ReasonForm, status: int = 200
) -> HttpResponse:
    questionnaire = questionnaire_of(response.version)
    context = {
        "nav_current": "surveys",
        "project": survey.project,
        "survey": survey,
        **queries.told(response, questionnaire),
        "name": judging.name_of(response),
        "reasons": [REASONS[one] for one in response.flags.split(",") if one in REASONS],
        "answers": desk.in_words(questionnaire, response.coded, response.words),
        "form": form,
        "may_edit": may(request.user, EDIT, survey.project),
    }
    return render(request, SHEET, context, status=status)


@of_survey(to_edit=True)
@require_POST
def strike(request: HttpRequest, survey: Survey, response_pk: int) -> HttpResponse:
    """剔除, with a reason."""
    response = _find(survey, response_pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _sheet(request, survey, response, form, status=422)
    try:
        judging.exclude(response, form.cleaned_data["reason"], by=me(request))
        messages.success(request, f"已剔除{judging.name_of(response)}")
    except judging.NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("collecting:sheet", survey.project_id, survey.pk, response.pk)


@of_survey(to_edit=True)
@require_POST
def take_back(request: HttpRequest, survey: Survey, response_pk: int) -> HttpResponse:
    """恢复."""
    response = _find(survey, response_pk)
    try:
        judging.restore(response, by=me(request))
        messages.success(request, f"已恢复{judging.name_of(response)}")
    except judging.NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("collecting:sheet", survey.project_id, survey.pk, response.pk)
