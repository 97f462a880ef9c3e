"""What the valid answers of a survey say, as the rows of facts that a 汇总 would write; nothing is saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count as Number
from django.db.models import Q

from evaluations.findings.queries import tally
from evaluations.questionnaires.models import (
    AccessCode,
    FormVersion,
    Option,
    Question,
    Response,
    Survey,
    Theme,
)
from evaluations.questionnaires.receiving import questionnaire_of
from evaluations.surveying.definition import OF_WORDS, Questionnaire, text_of
from evaluations.surveying.statistics import Finding, describe

TEXT = "text"
"""The type of an open question among facts; its options are themes."""
ASKED = ("text", "kind", "answered", "satisfaction", "mean")
OFFERED = ("label", "count", "score", "satisfied", "aside")


@dataclass(slots=True, kw_only=True)
class Row:
    """A row of facts as it is to be, and what it held in the columns that a 汇总 writes; None: it is new."""

    row: Any
    before: dict[str, Any] | None

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_changed(self) -> bool:
        return self.before is None or any(
            getattr(self.row, name) != value for name, value in self.before.items()
        )


@dataclass(slots=True, kw_only=True)
class Drawn:
    """A question with its options, in their order."""

    question: Row
    options: list[Row] = field(default_factory=list)
    gone: list[Option] = field(default_factory=list)
    """Options of themes that are no more."""


@dataclass(slots=True, kw_only=True)
class Sketch:
    """A survey as it will be. `returned` sheets were there when it was drawn; typed questions come last."""

    survey: Row
    questions: list[Drawn]
    returned: int = 0

    def material(self) -> tuple[Survey, list[tuple[Any, list[Any]]]]:
        """As the fact book wants it."""
        rows = [(one.question.row, [option.row for option in one.options]) for one in self.questions]
        return self.survey.row, rows


SHEETS = ("distributed", "returned", "valid")


def draw(survey: Survey) -> Sketch:
    """The rows as a 汇总 would leave them; of a survey without questionnaire, as they are.

    The number of queries does not depend on the number of questions.
    """
    versions = list(FormVersion.objects.filter(survey=survey).order_by("-number"))
    known = list(survey.questions.prefetch_related("options").order_by("position", "pk"))
    if not versions:
        return Sketch(survey=_held(survey, SHEETS), questions=[_as_it_is(one) for one in known])
    counted = tally(survey, versions)
    assert counted is not None
    questionnaire, counts = counted.questionnaire, counted.counts
    newest = questionnaire_of(versions[0])
    findings = [one for one in describe(questionnaire, counts) if one.base or newest.item(one.item.id)]
    by_item = {one.item: one for one in reversed(known) if one.item}
    themes = _themes(survey)
    drawn = [_question(survey, one, by_item.get(one.key), newest, themes) for one in findings]
    kept = {one.question.row.pk for one in drawn}
    typed = [_as_it_is(one) for one in known if one.pk not in kept]
    return _with_sheets(survey, [*drawn, *typed], counted.sizes.total())


# Sheets -------------------------------------------------------------------------------------------


def _with_sheets(survey: Survey, questions: list[Drawn], valid: int) -> Sketch:
    """发放 is what came back and the links that went out and were not used; a larger typed number stays,
    because nobody else knows how many sheets of paper were handed out."""
    row = _held(survey, SHEETS)
    returned = Response.objects.filter(survey=survey).count()
    waiting = AccessCode.objects.filter(
        survey=survey, is_drawn=True, used_at__isnull=True, withdrawn_at__isnull=True
    ).count()
    survey.distributed = max(survey.distributed or 0, returned + waiting)
    survey.returned, survey.valid = returned, valid
    return Sketch(survey=row, questions=questions, returned=returned)


# Questions ----------------------------------------------------------------------------------------


def _held(row: Any, columns: Sequence[str]) -> Row:
    return Row(row=row, before={name: getattr(row, name) for name in columns})


def _as_it_is(question: Question) -> Drawn:
    options = [_held(option, OFFERED) for option in question.options.all()]
    return Drawn(question=_held(question, ASKED), options=options)


def _question(
    survey: Survey,
    finding: Finding,
    there: Question | None,
    newest: Questionnaire,
    themes: dict[str, list[Theme]],
) -> Drawn:
    item = finding.item
    row = Row(row=Question(survey=survey, item=finding.key), before=None)
    if there is not None:
        row = _held(there, ASKED)
    question = row.row
    question.text = text_of(item, finding.line)
    question.kind = TEXT if item.kind in OF_WORDS else item.kind
    question.answered = finding.base
    question.satisfaction = item.satisfaction
    question.mean = finding.mean.value if finding.mean is not None else None
    drawn = Drawn(question=row)
    wanted = _of_themes(themes.get(item.id, [])) if item.kind in OF_WORDS else _of_choices(finding, newest)
    _fill(drawn, there, list(wanted))
    return drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """An option as it is to be."""

    choice: str
    label: str
    count: int
    score: Decimal | None = None
    satisfied: bool = False
    aside: bool = False


def _of_choices(finding: Finding, newest: Questionnaire) -> Iterator[_Offer]:
    """The choices of the newest version, and older ones that somebody took."""
    item = newest.item(finding.item.id)
    for part in finding.parts:
        one = part.choice
        if part.count or (item is not None and item.choice(one.id) is not None):
            yield _Offer(
                choice=one.id,
                label=one.label,
                count=part.count,
                score=one.score,
                satisfied=one.satisfied,
                aside=one.aside,
            )


def _themes(survey: Survey) -> dict[str, list[Theme]]:
    """The themes of open answers by question, each with `number`: how many valid sheets belong to it."""
    number = Number("answers", filter=Q(answers__response__is_valid=True))
    found: dict[str, list[Theme]] = {}
    rows = Theme.objects.filter(survey=survey).annotate(number=number)
    for theme in rows.order_by("position", "pk"):
        found.setdefault(theme.item, []).append(theme)
    return found


def _of_themes(themes: Sequence[Any]) -> Iterator[_Offer]:
    for theme in themes:
        yield _Offer(choice=f"theme:{theme.pk}", label=theme.name, count=theme.number)


def _fill(drawn: Drawn, there: Question | None, offers: Sequence[_Offer]) -> None:
    """The offered options first; then those that were typed, and choices that are offered no more, at 0."""
    known = list(there.options.all()) if there is not None else []
    by_choice = {one.choice: one for one in reversed(known) if one.choice}
    for offer in offers:
        option = by_choice.pop(offer.choice, None)
        row = _held(option, OFFERED) if option is not None else None
        if row is None:
            row = Row(row=Option(question=drawn.question.row, choice=offer.choice), before=None)
        for name in OFFERED:
            setattr(row.row, name, getattr(offer, name))
        drawn.options.append(row)
    offered = {one.row.pk for one in drawn.options if not one.is_new}
    for option in known:
        if option.pk in offered:
            continue
        if option.choice.startswith("theme:"):
            drawn.gone.append(option)
            continue
        row = _held(option, OFFERED)
        if option.choice:
            option.count = 0
        drawn.options.append(row)
