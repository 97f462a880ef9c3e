"""导出: all answers as Excel, CSV or for SPSS; at once where they are few, else by a worker."""

from __future__ import annotations

import tempfile
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.findings import actions, exporting, queries
from evaluations.findings.forms import ExportForm
from evaluations.findings.views.asking import me
from evaluations.jobs.models import Job
from evaluations.projects.access import right
from evaluations.projects.actions import log
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Survey

FACTS = "projects.view_facts"
SPOOLED = 2**23


@right(FACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponseBase:
    """What to export, and the file of the newest job."""
    survey = queries.survey_of(project, survey_pk)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return _page(request, project, survey, form, status=422 if form.is_bound else 200)
    order = exporting.Order.of(form.cleaned_data)
    made = exporting.table(survey, order)
    count = exporting.count_of(survey, order)
    if made is None or not count:
        messages.error(request, "还没有可导出的答卷。收到有效答卷后再来，或选“全部”。")
        return _page(request, project, survey, form, status=422)
    told = f"{survey.title[:200]}　{count}份　{exporting.KINDS[order.kind]}"
    log(project, by=me(request), kind="report", verb="导出答卷", subject=told)
    if order.kind != "csv" and count > exporting.AT_ONCE:
        exporting.start_export(survey, order, by=me(request))
        messages.info(request, f"{count}份答卷，正在后台写文件，好了在本页下载。")
        return redirect("findings:export", project.pk, survey.pk)
    return _answer(made, exporting.file_name(survey, order))


def _page(
    request: HttpRequest, project: Project, survey: Survey, form: ExportForm, status: int
) -> HttpResponse:
    job = actions.last_job(survey, exporting.EXPORT)
    context: dict[str, Any] = {
        "nav_current": "surveys",
        "project": project,
        "survey": survey,
        "form": form,
        "job": job,
        "is_ready": job is not None and exporting.is_ready(job),
    }
    return render(request, "evaluations/findings/export.html", context, status=status)


def _answer(made: exporting.Table, name: str) -> HttpResponseBase:
    """A CSV is sent line by line, however long; the others are small enough to be written first."""
    if made.order.kind == "csv":
        disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        lines = exporting.csv_lines(made)
        headers = {"Content-Disposition": disposition}
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
    file = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115  # the response closes it
    exporting.write(made, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


@right(FACTS)
@require_safe
def file(request: HttpRequest, project: Project, survey_pk: int, export: int) -> FileResponse:
    """The file that a worker wrote."""
    survey = queries.survey_of(project, survey_pk)
    rows = Job.objects.filter(task=exporting.EXPORT, arguments__survey_id=survey.pk)
    job = rows.filter(pk=export).first()
    if job is None or not exporting.is_ready(job):
        raise Http404
    name = exporting.file_name(survey, exporting.order_of(job))
    return FileResponse(default_storage.open(exporting.stored_name(job)), as_attachment=True, filename=name)
