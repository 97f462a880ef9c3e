"""How firmly a grade stands: distances of the total, of each leaf, of disputed scores, of weights.

Everything is exact and in closed form; nothing is scored again. The total as printed decides, so a bound on
it is traced back through rounding and scaling to the sum of the leaf scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from indicators.scoring.aggregation import grade_of
from indicators.scoring.figures import ZERO, AppliesTo, decimal
from indicators.scoring.outcomes import Result
from indicators.scoring.system import Indicator, System
from indicators.scoring.thresholds import Bound, Scale, Stand
from indicators.scoring.weights import WeightReach, weight_reaches


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """The change of the sum of the leaf scores that gives another grade.

    `points` is its size; without `inclusive` it takes more than that. `distance` is the same on the printed
    total: to the grade's minimum, or down to the present one's.
    """

    grade: str | None
    points: Fraction
    inclusive: bool
    distance: Decimal

    def least(self, step: Fraction) -> Fraction:
        """The smallest multiple of `step` that is enough."""
        count = ceil(self.points / step)
        return step * (count + (not self.inclusive and count * step == self.points))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The score of one leaf from which on the grade is another.

    `exact` is the bound, itself included or not; `score` the nearest score that the leaf's rounding can give.
    """

    grade: str | None
    exact: Fraction
    inclusive: bool
    score: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafReach:
    """What one leaf alone can do: the totals with nought and with its weight, and where the grade turns.

    `rise` and `fall` are None where it cannot. A leaf without a score, or a system without a total, has no
    figures at all.
    """

    code: str
    weight: Decimal
    score: Decimal | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    rise: Turn | None = None
    fall: Turn | None = None

    @property
    def can_turn(self) -> bool:
        return self.rise is not None or self.fall is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A leaf's score that is in dispute: it may come to anything from `low` to `high`."""

    code: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """One row of a tornado: the printed totals and grades at the low and at the high end."""

    codes: tuple[str, ...]
    lowest: Decimal
    highest: Decimal
    lowest_grade: str | None
    highest_grade: str | None

    @property
    def size(self) -> Decimal:
        return self.highest - self.lowest


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputes:
    """The disputed leaves by swing, the largest first, and all of them together.

    `grades` are all that any combination can give, the best first; None among them is below every grade.
    """

    rows: tuple[Swing, ...]
    together: Swing
    grades: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """All of it. Without a total: no `up`, `down`, `disputes`, and no leaf or weight has figures."""

    total: Decimal | None
    grade: str | None
    up: Tip | None
    down: Tip | None
    leaves: tuple[LeafReach, ...]
    weights: tuple[WeightReach, ...]
    disputes: Disputes | None

    def leaf(self, code: str) -> LeafReach:
        return next(leaf for leaf in self.leaves if leaf.code == code)


def analyse(system: System, result: Result, disputed: Iterable[Disputed] = ()) -> Sensitivity:
    """The sensitivity of a scored system."""
    leaves = [indicator for indicator in system.indicators if indicator.is_leaf]
    if result.total is None:
        return Sensitivity(
            total=None,
            grade=None,
            up=None,
            down=None,
            leaves=tuple(LeafReach(code=leaf.code, weight=leaf.weight) for leaf in leaves),
            weights=tuple(WeightReach(code=one.code, weight=one.weight) for one in system.indicators),
            disputes=None,
        )
    stand = Stand.of(system, result)
    up, down = _tips(stand)
    return Sensitivity(
        total=result.total,
        grade=result.grade,
        up=up,
        down=down,
        leaves=tuple(_leaf(leaf, stand, up, down) for leaf in leaves),
        weights=tuple(weight_reaches(system, stand)),
        disputes=_disputes(stand, list(disputed)),
    )


def _tips(stand: Stand) -> tuple[Tip | None, Tip | None]:
    """How much the sum has to rise or fall; None where no scores within their weights could do it."""
    total = stand.scale.total(stand.points)
    up = down = None
    if stand.above and (bound := stand.scale.points(stand.above.bound)).is_reached(stand.most):
        up = Tip(
            grade=stand.above.grade,
            points=bound.at - stand.points,
            inclusive=bound.inclusive,
            distance=stand.above.minimum - total,
        )
    if stand.below and not (bound := stand.scale.points(stand.below.bound)).is_reached(ZERO):
        down = Tip(
            grade=stand.below.grade,
            points=stand.points - bound.at,
            inclusive=not bound.inclusive,
            distance=total - stand.below.minimum,
        )
    return up, down


def _swing(stand: Stand, codes: Sequence[str], fall: Fraction, rise: Fraction) -> Swing:
    lowest, highest = stand.scale.total(stand.points - fall), stand.scale.total(stand.points + rise)
    return Swing(
        codes=tuple(codes),
        lowest=lowest,
        highest=highest,
        lowest_grade=grade_of(stand.scale.grades, lowest),
        highest_grade=grade_of(stand.scale.grades, highest),
    )


# Leaves -------------------------------------------------------------------------------------------


def _leaf(leaf: Indicator, stand: Stand, up: Tip | None, down: Tip | None) -> LeafReach:
    score = stand.score(leaf.code)
    if score is None:
        return LeafReach(code=leaf.code, weight=leaf.weight)
    room = leaf.exact_weight - score
    return LeafReach(
        code=leaf.code,
        weight=leaf.weight,
        score=decimal(score),
        lowest=stand.scale.total(stand.points - score),
        highest=stand.scale.total(stand.points + room),
        rise=_rise(leaf, score, up) if up and _fits(up, room) else None,
        fall=_fall(leaf, score, down) if down and _fits(down, score) else None,
    )


def _fits(tip: Tip, room: Fraction) -> bool:
    return tip.points < room or (tip.inclusive and tip.points == room)


def _rise(leaf: Indicator, score: Fraction, tip: Tip) -> Turn:
    exact = score + tip.points
    places, start = _grid(leaf)
    count = ceil((exact - start) * places)
    count += not tip.inclusive and start + Fraction(count, places) == exact
    nearest = min(start + Fraction(count, places), leaf.exact_weight)
    return Turn(grade=tip.grade, exact=exact, inclusive=tip.inclusive, score=decimal(nearest))


def _fall(leaf: Indicator, score: Fraction, tip: Tip) -> Turn:
    exact = score - tip.points
    places, start = _grid(leaf)
    count = floor((exact - start) * places)
    count -= not tip.inclusive and start + Fraction(count, places) == exact
    nearest = max(start + Fraction(count, places), ZERO)
    return Turn(grade=tip.grade, exact=exact, inclusive=tip.inclusive, score=decimal(nearest))


def _grid(leaf: Indicator) -> tuple[int, Fraction]:
    """Scores are `start` plus whole numbers of 1/places: from nought, or from the weight downwards."""
    is_deducted = leaf.rounding.applies_to is AppliesTo.DEDUCTION
    return 10**leaf.rounding.score.decimals, leaf.exact_weight if is_deducted else ZERO


# Disputes -----------------------------------------------------------------------------------------


def _disputes(stand: Stand, disputed: Sequence[Disputed]) -> Disputes | None:
    """Those that have a score; the present score always counts as possible."""
    counted = [one for one in disputed if stand.score(one.code) is not None]
    if not counted:
        return None
    spans = [_span(one, stand.score(one.code) or ZERO) for one in counted]
    rows = [_swing(stand, (one.code,), *span) for one, span in zip(counted, spans, strict=True)]
    rows.sort(key=lambda row: row.size, reverse=True)
    fall, rise = (sum(ends, ZERO) for ends in zip(*spans, strict=True))
    return Disputes(
        rows=tuple(rows),
        together=_swing(stand, [row.codes[0] for row in rows], fall, rise),
        grades=_grades_between(stand.scale, stand.points - fall, stand.points + rise),
    )


def _span(one: Disputed, score: Fraction) -> tuple[Fraction, Fraction]:
    """By how much the score may fall and rise."""
    return max(score - Fraction(one.low), ZERO), max(Fraction(one.high) - score, ZERO)


def _grades_between(scale: Scale, low: Fraction, high: Fraction) -> tuple[str | None, ...]:
    """The grades of all sums from `low` to `high`, the best first; not one that rounding leaves no room."""
    found: list[str | None] = []
    above: Bound | None = None
    for grade in scale.grades:
        bound = scale.points(scale.bound(grade.minimum))
        if bound != above and bound.is_reached(high) and not (above and above.is_reached(low)):
            found.append(grade.grade)
        above = bound
    if above is None or not above.is_reached(low):
        found.append(None)
    return tuple(found)
