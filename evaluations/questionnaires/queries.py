"""Reads of surveys: counts, and shares of the valid sheets (else of the returned ones)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evaluations.projects.models import Project
from evaluations.projects.queries import percent
from evaluations.questionnaires.models import Question, Survey


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
    """A question with its answers."""

    question: Question
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A survey with its rates of return (回收率) and validity (有效率)."""

    survey: Survey
    returned_rate: Decimal | None
    valid_rate: Decimal | None
    questions: tuple[Asked, ...]


def surveys(project: Project) -> list[Counted]:
    """社会调查 in their order; three queries."""
    rows = Survey.objects.filter(project=project).order_by("position")
    return [_counted(survey) for survey in rows.prefetch_related("questions__options")]


def _counted(survey: Survey) -> Counted:
    sheets = survey.returned if survey.valid is None else survey.valid
    return Counted(
        survey=survey,
        returned_rate=_share(survey.returned, survey.distributed),
        valid_rate=_share(survey.valid, survey.returned),
        questions=tuple(_asked(question, sheets) for question in survey.questions.all()),
    )


def _asked(question: Question, sheets: int | None) -> Asked:
    answers = (
        Answer(label=option.label, count=option.count, share=_share(option.count, sheets))
        for option in question.options.all()
    )
    return Asked(question=question, answers=tuple(answers))


def _share(part: int | None, whole: int | None) -> Decimal | None:
    if part is None or whole is None:
        return None
    return percent(Decimal(part), Decimal(whole))
