"""Reads of surveys: counts, shares of the right base, and counts that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluations.projects.models import Project
from evaluations.projects.queries import percent
from evaluations.questionnaires.models import Option, Question, Survey

MULTIPLE = "multiple"


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
    return [counted(survey) for survey in rows.prefetch_related("questions__options")]


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
        Answer(label=option.label, count=option.count, share=rate(option.count, base)) for option in options
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
    """Of how many sheets a share is: of those that count, else of all answers where each is one sheet."""
    sheets = sheets_of(survey)
    if sheets is not None or question.kind == MULTIPLE:
        return sheets
    counts = [option.count for option in options if option.count is not None]
    return sum(counts) if counts and len(counts) == len(options) else None


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
    if question.kind != MULTIPLE and total > sheets:
        text = f"“{question}”各项合计{total}人，多于{named}问卷{sheets}份；如可多选，请把题型改为多选。"
        yield tuple(options), text
