"""纸质问卷: choosing a version, watching it being printed, getting the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluations.jobs import actions as jobs
from evaluations.jobs.models import Job
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Survey
from reports.paperforms import actions, queries
from reports.publishing.progress import progress

FACTS, EDIT = "projects.view_facts", "projects.edit"


@right(FACTS)
@require_safe
def page(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """What can be printed, what is being printed, what was."""
    survey = get_object_or_404(Survey, project=project, pk=survey_pk)
    known = list(queries.of_survey(survey)[: queries.LISTED])
    running = next((job for job in known if job.is_open), None)
    context = {
        "project": project,
        "survey": survey,
        "nav_current": "surveys",
        "may_edit": may(request.user, EDIT, project),
        "printable": queries.printable(survey),
        "running": running,
        "progress": progress(running, timezone.now(), actions.STEPS) if running else None,
        "ended": [job for job in known if not job.is_open],
    }
    return render(request, "reports/paperforms/page.html", context)


@right(EDIT, see=FACTS)
@require_POST
def start(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """生成 of the version `number`; 0 is the draft."""
    survey = get_object_or_404(Survey, project=project, pk=survey_pk)
    sent = request.POST.get("number", "")
    number = int(sent) if sent.isdecimal() and len(sent) < 6 else -1
    try:
        actions.start(survey, number, by=_me(request))
    except actions.CannotPrint as refusal:
        messages.error(request, str(refusal))
    return redirect("paperforms:page", project.pk, survey.pk)


@right(FACTS)
@require_safe
def status(request: HttpRequest, project: Project, survey_pk: int, job_pk: int) -> HttpResponse:
    """The progress, asked for every second while it is open; then the page is loaded anew."""
    job = _job(project, survey_pk, job_pk)
    if not job.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "project": project,
        "survey_pk": survey_pk,
        "job": job,
        "progress": progress(job, timezone.now(), actions.STEPS),
    }
    return render(request, "reports/paperforms/_progress.html", context)


@right(EDIT, see=FACTS)
@require_POST
def cancel(request: HttpRequest, project: Project, survey_pk: int, job_pk: int) -> HttpResponse:
    """取消."""
    jobs.cancel(_job(project, survey_pk, job_pk), by=_me(request))
    return redirect("paperforms:page", project.pk, survey_pk)


@right(FACTS)
@require_safe
def download(request: HttpRequest, project: Project, survey_pk: int, job_pk: int) -> FileResponse:
    """The PDF."""
    job = _job(project, survey_pk, job_pk)
    file = queries.file_of(job)
    if file is None:
        raise Http404
    name = queries.file_name(job)
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")


def _job(project: Project, survey_pk: int, pk: int) -> Job:
    survey = get_object_or_404(Survey, project=project, pk=survey_pk)
    return get_object_or_404(queries.of_survey(survey), pk=pk)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user
