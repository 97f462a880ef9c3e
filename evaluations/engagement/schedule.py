"""When a step of the evaluation work is due: dates are given as days, months or years."""

from __future__ import annotations

import datetime
from calendar import monthrange

from evaluations.dossier.dates import date_parts
from evaluations.engagement.models import Step


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


def is_late(step: Step, today: datetime.date) -> bool:
    """Whether it was due before today and is not done."""
    due = None if step.done_on else last_day(step.due_on)
    return due is not None and due < today
