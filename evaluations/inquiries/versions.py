"""The versions of a record (访谈记录, 勘查记录): its head with the answers, marks and findings under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evaluations.fieldwork.models import Interview, InterviewQuestion, InterviewRating, SiteVisit, VisitCheck
from evaluations.inquiries.records import CHECK_COLUMNS, INTERVIEW_HEAD, VISIT_HEAD
from evaluations.projects.actions import labels
from evaluations.projects.versions import Records, Version, by_row, newest_first, standing_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows under a head: their records, which columns are typed on the page, and which one names a row."""

    records: Records
    columns: Sequence[str]
    named_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """All versions of a record, newest first, and what people call their keys (as in `records`)."""

    versions: Sequence[Version]
    labels: Mapping[str, str]

    def shown(self) -> list[Version]:
        """The versions without gaps, so that a row that was added says nothing until it is filled in."""
        return [
            replace(one, values={key: value for key, value in one.values.items() if value not in ("", None)})
            for one in self.versions
        ]


def of_interview(interview: Interview) -> Recorded:
    """Head, answers and marks; the scale is not among them."""
    questions = by_row(InterviewQuestion.history.filter(interview=interview.pk))
    ratings = by_row(InterviewRating.history.filter(interview=interview.pk))
    parts = (
        Part(records=questions, columns=("answer",), named_by="text"),
        Part(records=ratings, columns=("rating",), named_by="item"),
    )
    return _recorded(interview, INTERVIEW_HEAD, parts, {"answer": "", "rating": ""})


def of_visit(visit: SiteVisit) -> Recorded:
    """Head and findings."""
    checks = by_row(VisitCheck.history.filter(visit=visit.pk))
    named = labels(VisitCheck)
    words = {column: f"　{named[column]}" for column in CHECK_COLUMNS}
    return _recorded(
        visit, VISIT_HEAD, (Part(records=checks, columns=CHECK_COLUMNS, named_by="item"),), words
    )


def _recorded(row: Any, head: Sequence[str], parts: Sequence[Part], words: Mapping[str, str]) -> Recorded:
    named = labels(type(row))
    called = {name: named[name] for name in head}
    for part in parts:
        for number, records in part.records.items():
            name = str(getattr(records[-1], part.named_by))[:60]
            called |= {f"{column}-{number}": f"{name}{words[column]}" for column in part.columns}
    return Recorded(versions=list(_versions(row, head, parts)), labels=called)


def _versions(row: Any, head: Sequence[str], parts: Sequence[Part]) -> Iterable[Version]:
    """A version holds what was recorded before the next one began; a removal is none, but it ends one."""
    until = None
    for record in newest_first(row):
        if record.history_type != "-":
            values = {name: getattr(record, name) for name in head}
            for part in parts:
                values |= _values(part, until)
            yield Version(
                pk=record.history_id,
                revision=record.revision,
                at=record.history_date,
                by=record.history_user,
                values=values,
            )
        until = record.history_date


def _values(part: Part, until: Any) -> dict[str, Any]:
    standing = sorted(standing_before(part.records, until), key=lambda record: record.position)
    return {f"{column}-{one.id}": getattr(one, column) for one in standing for column in part.columns}
