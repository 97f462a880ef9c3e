"""How numbers and times are shown: exact figures with thousands, a gap as 「—」."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils import timezone

from indicators.systems.models import DEFAULT_PLACES

register = template.Library()

GAP = "—"


@register.filter
def figure(value: Decimal | int | None, decimals: int | None = None) -> str:
    """4860 → 4,860; with `decimals` always as many; None → 「—」."""
    if value is None or value == "":
        return GAP
    number = Decimal(value)
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        return f"{number:,f}"
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def points(value: Decimal | None, places: int = DEFAULT_PLACES) -> str:
    """A score with the decimals of its evaluation, more where it has more (87.3 → 87.30); None → 「—」."""
    if value is None or value == "":
        return GAP
    exact = Decimal(value).normalize()
    return figure(exact, max(places, -int(exact.as_tuple().exponent)))


@register.filter
def when(moment: datetime | None) -> str:
    """Today 11:46, this year 4-17 09:58, else 2025-04-17."""
    if moment is None:
        return GAP
    local, now = timezone.localtime(moment), timezone.localtime()
    if local.date() == now.date():
        return f"{local:%H:%M}"
    if local.year == now.year:
        return f"{local.month}-{local.day:02d} {local:%H:%M}"
    return f"{local:%Y-%m-%d}"
