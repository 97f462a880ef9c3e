"""When a step of the evaluation work is due: dates are given as days, months or years."""

from __future__ import annotations

import datetime
from calendar import monthrange

from evaluations.dossier.dates import date_parts
from evaluations.engagement.models import Step
from evaluations.people.models import User

SOON = 7
"""How many days ahead 工作台 tells of what is due."""


def last_day(date: str) -> datetime.date | None:
    """The last day of 2026, 2026-05 or 2026-05-29; None of a blank."""
    match date_parts(date):
        case [year]:
            return datetime.date(year, 12, 31)
        case [year, month]:
            return datetime.date(year, month, monthrange(year, month)[1])
        case [year, month, day]:
            return datetime.date(year, month, day)
        case _:
            return None


def due_steps(user: User, today: datetime.date) -> list[tuple[Step, int]]:
    """The open steps that the person answers for, with the days left, as far as `SOON`; the latest first.

    Only on projects on which they still have a role.
    """
    steps = Step.objects.filter(responsible=user, done_on="", project__members__user=user).exclude(due_on="")
    left = [(step, last_day(step.due_on)) for step in steps.select_related("project")]
    due = [(step, (day - today).days) for step, day in left if day is not None]
    return sorted((one for one in due if one[1] <= SOON), key=lambda one: (one[1], one[0].pk))


def is_late(step: Step, today: datetime.date) -> bool:
    """Whether it was due before today and is not done."""
    due = None if step.done_on else last_day(step.due_on)
    return due is not None and due < today
