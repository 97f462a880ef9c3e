"""What the grids of money share: columns of amounts, conversion between units, sums, rates."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any

from evaluations.grids.columns import Column, Kind
from evaluations.projects.figures import UNITS

EXACT = Context(prec=200)
UNIT = Column(
    key="unit",
    label="单位",
    kind=Kind.TEXT,
    width=56,
    longest=20,
    is_quiet=True,
    choices=tuple((unit, unit) for unit in UNITS),
)


def amount(key: str, label: str, **more: Any) -> Column:
    """A column of money in the row's own unit."""
    return Column(key=key, label=label, kind=Kind.FIGURE, is_scaled=True, places=2, width=90, **more)


def computed(key: str, label: str, formula: str, width: int = 90) -> Column:
    """A column that nobody types."""
    return Column(key=key, label=label, kind=Kind.FIGURE, is_computed=True, formula=formula, width=width)


def in_unit(value: Decimal | None, own: str, unit: str) -> Decimal | None:
    """A figure converted exactly; as it is where one of the units is not known."""
    if value is None or own not in UNITS or unit not in UNITS:
        return value
    return EXACT.scaleb(value, UNITS[own] - UNITS[unit])


def rate_text(rate: Decimal | None) -> str:
    """94.75%, or empty."""
    return "" if rate is None else f"{rate}%"


def total_of(rows: Sequence[Any], key: str, unit: str) -> Decimal | None:
    """All rows' figures in `unit`; None where one is not known."""
    total = Decimal(0)
    for row in rows:
        figure = in_unit(getattr(row, key), row.unit, unit)
        if figure is None:
            return None
        total = EXACT.add(total, figure)
    return total if rows else None
