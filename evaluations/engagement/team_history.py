"""The versions of a member's role and work, with the way back, and everything that a member declared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.engagement import actions, queries
from evaluations.engagement.team_views import member_of
from evaluations.engagement.views import me
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict, labels
from evaluations.projects.figures import shown
from evaluations.projects.models import Project, ProjectMember, ProjectRole
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

DECLARED = {"has_interest": "利害关系", "explanation": "说明"}


@right("projects.view_facts")
@require_safe
def versions(request: HttpRequest, project: Project, place: int) -> HttpResponse:
    """Every version of a member's role, division of work and qualification."""
    row = member_of(project, place)
    story = Story(
        title=f"成员 {row.user}",
        nav_current="engagement",
        back=reverse("engagement:team", args=[project.pk]),
        restore=reverse("engagement:member-restore", args=[project.pk, place]),
        revision=row.revision,
        versions=row_versions(newest_first(row), actions.MEMBER_FIELDS),
        label=labels(ProjectMember).__getitem__,
        word=_word,
    )
    return page(request, project, story, may_restore=may(request.user, "projects.manage", project))


@right("projects.manage", see="projects.view_facts")
@require_POST
def restore(request: HttpRequest, project: Project, place: int) -> HttpResponse:
    """Save an earlier version of a member anew; somebody stays in charge."""
    row = member_of(project, place)
    version, revision = wanted(request, row_versions(newest_first(row), actions.MEMBER_FIELDS))
    verb = restored(version)
    try:
        actions.change_member(project, place, version.values, revision=revision, by=me(request), verb=verb)
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    except actions.NotPossible as refusal:
        messages.error(request, f"没有恢复：{refusal}")
    else:
        messages.success(request, f"{row.user}已恢复到第{version.revision}版的内容")
    if not may(request.user, "projects.view_facts", Project.objects.get(pk=project.pk)):
        return redirect("desk:projects")
    return redirect("engagement:member-versions", project.pk, place)


@right("projects.view_facts")
@require_safe
def declarations(request: HttpRequest, project: Project, place: int) -> HttpResponse:
    """Every declaration that a member signed. Nobody restores one: it is signed anew, by the person alone."""
    person = member_of(project, place).user
    signed = queries.own_declarations(project, person)
    story = Story(
        title=f"独立性声明 {person}",
        nav_current="engagement",
        back=reverse("engagement:team", args=[project.pk]),
        restore="",
        revision=len(signed),
        versions=[
            Version(
                pk=one.pk,
                revision=len(signed) - number,
                at=one.signed_at,
                by=person,
                values={
                    "has_interest": "存在利害关系" if one.has_interest else "不存在利害关系",
                    "explanation": one.explanation,
                },
            )
            for number, one in enumerate(signed)
        ],
        label=DECLARED.__getitem__,
    )
    return page(request, project, story, may_restore=False)


def _word(key: str, value: Any) -> str:
    return str(ProjectRole(value).label) if key == "role" and value else shown(value)
