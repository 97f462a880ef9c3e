"""Which organisations a firm knows, and where each of them stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import QuerySet

from evaluations.engagement.models import FurtherUnit
from evaluations.people.directory import plain
from evaluations.people.models import Firm, Organisation
from evaluations.projects.actions import labels
from evaluations.projects.models import PARTIES, Project

FURTHER = "其他单位"
ALIKE = 0.75
"""From which likeness on two names may mean the same organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An organisation, in how many projects it stands, and as what how often.

    `doubles`: others of the firm whose names differ only in the writing.
    """

    organisation: Organisation
    projects: int
    parts: tuple[tuple[str, int], ...]
    doubles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A project in which an organisation stands, and as what."""

    project: Project
    parts: tuple[str, ...]


def organisations(firm: Firm) -> QuerySet[Organisation]:
    """Those that the firm uses: without what was merged into another."""
    return Organisation.objects.filter(firm=firm, merged_into__isnull=True)


def listed(firm: Firm, words: str = "") -> list[Listed]:
    """The organisations whose name has each of the words, by name; three queries."""
    stands: dict[int, list[tuple[int, str]]] = {}
    named = labels(Project)
    for number, *parties in Project.objects.filter(firm=firm).values_list("pk", *PARTIES):
        for field, organisation in zip(PARTIES, parties, strict=True):
            stands.setdefault(organisation, []).append((number, named[field]))
    further = FurtherUnit.objects.filter(project__firm=firm).values_list("organisation", "project")
    for organisation, number in further:
        stands.setdefault(organisation, []).append((number, FURTHER))
    rows = list(organisations(firm))
    by_writing: dict[str, list[Organisation]] = {}
    for row in rows:
        by_writing.setdefault(plain(row.name), []).append(row)
    return [
        _row(row, stands.get(row.pk, []), by_writing[plain(row.name)])
        for row in rows
        if all(word in row.name for word in words.split())
    ]


def _row(row: Organisation, stands: list[tuple[int, str]], same: list[Organisation]) -> Listed:
    return Listed(
        organisation=row,
        projects=len({number for number, _ in stands}),
        parts=tuple(Counter(part for _, part in stands).items()),
        doubles=tuple(one.name for one in same if one.pk != row.pk),
    )


def uses(organisation: Organisation) -> list[Use]:
    """The projects in which it stands, the newest first; two queries."""
    parts: dict[int, list[str]] = {}
    named = labels(Project)
    rows = Project.objects.filter(firm=organisation.firm_id)
    for field in PARTIES:
        for number in rows.filter(**{field: organisation}).values_list("pk", flat=True):
            parts.setdefault(number, []).append(named[field])
    for number in FurtherUnit.objects.filter(organisation=organisation).values_list("project", flat=True):
        parts.setdefault(number, []).append(FURTHER)
    found = Project.objects.filter(pk__in=parts).order_by("-year", "-pk")
    return [Use(project=project, parts=tuple(parts[project.pk])) for project in found]


def others(organisation: Organisation) -> tuple[list[Organisation], list[Organisation]]:
    """The firm's other organisations: those of a name like this one's, the likest first, and the rest."""
    mine = plain(organisation.name)
    known = list(organisations(organisation.firm).exclude(pk=organisation.pk))
    likeness = {one.pk: _likeness(mine, plain(one.name)) for one in known}
    alike = [one for one in known if likeness[one.pk] >= ALIKE]
    rest = [one for one in known if likeness[one.pk] < ALIKE]
    return sorted(alike, key=lambda one: -likeness[one.pk]), rest


def _likeness(one: str, other: str) -> float:
    """From 0 to 1; one name within the other counts as nearly the same."""
    if one and other and (one in other or other in one):
        return max(ALIKE, SequenceMatcher(None, one, other).ratio())
    return SequenceMatcher(None, one, other).ratio()


def former_names(organisation: Organisation) -> list[str]:
    """What it was called before, and what was merged into it, each once."""
    past = organisation.history.values_list("name", flat=True)
    merged = organisation.merged.values_list("name", flat=True)
    return [name for name in dict.fromkeys([*past, *merged]) if name != organisation.name]
