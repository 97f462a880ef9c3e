"""Reads of collecting: the questionnaire in use, what came in and how, codes, sheets from paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate

from evaluations.questionnaires.models import (
    AccessCode,
    Channel,
    Collection,
    FormVersion,
    Response,
    Sitting,
    Survey,
)
from evaluations.questionnaires.receiving import questionnaire_of
from evaluations.surveying.definition import Group, Questionnaire
from indicators.charts import SCREEN, Bar, BarChart, draw

DAYS = 14
"""Days of the chart."""
PALETTE = replace(SCREEN, ink="#1c5463", text="#1d2428", muted="#626d73", line="#e2e0d9", outline="#878b8a")
"""The chart of the report in the colours of the pages (static/css/tokens.css)."""
CAME = Count("pk")
VALID = Count("pk", filter=Q(is_valid=True))
FILTERS = {"": "全部", "open": "未用", "used": "已用", "withdrawn": "作废", "undrawn": "未抽中"}


def newest(survey: Survey) -> FormVersion | None:
    """The version that is answered now; None before the first is published."""
    return FormVersion.objects.filter(survey=survey).order_by("-number").first()


def collection_of(survey: Survey) -> Collection:
    """How the survey is collected; one that is not stored, with the defaults, before anything was set."""
    return Collection.objects.filter(survey=survey).first() or Collection(survey=survey)


def groups_of(version: FormVersion | None) -> tuple[Group, ...]:
    """The groups of respondents that the questionnaire knows."""
    return questionnaire_of(version).groups if version is not None else ()


def named_groups(questionnaire: Questionnaire | None) -> dict[str, str]:
    """Groups' names by id."""
    return {one.id: one.label for one in questionnaire.groups} if questionnaire is not None else {}


# Progress -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Of what (a group, a channel), how many sheets came in, how many of them count, and the quota."""

    key: str
    label: str
    returned: int
    valid: int
    quota: int | None = None

    @property
    def bar(self) -> int:
        """How much of the quota valid sheets fill, as a bar's length from 0 to 100."""
        return min(100, self.valid * 100 // self.quota) if self.quota else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What came in so far; `chart` is an SVG, empty before the first sheet."""

    returned: int
    valid: int
    unfinished: int
    last: datetime | None
    channels: tuple[Part, ...]
    groups: tuple[Part, ...]
    chart: str


def progress(survey: Survey, collection: Collection, groups: tuple[Group, ...]) -> Progress:
    """Counts of the sheets that came in; five queries, however many there are."""
    rows = Response.objects.filter(survey=survey).order_by()
    whole = rows.aggregate(returned=CAME, valid=VALID, last=Max("submitted_at"))
    channels = rows.values_list("channel").annotate(came=CAME, valid=VALID)
    days = rows.annotate(day=TruncDate("submitted_at")).values_list("day").annotate(came=CAME, valid=VALID)
    return Progress(
        returned=whole["returned"],
        valid=whole["valid"],
        last=whole["last"],
        unfinished=Sitting.objects.filter(survey=survey).count(),
        channels=tuple(
            Part(key=key, label=str(Channel(key).label), returned=returned, valid=valid)
            for key, returned, valid in sorted(channels, key=lambda one: Channel.values.index(one[0]))
        ),
        groups=_by_group(rows, collection.quotas, groups),
        chart=_chart(sorted(days)[-DAYS:]),
    )


def _by_group(
    rows: QuerySet[Response], quotas: Mapping[str, int], groups: tuple[Group, ...]
) -> tuple[Part, ...]:
    found = {
        key: (came, valid) for key, came, valid in rows.values_list("group").annotate(came=CAME, valid=VALID)
    }
    named = {one.id: one.label for one in groups}
    if not named:
        return ()
    parts = [(key, label, *found.pop(key, (0, 0))) for key, label in named.items()]
    parts += [(key, key or "没有写群体", *counts) for key, counts in sorted(found.items())]
    return tuple(
        Part(key=key, label=label, returned=came, valid=valid, quota=quotas.get(key))
        for key, label, came, valid in parts
    )


def _chart(days: list[tuple[date, int, int]]) -> str:
    if not days:
        return ""
    bars = tuple(
        Bar(label=f"{day:%m-%d}", value=Decimal(valid), whole=Decimal(came), text=f"{came}份，有效{valid}份")
        for day, came, valid in days
    )
    chart = BarChart(title="每日回收", bars=bars, value_name="有效", whole_name="回收", unit="份")
    return draw(chart, palette=PALETTE)


# Codes --------------------------------------------------------------------------------------------


def codes(survey: Survey, *, show: str = "", words: str = "") -> QuerySet[AccessCode]:
    """One-time links in their order: `show` is a key of FILTERS, `words` a part of the code or the name."""
    rows = AccessCode.objects.filter(survey=survey)
    if words:
        rows = rows.filter(Q(label__icontains=words) | Q(code__icontains=words))
    return rows.filter(FILTERED[show]) if show in FILTERED else rows


_FREE = Q(used_at=None, withdrawn_at=None)
FILTERED = {
    "open": _FREE & Q(is_drawn=True),
    "used": Q(used_at__isnull=False),
    "withdrawn": Q(withdrawn_at__isnull=False),
    "undrawn": _FREE & Q(is_drawn=False),
}


def code_counts(survey: Survey) -> dict[str, int]:
    """How many codes there are by key of FILTERS; one query."""
    counts = {name or "all": Count("pk", filter=FILTERED.get(name, Q())) for name in FILTERS}
    found = AccessCode.objects.filter(survey=survey).order_by().aggregate(**counts)
    return {"": found.pop("all"), **found}


def state_of_code(code: AccessCode) -> str:
    """How a code stands, in a word of FILTERS."""
    if code.withdrawn_at is not None:
        return FILTERS["withdrawn"]
    if code.used_at is not None:
        return FILTERS["used"]
    return FILTERS["open"] if code.is_drawn else FILTERS["undrawn"]


# Paper --------------------------------------------------------------------------------------------


def paper_sheets(survey: Survey) -> QuerySet[Response]:
    """Sheets that were entered from paper, the newest first."""
    rows = Response.objects.filter(survey=survey, channel=Channel.PAPER)
    return rows.select_related("entered_by").order_by("-pk")


def next_number(survey: Survey, after: str = "") -> str:
    """The number that the next sheet probably has: one more than `after`, else than the newest sheet's."""
    last = after or paper_sheets(survey).values_list("sheet", flat=True).first() or "000"
    head = last.rstrip("0123456789")
    digits = last[len(head) :] or "0"
    taken = set(
        Response.objects.filter(survey=survey, sheet__startswith=head).values_list("sheet", flat=True)
    )
    number = int(digits) + 1
    while f"{head}{number:0{len(digits)}d}" in taken:
        number += 1
    return f"{head}{number:0{len(digits)}d}"


def told(response: Response, questionnaire: Questionnaire | None) -> dict[str, Any]:
    """One sheet with the name of its group."""
    return {"row": response, "group": named_groups(questionnaire).get(response.group, response.group)}


def known_numbers(survey: Survey) -> set[str]:
    """The numbers of all sheets that are there."""
    rows = Response.objects.filter(survey=survey).exclude(sheet="")
    return set(rows.values_list("sheet", flat=True))


def groups_by_number(questionnaire: Questionnaire) -> dict[str, Group]:
    """Groups by what is typed for them."""
    return {str(number): one for number, one in enumerate(questionnaire.groups, 1)}
