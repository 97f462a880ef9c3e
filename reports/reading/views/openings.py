"""送审: what is open to whom to read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.reviews.models import Thread
from reports.reading import actions, queries
from reports.reading.forms import GrantForm
from reports.reading.models import Opened, ReadingGrant
from reports.reading.page import links_to
from reports.reading.rules import OPEN, SEE_OPENINGS
from reports.reading.views import user_of


@right(SEE_OPENINGS, see=SEE_OPENINGS)
@require_safe
def openings(request: HttpRequest, project: Project) -> HttpResponse:
    """What was opened, to whom, until when; who may, opens more."""
    return _page(request, project, GrantForm(project))


@right(OPEN, see=SEE_OPENINGS)
@require_POST
def open_up(request: HttpRequest, project: Project) -> HttpResponse:
    """送审."""
    form = GrantForm(project, request.POST)
    if not form.is_valid():
        return _page(request, project, form, status=422)
    values = form.cleaned_data
    grant = actions.open_reading(
        project,
        Opened(values["what"]),
        **form.reader,
        opens_on=values["opens_on"],
        until=values["until"],
        by=user_of(request),
    )
    messages.success(request, f"{grant.get_what_display()}已送{grant.reader}审阅。")
    return redirect("reading:openings", project.pk)


@right(OPEN, see=SEE_OPENINGS)
@require_POST
def close(request: HttpRequest, project: Project, grant_pk: int) -> HttpResponse:
    """收回."""
    found = get_object_or_404(ReadingGrant, project=project, pk=grant_pk)
    grant = actions.close_reading(found, by=user_of(request))
    messages.success(request, f"已收回送{grant.reader}的{grant.get_what_display()}。已提的意见都还在。")
    return redirect("reading:openings", project.pk)


def _page(request: HttpRequest, project: Project, form: GrantForm, *, status: int = 200) -> HttpResponse:
    user = user_of(request)
    context = {
        "project": project,
        "nav_current": "reading",
        "form": form,
        "grants": queries.grants_of(project),
        "today": timezone.localdate(),
        "links": links_to(project, dict.fromkeys(Opened.values)),
        "may_open": may(user, OPEN, project),
        "waiting": Thread.objects.visible_to(user, project).awaiting().count(),
    }
    return render(request, "reports/reading/openings.html", context, status=status)
