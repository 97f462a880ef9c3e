"""Reads of surveys: counts, shares of the right base, and counts that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q

from evaluations.projects.models import Project
from evaluations.projects.queries import percent
from evaluations.questionnaires.models import Collection, Option, Question, Response, Survey
from evaluations.surveying import shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An option, how many chose it, and their share of the sheets in percent."""

    label: str
    count: int | None
    share: Decimal | None

    @property
    def bar(self) -> int:
        """The share as a bar's length from 0 to 100."""
        return min(100, int(self.share or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its answers, of how many sheets their shares are, and what is wrong with them."""

    question: Question
    answers: tuple[Answer, ...]
    base: int | None
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A survey with its rates of return (回收率) and validity (有效率)."""

    survey: Survey
    returned_rate: Decimal | None
    valid_rate: Decimal | None
    questions: tuple[Asked, ...]
    troubles: tuple[str, ...]


def surveys(project: Project) -> list[Counted]:
    """社会调查 in their order; three queries."""
    rows = Survey.objects.filter(project=project).order_by("position")
    return [counted(survey) for survey in rows.select_related("form").prefetch_related("questions__options")]


def counted(survey: Survey) -> Counted:
    """One survey, its questions and options prefetched."""
    return Counted(
        survey=survey,
        returned_rate=rate(survey.returned, survey.distributed),
        valid_rate=rate(survey.valid, survey.returned),
        questions=tuple(_asked(survey, question) for question in survey.questions.all()),
        troubles=tuple(text for _, text in troubles(survey)),
    )


def _asked(survey: Survey, question: Question) -> Asked:
    options = list(question.options.all())
    base = base_of(survey, question, options)
    answers = (
        Answer(label=option.label, count=option.count, share=share)
        for option, share in zip(options, shares_of(survey, question, options), strict=True)
    )
    found = tuple(text for _, text in troubles_of_question(survey, question, options))
    return Asked(question=question, answers=tuple(answers), base=base, troubles=found)


def rate(part: int | None, whole: int | None) -> Decimal | None:
    """A share in percent; None where it cannot be said."""
    if part is None or whole is None:
        return None
    return percent(Decimal(part), Decimal(whole))


def sheets_of(survey: Survey) -> int | None:
    """The sheets that count: the valid ones, else those returned."""
    return survey.returned if survey.valid is None else survey.valid


def base_of(survey: Survey, question: Question, options: Sequence[Option]) -> int | None:
    """Of how many sheets the shares of a question are; see `surveying.shares`."""
    return shares.base_of(
        question.kind,
        [option.count for option in options],
        answered=question.answered,
        valid=survey.valid,
        returned=survey.returned,
    )


def shares_of(survey: Survey, question: Question, options: Sequence[Option]) -> tuple[Decimal | None, ...]:
    """The share of each option in percent."""
    counts = [option.count for option in options]
    return shares.shares_of(question.kind, counts, base_of(survey, question, options))


# 汇总 ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyState:
    """How the facts of a survey stand to its answers: when and by whom they were taken over, what came since.

    `fresh` sheets came after that; `shifted` says that others count now than then, or for something else.
    """

    at: datetime | None
    by: str
    returned: int
    valid: int
    fresh: int
    shifted: bool

    @property
    def is_due(self) -> bool:
        """Whether the facts say something else than the answers."""
        return self.at is None or self.fresh > 0 or self.shifted


def tally_state(survey: Survey) -> TallyState | None:
    """None of a survey whose questionnaire was never handed out: its counts are typed. Two queries."""
    collection = Collection.objects.filter(survey=survey).select_related("tallied_by").first()
    if collection is None:
        return None
    now = Response.objects.filter(survey=survey).aggregate(
        returned=Count("pk"), valid=Count("pk", filter=Q(is_valid=True))
    )
    fresh = now["returned"] - (collection.tallied or 0)
    at, moved_at = collection.tallied_at, collection.moved_at
    is_moved = at is not None and moved_at is not None and moved_at > at
    return TallyState(
        at=at,
        by=str(collection.tallied_by or ""),
        returned=now["returned"],
        valid=now["valid"],
        fresh=max(0, fresh),
        shifted=fresh <= 0 and at is not None and (is_moved or now["valid"] != survey.valid),
    )


def untallied(project: Project) -> list[Survey]:
    """The surveys in use whose facts say something else than their answers."""
    answered = Exists(Response.objects.filter(survey=OuterRef("pk")))
    surveys = Survey.objects.filter(answered, project=project).exclude(used=False).order_by("position")
    return [one for one in surveys if (state := tally_state(one)) and state.is_due]


# What cannot be -----------------------------------------------------------------------------------


def troubles(survey: Survey) -> Iterator[tuple[str, str]]:
    """(column, sentence) for what does not fit together in the counts of a survey."""
    if (
        survey.returned is not None
        and survey.distributed is not None
        and survey.returned > survey.distributed
    ):
        yield "returned", f"回收{survey.returned}份，多于发放{survey.distributed}份，请核对。"
    if survey.valid is not None and survey.returned is not None and survey.valid > survey.returned:
        yield "valid", f"有效{survey.valid}份，多于回收{survey.returned}份，请核对。"
    if survey.used is False and not survey.unused_reason.strip():
        yield "unused_reason", "不采用的调查，请写明原因和替代的数据来源。"


def troubles_of_question(
    survey: Survey, question: Question, options: Sequence[Option]
) -> Iterator[tuple[tuple[Option, ...], str]]:
    """(options, sentence) where more chose than answered: an option, or all of a single choice together."""
    sheets = sheets_of(survey)
    if sheets is None:
        return
    named = "有效" if survey.valid is not None else "回收"
    for option in options:
        if option.count is not None and option.count > sheets:
            yield (option,), f"“{option}”{option.count}人，多于{named}问卷{sheets}份，请核对。"
    total = sum(option.count or 0 for option in options)
    if question.kind not in shares.SEVERAL and total > sheets:
        text = f"“{question}”各项合计{total}人，多于{named}问卷{sheets}份；如可多选，请把题型改为多选。"
        yield tuple(options), text
