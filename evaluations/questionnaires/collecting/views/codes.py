"""一次性链接: the list of codes, making them for paper or for a list, the draw, export and print."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.grids.workbook import Book, read_book
from evaluations.people import uploads
from evaluations.projects.access import may
from evaluations.questionnaires.collecting import giving, links, lists, queries
from evaluations.questionnaires.collecting.access import EDIT, me, of_survey
from evaluations.questionnaires.collecting.codes import read_by_eye
from evaluations.questionnaires.collecting.forms import CodesForm, DrawForm, UploadForm
from evaluations.questionnaires.judging import NotPossible
from evaluations.questionnaires.models import AccessCode, Survey
from evaluations.workbooks import LARGEST, NotAWorkbook

PER_PAGE, PER_PRINT = 50, 200
SEED_BELOW = 10**8
FOLDER = "evaluations/questionnaires/collecting"
ACTIONS = {"withdraw": (giving.withdraw, "已作废{}个编码"), "restore": (giving.give_back, "已恢复{}个编码")}


@of_survey()
@require_safe
def page(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The codes, `show` one of the filters, `q` words."""
    return _show(request, survey)


def _show(request: HttpRequest, survey: Survey, status: int = 200, **forms: Any) -> HttpResponse:
    show, words = request.GET.get("show", ""), request.GET.get("q", "").strip()[:100]
    show = show if show in queries.FILTERS else ""
    groups = queries.groups_of(queries.newest(survey))
    collection, counts = queries.collection_of(survey), queries.code_counts(survey)
    asked = urlencode({key: value for key, value in (("q", words), ("show", show)) if value})
    found = Paginator(queries.codes(survey, show=show, words=words), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    names = {one.id: one.label for one in groups}
    seed = secrets.randbelow(SEED_BELOW) if collection.seed is None else collection.seed
    context = {
        "nav_current": "surveys",
        "project": survey.project,
        "survey": survey,
        "collection": collection,
        "counts": counts,
        "drawn": counts[""] - counts["undrawn"],
        "words": words,
        "show": show,
        "query": f"{asked}&" if asked else "",
        "tabs": [
            {
                "label": label,
                "count": counts[name],
                "url": "?" + urlencode({"q": words, "show": name}),
                "current": name == show,
            }
            for name, label in queries.FILTERS.items()
        ],
        "page": page,
        "rows": [_row(one, names) for one in page.object_list],
        "codes_form": CodesForm(groups=groups),
        "draw_form": DrawForm(initial={"seed": seed, "drawn": collection.target}),
        "may_edit": may(request.user, EDIT, survey.project),
        **forms,
    }
    return render(request, f"{FOLDER}/codes.html", context, status=status)


def _row(code: AccessCode, groups: dict[str, str]) -> dict[str, Any]:
    return {
        "code": code,
        "shown": read_by_eye(code.code),
        "group": groups.get(code.group, code.group),
        "state": queries.state_of_code(code),
    }


@of_survey(to_edit=True)
@require_POST
def make(request: HttpRequest, survey: Survey) -> HttpResponse:
    """So many codes without names."""
    form = CodesForm(request.POST, groups=queries.groups_of(queries.newest(survey)))
    if not form.is_valid():
        return _show(request, survey, status=422, codes_form=form)
    entry = giving.Entry(group=form.cleaned_data["group"])
    try:
        made = giving.add_codes(survey, [entry] * form.cleaned_data["count"], by=me(request))
    except NotPossible as refusal:
        form.add_error("count", str(refusal))
        return _show(request, survey, status=422, codes_form=form)
    messages.success(request, f"已生成{made:,}个编码，可以打印或导出")
    return redirect("collecting:codes", survey.project_id, survey.pk)


@of_survey(to_edit=True)
@require_POST
def change(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Withdraws the ticked codes, or takes that back."""
    action, done = ACTIONS.get(request.POST.get("do", ""), ACTIONS["withdraw"])
    picked = [int(one) for one in request.POST.getlist("code") if one.isdecimal() and len(one) < 19]
    if not picked:
        messages.error(request, "没有选编码。请先在左边勾选，再点“作废”或“恢复”。")
    else:
        try:
            messages.success(request, done.format(action(survey, picked, by=me(request))))
        except NotPossible as refusal:
            messages.error(request, str(refusal))
    return redirect("collecting:codes", survey.project_id, survey.pk)


# A list from Excel --------------------------------------------------------------------------------


@of_survey()
@require_safe
def template(_request: HttpRequest, survey: Survey) -> HttpResponse:
    """An empty list to fill in."""
    groups = queries.groups_of(queries.newest(survey))
    heads = [("姓名/单位", 36), (lists.GROUP, 16)] if groups else [("姓名/单位", 36)]
    return _excel(lists.write_table("名单", heads, []), f"名单　{survey.title}")


@of_survey(to_edit=True)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Takes a list and shows what would come of it; nothing is stored."""
    if request.method != "POST":
        return _upload_page(request, survey)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, survey, status=422, form=form)
    file = form.cleaned_data["workbook"]
    if (file.size or 0) > LARGEST:
        return _upload_page(request, survey, 422, refused=f"文件太大，最多{LARGEST // 1024 // 1024} MB。")
    return _try(request, survey, file.read())


@of_survey(to_edit=True)
@require_POST
def confirm(request: HttpRequest, survey: Survey) -> HttpResponse:
    """One link for every row of the list, all or none; the file is read and checked again."""
    token = request.POST.get("token", "")
    content = uploads.kept(token, by=me(request))
    if content is None:
        refused = "上传的名单已经导入过，或者不在了（只保留一天）。没有导入的请重新选择文件。"
        return _upload_page(request, survey, 422, refused=refused)
    try:
        listed = lists.read_list(read_book(content), _names(survey))
        if listed.faults:
            return _try(request, survey, content, 422)
        made = giving.add_codes(survey, listed.entries, by=me(request), verb="导入名单")
    except (NotAWorkbook, NotPossible) as refusal:
        return _upload_page(request, survey, 422, refused=str(refusal))
    uploads.drop(token, by=me(request))
    messages.success(request, f"已导入名单，生成{made:,}个一次性链接")
    return redirect("collecting:codes", survey.project_id, survey.pk)


def _names(survey: Survey) -> dict[str, str]:
    return {one.id: one.label for one in queries.groups_of(queries.newest(survey))}


def _try(request: HttpRequest, survey: Survey, content: bytes, status: int = 200) -> HttpResponse:
    names = _names(survey)
    try:
        book: Book = read_book(content)
        listed = lists.read_list(book, names)
    except NotAWorkbook as fault:
        return _upload_page(request, survey, 422, refused=str(fault))
    token = "" if listed.faults else uploads.keep(content, by=me(request))
    counts: dict[str, int] = {}
    for one in listed.entries:
        key = names.get(one.group, "没有写群体")
        counts[key] = counts.get(key, 0) + 1
    shown = [(one.label, names.get(one.group, "")) for one in listed.entries[:10]]
    return _upload_page(
        request, survey, status, listed=listed, token=token, counts=counts if names else {}, shown=shown
    )


def _upload_page(request: HttpRequest, survey: Survey, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "nav_current": "surveys",
        "project": survey.project,
        "survey": survey,
        "form": UploadForm(),
        "groups": list(_names(survey).values()),
        **more,
    }
    return render(request, f"{FOLDER}/list.html", context, status=status)


# The draw -----------------------------------------------------------------------------------------


@of_survey(to_edit=True)
@require_POST
def draw(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Draws so many of the list by the seed."""
    form = DrawForm(request.POST)
    if not form.is_valid():
        return _show(request, survey, status=422, draw_form=form)
    count, seed = form.cleaned_data["drawn"], form.cleaned_data["seed"]
    try:
        giving.draw_sample(survey, count, seed, by=me(request))
    except NotPossible as refusal:
        form.add_error("drawn", str(refusal))
        return _show(request, survey, status=422, draw_form=form)
    messages.success(request, f"已用种子{seed}抽中{count:,}个；同一份名单和种子，再抽结果相同")
    return redirect("collecting:codes", survey.project_id, survey.pk)


@of_survey(to_edit=True)
@require_POST
def undraw(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Takes the draw back."""
    try:
        giving.undo_draw(survey, by=me(request))
        messages.success(request, "已取消抽样，名单里的每一个都可以作答")
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("collecting:codes", survey.project_id, survey.pk)


# Out ----------------------------------------------------------------------------------------------


@of_survey()
@require_safe
def export(request: HttpRequest, survey: Survey) -> HttpResponse:
    """All codes of a filter with their links, as .xlsx."""
    collection, names = queries.collection_of(survey), _names(survey)
    heads = [("序号", 8), ("编码", 14), ("链接", 60), ("姓名/单位", 36), ("群体", 16), ("状态", 10)]
    rows = (
        (
            code.position,
            read_by_eye(code.code),
            links.one_time_link(collection, code),
            code.label,
            names.get(code.group, code.group),
            queries.state_of_code(code),
        )
        for code in queries.codes(survey, show=request.GET.get("show", ""))
    )
    return _excel(lists.write_table("一次性链接", heads, rows), f"一次性链接　{survey.title}")


@of_survey()
@require_safe
def printed(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Slips with code, address and QR to be cut apart; only codes that can still be used."""
    collection, names = queries.collection_of(survey), _names(survey)
    page = Paginator(queries.codes(survey, show="open"), PER_PRINT).get_page(request.GET.get("page"))
    slips = [
        {**_row(code, names), "qr": links.qr(links.one_time_link(collection, code))}
        for code in page.object_list
    ]
    context = {
        "project": survey.project,
        "survey": survey,
        "address": links.typed_address(),
        "page": page,
        "slips": slips,
    }
    return render(request, f"{FOLDER}/print.html", context)


def _excel(content: bytes, name: str) -> HttpResponse:
    file = quote(f"{name}.xlsx", safe="")
    disposition = f"attachment; filename=\"survey.xlsx\"; filename*=UTF-8''{file}"
    return HttpResponse(content, content_type=lists.EXCEL, headers={"Content-Disposition": disposition})
