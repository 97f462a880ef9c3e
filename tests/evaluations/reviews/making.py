"""Opinions and consultations for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from evaluations.jobs.actions import record
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.reviews.actions import Anchor, Draft, begin, save_draft, submit
from evaluations.reviews.consulting import queries
from evaluations.reviews.consulting.actions import Letter, send
from evaluations.reviews.consulting.drafts import Draft as PrintedDraft
from evaluations.reviews.consulting.drafts import drafts_of
from evaluations.reviews.consulting.models import Consultation
from evaluations.reviews.models import Kind, Target, Thread
from reports.publishing.actions import CONSULTATION, start_edition


def make_anchor(**values: Any) -> Anchor:
    """A place in the conclusion."""
    standard = {"target": Target.REPORT, "key": "conclusion", "place": "综合评价结论", "exact": "总体较好"}
    return Anchor(**{**standard, **values})


def make_draft(project: Project, by: User, *, kind: Kind = Kind.COMMENT, **values: Any) -> Thread:
    """Begun and typed into, not submitted; `values` of the anchor or of what is typed."""
    typed = {name: values.pop(name) for name in Draft.__dataclass_fields__ if name in values}
    thread = begin(project, make_anchor(**values), kind=kind, by=by)
    return save_draft(thread, Draft(**{"text": "请说明依据。", **typed}), revision=thread.revision)


def make_thread(project: Project, by: User, **values: Any) -> Thread:
    """A submitted opinion."""
    return submit(make_draft(project, by, **values), by=by)


def printed_draft(project: Project, by: User) -> PrintedDraft:
    """The project's newest 征求意见稿; its file is not printed, its digest is there."""
    if not drafts_of(project):
        edition = start_edition(project, by=by, stamp=CONSULTATION, hand_over=record)
        edition.pdf_sha256 = "b" * 64
        edition.save(update_fields=["pdf_sha256"])
    return drafts_of(project)[0]


def consult(project: Project, *asked: User, by: User, days: int = 7) -> Consultation:
    """The draft sent to these people, or to all of unit and bureau; due in so many days, also past ones."""
    members = queries.addressees(project)
    wanted = [one.pk for one in members if not asked or one.user in asked]
    letter = Letter(due=timezone.localdate(), draft=printed_draft(project, by))
    made = send(project, letter, wanted, by=by)
    made.due = timezone.localdate() + timedelta(days=days)
    made.save()
    return made
