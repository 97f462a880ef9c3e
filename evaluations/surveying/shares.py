"""Shares in percent that add up to 100.00 where each sheet counts in one part: 最大余数法."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

DECIMALS = 2
WHOLE = 100 * 10**DECIMALS


def shares(counts: Sequence[int], base: int | None) -> tuple[Decimal | None, ...]:
    """The share of each count in `base`, in percent with two decimals; None without a base.

    Where the counts add up to the base (a single choice), so do the shares to 100.00: what rounding down
    leaves over goes to the largest remainders, of equal ones to the larger count, then to the first. Else
    each is rounded half up by itself (multiple choice, or sheets without an answer to this question).
    """
    if not base:
        return tuple(None for _ in counts)
    if sum(counts) != base or any(count < 0 for count in counts):
        return tuple(share(count, base) for count in counts)
    exact = [Fraction(count * WHOLE, base) for count in counts]
    floors = [one.numerator // one.denominator for one in exact]
    order = sorted(range(len(counts)), key=lambda at: (floors[at] - exact[at], -counts[at], at))
    for at in order[: WHOLE - sum(floors)]:
        floors[at] += 1
    return tuple(Decimal(units).scaleb(-DECIMALS) for units in floors)


def share(count: int, base: int) -> Decimal:
    """One share by itself, rounded half up."""
    exact = Decimal(count) * 100 / Decimal(base)
    return exact.quantize(Decimal(1).scaleb(-DECIMALS), ROUND_HALF_UP)


# Questions ----------------------------------------------------------------------------------------

SEVERAL = ("multiple", "text")
"""Types of questions of which one sheet may stand in several parts: choices, or themes of an open answer."""


def base_of(
    kind: str,
    counts: Sequence[int | None],
    *,
    answered: int | None = None,
    valid: int | None = None,
    returned: int | None = None,
) -> int | None:
    """Of how many sheets the shares of a question are: 本题有效填写人次, else 有效, else 回收.

    Where none is known it is the sum of the counts, unless one sheet may stand in several.
    """
    known = next((one for one in (answered, valid, returned) if one is not None), None)
    if known is not None or kind in SEVERAL:
        return known
    return total_of(counts)


def total_of(counts: Sequence[int | None]) -> int | None:
    """All of them together; None without any, or while one is not known."""
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def shares_of(kind: str, counts: Sequence[int | None], base: int | None) -> tuple[Decimal | None, ...]:
    """The shares of a question's options in their order; an unknown count has none."""
    if kind not in SEVERAL and total_of(counts) == base:
        return shares([count or 0 for count in counts], base)
    return tuple(None if count is None or not base else share(count, base) for count in counts)


def adds_up(kind: str, counts: Sequence[int | None], base: int | None) -> bool:
    """Whether the shares add up to 100.00."""
    return bool(base) and kind not in SEVERAL and total_of(counts) == base
