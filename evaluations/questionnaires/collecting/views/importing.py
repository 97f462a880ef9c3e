"""导入答卷: a table of answers, first tried out row by row, then stored as a whole."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.grids.workbook import read_book
from evaluations.people import uploads
from evaluations.questionnaires.collecting import queries, tables
from evaluations.questionnaires.collecting.access import me, of_survey
from evaluations.questionnaires.collecting.entering import import_sheets
from evaluations.questionnaires.collecting.forms import UploadForm
from evaluations.questionnaires.collecting.lists import EXCEL
from evaluations.questionnaires.models import FormVersion, Survey
from evaluations.questionnaires.receiving import SheetTaken, questionnaire_of
from evaluations.workbooks import LARGEST, NotAWorkbook

PAGE = "evaluations/questionnaires/collecting/import.html"
MOST_TOLD = 200
AGAIN = "这些答卷里有已经导入或录入过的，什么都没有保存。请再检查一次文件。"


@of_survey(to_edit=True)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Takes a table and shows what would come of it; nothing is stored."""
    version = queries.newest(survey)
    if request.method != "POST" or version is None:
        return _show(request, survey, version)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, survey, version, 422, form=form)
    file = form.cleaned_data["workbook"]
    if (file.size or 0) > LARGEST:
        return _show(request, survey, version, 422, refused=f"文件太大，最多{LARGEST // 1024 // 1024} MB。")
    return _try(request, survey, version, file.read())


@of_survey(to_edit=True)
@require_POST
def confirm(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Stores all sheets of the file or none; it is read and checked again."""
    version = queries.newest(survey)
    token = request.POST.get("token", "")
    content = uploads.kept(token, by=me(request))
    if version is None or content is None:
        refused = "上传的文件已经导入过，或者不在了（只保留一天）。没有导入的请重新选择。"
        return _show(request, survey, version, 422, refused=refused)
    try:
        reading = _read(survey, version, content)
        if reading.faults:
            return _try(request, survey, version, content, 422)
        stored = import_sheets(version, reading.sheets, by=me(request))
    except NotAWorkbook as fault:
        return _show(request, survey, version, 422, refused=str(fault))
    except SheetTaken:
        return _show(request, survey, version, 422, refused=AGAIN)
    uploads.drop(token, by=me(request))
    messages.success(request, f"已导入{stored:,}份答卷")
    return redirect("collecting:page", survey.project_id, survey.pk)


def _read(survey: Survey, version: FormVersion, content: bytes) -> tables.Reading:
    """The same file is the same upload, so that confirming it twice stores it once."""
    return tables.read_answers(
        read_book(content),
        questionnaire_of(version),
        known=queries.known_numbers(survey),
        upload=hashlib.sha256(content).hexdigest(),
    )


def _try(
    request: HttpRequest, survey: Survey, version: FormVersion, content: bytes, status: int = 200
) -> HttpResponse:
    try:
        reading = _read(survey, version, content)
    except NotAWorkbook as fault:
        return _show(request, survey, version, 422, refused=str(fault))
    more = {
        "reading": reading,
        "told": reading.faults[:MOST_TOLD],
        "counts": tables.summary(reading, questionnaire_of(version)),
        "token": "" if reading.faults else uploads.keep(content, by=me(request)),
    }
    return _show(request, survey, version, status, **more)


def _show(
    request: HttpRequest, survey: Survey, version: FormVersion | None, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "nav_current": "surveys",
        "project": survey.project,
        "survey": survey,
        "version": version,
        "form": UploadForm(),
        **more,
    }
    return render(request, PAGE, context, status=status)


@of_survey()
@require_safe
def template(_request: HttpRequest, survey: Survey) -> HttpResponse:
    """An empty table for the newest version, with a sheet that explains the numbers."""
    version = queries.newest(survey)
    if version is None:
        raise Http404
    name = quote(f"答卷模板　{survey.title}　第{version.number}版.xlsx", safe="")
    disposition = f"attachment; filename=\"answers.xlsx\"; filename*=UTF-8''{name}"
    content = tables.template(questionnaire_of(version))
    return HttpResponse(content, content_type=EXCEL, headers={"Content-Disposition": disposition})
