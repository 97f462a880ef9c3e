"""样本量: how many have to be asked, how they are spread over groups, and who is drawn by lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

Z_VALUES: Mapping[int, Decimal] = {90: Decimal("1.645"), 95: Decimal("1.960"), 99: Decimal("2.576")}
"""By confidence in percent."""
HALF = Decimal(50)
"""The expected share, in percent, that asks for the largest sample: nothing is known before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample size and how it came about; `unlimited` is n0, before the population is seen to be finite."""

    z: Decimal
    population: int | None
    margin: Decimal
    share: Decimal
    unlimited: Fraction
    size: int

    @property
    def unlimited_text(self) -> str:
        """n0 with two decimals."""
        exact = Decimal(self.unlimited.numerator) / Decimal(self.unlimited.denominator)
        return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def required(*, population: int | None, confidence: int, margin: Decimal, share: Decimal = HALF) -> Sample:
    """How many valid sheets are needed: n0 = z²p(1−p)/e², then n = n0/(1+(n0−1)/N), rounded up.

    `population` None is one too large to be counted; `confidence` is a key of Z_VALUES; `margin` (e) and
    `share` (p) are in percent, over 0 and below 100. Raises ValueError outside of these.
    """
    if confidence not in Z_VALUES or not 0 < margin < 100 or not 0 < share < 100:
        raise ValueError("confidence 90, 95 or 99; margin and share between 0 and 100")
    if population is not None and population < 1:
        raise ValueError("a population has somebody")
    z, e, p = Fraction(Z_VALUES[confidence]), Fraction(margin) / 100, Fraction(share) / 100
    unlimited = z * z * p * (1 - p) / (e * e)
    exact = unlimited if population is None else unlimited / (1 + (unlimited - 1) / population)
    return Sample(
        z=Z_VALUES[confidence],
        population=population,
        margin=margin,
        share=share,
        unlimited=unlimited,
        size=-(-exact.numerator // exact.denominator),
    )


def spread(total: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """`total` in proportion to `sizes`, adding up to it exactly: 最大余数法, of equal ones the larger, first.

    Raises ValueError where nobody is in any group.
    """
    whole = sum(sizes)
    if whole < 1 or min(sizes) < 0 or total < 0:
        raise ValueError("groups have people, a total is not negative")
    parts = [total * size // whole for size in sizes]
    order = sorted(range(len(sizes)), key=lambda at: (-(total * sizes[at] % whole), -sizes[at], at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


def draw(total: int, count: int, seed: int) -> tuple[int, ...]:
    """`count` places of 0 … `total` − 1 in the order in which the lot of this seed draws them.

    A lot is drawn for every place with `Random(seed).random()`, the only sequence that Python promises to
    keep; the lowest lots win. So the same seed gives the same draw, and a larger one begins with it.
    """
    if not 0 <= count <= total:
        raise ValueError("no more can be drawn than there are")
    lots = Random(seed)  # noqa: S311 - repeatable by design
    drawn = sorted((lots.random(), place) for place in range(total))
    return tuple(place for _, place in drawn[:count])
