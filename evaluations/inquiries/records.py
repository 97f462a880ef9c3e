"""A record (访谈记录, 勘查记录) as one set of values: the columns of its head and of its rows, by key.

The head's keys are the columns' names, those of rows `column-NUMBER` with the row's primary key.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.fieldwork.models import Interview, SiteVisit, VisitCheck
from evaluations.projects.actions import labels

INTERVIEW_HEAD = ("subject_role", "group", "planned", "date", "place", "interviewers")
VISIT_HEAD = ("place", "date", "people", "conclusion")
CHECK_COLUMNS = ("found", "conforms", "quantity")
SCALE = ("好", "一般", "差")
_PARTING = re.compile(r"[、，,；;/\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value of a record: where it is held, and what people call it."""

    key: str
    row: Any
    column: str
    label: str

    @property
    def value(self) -> Any:
        """What is held."""
        return getattr(self.row, self.column)


def interview_entries(interview: Interview) -> list[Entry]:
    """All values of 访谈记录 but the scale; two queries where nothing is prefetched."""
    answers = (
        Entry(key=f"answer-{row.pk}", row=row, column="answer", label=row.text[:60])
        for row in interview.questions.all()
    )
    ratings = (
        Entry(key=f"rating-{row.pk}", row=row, column="rating", label=row.item)
        for row in interview.ratings.all()
    )
    return [*_head(interview, INTERVIEW_HEAD), *answers, *ratings]


def visit_entries(visit: SiteVisit) -> list[Entry]:
    """All values of 勘查记录."""
    names = labels(VisitCheck)
    checks = (
        Entry(
            key=f"{column}-{row.pk}",
            row=row,
            column=column,
            label=f"{row.item}　{names[column]}",
        )
        for row in visit.checks.all()
        for column in CHECK_COLUMNS
    )
    return [*_head(visit, VISIT_HEAD), *checks]


def _head(row: Any, columns: Sequence[str]) -> list[Entry]:
    names = labels(type(row))
    return [Entry(key=name, row=row, column=name, label=names[name]) for name in columns]


def read_scale(text: str) -> list[str]:
    """好、一般、差 as levels, each once."""
    return list(dict.fromkeys(filter(None, _PARTING.split(text))))


def levels_of(interview: Interview) -> list[str]:
    """The levels of its rating scale; those proposed where nobody has said any."""
    return [level.name for level in interview.scale.all()] or list(SCALE)


def scale_text(interview: Interview) -> str:
    """Its levels as people write them."""
    return "、".join(levels_of(interview))
