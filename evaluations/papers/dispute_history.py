"""The page of the versions of a dispute, and the way back to one of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.papers import disputes, queries
from evaluations.papers.models import WorkingPaper
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
    wanted,
)


@right("projects.view_scores")
@require_safe
def versions(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Every version of the mark; a withdrawn one says nothing."""
    paper = _paper(project, code)
    row = disputes.dispute_of(paper)
    story = Story(
        title=f"争议 {paper.indicator}",
        nav_current="scores",
        back=reverse("papers:scores", args=[project.pk]),
        restore=reverse("papers:dispute-restore", args=[project.pk, code]),
        revision=row.revision if row is not None else 0,
        versions=_versions(paper),
        label=disputes.FIELDS.__getitem__,
    )
    return page(request, project, story, may_restore=may(request.user, "projects.edit", project))


@right("projects.edit", see="projects.view_scores")
@require_POST
def restore(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Mark it as it was marked, or take the mark back where there was none."""
    assert isinstance(request.user, User)
    paper = _paper(project, code)
    version, revision = wanted(request, _versions(paper))
    verb = restored(version)
    try:
        if version.values == disputes.EMPTY:
            disputes.withdraw_dispute(paper, revision=revision, by=request.user, verb=verb)
        else:
            disputes.mark_disputed(paper, version.values, revision=revision, by=request.user, verb=verb)
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    except ValidationError as wrong:
        messages.error(request, f"没有恢复：{''.join(wrong.messages)}")
    else:
        messages.success(request, f"{code}的争议已恢复到第{version.revision}版")
    return redirect("papers:dispute-versions", project.pk, code)


def _versions(paper: WorkingPaper) -> list[Version]:
    row = disputes.dispute_of(paper)
    return [
        Version(
            pk=record.history_id,
            revision=record.revision,
            at=record.history_date,
            by=record.history_user,
            values=disputes.said_by(record),
        )
        for record in (newest_first(row) if row is not None else ())
    ]


def _paper(project: Project, code: str) -> WorkingPaper:
    return get_object_or_404(queries.papers_of(project), indicator__code=code)
