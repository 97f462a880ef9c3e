"""满意度 from counts: the share of satisfied answers, and the mean of the choices' scores (100/75/50/25/0).

Exact fractions in percent or points; `figure` rounds once, to two decimals. Who ticked 不了解 (aside)
has not said how satisfied they are, so both formulas leave them out of their base.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Protocol

_CENT = Decimal("0.01")
_EXACT = Context(prec=200)


class Tally(Protocol):
    """A choice with how many took it: a row, a part of a dossier, or what was counted just now."""

    @property
    def label(self) -> str: ...
    @property
    def count(self) -> int | None: ...
    @property
    def score(self) -> Decimal | None: ...
    @property
    def satisfied(self) -> bool: ...
    @property
    def aside(self) -> bool: ...


def judging(tallies: Iterable[Tally]) -> list[Tally]:
    """The choices that say how satisfied one is."""
    return [one for one in tallies if not one.aside]


def base(tallies: Iterable[Tally]) -> int | None:
    """How many sheets both formulas divide by; None while a count is not known, or where there is none."""
    counts = [one.count for one in judging(tallies)]
    known = [count for count in counts if count is not None]
    return sum(known) or None if len(known) == len(counts) else None


def top_share(tallies: Iterable[Tally]) -> Fraction | None:
    """满意占比 in percent: satisfied ÷ all that judge; None where no choice is called satisfied."""
    judged = judging(tallies)
    whole = base(judged)
    if whole is None or not any(one.satisfied for one in judged):
        return None
    return Fraction(100 * sum(one.count or 0 for one in judged if one.satisfied), whole)


def weighted(tallies: Iterable[Tally]) -> Fraction | None:
    """加权得分 in points: Σ count × score ÷ all that judge; None where a choice that counts has no score."""
    judged = judging(tallies)
    whole = base(judged)
    if whole is None or any(one.score is None for one in judged):
        return None
    return sum((Fraction(one.score or 0) * (one.count or 0) for one in judged), Fraction()) / whole


def mean(values: Iterable[Fraction | None]) -> Fraction | None:
    """Of several questions: each counts the same; one that cannot be said is left out."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction()) / len(known) if known else None


def figure(value: Fraction | None) -> Decimal | None:
    """As it is printed and bound: two decimals, half up."""
    if value is None:
        return None
    return _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator)).quantize(_CENT, ROUND_HALF_UP)


# In words -----------------------------------------------------------------------------------------


def told_top(tallies: Sequence[Tally]) -> str:
    """（很满意32 + 基本满意68）÷ 120; empty where it cannot be said."""
    if top_share(tallies) is None:
        return ""
    parts = " + ".join(f"{one.label}{one.count}" for one in judging(tallies) if one.satisfied)
    return f"（{parts}）÷ {base(tallies)}"


def told_weighted(tallies: Sequence[Tally]) -> str:
    """（很满意32 × 100 + 基本满意68 × 75 + …）÷ 120; empty where it cannot be said."""
    if weighted(tallies) is None:
        return ""
    parts = " + ".join(f"{one.label}{one.count} × {_plain(one.score)}" for one in judging(tallies))
    return f"（{parts}）÷ {base(tallies)}"


def _plain(score: Decimal | None) -> str:
    text = f"{score or Decimal(0):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
