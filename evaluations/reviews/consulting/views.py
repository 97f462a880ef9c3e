"""征求意见: what was sent and answered, sending, and the narrow page on which unit and bureau answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluations.evidence.filetypes import Refused as FileRefused
from evaluations.evidence.intake import receiving
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.freezing import Frozen
from evaluations.projects.models import Project
from evaluations.reviews import rounds
from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption.recording import Said
from evaluations.reviews.consulting import actions, queries
from evaluations.reviews.consulting.actions import Letter
from evaluations.reviews.consulting.forms import ItemForm, LetterForm
from evaluations.reviews.consulting.models import Recipient
from evaluations.reviews.rules import ANSWER, CONSULT, REPLY, VIEW_TABLE

FILE_FROZEN = "证据资料已冻结，佐证材料现在收不进来，意见没有提交。请先不带附件提交，并联系项目负责人。"


@right(VIEW_TABLE, see=VIEW_TABLE)
@require_safe
def listed(request: HttpRequest, project: Project) -> HttpResponse:
    """Every consultation: to whom, until when, which draft, who has answered."""
    return _list(request, project, LetterForm(project=project))


def _list(request: HttpRequest, project: Project, form: LetterForm, status: int = 200) -> HttpResponse:
    context = {
        "project": project,
        "nav_current": "consultations",
        "rows": [(one, rounds.ROUNDS.get(one.round, one.round)) for one in queries.consultations_of(project)],
        "form": form,
        "may_send": may(request.user, CONSULT, project),
        "may_enter": may(request.user, ANSWER, project),
        "today": timezone.localdate(),
    }
    return render(request, "evaluations/reviews/consultations.html", context, status=status)


@right(CONSULT, see=VIEW_TABLE)
@require_POST
def send(request: HttpRequest, project: Project) -> HttpResponse:
    """Sends a draft out."""
    form = LetterForm(request.POST, project=project)
    if not form.is_valid():
        return _list(request, project, form, status=422)
    data = form.cleaned_data
    letter = Letter(due=data["due"], note=data["note"], draft=form.chosen_draft, round=data["round"])
    try:
        made = actions.send(project, letter, data["members"], by=_me(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _list(request, project, form, status=422)
    messages.success(request, f"{made}已发出，收到的人在工作台看到")
    return redirect("consulting:list", project.pk)


@right(REPLY, see=REPLY)
@require_safe
def page(request: HttpRequest, project: Project) -> HttpResponse:
    """What was sent to this person, what they said, and a form for the next item."""
    return _page(request, project, ItemForm(project=project))


def _page(request: HttpRequest, project: Project, form: ItemForm, status: int = 200) -> HttpResponse:
    places = [
        {
            "row": one,
            "sent": one.consultation,
            "opinions": list(queries.said_by(one)),
            "is_closed": rounds.is_closed(project, one.consultation.round),
            "is_late": one.consultation.due < timezone.localdate(),
        }
        for one in queries.own(project, _me(request))
    ]
    context: dict[str, Any] = {"project": project, "places": places, "form": form}
    return render(request, "evaluations/reviews/consultation.html", context, status=status)


@right(REPLY, see=REPLY)
@require_POST
def say(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """One item, with a file where one proves it."""
    place = _place(request, project, number)
    form = ItemForm(request.POST, request.FILES, project=project)
    if not form.is_valid():
        return _page(request, project, form, status=422)
    said = Said(text=form.cleaned_data["text"].strip(), place=form.where, code=form.cleaned_data["code"])
    file = form.cleaned_data["attachment"]
    try:
        with receiving(file, name=file.name, length=file.size) if file else nullcontext() as upload:
            opinion = actions.say(place, said, by=_me(request), upload=upload)
    except (Refused, FileRefused) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, project, form, status=422)
    except Frozen:
        form.add_error("attachment", FILE_FROZEN)
        return _page(request, project, form, status=422)
    messages.success(request, f"{opinion}已提交")
    return redirect("consulting:page", project.pk)


@right(REPLY, see=REPLY)
@require_POST
def no_opinion(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """无意见."""
    place = _place(request, project, number)
    return _done(request, project, lambda: actions.no_opinion(place, by=_me(request)), "已答复“无意见”")


@right(REPLY, see=REPLY)
@require_POST
def finish(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """That was all."""
    place = _place(request, project, number)
    return _done(request, project, lambda: actions.finish(place, by=_me(request)), "已答复完毕")


def _done(request: HttpRequest, project: Project, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("consulting:page", project.pk)


def _place(request: HttpRequest, project: Project, number: int) -> Recipient:
    return get_object_or_404(queries.own(project, _me(request)), consultation__number=number)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
