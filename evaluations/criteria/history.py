"""The page of the versions of an indicator's definition with its rule, and the way back to one of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.criteria import actions, queries
from evaluations.criteria.contents import LABELS
from evaluations.criteria.queries import Definition
from evaluations.criteria.versions import definition_versions, values_of, word
from evaluations.papers.effects import shifted, standing_or_none, told
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.projects.versions import RESTORED_MEANWHILE, Story, page, restored, wanted


@right("projects.view_scores")
@require_safe
def versions(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Every version of the definition: who, when, what."""
    found = _found(project, code)
    story = Story(
        title=f"指标 {found.indicator}",
        nav_current="indicators",
        back=reverse("criteria:indicator", args=[project.pk, code]),
        restore=reverse("criteria:restore", args=[project.pk, code]),
        revision=found.indicator.revision,
        versions=definition_versions(project, found),
        label=LABELS.__getitem__,
        word=word,
    )
    return page(request, project, story, may_restore=may(request.user, "projects.edit", project))


@right("projects.edit", see="projects.view_scores")
@require_POST
def restore(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Save an earlier definition anew, by the ordinary way: checked, logged, signatures fall."""
    assert isinstance(request.user, User)
    found = _found(project, code)
    version, revision = wanted(request, definition_versions(project, found))
    data, verb = values_of(version, found), restored(version)
    before = standing_or_none(project)
    try:
        actions.define(project, found.indicator, data, revision=revision, by=request.user, verb=verb)
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    except ValidationError as wrong:
        said = "；".join(f"{LABELS.get(key, key)}：{''.join(one)}" for key, one in wrong.message_dict.items())
        messages.error(request, f"没有恢复：那一版的定义现在不能保存。{said}")
    else:
        effects = told(shifted(before, standing_or_none(project)))
        messages.success(request, "　".join([f"{code} 已恢复到第{version.revision}版的定义", *effects]))
    return redirect("criteria:versions", project.pk, code)


def _found(project: Project, code: str) -> Definition:
    found = queries.definition(project, code)
    if found is None:
        raise Http404
    return found
