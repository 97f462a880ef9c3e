"""Exact numbers: JSON numbers in, fractions while computing, decimals out; rounded only where it is named."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

MAX_DIGITS = 40
"""Digits before and after the point that a number of a dossier may have; public money needs about 15."""

MAX_BITS = 4096
"""Size that the result of an expression may reach; beyond it nothing sensible was entered."""

ZERO = Fraction(0)
ONE = Fraction(1)
HUNDRED = Fraction(100)

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_LARGEST = 10**MAX_DIGITS


class Mode(StrEnum):
    """How a number is rounded; all are symmetric about zero."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"


class AppliesTo(StrEnum):
    """Whether the score itself is rounded or what is deducted from the weight."""

    SCORE = "score"
    DEDUCTION = "deduction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Decimal places and the way to get there."""

    decimals: int = 2
    mode: Mode = Mode.HALF_UP

    def round(self, number: Fraction) -> Fraction:
        shift = 10**self.decimals
        if not shift % number.denominator:
            return number
        whole, rest = divmod(abs(number.numerator) * shift, number.denominator)
        twice = rest * 2
        if self.mode is Mode.HALF_UP:
            whole += twice >= number.denominator
        elif self.mode is Mode.HALF_EVEN:
            whole += twice > number.denominator or (twice == number.denominator and whole % 2 == 1)
        return Fraction(whole if number.numerator >= 0 else -whole, shift)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """The conventions of an evaluation or of one indicator."""

    value: Places = Places()
    score: Places = Places()
    applies_to: AppliesTo = AppliesTo.SCORE

    def round_score(self, raw: Fraction, weight: Fraction) -> Fraction:
        """The raw score rounded, or the weight less the rounded deduction."""
        if self.applies_to is AppliesTo.SCORE:
            return self.score.round(raw)
        return weight - self.score.round(weight - raw)


def exact(value: object) -> Fraction:
    """The number as a fraction; ValueError with a Chinese message if it is none, or an absurd one."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueError(f"应为数值，现为{kind_of(value)}")  # noqa: TRY004 - a fault of the file, not of the caller
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("应为有限的数值")
        _, digits, exponent = value.as_tuple()
        if int(exponent) < -MAX_DIGITS or len(digits) + int(exponent) > MAX_DIGITS:
            raise ValueError(_ABSURD)
        return Fraction(value)
    if not -_LARGEST < value < _LARGEST:
        raise ValueError(_ABSURD)
    return Fraction(value)


_ABSURD = f"数值过大或小数过长，小数点前后最多各{MAX_DIGITS}位"
_KINDS = (
    (bool, "是/否"),
    (str, "文字"),
    (float, "二进制浮点数"),
    (list, "列表"),
    (tuple, "列表"),
    (dict, "对象"),
)


def parsed(text: str) -> Fraction:
    """The number written in `text`; ValueError with a Chinese message if it is an absurd one."""
    try:
        return exact(Decimal(text))
    except InvalidOperation:
        raise ValueError(_ABSURD) from None


def kind_of(value: object) -> str:
    """The type of a JSON value in Chinese."""
    if value is None:
        return "空值"
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "数值")


def held(number: Fraction, weight: Fraction) -> Fraction:
    """The number held within [0, weight]."""
    if number.numerator < 0:
        return ZERO
    return weight if exceeds(number, weight) else number


def exceeds(number: Fraction, bound: Fraction) -> bool:
    """number > bound, several times faster than by Fraction's own operator."""
    top, bottom = number.as_integer_ratio()
    bound_top, bound_bottom = bound.as_integer_ratio()
    return top * bound_bottom > bound_top * bottom


def decimal(number: Fraction) -> Decimal:
    """A fraction that has finitely many decimals, as that decimal."""
    places, shift = 0, 1
    while shift % number.denominator:
        places, shift = places + 1, shift * 10
    return Decimal(number.numerator * (shift // number.denominator)).scaleb(-places, _EXACT)


def plain(number: Decimal) -> str:
    """Digits without exponent and without trailing zeros: 1E+2 is `100`, 4.50 is `4.5`."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
