"""How the page of a record saves: by script while one types, by button, or after both versions were shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evaluations.inquiries.forms import RecordForm
from evaluations.people.models import User
from evaluations.projects import saving
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.models import Activity

CONFLICT = "evaluations/inquiries/_conflict_form.html"


def me(request: HttpRequest) -> User:
    """Who asks."""
    assert isinstance(request.user, User)
    return request.user


def answer(
    request: HttpRequest,
    form: RecordForm,
    record: Callable[..., Any],
    *,
    context: dict[str, Any],
    template: str,
    page: str,
) -> HttpResponse:
    """Answers the POST of a record's form; `record` saves it, `template` is its page at `page`."""
    if not form.is_valid():
        if saving.is_autosave(request):
            return saving.refused(form)
        return render(request, template, context, status=422)
    mine = form.values()
    theirs = {key: form.initial.get(key) for key in mine}
    data = chosen(posted=request.POST, mine=mine, theirs=theirs)
    try:
        row = record(form.instance, data, revision=form.cleaned_data["revision"], by=me(request))
    except Conflict as conflict:
        return _conflicting(request, form, conflict, context, template)
    if saving.is_autosave(request):
        return saving.saved(revision=row.revision, following=page)
    messages.success(request, "已保存")
    return redirect(page)


def _conflicting(
    request: HttpRequest, form: RecordForm, conflict: Conflict, context: dict[str, Any], template: str
) -> HttpResponse:
    fields = versus(
        mine=conflict.mine, theirs=conflict.theirs, labels=form.labels(), changed=form.changed_data
    )
    context |= {
        "conflict": {"fields": fields, "revision": conflict.revision},
        "last": Activity.objects.filter(project=context["project"], verb="记录")
        .select_related("by")
        .order_by("-at", "-pk")
        .first(),
    }
    if saving.is_autosave(request):
        return saving.conflicting(request, CONFLICT, context, revision=conflict.revision)
    return render(request, template, context, status=409)
