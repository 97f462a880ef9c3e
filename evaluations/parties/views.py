"""单位名单: the organisations that a firm works with, for its admins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.parties import actions, queries
from evaluations.parties.forms import MergeForm, NameForm
from evaluations.people.access import firm_admin
from evaluations.people.models import Firm, Organisation, User

PER_PAGE = 50
MEANWHILE = "没有保存：另一位管理员刚刚改过这个单位。下面是现在的内容，请再看一遍。"


@firm_admin
@require_safe
def organisations(request: HttpRequest, firm: Firm) -> HttpResponse:
    """All of them, with what they are to how many projects."""
    words = request.GET.get("q", "").strip()
    rows = queries.listed(firm, words)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"firm": firm, "page": page, "words": words, "count": len(rows)}
    return render(request, "evaluations/parties/list.html", context)


@firm_admin
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, firm: Firm, organisation_pk: int) -> HttpResponse:
    """One of them: its projects, its name to correct, and others that may be the same."""
    row = _own(firm, organisation_pk)
    form = NameForm(request.POST if request.method == "POST" else None, initial=_stored(row))
    if not (form.is_bound and form.is_valid()):
        return _page(request, row, name_form=form, status=422 if form.is_bound else 200)
    name = form.cleaned_data["name"]
    try:
        number = actions.rename(row, name, revision=form.cleaned_data["revision"], by=_me(request))
    except actions.NameTaken as refusal:
        form.add_error("name", "名单里已有这个名称。是同一家就合并，见下方。")
        chosen = MergeForm(initial={**_stored(row), "into": refusal.existing.pk}, **_choices(row))
        return _page(request, row, name_form=form, merge_form=chosen, status=422)
    except actions.ChangedMeanwhile:
        return _meanwhile(request, firm, organisation_pk)
    messages.success(request, f"已改为“{name}”，{number}个项目一起改" if number else f"已改为“{name}”")
    return redirect("parties:organisation", row.pk)


@firm_admin
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, firm: Firm, organisation_pk: int) -> HttpResponse:
    """What merging moves (GET, `into`), and the merging itself (POST)."""
    row = _own(firm, organisation_pk)
    form = MergeForm(request.POST if request.method == "POST" else request.GET, **_choices(row))
    if not form.is_valid():
        return _page(request, row, merge_form=form, status=422)
    into = form.cleaned_data["into"]
    if request.method != "POST":
        return _page(request, row, merge_form=form, into=into)
    try:
        number = actions.merge(row, into, revision=form.cleaned_data["revision"], by=_me(request))
    except actions.ChangedMeanwhile:
        return _meanwhile(request, firm, organisation_pk)
    messages.success(request, f"“{row.name}”已并入“{into.name}”，{number}个项目一起改")
    return redirect("parties:organisation", into.pk)


def _page(
    request: HttpRequest,
    row: Organisation,
    *,
    name_form: NameForm | None = None,
    merge_form: MergeForm | None = None,
    into: Organisation | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "organisation": row,
        "uses": queries.uses(row),
        "former": queries.former_names(row),
        "form": name_form or NameForm(initial=_stored(row)),
        "merge_form": merge_form or MergeForm(initial=_stored(row), **_choices(row)),
        "into": into,
        "members": row.memberships.count() if into else 0,
    }
    return render(request, "evaluations/parties/organisation.html", context, status=status)


def _meanwhile(request: HttpRequest, firm: Firm, number: int) -> HttpResponse:
    """To the organisation as it is now, or to the list where it was merged."""
    messages.error(request, MEANWHILE)
    if queries.organisations(firm).filter(pk=number).exists():
        return redirect("parties:organisation", number)
    return redirect("parties:organisations")


def _own(firm: Firm, number: int) -> Organisation:
    row = queries.organisations(firm).select_related("firm").filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _stored(row: Organisation) -> dict[str, Any]:
    return {"name": row.name, "revision": row.revision}


def _choices(row: Organisation) -> dict[str, Any]:
    rest = queries.organisations(row.firm).exclude(pk=row.pk)
    return {"choices": rest, "groups": queries.others(row)}


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user
