"""Reads of interviews and site visits: lists, the summary side by side, photos."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from evaluations.evidence.models import DocumentVersion, EvidenceLink
from evaluations.fieldwork.models import Interview, SiteVisit
from evaluations.inquiries.records import levels_of
from evaluations.projects.models import Project

_PROVING = Q(evidence__document__withdrawn_at__isnull=True, evidence__version__withdrawn_at__isnull=True)


def interviews(project: Project) -> QuerySet[Interview]:
    """All in order, with how many questions are answered and items rated; one query."""
    answered = Q(questions__answer__gt="")
    return (
        Interview.objects.filter(project=project)
        .order_by("position", "pk")
        .annotate(
            asked=Count("questions", distinct=True),
            answered=Count("questions", filter=answered, distinct=True),
            items=Count("ratings", distinct=True),
            rated=Count("ratings", filter=Q(ratings__rating__gt=""), distinct=True),
            proofs=Count("evidence", filter=_PROVING, distinct=True),
        )
    )


def visits(project: Project) -> QuerySet[SiteVisit]:
    """All in order, with how many checks are done, how many fail, and photos; one query."""
    return (
        SiteVisit.objects.filter(project=project)
        .order_by("position", "pk")
        .annotate(
            wanted=Count("checks", distinct=True),
            done=Count("checks", filter=Q(checks__conforms__isnull=False), distinct=True),
            failed=Count("checks", filter=Q(checks__conforms=False), distinct=True),
            proofs=Count("evidence", filter=_PROVING, distinct=True),
        )
    )


# Several interviews side by side ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A question and what each interview answered; an empty text where it was asked and not answered.

    None where it was not asked.
    """

    question: str
    answers: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """An item: how many chose each level, how many rated it at all, and the mark of each interview."""

    item: str
    counts: tuple[int, ...]
    total: int
    marks: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The interviews of a project (or of one group) side by side."""

    interviews: tuple[Interview, ...]
    levels: tuple[str, ...]
    questions: tuple[Said, ...]
    items: tuple[Rated, ...]


def groups(project: Project) -> list[str]:
    """The groups of interviewees, each once."""
    found = Interview.objects.filter(project=project).exclude(group="").order_by("position", "pk")
    return list(dict.fromkeys(found.values_list("group", flat=True)))


def summary(project: Project, group: str = "") -> Summary:
    """Per question the answers, per item the counts of every level; questions are one by their text."""
    rows = Interview.objects.filter(project=project).order_by("position", "pk")
    rows = rows.filter(group=group) if group else rows
    found = tuple(rows.prefetch_related("questions", "ratings", "scale"))
    answers = [{row.text.strip(): row.answer for row in one.questions.all()} for one in found]
    marks = [{row.item: row.rating for row in one.ratings.all()} for one in found]
    rated = [one for one in found if one.scale.all() or one.ratings.all()]
    levels = dict.fromkeys(level for one in rated for level in levels_of(one))
    levels |= dict.fromkeys(mark for each in marks for mark in each.values() if mark)
    return Summary(
        interviews=found,
        levels=tuple(levels),
        questions=tuple(
            Said(question=text, answers=tuple(each.get(text) for each in answers))
            for text in dict.fromkeys(text for each in answers for text in each)
        ),
        items=tuple(
            _rated(item, tuple(each.get(item) for each in marks), tuple(levels))
            for item in dict.fromkeys(item for each in marks for item in each)
        ),
    )


def _rated(item: str, marks: tuple[str | None, ...], levels: tuple[str, ...]) -> Rated:
    counted = Counter(mark for mark in marks if mark)
    counts = tuple(counted[level] for level in levels)
    return Rated(item=item, counts=counts, total=sum(counts), marks=marks)


# Evidence -----------------------------------------------------------------------------------------


def evidence_of(**target: Any) -> list[EvidenceLink]:
    """What proves an interview or a site visit, with the newest file's facts; one query."""
    newest = DocumentVersion.objects.filter(document=OuterRef("document"), withdrawn_at__isnull=True)
    newest = newest.order_by("-position")
    names = ("pk", "name", "file", "thumbnail", "taken_at", "latitude", "longitude", "uploaded_at")
    facts = {f"file_{name}": Subquery(newest.values(name)[:1]) for name in names}
    rows = EvidenceLink.objects.standing().filter(**target).select_related("document").annotate(**facts)
    return list(rows.order_by("document__position", "position"))
