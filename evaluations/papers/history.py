"""The page of a working paper's versions, and the way back to one of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.papers import actions, queries
from evaluations.papers.contents import label
from evaluations.papers.effects import shifted, standing_or_none, told
from evaluations.papers.models import WorkingPaper
from evaluations.papers.versions import called, paper_versions, ticks_in, wording
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.projects.versions import RESTORED_MEANWHILE, Story, page, restored, wanted


@right("projects.view_scores")
@require_safe
def versions(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Every version of a working paper: who, when, what."""
    paper = _paper(project, code)
    found = paper_versions(paper)
    story = Story(
        title=f"底稿 {code} {paper.indicator.name}",
        nav_current="papers",
        back=reverse("papers:paper", args=[project.pk, code]),
        restore=reverse("papers:restore", args=[project.pk, code]),
        revision=paper.revision,
        versions=found,
        label=called,
        word=wording(found),
    )
    return page(request, project, story, may_restore=may(request.user, "projects.edit", project))


@right("projects.edit", see="projects.view_scores")
@require_POST
def restore(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Save the values of an earlier version anew."""
    assert isinstance(request.user, User)
    paper = _paper(project, code)
    version, revision = wanted(request, paper_versions(paper))
    try:
        ticks = ticks_in(version, paper)
        verb = restored(version)
        before = standing_or_none(project)
        actions.save_paper(paper, version.values, revision=revision, by=request.user, verb=verb, ticks=ticks)
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    except ValidationError as wrong:
        said = "；".join(f"{label(key)}：{''.join(found)}" for key, found in wrong.message_dict.items())
        messages.error(request, f"没有恢复：那一版的值现在不能保存。{said}")
    else:
        effects = told(shifted(before, standing_or_none(project)))
        messages.success(request, "　".join([f"{code} 已恢复到第{version.revision}版的内容", *effects]))
    return redirect("papers:versions", project.pk, code)


def _paper(project: Project, code: str) -> WorkingPaper:
    return get_object_or_404(queries.papers_of(project), indicator__code=code)
