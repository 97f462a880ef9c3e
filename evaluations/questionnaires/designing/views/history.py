"""The page of the versions of a draft, and the way back to one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.projects.versions import RESTORED_MEANWHILE, Story, page, restored, wanted
from evaluations.questionnaires.designing import actions
from evaluations.questionnaires.designing.versions import Kept
from evaluations.questionnaires.designing.views.doors import EDIT, FACTS, draft_or_404, me, survey_or_404


@right(FACTS)
@require_safe
def drafts(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """Every version of the draft."""
    survey = survey_or_404(project, survey_pk)
    row = draft_or_404(survey)
    kept = Kept(row)
    story = Story(
        title=f"问卷 {survey.title}",
        nav_current="surveys",
        back=reverse("designing:form", args=[project.pk, survey.pk]),
        restore=reverse("designing:restore", args=[project.pk, survey.pk]),
        revision=row.revision,
        versions=kept.versions,
        label=kept.label,
    )
    return page(request, project, story, may_restore=may(request.user, EDIT, project))


@right(EDIT, see=FACTS)
@require_POST
def restore(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """Saves an earlier version of the draft anew; `undo` leads back to the questionnaire."""
    survey = survey_or_404(project, survey_pk)
    kept = Kept(draft_or_404(survey))
    found, revision = wanted(request, kept.versions)
    try:
        actions.restore(
            survey, kept.contents[found.pk], revision=revision, by=me(request), verb=restored(found)
        )
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    else:
        messages.success(request, f"问卷已恢复到第{found.revision}版的内容")
    to = "designing:form" if request.POST.get("undo") else "designing:drafts"
    return redirect(to, project.pk, survey.pk)
