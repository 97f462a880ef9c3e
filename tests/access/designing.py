"""Rows of the matrix for 问卷设计 and the firm's 问卷库, and what they need to be there."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from evaluations.jobs import actions as jobs
from evaluations.jobs.models import JobState
from evaluations.people.models import FirmActivity, User
from evaluations.questionnaires.designing import actions, shelving
from evaluations.questionnaires.models import Survey
from reports.paperforms import actions as paper
from tests.evaluations.surveying.samples import EVERY_KIND

# nobody stranger staff admin lead manager evaluator reviewer expert bureau_officer unit_contact
_SEEN = "login 404 404 in in in in in 404 404 404"
_CHANGED = "login 404 404 in in in in 403 404 404 404"
DESIGNING = {
    "designing:form": _SEEN,
    "designing:version": _SEEN,
    "designing:drafts": _SEEN,
    "designing:head": _CHANGED,
    "designing:add": _CHANGED,
    "designing:item": _CHANGED,
    "designing:copy": _CHANGED,
    "designing:move": _CHANGED,
    "designing:remove": _CHANGED,
    "designing:sources": _CHANGED,
    "designing:source": _CHANGED,
    "designing:take": _CHANGED,
    "designing:keep": _CHANGED,
    "designing:publish": _CHANGED,
    "designing:restore": _CHANGED,
    "designing:shelf": "login in in in in in in in 403 403 403",
    "designing:kept": "login 404 in in in in in in 403 403 403",
    "designing:rename": "login 404 403 in 403 403 403 403 403 403 403",
    "designing:drop": "login 404 403 in 403 403 403 403 403 403 403",
    "paperforms:page": _SEEN,
    "paperforms:start": _CHANGED,
    "paperforms:status": _SEEN,
    "paperforms:cancel": _CHANGED,
    "paperforms:download": _SEEN,
    "designing:bring-back": "login 404 403 in 403 403 403 403 403 403 403",
}


def make_questionnaire(survey: Survey, by: User) -> dict[str, Any]:
    """Designed, published as version 1, kept in the library, from which another one was deleted."""
    form = actions.take(survey, EVERY_KIND, revision=None, by=by)
    actions.publish(survey, revision=1, by=by)
    kept = shelving.keep(form, "满意度问卷", by=by)
    shelving.drop(shelving.keep(form, "旧问卷", by=by), by=by)
    line = FirmActivity.objects.get(firm=kept.firm, verb="删除", kind="libraryform")
    return {"item": "q1", "kept_pk": kept.pk, "line_pk": line.pk, "job_pk": _printed(survey, by)}


def _printed(survey: Survey, by: User) -> int:
    """A print that is done, with a file in place of the printed one."""
    job = paper.start(survey, 1, by=by, hand_over=jobs.record)
    job.arguments["file"] = default_storage.save("paperforms/paper.pdf", ContentFile(b"%PDF"))
    job.state, job.ended_at = JobState.DONE, timezone.now()
    job.save()
    return job.pk
