"""A weight split into parts that add up to it exactly, by largest remainder."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import MAX_PREC, Context, Decimal
from fractions import Fraction

_EXACT = Context(prec=MAX_PREC)


class NotDivisible(ValueError):
    """The weight cannot be split so; says why, in Chinese."""


def split(total: Decimal, parts: Sequence[Decimal | Fraction], decimals: int) -> tuple[Decimal, ...]:
    """`total` in the proportion of `parts`, each of at most `decimals` decimals; they add up to it exactly.

    What rounding down leaves over goes to the largest remainders; of equal ones, to the last. Raises
    NotDivisible where `total` itself has more decimals, where a part is negative, or where all are zero.
    """
    ratios = [Fraction(part) for part in parts]
    if any(ratio < 0 for ratio in ratios):
        raise NotDivisible("权重不能是负数。")
    whole = sum(ratios)
    if not whole:
        raise NotDivisible("各项都是0，无法按比例分配；可以改用平均分配。")
    units = Fraction(total) * 10**decimals
    if units.denominator != 1:
        raise NotDivisible(f"要分配的权重{total:f}超过{decimals}位小数，分不尽；请多取几位小数。")
    exact = [units * ratio / whole for ratio in ratios]
    floors = [amount.numerator // amount.denominator for amount in exact]
    left = int(units) - sum(floors)
    by_rest = sorted(range(len(exact)), key=lambda at: (exact[at] - floors[at], at), reverse=True)
    for at in by_rest[:left]:
        floors[at] += 1
    return tuple(Decimal(number).scaleb(-decimals, _EXACT) for number in floors)


def equal(total: Decimal, count: int, decimals: int) -> tuple[Decimal, ...]:
    """`total` in `count` equal parts; where it does not come out even, the last ones take the rest."""
    return split(total, [Fraction(1)] * count, decimals)


def means(opinions: Sequence[Sequence[Decimal]]) -> tuple[Fraction, ...]:
    """The arithmetic mean of each place over all opinions, exactly. There must be one opinion at least."""
    return tuple(
        sum(map(Fraction, column), Fraction(0)) / len(opinions) for column in zip(*opinions, strict=True)
    )
