"""资料清单: what the unit is asked for; the unit's contact sees this page only, and hands in here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from evaluations.evidence import actions, queries
from evaluations.evidence.forms import RequestForm
from evaluations.evidence.models import RequestedItem
from evaluations.evidence.rules import EDIT, HAND_IN, VIEW, VIEW_REQUESTS
from evaluations.evidence.views.documents import both
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen
from evaluations.projects.models import Project

PER_PAGE = 50


@right(VIEW_REQUESTS, see=VIEW_REQUESTS)
@require_GET
def items(request: HttpRequest, project: Project) -> HttpResponse:
    """The list, open items by their date first."""
    sees_all = may(request.user, VIEW, project)
    rows = queries.requested(project, answered_by=None if sees_all else _me(request))
    context = {
        "nav_current": "requests",
        "project": project,
        "page": Paginator(queries.due_soon_first(rows), PER_PAGE).get_page(request.GET.get("page")),
        "counts": queries.request_counts(project),
        "today": timezone.localdate(),
        "sees_all": sees_all,
        "may_edit": may(request.user, EDIT, project),
        "may_hand_in": may(request.user, HAND_IN, project),
    }
    return render(request, "evaluations/evidence/requests.html", context)


@right(EDIT, see=VIEW)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, project: Project) -> HttpResponse:
    """A new item."""
    form = RequestForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in actions.REQUEST_FIELDS}
        item = actions.request_item(project, data, by=_me(request))
        messages.success(request, f"已列入清单：{item}")
        return redirect("evidence:requests", project.pk)
    status = 200 if request.method == "GET" else 422
    return _form_page(request, project, {"form": form}, status)


@right(EDIT, see=VIEW)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, project: Project, item_pk: int) -> HttpResponse:
    """The form over an item; a conflict shows both versions and loses neither."""
    item = _item(project, item_pk)
    form = RequestForm(request.POST or None, instance=_item(project, item_pk), project=project)
    context: dict[str, Any] = {"form": form, "item": item}
    if request.method == "GET":
        return _form_page(request, project, context, 200)
    if not form.is_valid():
        return _form_page(request, project, context, 422)
    mine = {name: form.cleaned_data[name] for name in actions.REQUEST_FIELDS}
    theirs = {name: getattr(item, name) for name in actions.REQUEST_FIELDS}
    data = chosen(posted=request.POST, mine=mine, theirs=theirs)
    try:
        actions.edit_request(item, data, revision=form.cleaned_data["revision"], by=_me(request))
    except Conflict as conflict:
        context["conflict"] = both(conflict, form)
        return _form_page(request, project, context, 409)
    messages.success(request, f"已保存：{item}")
    return redirect("evidence:requests", project.pk)


def _form_page(request: HttpRequest, project: Project, extra: dict[str, Any], status: int) -> HttpResponse:
    context = {"nav_current": "requests", "project": project, **extra}
    return render(request, "evaluations/evidence/request.html", context, status=status)


def _item(project: Project, pk: int) -> RequestedItem:
    return get_object_or_404(RequestedItem.objects.select_related("indicator"), pk=pk, project=project)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
