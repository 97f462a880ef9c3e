"""Analytic hierarchy process (层次分析法): pairs compared on the scale 1 to 9 → weights, consistency.

Weights are the normalised geometric means of the rows (方根法): for three things they equal the principal
eigenvector, and taking the mean of the experts' matrices first or of their weights afterwards is the same.
Judgements are fractions; roots are taken with 50 decimal digits and results are given with 30 decimals, so
that a consistent matrix has exactly λmax = n. No binary floats. T. L. Saaty, The Analytic Hierarchy Process
(1980), for the scale, the index of consistency and the random indices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from math import prod

Pair = tuple[int, int]
Judgements = Mapping[Pair, Fraction]
"""How much more the first of a pair (the lower number) counts than the second: 1/9 to 9."""

LIMIT = Decimal("0.1")
"""From this ratio of consistency on, the judgements contradict each other too much."""

_PRINTED = "0 0 0.58 0.90 1.12 1.24 1.32 1.41 1.45 1.49 1.51 1.48 1.56 1.57 1.59"
RANDOM = tuple(Decimal(one) for one in _PRINTED.split(" "))
"""RI for 1, 2, 3, … things."""

MOST = len(RANDOM)
_PRECISE = Context(prec=50, rounding=ROUND_HALF_EVEN)
_SHOWN = Decimal(1).scaleb(-30)


class Incomplete(ValueError):
    """Some pairs have not been compared; `pairs` names them."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        super().__init__(f"还有{len(pairs)}对没有比较")
        self.pairs = tuple(pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What comes of a matrix of judgements: `weights` add up to 1 (to 30 decimals)."""

    weights: tuple[Decimal, ...]
    largest: Decimal
    """λmax, the largest eigenvalue, as the mean of (Aw)ᵢ/wᵢ."""
    index: Decimal
    """CI = (λmax − n) ÷ (n − 1)."""
    random: Decimal
    """RI."""
    ratio: Decimal
    """CR = CI ÷ RI; 0 for one or two things, which cannot contradict each other."""
    worst: Pair | None
    """The pair whose judgement lies farthest from the weights; None where all agree."""
    suggested: Fraction | None
    """What the weights would have said for that pair, on the scale."""

    @property
    def is_consistent(self) -> bool:
        return self.ratio < LIMIT


def compare(count: int, judgements: Judgements) -> Comparison:
    """The weights of `count` things. Raises Incomplete, and ValueError beyond fifteen things."""
    if not 1 <= count <= MOST:
        raise ValueError(f"层次分析法一次最多比较{MOST}项，现有{count}项；请先分组。")
    pairs = list(combinations(range(count), 2))
    if missing := [pair for pair in pairs if pair not in judgements]:
        raise Incomplete(missing)
    matrix = [[_entry(judgements, row, column) for column in range(count)] for row in range(count)]
    with localcontext(_PRECISE):
        roots = [_root(prod(row, start=Fraction(1)), count) for row in matrix]
        whole = sum(sorted(roots), Decimal(0))
        weights = [root / whole for root in roots]
        largest = _largest(matrix, weights).quantize(_SHOWN)
        index = (largest - count) / (count - 1) if count > 1 else Decimal(0)
        random = RANDOM[count - 1]
        worst = max(pairs, key=lambda pair: _distance(judgements, weights, pair), default=None)
        if worst is not None and _distance(judgements, weights, worst).quantize(_SHOWN) == 1:
            worst = None
        return Comparison(
            weights=tuple(weight.quantize(_SHOWN) for weight in weights),
            largest=largest,
            index=index,
            random=random,
            ratio=index / random if random else Decimal(0),
            worst=worst,
            suggested=None if worst is None else _nearest(weights[worst[0]] / weights[worst[1]]),
        )


def aggregate(experts: Sequence[Judgements]) -> dict[Pair, Fraction]:
    """One matrix of several: each judgement the geometric mean of the experts', to 50 digits."""
    if len(experts) == 1:
        return dict(experts[0])
    with localcontext(_PRECISE):
        return {
            pair: Fraction(_root(prod((one[pair] for one in experts), start=Fraction(1)), len(experts)))
            for pair in experts[0]
            if all(pair in one for one in experts)
        }


def _entry(judgements: Judgements, row: int, column: int) -> Fraction:
    if row == column:
        return Fraction(1)
    return judgements[row, column] if row < column else 1 / judgements[column, row]


def _root(number: Fraction, degree: int) -> Decimal:
    value = _decimal(number)
    return value if degree == 1 or value == 1 else (value.ln() / degree).exp()


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _largest(matrix: Sequence[Sequence[Fraction]], weights: Sequence[Decimal]) -> Decimal:
    ratios = [
        sum(sorted(_decimal(entry) * weight for entry, weight in zip(row, weights, strict=True))) / own
        for row, own in zip(matrix, weights, strict=True)
    ]
    return sum(sorted(ratios), Decimal(0)) / len(ratios)


def _distance(judgements: Judgements, weights: Sequence[Decimal], pair: Pair) -> Decimal:
    """By which factor a judgement differs from the weights; 1 where they agree."""
    factor = _decimal(judgements[pair]) * weights[pair[1]] / weights[pair[0]]
    return max(factor, 1 / factor)


def _nearest(ratio: Decimal) -> Fraction:
    """The step of the scale that lies nearest."""
    steps = [Fraction(number) for number in range(1, 10)] + [Fraction(1, number) for number in range(2, 10)]
    return min(steps, key=lambda step: max(ratio / _decimal(step), _decimal(step) / ratio))
