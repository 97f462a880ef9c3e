"""How surveys were made with questionnaires, for the annex: of the sheets that the facts were taken from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils import timezone

from evaluations.projects.models import Project
from evaluations.questionnaires.models import Channel, Collection, FormVersion, Response, Survey
from evaluations.questionnaires.receiving import questionnaire_of
from evaluations.surveying.quality import REASONS
from evaluations.surveying.statistics import union
from reports.document import Polled, SurveyShare

BY_HAND = "人工剔除"
UNKNOWN = "未注明群体"


def polled(project: Project) -> Iterator[Polled]:
    """Of each survey whose answers were taken over; as many queries for one as for many.

    Sheets that came later are left out, so that what is printed is of the same sheets as the counts.
    """
    collections = {
        one.survey_id: one
        for one in Collection.objects.filter(survey__project=project, tallied_at__isnull=False)
    }
    if not collections:
        return
    places = Survey.objects.filter(project=project).order_by("position").values_list("pk", flat=True)
    versions: dict[int, list[FormVersion]] = defaultdict(list)
    for version in FormVersion.objects.filter(survey__in=collections).order_by("-number"):
        versions[version.survey_id].append(version)
    sheets = _sheets(collections)
    by_group, by_channel = _counted(sheets, "group"), _counted(sheets, "channel")
    struck, times = _struck(sheets), _times(sheets)
    for place, pk in enumerate(places, 1):
        if pk in collections:
            one = collections[pk]
            yield Polled(
                survey=place,
                versions=tuple(_dated(version) for version in reversed(versions[pk])),
                first=_day(times[pk][0]) if pk in times else "",
                last=_day(times[pk][1]) if pk in times else "",
                channels=tuple(_channels(by_channel[pk])),
                groups=tuple(_groups(one, versions[pk], by_group[pk])),
                struck=tuple(struck[pk].items()),
                population=one.population,
                confidence=one.confidence,
                margin=one.margin,
                target=one.target,
                seed=one.seed,
            )


def _sheets(collections: Iterable[int]) -> QuerySet[Response]:
    return Response.objects.filter(
        survey__in=collections, submitted_at__lte=F("survey__collection__tallied_at")
    ).order_by()


Pairs = Mapping[str, tuple[int, int]]


def _counted(sheets: QuerySet[Response], column: str) -> dict[int, Pairs]:
    """(returned, valid) by survey and value."""
    found: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    rows = sheets.values_list("survey", column).annotate(
        returned=Count("pk"), valid=Count("pk", filter=Q(is_valid=True))
    )
    for survey, value, returned, valid in rows:
        found[survey][value] = (returned, valid)
    return defaultdict(dict, found)


def _struck(sheets: QuerySet[Response]) -> dict[int, Counter[str]]:
    """Each sheet once: by the person's decision, else by the first rule that it broke."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    by_hand = ~Q(excluded_reason="")
    rows = sheets.filter(is_valid=False).values_list("survey", "flags")
    counted = rows.annotate(number=Count("pk"), hand=Count("pk", filter=by_hand))
    for survey, flags, number, hand in counted:
        rule = flags.partition(",")[0]
        found[survey][BY_HAND] += hand
        found[survey][REASONS.get(rule, rule)] += number - hand
    kept = {
        pk: Counter({reason: counts[reason] for reason in sorted(counts) if counts[reason]})
        for pk, counts in found.items()
    }
    return defaultdict(Counter, kept)


def _times(sheets: QuerySet[Response]) -> dict[int, tuple[datetime, datetime]]:
    rows: Any = sheets.values_list("survey").annotate(first=Min("submitted_at"), last=Max("submitted_at"))
    return {survey: (first, last) for survey, first, last in rows}


def _channels(pairs: Pairs) -> Iterator[SurveyShare]:
    for value, label in Channel.choices:
        if value in pairs:
            yield SurveyShare(name=str(label), returned=pairs[value][0], valid=pairs[value][1])


def _groups(collection: Collection, versions: list[FormVersion], pairs: Pairs) -> Iterator[SurveyShare]:
    """The groups of the questionnaire in its order, then who belongs to none of them."""
    groups = union([questionnaire_of(one) for one in versions]).groups if versions else ()
    for group in groups:
        returned, valid = pairs.get(group.id, (0, 0))
        quota = collection.quotas.get(group.id)
        yield SurveyShare(
            name=group.label, quota=quota if isinstance(quota, int) else None, returned=returned, valid=valid
        )
    known = {group.id for group in groups}
    left = [pair for key, pair in pairs.items() if key not in known]
    if groups and left:
        returned, valid = (sum(column) for column in zip(*left, strict=True))
        yield SurveyShare(name=UNKNOWN, returned=returned, valid=valid)


def _dated(version: FormVersion) -> str:
    return f"{version}（{timezone.localdate(version.published_at).isoformat()}发布）"


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()
