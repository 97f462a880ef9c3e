"""How evaluators write numbers: 1,367.75 · 85.83% · 4.17个百分点 · 两位小数，四舍五入."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from indicators.scoring.figures import HUNDRED, Mode, Places

PERCENT = ("%", "％")
_SHOWN = 12
_CUT = 4
_LEAST = 40
_MODES = {Mode.HALF_UP: "四舍五入", Mode.HALF_EVEN: "四舍六入五成双", Mode.DOWN: "截尾"}
_COUNTS = "零一两三四五六七八九十"


def number(value: Fraction) -> str:
    """Digits with thousands separators; what does not end within twelve decimals is cut and ends in `…`."""
    return _digits(*value.as_integer_ratio())


@lru_cache(maxsize=4096)
def _digits(top: int, bottom: int) -> str:
    """The same weights, shares and targets are written again and again."""
    sign = "−" if top < 0 else ""
    if bottom == 1:
        return f"{sign}{abs(top):,}"
    whole, rest = divmod(abs(top), bottom)
    scaled, more = divmod(rest * 10**_SHOWN, bottom)
    digits = _cut(rest, bottom, small=not whole) if more else f"{scaled:0{_SHOWN}d}".rstrip("0")
    return f"{sign}{whole:,}.{digits}"


def _cut(rest: int, bottom: int, *, small: bool) -> str:
    """Four decimals and `…`; more where these would all be zero, so that a little is not nothing."""
    places = _CUT
    while small and rest * 10 ** (places - 1) < bottom and places < _LEAST:
        places += 1
    return f"{rest * 10**places // bottom:0{places}d}…"


def term(value: Fraction, unit: str) -> str:
    """A number inside a formula: only the percent sign is written there."""
    return number(value) + "%" if unit in PERCENT else number(value)


def quantity(value: Fraction, unit: str) -> str:
    """A number with its unit: 85.83%, 200万件."""
    return number(value) + ("%" if unit in PERCENT else unit)


def difference(value: Fraction, unit: str) -> str:
    """A difference with its unit: 4.17个百分点, 2万件."""
    return number(value) + ("个百分点" if unit in PERCENT else unit)


def share(value: Fraction) -> str:
    """A share of one as percent: 0.025 is 2.5%."""
    return number(value * HUNDRED) + "%"


def places(value: Places) -> str:
    """The rounding in words: 两位小数，四舍五入."""
    if not value.decimals:
        return f"取整数，{_MODES[value.mode]}"
    count = _COUNTS[value.decimals] if value.decimals < len(_COUNTS) else str(value.decimals)
    return f"{count}位小数，{_MODES[value.mode]}"
