"""From which sum of leaf scores on a grade holds, exactly: scaling and rounding of the total undone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from indicators.scoring.figures import ZERO, AppliesTo, Mode, Places, Rounding, decimal
from indicators.scoring.outcomes import Result
from indicators.scoring.system import Grade, System

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Where something begins: at `at` itself, or, without `inclusive`, only above it."""

    at: Fraction
    inclusive: bool

    def is_reached(self, points: Fraction) -> bool:
        return points > self.at or (self.inclusive and points == self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The next grade above or below, and the bound on the unrounded total that parts it from the present one.

    `minimum` is that bound as the grade scheme says it; `grade` is None below every grade.
    """

    grade: str | None
    minimum: Decimal
    bound: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How the sum of the leaf scores becomes the printed total: scaled back to `full`, then rounded.

    Without excluded weight the total is the sum itself, not rounded.
    """

    full: Fraction
    excluded: Fraction
    rounding: Rounding
    grades: tuple[Grade, ...]

    @classmethod
    def of(cls, system: System, result: Result) -> Scale:
        return cls(
            full=Fraction(result.full),
            excluded=Fraction(result.excluded),
            rounding=system.rounding,
            grades=system.grades,
        )

    @property
    def factor(self) -> Fraction:
        """By what the sum is multiplied; there is always weight left where there is a total."""
        return self.full / (self.full - self.excluded) if self.excluded else Fraction(1)

    def total(self, points: Fraction) -> Decimal:
        """The total as printed."""
        if not self.excluded:
            return decimal(points)
        return decimal(self.rounding.round_score(points * self.factor, self.full))

    def bound(self, minimum: Decimal) -> Bound:
        """From which unrounded total on the printed one is at least `minimum`."""
        least = Fraction(minimum)
        if not self.excluded:
            return Bound(at=least, inclusive=True)
        if self.rounding.applies_to is AppliesTo.SCORE:
            return least_rounded(self.rounding.score, least)
        # full − round(full − x) ≥ m  ⇔  round(x − full) ≥ m − full: rounding is symmetric about zero
        shifted = least_rounded(self.rounding.score, least - self.full)
        return Bound(at=shifted.at + self.full, inclusive=shifted.inclusive)

    def points(self, bound: Bound) -> Bound:
        """A bound on the unrounded total as one on the sum of the leaf scores."""
        return Bound(at=bound.at / self.factor, inclusive=bound.inclusive)

    def above(self, unrounded: Fraction) -> Neighbour | None:
        """The grade that the next bound gives; where rounding lets several bounds coincide, the highest."""
        ahead = [(grade, self.bound(grade.minimum)) for grade in self.grades]
        ahead = [(grade, bound) for grade, bound in ahead if not bound.is_reached(unrounded)]
        if not ahead:
            return None
        nearest = ahead[-1][1]
        grade = next(grade for grade, bound in ahead if bound == nearest)
        return Neighbour(grade=grade.grade, minimum=grade.minimum, bound=nearest)

    def below(self, unrounded: Fraction) -> Neighbour | None:
        """The grade under the present one's bound; None where there is no grade to lose."""
        behind = [(grade, self.bound(grade.minimum)) for grade in self.grades]
        behind = [(grade, bound) for grade, bound in behind if bound.is_reached(unrounded)]
        if not behind:
            return None
        present, own = behind[0]
        lower = next((grade.grade for grade, bound in behind if bound != own), None)
        return Neighbour(grade=lower, minimum=present.minimum, bound=own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a system with a total stands: the sum of its leaf scores, and the grades on both sides.

    `most` is the sum that full scores give: the leaves' weights, even where a branch's own weight differs.
    """

    result: Result
    scale: Scale
    points: Fraction
    most: Fraction
    above: Neighbour | None
    below: Neighbour | None

    @classmethod
    def of(cls, system: System, result: Result) -> Stand:
        scale = Scale.of(system, result)
        points = Fraction(result.partial_total)
        unrounded = points * scale.factor
        above, below = scale.above(unrounded), scale.below(unrounded)
        scored = (one for one in system.indicators if one.is_leaf and _has_score(result, one.code))
        most = sum((one.exact_weight for one in scored), ZERO)
        return cls(result=result, scale=scale, points=points, most=most, above=above, below=below)

    def score(self, code: str) -> Fraction | None:
        return self.result.outcomes[code].exact_score


def _has_score(result: Result, code: str) -> bool:
    return result.outcomes[code].exact_score is not None


def least_rounded(places: Places, least: Fraction) -> Bound:
    """The numbers that round to at least `least` begin here."""
    shift = 10**places.decimals
    whole = ceil(least * shift)
    at = whole - _OFFSETS[places.mode](whole)
    return Bound(at=Fraction(at) / shift, inclusive=_holds_at(places.mode, whole))


def _half(_whole: int) -> Fraction:
    return _HALF


def _cut(whole: int) -> Fraction:
    """Cutting moves towards zero: up to a positive number nothing comes, down to another one a whole unit."""
    return ZERO if whole > 0 else Fraction(1)


_OFFSETS = {Mode.HALF_UP: _half, Mode.HALF_EVEN: _half, Mode.DOWN: _cut}


def _holds_at(mode: Mode, whole: int) -> bool:
    """Whether the number just at the bound is rounded up to `whole` and not away from it."""
    if mode is Mode.HALF_EVEN:
        return whole % 2 == 0
    return whole > 0
