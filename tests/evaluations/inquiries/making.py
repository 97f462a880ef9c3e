"""A project of the firm with its people, and browsers for them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from evaluations.fieldwork.models import Interview, SiteVisit
from evaluations.inquiries.actions import plan_interview, plan_visit
from evaluations.people.models import User
from evaluations.projects.models import Project
from tests.factories import add_member


def browser_of(project: Project, role: str = "evaluator") -> Client:
    browser = Client()
    browser.force_login(add_member(project, role=role))
    return browser


def make_interview(project: Project, by: User, *questions: str, items: tuple[str, ...] = ()) -> Interview:
    row = plan_interview(project, {"subject_role": "消保处负责人"}, by=by)
    for position, text in enumerate(questions):
        row.questions.create(position=position, text=text)
    for position, item in enumerate(items):
        row.ratings.create(position=position, item=item)
    return row


def make_visit(project: Project, by: User, *items: str, **values: Any) -> SiteVisit:
    row = plan_visit(project, {"place": "青溪街道助餐点", **values}, by=by)
    for position, item in enumerate(items):
        row.checks.create(position=position, item=item)
    return row
