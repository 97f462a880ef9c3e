"""Figures in the plain unit: 31.21万件 is 312100件, exactly; an input counted in 件 is not typed again."""

from __future__ import annotations

import re
from decimal import Context, Decimal

_EXACT = Context(prec=200)
_MULTIPLES = {"万": 4, "百万": 6, "千万": 7, "亿": 8}
_UNIT = re.compile(r"(百万|千万|万|亿)(?!分)(.{1,20})")


def plain_unit(unit: str) -> tuple[int, str] | None:
    """The power of ten in a unit, and the unit without it: 万件 → (4, 件). None where it is plain already."""
    found = _UNIT.fullmatch(unit.strip())
    return None if found is None else (_MULTIPLES[found[1]], found[2])


def in_plain_unit(value: Decimal, power: int) -> Decimal:
    """The figure in the plain unit, without idle zeros behind the point."""
    scaled = _EXACT.scaleb(value, power)
    whole = scaled.to_integral_value()
    return _EXACT.quantize(whole, Decimal(1)) if scaled == whole else scaled
