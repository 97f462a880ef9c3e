"""Confidence intervals (置信区间) of shares and means, in exact decimals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

LEVELS: Mapping[int, Decimal] = {90: Decimal("1.645"), 95: Decimal("1.960"), 99: Decimal("2.576")}
"""z by confidence level in percent."""

LEVEL = 95
ENOUGH = 30
"""From so many answers on a mean is taken for normally distributed; below, Student's t says how wide."""
CENT = Decimal("0.01")
HUNDRED = Decimal(100)

_T: Mapping[int, tuple[str, ...]] = {
    90: (
        "6.314", "2.920", "2.353", "2.132", "2.015", "1.943", "1.895", "1.860", "1.833", "1.812",
        "1.796", "1.782", "1.771", "1.761", "1.753", "1.746", "1.740", "1.734", "1.729", "1.725",
        "1.721", "1.717", "1.714", "1.711", "1.708", "1.706", "1.703", "1.701", "1.699",
    ),
    95: (
        "12.706", "4.303", "3.182", "2.776", "2.571", "2.447", "2.365", "2.306", "2.262", "2.228",
        "2.201", "2.179", "2.160", "2.145", "2.131", "2.120", "2.110", "2.101", "2.093", "2.086",
        "2.080", "2.074", "2.069", "2.064", "2.060", "2.056", "2.052", "2.048", "2.045",
    ),
    99: (
        "63.657", "9.925", "5.841", "4.604", "4.032", "3.707", "3.499", "3.355", "3.250", "3.169",
        "3.106", "3.055", "3.012", "2.977", "2.947", "2.921", "2.898", "2.878", "2.861", "2.845",
        "2.831", "2.819", "2.807", "2.797", "2.787", "2.779", "2.771", "2.763", "2.756",
    ),
}  # fmt: skip
"""t by level, for 1 to 29 degrees of freedom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From `low` to `high`, in the unit of the figure, with two decimals."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        return f"{self.low}～{self.high}"


def of_share(part: int, base: int, *, level: int = LEVEL, population: int | None = None) -> Interval | None:
    """Wilson's interval of part ÷ base, in percent; None without a base.

    Of a known `population` the finite correction makes it narrower; it is a point where all were asked.
    """
    if not base:
        return None
    with localcontext() as context:
        context.prec = 40
        n, share = Decimal(base), Decimal(part) / Decimal(base)
        z2 = LEVELS[level] ** 2 * _correction(base, population)
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = (z2 * (share * (1 - share) / n + z2 / (4 * n * n))).sqrt() / (1 + z2 / n)
        return _rounded((middle - half) * 100, (middle + half) * 100, HUNDRED)


def of_mean(
    counts: Sequence[tuple[Decimal, int]],
    *,
    level: int = LEVEL,
    population: int | None = None,
    highest: Decimal | None = None,
) -> Interval | None:
    """The interval of a mean of values with their counts; None under two answers (样本过小).

    With `highest` the values lie from 0 to there, and so does the interval.
    """
    n = sum(count for _, count in counts)
    if n < 2:
        return None
    with localcontext() as context:
        context.prec = 40
        mean = sum((value * count for value, count in counts), Decimal(0)) / n
        squares = sum((count * (value - mean) ** 2 for value, count in counts), Decimal(0))
        variance = squares / (n - 1) / n * _correction(n, population)
        wide = LEVELS[level] if n >= ENOUGH else Decimal(_T[level][n - 2])
        half = wide * variance.sqrt()
        return _rounded(mean - half, mean + half, highest)


def joint(intervals: Sequence[Interval | None]) -> Interval | None:
    """The interval of the mean of several figures that the same people gave; None where one is missing.

    The mean of the bounds: never too narrow, however closely the answers go together.
    """
    known = [one for one in intervals if one is not None]
    if not known or len(known) < len(intervals):
        return None
    count = len(known)
    low, high = sum(one.low for one in known) / count, sum(one.high for one in known) / count
    return _rounded(Decimal(low), Decimal(high), None)


def _correction(n: int, population: int | None) -> Decimal:
    """(N − n) ÷ (N − 1): 1 where the population is unknown or smaller than the sample."""
    if population is None or population < n or population < 2:
        return Decimal(1)
    return Decimal(population - n) / Decimal(population - 1)


def _rounded(low: Decimal, high: Decimal, highest: Decimal | None) -> Interval:
    if highest is not None:
        low, high = max(low, Decimal(0)), min(high, highest)
    return Interval(low=low.quantize(CENT, ROUND_HALF_UP), high=high.quantize(CENT, ROUND_HALF_UP))
