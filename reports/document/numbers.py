"""How numbers are written in a report: thousands commas, fixed decimals, a full dash for a gap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evaluations.dossier import Dossier, RoundingStep
from indicators.scoring.figures import Mode, Places, decimal

DASH = "—"
PERCENT = "%"
DEFAULT = Places(decimals=2, mode=Mode.HALF_UP)


def places(*steps: RoundingStep | None) -> Places:
    """A dossier's rounding; what a later step leaves open is as in the one before it, at last 2, half_up."""
    decimals, mode = DEFAULT.decimals, DEFAULT.mode
    for step in steps:
        if step is not None:
            decimals = decimals if step.decimals is None else step.decimals
            mode = mode if step.mode is None else Mode(step.mode)
    return Places(decimals=decimals, mode=mode)


def value_rounding(dossier: Dossier) -> RoundingStep | None:
    """How the dossier rounds values, and with them the rates that a report works out."""
    return dossier.rounding.value if dossier.rounding else None


def ratio(part: Decimal | int | None, whole: Decimal | int | None, rounding: Places) -> Decimal | None:
    """part ÷ whole in percent, rounded once; None where one of them is not known or the whole is zero."""
    if part is None or not whole:
        return None
    return decimal(rounding.round(Fraction(part) * 100 / Fraction(whole)))


def decimals_of(numbers: Iterable[Decimal | None]) -> int:
    """The decimals that a column needs so that none of its numbers loses a digit."""
    needed = 0
    for number in numbers:
        if number is not None:
            needed = max(needed, -int(number.normalize().as_tuple().exponent))
    return needed


def written(number: Decimal | int, decimals: int | None = None) -> str:
    """3141.13 → 3,141.13; with `decimals` at least that many (110 → 110.00), else only those it has.

    A digit is never cut: a number with more decimals than asked for keeps them.
    """
    exact = Decimal(number)
    shown = max(decimals or 0, decimals_of([exact]))
    return f"{exact:,.{shown}f}".replace("-", "−")


def shown(value: Any) -> str:
    """A value of an open kind as it is written: 是, 3,141.13, 甲、乙; a gap is a dash."""
    match value:
        case None:
            return DASH
        case bool():
            return "是" if value else "否"
        case Decimal() | int():
            return written(value)
        case list() | tuple():
            return "、".join(shown(one) for one in value)
        case _:
            return str(value)


_DIGITS = "零一二三四五六七八九"
_UNITS = ("千", "百", "十", "")


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 105 → 一百零五, up to 9999: numbers of chapters and annexes."""
    figures = f"{number:04d}"
    said = "".join(
        "零" if figure == "0" else _DIGITS[int(figure)] + unit
        for figure, unit in zip(figures, _UNITS, strict=True)
    )
    return re.sub("零+", "零", said).strip("零").removeprefix("一" if said.startswith("零零一十") else "")
