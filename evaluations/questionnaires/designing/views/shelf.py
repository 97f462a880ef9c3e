"""机构问卷库: what a firm's people see and its admins keep."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluations.people.access import View, firm_admin, firm_member
from evaluations.people.models import Firm, FirmActivity
from evaluations.projects.actions import Conflict
from evaluations.questionnaires.designing import queries, shelving
from evaluations.questionnaires.designing.forms import RenameForm
from evaluations.questionnaires.designing.outline import outline
from evaluations.questionnaires.designing.views.doors import me
from evaluations.questionnaires.models import LibraryForm

MEANWHILE = "没有改名：刚才又有人改了它。请看过最新的再改。"


@firm_member
@require_safe
def listed(request: HttpRequest, firm: Firm, *, is_admin: bool) -> HttpResponse:
    """All questionnaires of the library, what comes with the product, and what was deleted."""
    context = {
        "firm": firm,
        "is_admin": is_admin,
        "kept": queries.shelf(firm),
        "shipped": queries.of_shipped(),
        "dropped": queries.dropped(firm) if is_admin else [],
    }
    return render(request, "evaluations/questionnaires/designing/shelf.html", context)


def with_kept(view: View) -> View:
    """Hands the view the questionnaire in place of its number; another firm's is 404."""

    @wraps(view)
    def door(request: HttpRequest, firm: Firm, kept_pk: int, **kwargs: Any) -> HttpResponse:
        row = get_object_or_404(LibraryForm.objects.select_related("firm"), firm=firm, pk=kept_pk)
        answer: HttpResponse = view(request, row, **kwargs)
        return answer

    return door


@firm_member
@with_kept
@require_safe
def kept(request: HttpRequest, row: LibraryForm, *, is_admin: bool) -> HttpResponse:
    """One of them, read only."""
    return _page(request, row, is_admin=is_admin)


def _page(
    request: HttpRequest,
    row: LibraryForm,
    *,
    is_admin: bool,
    form: RenameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "kept": row,
        "is_admin": is_admin,
        "outline": outline(queries.read(row.content)),
        "form": form or RenameForm(initial={"name": row.name, "revision": row.revision}),
    }
    return render(request, "evaluations/questionnaires/designing/kept.html", context, status=status)


@firm_admin
@with_kept
@require_POST
def rename(request: HttpRequest, row: LibraryForm) -> HttpResponse:
    """改名."""
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _page(request, row, is_admin=True, form=form, status=422)
    name, revision = form.cleaned_data["name"], form.cleaned_data["revision"]
    try:
        shelving.rename(row, name, revision=revision, by=me(request))
    except shelving.NameTaken as refusal:
        form.add_error("name", str(refusal))
        return _page(request, row, is_admin=True, form=form, status=422)
    except Conflict:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, "已改名")
    return redirect("designing:kept", row.pk)


@firm_admin
@with_kept
@require_POST
def drop(request: HttpRequest, row: LibraryForm) -> HttpResponse:
    """删除; the list below offers to bring it back."""
    shelving.drop(row, by=me(request))
    messages.success(request, f"已从问卷库删除“{row.name}”，在本页下方可以恢复")
    return redirect("designing:shelf")


def with_line(view: View) -> View:
    """Hands the view what the log says was deleted in place of its number; another firm's is 404."""

    @wraps(view)
    def door(request: HttpRequest, firm: Firm, line_pk: int) -> HttpResponse:
        rows = FirmActivity.objects.filter(firm=firm, kind=queries.SHELF, verb="删除")
        answer: HttpResponse = view(request, get_object_or_404(rows, pk=line_pk))
        return answer

    return door


@firm_admin
@with_line
@require_POST
def bring_back(request: HttpRequest, line: FirmActivity) -> HttpResponse:
    """恢复."""
    try:
        row = shelving.bring_back(line, by=me(request))
    except shelving.NameTaken as refusal:
        messages.error(request, f"没有恢复：{refusal}")
    else:
        messages.success(request, f"已恢复“{row.name}”")
    return redirect("designing:shelf")
