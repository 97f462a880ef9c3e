"""访谈: the list, the record of one, its outline, who signed in, all side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.fieldwork.models import Interview, InterviewParticipant
from evaluations.grids.queries import state
from evaluations.inquiries import actions, grids, queries
from evaluations.inquiries.forms import InterviewForm, OutlineForm, ParticipantForm, PlanForm
from evaluations.inquiries.rules import PARTICIPANTS
from evaluations.inquiries.views.saving import answer, me
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.projects.removal import removed

FACTS, EDIT = "projects.view_facts", "projects.edit"
RECORD = "evaluations/inquiries/interview.html"


@right(FACTS)
@require_GET
def listed(request: HttpRequest, project: Project) -> HttpResponse:
    """All interviews: whom, when, by whom, how far."""
    return _list(request, project, PlanForm(firm=project.firm))


def _list(request: HttpRequest, project: Project, form: PlanForm, status: int = 200) -> HttpResponse:
    context = {
        "nav_current": "interviews",
        "project": project,
        "interviews": queries.interviews(project),
        "form": form,
        "may_edit": may(request.user, EDIT, project),
        "removed": removed(project, Interview),
    }
    return render(request, "evaluations/inquiries/interviews.html", context, status=status)


@right(EDIT, see=FACTS)
@require_POST
def plan(request: HttpRequest, project: Project) -> HttpResponse:
    """A new interview, after an outline or without."""
    form = PlanForm(request.POST, firm=project.firm)
    if not form.is_valid():
        return _list(request, project, form, status=422)
    data = {"subject_role": form.cleaned_data["subject_role"]}
    made = actions.plan_interview(project, data, outline=form.cleaned_data["outline"], by=me(request))
    return redirect("inquiries:interview", project.pk, made.pk)


@right(FACTS)
@require_GET
def interview(request: HttpRequest, project: Project, interview_pk: int) -> HttpResponse:
    """The record: questions with answers, the rating grid, evidence, who signed in."""
    found = _interview(project, interview_pk)
    return render(request, RECORD, _context(request, found, InterviewForm(instance=found)))


@right(EDIT, see=FACTS)
@require_POST
def record(request: HttpRequest, project: Project, interview_pk: int) -> HttpResponse:
    """Saves the record while one types; a conflict shows both versions and loses neither."""
    found = _interview(project, interview_pk)
    form = InterviewForm(request.POST, instance=found)
    page = reverse("inquiries:interview", args=[project.pk, found.pk])
    context = _context(request, found, form)
    return answer(request, form, actions.record_interview, context=context, template=RECORD, page=page)


def _interview(project: Project, pk: int) -> Interview:
    rows = Interview.objects.filter(project=project).select_related("project")
    return get_object_or_404(rows.prefetch_related("questions", "ratings", "scale"), pk=pk)


def _context(
    request: HttpRequest, found: Interview, form: InterviewForm, signing: ParticipantForm | None = None
) -> dict[str, Any]:
    project = found.project
    is_team = may(request.user, PARTICIPANTS, project)
    return {
        "nav_current": "interviews",
        "project": project,
        "interview": found,
        "form": form,
        "record_url": reverse("inquiries:record", args=[project.pk, found.pk]),
        "page_url": reverse("inquiries:interview", args=[project.pk, found.pk]),
        "evidence": queries.evidence_of(interview=found),
        "sees_participants": is_team,
        "participants": list(found.participants.all()) if is_team else [],
        "signing": signing or ParticipantForm(),
        "may_edit": may(request.user, EDIT, project),
    }


@right(FACTS)
@require_GET
def outline(request: HttpRequest, project: Project, interview_pk: int) -> HttpResponse:
    """The outline: which questions, which items are rated."""
    return _outline(request, _interview(project, interview_pk), OutlineForm())


def _outline(request: HttpRequest, found: Interview, form: OutlineForm, status: int = 200) -> HttpResponse:
    project = found.project
    may_edit = may(request.user, EDIT, project)
    shown = (grids.questions(found), grids.items(found))
    context = {
        "nav_current": "interviews",
        "project": project,
        "interview": found,
        "grids": [state(grid, project, may_edit=may_edit) for grid in shown],
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "evaluations/inquiries/outline.html", context, status=status)


@right(EDIT, see=FACTS)
@require_POST
def keep_outline(request: HttpRequest, project: Project, interview_pk: int) -> HttpResponse:
    """Keeps questions, items and scale for the firm's other interviews."""
    found, form = _interview(project, interview_pk), OutlineForm(request.POST)
    if not form.is_valid():
        return _outline(request, found, form, status=422)
    kept = actions.keep_outline(found, project.firm, form.cleaned_data["name"], by=me(request))
    messages.success(request, f"已存为机构提纲“{kept.name}”，新增访谈时可以选用")
    return redirect("inquiries:outline", project.pk, found.pk)


@right(EDIT, see=FACTS)
@require_POST
def remove(request: HttpRequest, project: Project, interview_pk: int) -> HttpResponse:
    """Takes an interview away; it can be brought back from the list."""
    found = _interview(project, interview_pk)
    try:
        actions.remove_interview(found, by=me(request))
    except actions.Kept as refusal:
        messages.error(request, str(refusal))
        return redirect("inquiries:interview", project.pk, found.pk)
    messages.success(request, f"已删除访谈“{found}”，在本页下方可以恢复")
    return redirect("inquiries:interviews", project.pk)


# Who took part: only for the team -----------------------------------------------------------------


@right(PARTICIPANTS, see=FACTS)
@require_POST
def sign_in(request: HttpRequest, project: Project, interview_pk: int) -> HttpResponse:
    """签到: one more participant."""
    found, form = _interview(project, interview_pk), ParticipantForm(request.POST)
    if not form.is_valid():
        context = _context(request, found, InterviewForm(instance=found), form)
        return render(request, RECORD, context, status=422)
    actions.sign_in(found, form.cleaned_data, by=me(request))
    return redirect(reverse("inquiries:interview", args=[project.pk, found.pk]) + "#participants")


@right(PARTICIPANTS, see=FACTS)
@require_POST
def strike(request: HttpRequest, project: Project, interview_pk: int, participant_pk: int) -> HttpResponse:
    """Takes a participant off the list."""
    rows = InterviewParticipant.objects.select_related("interview__project")
    found = get_object_or_404(rows, pk=participant_pk, interview=interview_pk, interview__project=project)
    actions.strike(found, by=me(request))
    return redirect(reverse("inquiries:interview", args=[project.pk, interview_pk]) + "#participants")


@right(FACTS)
@require_GET
def summary(request: HttpRequest, project: Project) -> HttpResponse:
    """All interviews side by side, or those of `?group=`: answers per question, counts per item and level."""
    groups = queries.groups(project)
    wanted = request.GET.get("group", "")
    group = wanted if wanted in groups else ""
    context = {
        "nav_current": "interviews",
        "project": project,
        "groups": groups,
        "group": group,
        "summary": queries.summary(project, group),
    }
    return render(request, "evaluations/inquiries/summary.html", context)
