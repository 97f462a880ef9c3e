"""How a rule's score moves with the business value, exactly: bends, jumps, and the pieces between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from indicators.scoring.figures import HUNDRED, ONE, ZERO
from indicators.scoring.kinds.base import Case, Measured, Rule
from indicators.scoring.kinds.levels import Bands, Graded, Operator, PassFail, Scale
from indicators.scoring.kinds.linear import Counting, Deviation, Direction, Linear
from indicators.scoring.kinds.points import Checklist, Judged
from indicators.scoring.kinds.ratios import CountBonus, Interpolation, Proportional, Side
from indicators.scoring.statuses import Failure
from indicators.scoring.system import Indicator
from indicators.scoring.wording import PERCENT

Spot = tuple[Fraction, Fraction]
"""A business value and the score before rounding."""

MAX_TURNS = 60
_BENT = 24
"""Samples of a piece that is not straight."""
_CLOSE = Fraction(1, 1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """`pieces` are unbroken lines from left to right; `turns` the values at which the rule changes its mind.

    `spots` are single scores that lie on no piece: a bound that belongs to neither side.
    """

    pieces: tuple[tuple[Spot, ...], ...]
    spots: tuple[Spot, ...]
    turns: tuple[Fraction, ...]
    low: Fraction
    high: Fraction


def curve(indicator: Indicator, at: Fraction | None = None) -> Curve | None:
    """The score over the business value, wide enough to show `at`; None where the rule has no such curve."""
    rule = indicator.rule
    if rule is None or not indicator.exact_weight or not set(rule.names()) <= set(indicator.inputs):
        return None
    case = Case(
        weight=indicator.exact_weight,
        inputs=indicator.inputs,
        rounding=indicator.rounding,
        unit=indicator.unit if rule.in_unit else "",
    )
    try:
        turns = sorted(set(_turns(rule, case)))[:MAX_TURNS]
    except Failure:
        return None
    if not turns:
        return None
    low, high = _range(turns, at, case.unit)
    if isinstance(rule, (Judged, Graded)):
        low, high = turns[0], turns[-1]
    marks = [low, *(turn for turn in turns if low < turn < high), high]
    return Curve(
        pieces=tuple(_joined(rule, case, marks)),
        spots=tuple(_lonely(rule, case, marks)),
        turns=tuple(turns),
        low=low,
        high=high,
    )


# Where the rule changes its mind ------------------------------------------------------------------


def _turns(rule: Rule, case: Case) -> Iterator[Fraction]:
    """The values at which the curve bends or jumps; none for a rule without a curve."""
    match rule:
        case Linear():
            yield from _turns_of_linear(rule, case)
        case Proportional():
            yield from _turns_of_proportion(rule, case)
        case Interpolation():
            yield from (rule.floor, rule.target.value(case.inputs))
        case Bands():
            yield from (bound for bound, _ in rule.bands)
        case PassFail(operator=Operator()):
            yield rule.target.value(case.inputs)
        case PassFail() | Graded(scale=Scale.NAMED) | Judged(experts=True):
            return
        case _:
            yield from _ends(rule, case)


def _ends(rule: Rule, case: Case) -> Iterator[Fraction]:
    """Where a straight line from nought begins and ends."""
    match rule:
        case CountBonus(points=points) if points:
            yield from (ZERO, (case.weight if rule.cap is None else min(rule.cap, case.weight)) / points)
        case Checklist() if rule.deduct.of(case.weight):
            yield from (ZERO, case.weight / rule.deduct.of(case.weight))
        case Graded():
            yield from (ZERO, HUNDRED)
        case Judged():
            yield from (ZERO, case.weight)


def _turns_of_linear(rule: Linear, case: Case) -> Iterator[Fraction]:
    target = rule.target.value(case.inputs)
    one = ONE if rule.deviation is Deviation.ABSOLUTE else abs(target) / HUNDRED
    sides = {Direction.HIGHER: (-1,), Direction.LOWER: (1,), Direction.BOTH: (-1, 1)}[rule.direction]
    yield target
    if rule.zero_below is not None:
        yield rule.zero_below
    cost = rule.deduct.of(case.weight)
    if not cost:
        return
    units = case.weight / cost
    steps = [units]
    if rule.counting is not Counting.CONTINUOUS:
        steps = [Fraction(step) for step in range(1, min(ceil(units), MAX_TURNS // 2) + 1)]
    for side in sides:
        if rule.tolerance:
            yield target + side * rule.tolerance * one
        yield from (target + side * step * rule.per * one for step in steps)


def _turns_of_proportion(rule: Proportional, case: Case) -> Iterator[Fraction]:
    target = rule.target.value(case.inputs)
    if rule.direction is Side.LOWER:
        yield from (target, target * 2)
    else:
        yield from (ZERO, target * min(rule.cap, ONE))


def _range(turns: list[Fraction], at: Fraction | None, unit: str) -> tuple[Fraction, Fraction]:
    """A little more than all turns and the marked value; neither under 0 nor over 100% for nothing."""
    shown = [*turns, *([] if at is None else [at])]
    low, high = min(shown), max(shown)
    room = (high - low) / 5 or abs(high) / 5 or ONE
    left = low - room
    if left < 0 <= low:
        left = ZERO
    right = high + room
    if unit in PERCENT and high <= HUNDRED < right:
        right = HUNDRED if high < HUNDRED else HUNDRED + room / 4
    return left, right


# Pieces -------------------------------------------------------------------------------------------


def score_at(rule: Rule, case: Case, value: Fraction) -> Fraction | None:
    """The score before rounding at a business value; None where the rule says nothing about it."""
    try:
        return rule.work(Measured(exact=value, value=value), case).held
    except Failure:
        return None


def _joined(rule: Rule, case: Case, marks: list[Fraction]) -> Iterator[tuple[Spot, ...]]:
    """The pieces between the marks, joined where there is no jump."""
    line: list[Spot] = []
    for left, right in pairwise(marks):
        piece = _piece(rule, case, left, right)
        if line and (not piece or line[-1] != piece[0]):
            yield tuple(line)
            line = []
        line += piece[1:] if line else piece
    if line:
        yield tuple(line)


def _piece(rule: Rule, case: Case, left: Fraction, right: Fraction) -> list[Spot]:
    """From one mark to the next: its ends as they are approached from inside."""
    near = (right - left) * _CLOSE
    inner = [left + near, right - near]
    if _is_bent(rule):
        inner[1:1] = [left + (right - left) * step / _BENT for step in range(1, _BENT)]
    found = [(value, score_at(rule, case, value)) for value in inner]
    line = [(value, score) for value, score in found if score is not None]
    if len(line) < len(found):
        return []
    line[0] = (left, _settled(rule, case, left, line[0][1]))
    line[-1] = (right, _settled(rule, case, right, line[-1][1]))
    return line


def _is_bent(rule: Rule) -> bool:
    return isinstance(rule, Proportional) and rule.direction is Side.LOWER


def _settled(rule: Rule, case: Case, mark: Fraction, beside: Fraction) -> Fraction:
    """The score at the mark where the curve runs into it, else the score just beside it."""
    there = score_at(rule, case, mark)
    if there is not None and abs(there - beside) <= case.weight / 1000:
        return there
    rough = case.weight / 10_000
    return Fraction(round(beside / rough)) * rough


def _lonely(rule: Rule, case: Case, marks: list[Fraction]) -> Iterator[Spot]:
    """Marks whose score lies on neither side."""
    for left, mark, right in zip(marks, marks[1:], marks[2:], strict=False):
        there = score_at(rule, case, mark)
        before, after = _piece(rule, case, left, mark), _piece(rule, case, mark, right)
        beside = {*(spot[1] for spot in before[-1:]), *(spot[1] for spot in after[:1])}
        if there is not None and there not in beside:
            yield mark, there
