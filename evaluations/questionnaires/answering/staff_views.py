"""The same pages for people of the project: interviews in a row, and trying a questionnaire out."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evaluations.projects.access import right
from evaluations.projects.models import Project
from evaluations.questionnaires.answering import actions, doors, entering, queries
from evaluations.questionnaires.answering.doors import Door, Refusal
from evaluations.questionnaires.answering.entering import Entrance
from evaluations.questionnaires.answering.serving import FOLDER, lead, refuse, serve
from evaluations.questionnaires.answering.visits import InInterview, OnTrial
from evaluations.questionnaires.models import Channel, Survey
from evaluations.surveying.definition import Questionnaire

asks = require_http_methods(["GET", "HEAD", "POST"])
NOTHING_TO_TRY = Refusal(title="还没有可以试填的问卷", text="请先在“问卷”页写好题目，再来试填。")


def _door(project: Project, survey_pk: int) -> Door:
    survey = get_object_or_404(Survey.objects.select_related("project__firm"), project=project, pk=survey_pk)
    return doors.of_survey(survey)


def _survey(project: Project, survey_pk: int) -> str:
    return reverse("questionnaires:survey", args=[project.pk, survey_pk])


@right("projects.edit", see="projects.view_facts")
@never_cache
@asks
def interviewer(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """访问员: begins the next interview."""
    door = _door(project, survey_pk)
    if refusal := door.refusal() or door.full():
        return refuse(request, refusal, title=door.title, back=_survey(project, survey_pk))
    entrance = Entrance(
        questionnaire=door.questionnaire,
        firm=door.firm,
        is_full=door.is_group_full,
        banner=InInterview.banner,
        back=_survey(project, survey_pk),
    )
    if request.method != "POST":
        return entering.show(request, entrance)
    chosen = entering.read(request, entrance)
    if chosen.errors:
        return entering.show(request, entrance, chosen, status=422)
    sitting = actions.begin(door, Channel.INTERVIEWER, group=chosen.group)
    visit = InInterview(door, sitting, request.user)  # type: ignore[arg-type]
    return redirect(visit.at(None if request.POST.get("whole") else 1))


@right("projects.edit", see="projects.view_facts")
@never_cache
@asks
def interview_page(
    request: HttpRequest, project: Project, survey_pk: int, interview: UUID, number: int | None = None
) -> HttpResponse:
    """A page of an interview, or all of it."""
    door = _door(project, survey_pk)
    sitting = queries.interview(door, interview)
    if sitting is None:
        if queries.is_handed_in(door, interview):
            return lead(request, reverse("answering:interview-thanks", args=[project.pk, survey_pk]))
        raise Http404
    if refusal := door.refusal():
        return refuse(request, refusal, title=door.title, back=_survey(project, survey_pk))
    return serve(request, InInterview(door, sitting, request.user), number)  # type: ignore[arg-type]


@right("projects.edit", see="projects.view_facts")
@never_cache
@asks
def interview_thanks(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """The end of one interview, and 下一位."""
    door = _door(project, survey_pk)
    if door.version is None:
        raise Http404
    context = {
        "title": door.questionnaire.title,
        "thanks": door.questionnaire.thanks,
        "banner": InInterview.banner,
        "following": reverse("answering:interviewer", args=[project.pk, survey_pk]),
        "following_label": "下一位",
        "back": _survey(project, survey_pk),
    }
    return render(request, f"{FOLDER}/thanks.html", context)


def _to_try(request: HttpRequest, project: Project, survey_pk: int) -> Questionnaire | None:
    """The questionnaire that this person tries: that of the address where one begins, then the same."""
    survey = get_object_or_404(Survey, project=project, pk=survey_pk)
    said = request.session.get(f"tryout-version-{survey_pk}")
    return queries.to_try(survey, said)


@right("projects.view_facts")
@never_cache
@asks
def tryout(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """试填: the first page of the draft, or with `?version=2` of a published one."""
    get_object_or_404(Survey, project=project, pk=survey_pk)
    said = request.GET.get("version", "")
    request.session[f"tryout-version-{survey_pk}"] = int(said) if said.isdecimal() and len(said) < 6 else None
    questionnaire = _to_try(request, project, survey_pk)
    if questionnaire is None or not questionnaire.items:
        return refuse(request, NOTHING_TO_TRY, back=_survey(project, survey_pk))
    visit = OnTrial(request.session, (project.pk, survey_pk), questionnaire)
    entrance = Entrance(
        questionnaire=questionnaire,
        firm=project.firm.name,
        banner=visit.banner,
        back=_survey(project, survey_pk),
    )
    if request.method != "POST":
        return entering.show(request, entrance)
    chosen = entering.read(request, entrance)
    if chosen.errors:
        return entering.show(request, entrance, chosen, status=422)
    visit.keep({})
    return redirect(visit.at(None if request.POST.get("whole") else 1))


@right("projects.view_facts")
@never_cache
@asks
def try_page(
    request: HttpRequest, project: Project, survey_pk: int, number: int | None = None
) -> HttpResponse:
    """A page of a questionnaire that is tried out, or all of it."""
    questionnaire = _to_try(request, project, survey_pk)
    if questionnaire is None or not questionnaire.items:
        return refuse(request, NOTHING_TO_TRY, back=_survey(project, survey_pk))
    return serve(request, OnTrial(request.session, (project.pk, survey_pk), questionnaire), number)


@right("projects.view_facts")
@never_cache
@asks
def tryout_thanks(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """The end of a trial."""
    questionnaire = _to_try(request, project, survey_pk)
    if questionnaire is None:
        return refuse(request, NOTHING_TO_TRY, back=_survey(project, survey_pk))
    version = request.session.get(f"tryout-version-{survey_pk}")
    start = reverse("answering:tryout", args=[project.pk, survey_pk])
    context = {
        "title": questionnaire.title,
        "thanks": questionnaire.thanks,
        "banner": OnTrial.banner,
        "following": f"{start}?version={version}" if version else start,
        "following_label": "再试一次",
        "back": _survey(project, survey_pk),
    }
    return render(request, f"{FOLDER}/thanks.html", context)
