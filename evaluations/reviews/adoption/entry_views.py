"""录入意见: a page of its own for what came on paper, by mail, by telephone or in a meeting."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluations.evidence.filetypes import Refused as FileRefused
from evaluations.evidence.intake import receiving
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.freezing import Frozen
from evaluations.projects.models import Project
from evaluations.reviews import rounds
from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption import entering, queries
from evaluations.reviews.adoption.forms import EntryForm, typed
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.rules import ANSWER, VIEW_TABLE

PAGE = "evaluations/reviews/opinion_entry.html"
FILE_FROZEN = "证据资料已冻结，扫描件现在收不进来，意见没有录入。请先不带附件录入，或请项目负责人重开。"


@right(ANSWER, see=VIEW_TABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, project: Project) -> HttpResponse:
    """A further line of the table, for somebody who did not write here."""
    if request.method == "POST":
        return _save(request, project, None)
    first: dict[str, Any] = {
        "said_on": timezone.localdate(),
        "round": rounds.open_from(project, rounds.PLAN_REVIEW),
        "recipient": request.GET.get("recipient", ""),
    }
    form = EntryForm(project=project, initial=first)
    if place := form.places.get(first["recipient"]):
        known = {name: getattr(place, name) for name in ("role", "name", "title")}
        form = EntryForm(project=project, initial=first | known | {"round": place.consultation.round})
    return _page(request, project, form, None)


@right(ANSWER, see=VIEW_TABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """What was entered wrongly, as long as nobody has answered it."""
    opinion = get_object_or_404(queries.opinions_of(project), number=number)
    opinion.project = project
    if request.method == "POST":
        return _save(request, project, opinion)
    if said := entering.why_not_mend(opinion):
        messages.error(request, said)
        return redirect(_row(project, opinion))
    return _page(request, project, EntryForm(project=project, initial=typed(opinion)), opinion)


def _save(request: HttpRequest, project: Project, opinion: Opinion | None) -> HttpResponse:
    form = EntryForm(request.POST, request.FILES, project=project)
    if not form.is_valid():
        return _page(request, project, form, opinion, status=422)
    assert isinstance(request.user, User)
    entry, file = form.entry(request.user), form.cleaned_data["attachment"]
    try:
        with receiving(file, name=file.name, length=file.size) if file else nullcontext() as upload:
            if opinion is None:
                row = entering.enter(project, entry, by=request.user, upload=upload)
            else:
                row = entering.mend(opinion, entry, by=request.user, upload=upload)
    except (Refused, FileRefused) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, project, form, opinion, status=422)
    except Frozen:
        form.add_error("attachment", FILE_FROZEN)
        return _page(request, project, form, opinion, status=422)
    messages.success(request, f"{row}已录入，归入“{rounds.ROUNDS[row.round]}”")
    return redirect(_row(project, row))


def _page(
    request: HttpRequest, project: Project, form: EntryForm, opinion: Opinion | None, status: int = 200
) -> HttpResponse:
    context = {"project": project, "nav_current": "adoption", "form": form, "opinion": opinion}
    return render(request, PAGE, context, status=status)


def _row(project: Project, row: Opinion) -> str:
    return f"{reverse('adoption:table', args=[project.pk])}#o{row.number}"
