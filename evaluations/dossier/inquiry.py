"""What a dossier holds of surveys, interviews and site visits; see `model`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.dossier.values import COUNT, DATE, Extras, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An answer and how often it was chosen; `score` is its weight in 满意度 (0–100).

    `satisfied` counts it as satisfied, `aside` (不了解) leaves it out of 满意度. `choice` is its id in
    the questionnaire that was answered.
    """

    label: str
    count: int | None = field(default=None, metadata=COUNT)
    score: Decimal | None = None
    satisfied: bool = False
    aside: bool = False
    choice: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of a survey: `single`, `multiple` or another type.

    `answered` are the valid sheets with an answer to it (本题有效填写人次), `mean` that of numbers; with
    `satisfaction` it counts for the survey's 满意度. `item` is its id in the questionnaire that was answered.
    """

    text: str
    type: str | None = None
    answered: int | None = field(default=None, metadata=COUNT)
    satisfaction: bool = False
    mean: Decimal | None = None
    item: str | None = None
    options: tuple[Option, ...] = ()
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A survey; `used: false` says that its result was not used for scoring, and what was instead."""

    title: str
    distributed: int | None = field(default=None, metadata=COUNT)
    returned: int | None = field(default=None, metadata=COUNT)
    valid: int | None = field(default=None, metadata=COUNT)
    used: bool | None = None
    unused_reason: str | None = None
    substitute: str | None = None
    questions: tuple[Question, ...] = ()
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of an interview with its answer."""

    text: str
    answer: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingForm:
    """What the interviewed person ticked: the scale and the mark for each item."""

    scale: tuple[Scalar, ...] = ()
    items: Mapping[str, Scalar | None] = field(default_factory=dict)
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """An interview; a question without answer may stand as bare text, `asked` gives all in one form.

    Interviewed people are named by position and `group` only. `planned` is the day that was agreed on.
    """

    date: str | None = field(default=None, metadata=DATE)
    subject_role: str | None = None
    place: str | None = None
    group: str | None = None
    planned: str | None = field(default=None, metadata=DATE)
    interviewers: str | None = None
    questions: tuple[str | Asked, ...] = ()
    rating_form: RatingForm | None = None
    extras: Extras = field(default_factory=dict)

    @property
    def asked(self) -> tuple[Asked, ...]:
        return tuple(Asked(text=item) if isinstance(item, str) else item for item in self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCheck:
    """Something that was looked at: what should be there, what was found, whether both agree, how many."""

    item: str
    expected: str | None = None
    found: str | None = None
    conforms: bool | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVisit:
    """A visit to where the money went (现场勘查); photos are evidence that is linked to it."""

    place: str
    date: str | None = field(default=None, metadata=DATE)
    people: str | None = None
    checks: tuple[VisitCheck, ...] = ()
    conclusion: str | None = None
    extras: Extras = field(default_factory=dict)
