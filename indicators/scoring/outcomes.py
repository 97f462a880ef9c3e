"""What came of an indicator and of the whole system; the words for it are made when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from indicators.scoring import telling
from indicators.scoring.derivation import Derivation
from indicators.scoring.kinds.base import Working
from indicators.scoring.statuses import Status
from indicators.scoring.system import Indicator


class Origin(Protocol):
    """Where an outcome comes from: the numbers of its one evaluation."""

    def derivation(self) -> Derivation:
        """The way to the score, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One indicator's outcome.

    `value` is the business value: a number, true/false, a level's name, or None. `computed` is the score
    by the rule where an evaluator's own score stands beside it.
    """

    code: str
    status: Status
    value: Decimal | bool | str | None
    score: Decimal | None
    computed: Decimal | None
    exact_score: Fraction | None
    origin: Origin

    @property
    def derivation(self) -> Derivation:
        return self.origin.derivation()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The outcome of a system.

    `total` is None while something is missing; `full` is the weight of the top level, `excluded` what was
    taken out of it; `partial_total` is the unscaled sum of the leaf scores that exist.
    """

    outcomes: Mapping[str, Outcome]
    total: Decimal | None
    grade: str | None
    partial_total: Decimal
    full: Decimal
    excluded: Decimal
    origin: Origin

    @property
    def derivation(self) -> Derivation:
        """How the total comes from the top level."""
        return self.origin.derivation()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A leaf that was scored by its rule."""

    indicator: Indicator
    working: Working
    score: Fraction

    def derivation(self) -> Derivation:
        return telling.scored(self.indicator, self.working, self.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscored:
    """A leaf without a score, and why."""

    indicator: Indicator
    reason: str

    def derivation(self) -> Derivation:
        return telling.unscored(self.indicator, self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A leaf that is not applicable; `score` is None where its weight is taken out."""

    indicator: Indicator
    score: Fraction | None

    def derivation(self) -> Derivation:
        return telling.waived(self.indicator, self.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """A leaf with an evaluator's own score beside the computed outcome."""

    indicator: Indicator
    score: Fraction
    reason: str
    computed: Outcome

    def derivation(self) -> Derivation:
        beside = self.computed.derivation
        return telling.overridden(self.score, self.reason, beside, self.computed.exact_score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """A branch, or the top level: its children, the sum, and the weight that was taken out."""

    children: tuple[tuple[Indicator, Outcome], ...]
    total: Fraction | None
    full: Fraction
    excluded: Fraction = Fraction(0)

    def derivation(self) -> Derivation:
        children = tuple(
            telling.Child(
                label=f"{indicator.code} {indicator.name}".strip(),
                score=outcome.exact_score,
                excluded=outcome.status is Status.NOT_APPLICABLE,
            )
            for indicator, outcome in self.children
        )
        return telling.summed(children, self.total, self.full, self.excluded)
