"""The page of the versions of an answer, and the way back to one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.projects.versions import (
    RESTORED_MEANWHILE,
    Story,
    Version,
    newest_first,
    page,
    restored,
    row_versions,
    wanted,
)
from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption import actions, queries
from evaluations.reviews.adoption.models import Decision, Opinion
from evaluations.reviews.rules import ANSWER, VIEW_TABLE

WORDS = dict(Decision.choices)


@right(VIEW_TABLE, see=VIEW_TABLE)
@require_safe
def versions(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """Every version of the answer to an opinion."""
    opinion = _opinion(project, number)
    answer = queries.answer_of(opinion)
    story = Story(
        title=f"{opinion}的答复",
        nav_current="adoption",
        back=reverse("adoption:table", args=[project.pk]),
        restore=reverse("adoption:restore", args=[project.pk, number]),
        revision=answer.revision if answer else 0,
        versions=_versions(opinion),
        label=actions.FIELDS.__getitem__,
        word=lambda key, value: str(WORDS.get(value, value) if key == "decision" else value) or "—",
    )
    return page(request, project, story, may_restore=may(request.user, ANSWER, project))


@right(ANSWER, see=VIEW_TABLE)
@require_POST
def restore(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """Answer as it was answered once."""
    assert isinstance(request.user, User)
    opinion = _opinion(project, number)
    version, revision = wanted(request, _versions(opinion))
    try:
        actions.answer(opinion, version.values, revision=revision, by=request.user, verb=restored(version))
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    except Refused as refusal:
        messages.error(request, f"没有恢复：{refusal}")
    else:
        messages.success(request, f"{opinion}的答复已恢复到第{version.revision}版")
    return redirect("adoption:versions", project.pk, number)


def _versions(opinion: Opinion) -> list[Version]:
    answer = queries.answer_of(opinion)
    return row_versions(newest_first(answer), actions.FIELDS) if answer else []


def _opinion(project: Project, number: int) -> Opinion:
    return get_object_or_404(queries.opinions_of(project), number=number)
