"""Reads of answers: all valid sheets of a survey counted in one pass, by group and channel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.shortcuts import get_object_or_404

from evaluations.projects.models import Project
from evaluations.questionnaires.models import Channel, Collection, FormVersion, Response, Survey
from evaluations.questionnaires.receiving import questionnaire_of
from evaluations.surveying import counting
from evaluations.surveying.counting import Counts
from evaluations.surveying.crossing import NO_GROUP, Axis, Cross, Pairs, axes, crossed, pair
from evaluations.surveying.definition import Questionnaire
from evaluations.surveying.intervals import LEVEL, LEVELS
from evaluations.surveying.segments import Veil, veils
from evaluations.surveying.statistics import Finding, Overall, describe, overall, union
from evaluations.surveying.suppressing import FEWEST, hidden_groups

BATCH = 20_000
"""Sheets that are held in memory at once."""
AT_ONCE = 1_000
"""Of them so many are counted together: what fits the processor's cache is counted fastest."""

Key = tuple[str, str]
"""Group and channel."""


def survey_of(project: Project, pk: int) -> Survey:
    """A survey of the project, else 404."""
    survey = get_object_or_404(Survey.objects.filter(project=project), pk=pk)
    survey.project = project
    return survey


def versions_of(survey: Survey) -> list[FormVersion]:
    """The published questionnaires, the newest first."""
    return list(FormVersion.objects.filter(survey=survey).order_by("-number"))


def questionnaire_of_all(versions: Sequence[FormVersion]) -> Questionnaire | None:
    """One questionnaire for the answers to all of them; None before anything is published."""
    return union([questionnaire_of(one) for one in versions]) if versions else None


# Counting -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The valid sheets of a survey, counted by group and channel. Of one part ask `of`, of all `counts`."""

    questionnaire: Questionnaire
    parts: dict[Key, Counts] = field(default_factory=dict)
    sizes: Counter[Key] = field(default_factory=Counter)

    @property
    def counts(self) -> Counts:
        """Of all valid sheets."""
        return counting.merged(self.parts.values())

    def segments(self, group: str | None, channel: str | None) -> dict[Key, Counts]:
        """The counts parted by what is asked for, under ("", "") where it is not asked for."""
        gathered: dict[Key, list[Counts]] = defaultdict(list)
        for key, counts in self.parts.items():
            gathered[_narrowed(key, group, channel)].append(counts)
        return {key: counting.merged(counts) for key, counts in gathered.items()}

    def groups(self) -> list[tuple[str, str, int]]:
        """(id, label, sheets) of the groups, and those without one at the end where there are any."""
        sizes: Counter[str] = Counter()
        for (group, _), number in self.sizes.items():
            sizes[group] += number
        listed = [(one.id, one.label, sizes.pop(one.id, 0)) for one in self.questionnaire.groups]
        rest = sizes.total()
        return [*listed, (*NO_GROUP, rest)] if listed and rest else listed

    def channels(self) -> list[tuple[str, str, int]]:
        """(value, label, sheets) of the channels on which sheets came."""
        sizes: Counter[str] = Counter()
        for (_, channel), number in self.sizes.items():
            sizes[channel] += number
        return [(value, label, sizes[value]) for value, label in Channel.choices if sizes[value]]


def _narrowed(key: Key, group: str | None, channel: str | None) -> Key:
    return ("" if group is None else key[0], "" if channel is None else key[1])


def tally(survey: Survey, versions: Sequence[FormVersion]) -> Tally | None:
    """Counts all valid sheets, a batch at a time; None before a questionnaire is published."""
    questionnaire = questionnaire_of_all(versions)
    if questionnaire is None:
        return None
    found = Tally(questionnaire=questionnaire)
    own = {one.pk: questionnaire_of(one) for one in versions}
    for (version, group, channel), rows in _rows(survey):
        counts = counting.count(own[version], rows)
        known = found.parts.get((group, channel))
        found.parts[group, channel] = counts if known is None else counting.merged([known, counts])
        found.sizes[group, channel] += len(rows)
    return found


def _rows(survey: Survey) -> Iterator[tuple[tuple[int, str, str], list[str]]]:
    """The coded rows of valid sheets, by (version, group, channel), in batches."""
    valid = Response.objects.filter(survey=survey, is_valid=True).order_by()
    listed = valid.values_list("version_id", "group", "channel", "coded").iterator(chunk_size=BATCH)
    while batch := list(islice(listed, BATCH)):
        parted: dict[tuple[int, str, str], list[str]] = defaultdict(list)
        for version, group, channel, coded in batch:
            parted[version, group, channel].append(coded)
        for key, packed in parted.items():
            for start in range(0, len(packed), AT_ONCE):
                yield key, packed[start : start + AT_ONCE]


# Statistics ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OfGroup:
    """满意度 of one group; `overall` is None where too few people are in it, or nobody answered."""

    label: str
    sheets: int | None
    overall: Overall | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What all valid sheets say, or those of one `group` and `channel`.

    `veils` say what of a part is not shown, `is_hidden` that nothing is. `level` is the confidence in %.
    """

    tally: Tally
    findings: tuple[Finding, ...]
    overall: Overall | None
    groups: tuple[OfGroup, ...]
    veils: dict[str, Veil]
    sheets: int
    level: int
    population: int | None
    is_hidden: bool = False


def statistics(survey: Survey, *, group: str | None = None, channel: str | None = None) -> Statistics | None:
    """The statistics of a survey; None before a questionnaire is published."""
    counted = tally(survey, versions_of(survey))
    if counted is None:
        return None
    level, population = sureness(survey)
    questionnaire, key = counted.questionnaire, (group or "", channel or "")
    segments = counted.segments(group, channel)
    is_part = group is not None or channel is not None
    sizes = dict.fromkeys(segments, 0)
    for one, number in counted.sizes.items():
        sizes[_narrowed(one, group, channel)] += number
    sheets = sizes.get(key, 0)
    findings = describe(
        questionnaire, segments.get(key, {}), level=level, population=None if is_part else population
    )
    return Statistics(
        tally=counted,
        findings=findings,
        overall=overall(questionnaire, findings),
        groups=() if is_part else _of_groups(counted, level),
        veils=veils(questionnaire, segments, key) if is_part else {},
        sheets=sheets,
        level=level,
        population=population,
        is_hidden=is_part and _is_hidden(sizes, key),
    )


def sureness(survey: Survey) -> tuple[int, int | None]:
    """The confidence in percent and the population, as the sample was planned."""
    planned = Collection.objects.filter(survey=survey).values_list("confidence", "population").first()
    confidence, population = planned or (None, None)
    return (int(confidence) if confidence is not None and confidence in LEVELS else LEVEL), population


def _is_hidden(sizes: dict[Key, int], key: Key) -> bool:
    others = [number for one, number in sizes.items() if one != key]
    return sizes.get(key, 0) < FEWEST or 0 in hidden_groups([sizes[key], *others])


def _of_groups(counted: Tally, level: int) -> tuple[OfGroup, ...]:
    """满意度 by group, those of few people and what they could be worked out from left out."""
    listed = counted.groups()
    segments = counted.segments("", None)
    gone = hidden_groups([number for *_, number in listed])
    found = []
    for place, (key, label, number) in enumerate(listed):
        counts = segments.get((key, ""))
        if place in gone or counts is None:
            found.append(OfGroup(label=label, sheets=None if place in gone else number, overall=None))
            continue
        listed_findings = describe(counted.questionnaire, counts, level=level)
        veiled = veils(counted.questionnaire, segments, (key, ""))
        known = [one for one in listed_findings if veiled[one.key].has_share]
        found.append(OfGroup(label=label, sheets=number, overall=overall(counted.questionnaire, known)))
    return tuple(found)


# Cross tables -------------------------------------------------------------------------------------


def axes_of(survey: Survey) -> tuple[Axis, ...]:
    """What of the survey can be crossed."""
    questionnaire = questionnaire_of_all(versions_of(survey))
    return axes(questionnaire) if questionnaire is not None else ()


def cross(survey: Survey, first: Axis, second: Axis) -> Cross:
    """The table of two axes over the valid sheets."""
    own = {one.pk: questionnaire_of(one) for one in versions_of(survey)}
    pairs = Pairs()
    for (version, group, _), rows in _rows(survey):
        pair(own[version], rows, (first.key, second.key), pairs, group=group)
    return crossed(first, second, pairs)


def asked_for(given: Any, known: Sequence[tuple[str, str, int]]) -> str | None:
    """What was asked for in the address, if it is one of those; else None."""
    return given if given in {key for key, *_ in known} else None
