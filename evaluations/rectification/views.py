"""整改跟踪 of a project: the list, new items, one item with its measure, evidence, decision and steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.evidence.filetypes import Refused as FileRefused
from evaluations.evidence.intake import receiving
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.rectification import actions, queries
from evaluations.rectification.findings import findings_of
from evaluations.rectification.forms import CloseForm, FileForm, NewItemsForm, ReturnForm, SetForm, WorkForm
from evaluations.rectification.models import RectificationFile, RectificationItem, State
from evaluations.rectification.rules import DECIDE, SET, VIEW, WORK

PER_PAGE = 50
RAW = "application/octet-stream"
CHANGED = "{}刚被别人改过，您写的还在下面，没有保存。请对照最新的内容，再保存一次。"


@right(VIEW, see=VIEW)
@require_safe
def listed(request: HttpRequest, project: Project) -> HttpResponse:
    """The items, by number."""
    today, show = timezone.localdate(), request.GET.get("show", "")
    rows = queries.items([project])
    page = Paginator(queries.filtered(rows, show, today), PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.counts(rows, today)
    context = {
        "project": project,
        "nav_current": "rectification",
        "page": page,
        "rows": [(one, one.late(today)) for one in page.object_list],
        "tabs": [
            {"label": label, "count": counts[name], "url": f"?show={name}", "current": name == show}
            for name, label in queries.FILTERS.items()
        ],
        "query": f"show={show}&" if show in queries.FILTERS and show else "",
        "may_set": may(request.user, SET, project),
        "is_released": findings_of(project) is not None,
    }
    return render(request, "evaluations/rectification/list.html", context)


@right(SET, see=VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, project: Project) -> HttpResponse:
    """提出整改: from what the report found, or by hand."""
    found = findings_of(project)
    if found is None:
        messages.error(request, "正式报告签发以后才能提出整改。")
        return redirect("rectification:list", project.pk)
    asked = queries.asked(project)
    left = [one for one in found if (one.problem, one.source) not in asked]
    form = NewItemsForm(request.POST if request.method == "POST" else None, project=project, found=left)
    if form.is_bound and form.is_valid():
        try:
            made = actions.add(project, form.drafts, by=_me(request))
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已提出{len(made)}项整改，已通知委托方和被评价单位")
            return redirect("rectification:list", project.pk)
    context = {"project": project, "nav_current": "rectification", "form": form, "found": found, "left": left}
    status = 422 if form.is_bound else 200
    return render(request, "evaluations/rectification/add.html", context, status=status)


@right(VIEW, see=VIEW)
@require_safe
def item(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """One item."""
    return _page(request, project, _item(project, number))


@right(SET, see=VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """What is asked, of whom, until when."""
    row = _item(project, number)
    form = SetForm(request.POST if request.method == "POST" else None, instance=_item(project, number))
    if form.is_bound and form.is_valid():
        data = {name: form.cleaned_data[name] for name in actions.SET_FIELDS}
        try:
            actions.edit(row, data, revision=form.cleaned_data["revision"], by=_me(request))
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            form.data = {**dict(form.data.items()), "revision": str(conflict.revision)}
            form.add_error(None, CHANGED.format(row))
        else:
            messages.success(request, f"{row}已保存")
            return redirect("rectification:item", project.pk, row.number)
    context = {"project": project, "nav_current": "rectification", "item": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "evaluations/rectification/edit.html", context, status=status)


@right(WORK, see=VIEW)
@require_POST
def work(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """Measure and progress; with the button 提交 they are handed in at once."""
    row = _item(project, number)
    form = WorkForm(request.POST)
    if not form.is_valid():
        return _page(request, project, row, form=form, status=422)
    data = {name: form.cleaned_data[name].strip() for name in actions.WORK_FIELDS}
    try:
        actions.work(row, data, revision=form.cleaned_data["revision"], by=_me(request))
        if "submit" in request.POST:
            actions.submit(row, by=_me(request))
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, project, _item(project, number), form=_anew(form, project, number), status=422)
    except Conflict:
        form.add_error(None, CHANGED.format(row))
        return _page(request, project, _item(project, number), form=_anew(form, project, number), status=409)
    messages.success(request, f"{row}已{'提交，等审核' if 'submit' in request.POST else '保存'}")
    return redirect("rectification:item", project.pk, row.number)


@right(DECIDE, see=VIEW)
@require_POST
def close(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """销号."""
    row, form = _item(project, number), CloseForm(request.POST)
    if form.is_valid():
        try:
            actions.close(row, note=form.cleaned_data["note"], by=_me(request))
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row}已销号")
            return redirect("rectification:item", project.pk, row.number)
    return _page(request, project, _item(project, number), close_form=form, status=422)


@right(DECIDE, see=VIEW)
@require_POST
def send_back(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """退回."""
    row, form = _item(project, number), ReturnForm(request.POST)
    if form.is_valid():
        try:
            actions.send_back(row, reason=form.cleaned_data["note"], by=_me(request))
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row}已退回")
            return redirect("rectification:item", project.pk, row.number)
    return _page(request, project, _item(project, number), return_form=form, status=422)


@right(WORK, see=VIEW)
@require_POST
def upload(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """One file that proves what was done."""
    row, form = _item(project, number), FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, project, row, file_form=form, status=422)
    file = form.cleaned_data["file"]
    try:
        with receiving(file, name=file.name, length=file.size) as received:
            made = actions.add_file(row, received, by=_me(request))
    except (actions.Refused, FileRefused) as refusal:
        form.add_error("file", str(refusal))
        return _page(request, project, row, file_form=form, status=422)
    messages.success(request, f"已收下{made}")
    return redirect("rectification:item", project.pk, row.number)


@right(VIEW, see=VIEW)
@require_safe
def file(request: HttpRequest, project: Project, number: int, proof_pk: int) -> FileResponse:
    """The bytes of a file, for saving: nothing in it runs."""
    row = get_object_or_404(RectificationFile, pk=proof_pk, item=_item(project, number))
    try:
        opened = row.file.open()
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(opened, as_attachment=True, filename=row.name, content_type=RAW)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


def _page(
    request: HttpRequest,
    project: Project,
    row: RectificationItem,
    *,
    form: WorkForm | None = None,
    file_form: FileForm | None = None,
    close_form: CloseForm | None = None,
    return_form: ReturnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    stored = {"measure": row.measure, "progress": row.progress, "revision": row.revision}
    is_open = row.state in queries.TO_WORK
    is_own = row.submitted_by_id == _me(request).pk
    may_decide = may(request.user, DECIDE, project)
    context: dict[str, Any] = {
        "project": project,
        "nav_current": "rectification",
        "item": row,
        "late": row.late(timezone.localdate()),
        "files": row.files.select_related("by"),
        "steps": row.steps.select_related("by"),
        "form": form or WorkForm(initial=stored),
        "file_form": file_form or FileForm(),
        "close_form": close_form or CloseForm(),
        "return_form": return_form or ReturnForm(),
        "may_work": is_open and may(request.user, WORK, project),
        "may_set": row.state != State.CLOSED and may(request.user, SET, project),
        "may_close": row.state == State.SUBMITTED and may_decide and not is_own,
        "may_return": row.state in (State.SUBMITTED, State.CLOSED) and may_decide and not is_own,
        "is_own": row.state == State.SUBMITTED and may_decide and is_own,
    }
    return render(request, "evaluations/rectification/item.html", context, status=status)


def _anew(form: WorkForm, project: Project, number: int) -> WorkForm:
    """The form with what was typed, resting on the newest revision, so that it can be saved again."""
    form.data = {**dict(form.data.items()), "revision": str(_item(project, number).revision)}
    return form


def _item(project: Project, number: int) -> RectificationItem:
    rows = RectificationItem.objects.select_related("submitted_by", "closed_by")
    return get_object_or_404(rows, project=project, number=number)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
