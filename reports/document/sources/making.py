"""The kinds of facts: a text, a number, a count; each a gap where nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from reports.document.facts import Fact
from reports.document.numbers import DASH, PERCENT, written


def text(name: str, value: str | None, source: str, *, unit: str = "") -> Fact:
    return Fact(name=name, value=value or None, text=value or DASH, unit=unit, source=source)


def listed(names: Iterable[str]) -> str:
    """甲、乙; in quotation marks where a name has a 、 of its own: “甲、乙”“丙”."""
    known = list(names)
    return "".join(f"“{name}”" for name in known) if any("、" in name for name in known) else "、".join(known)


def number(
    name: str, value: Decimal | None, source: str, *, unit: str | None = None, decimals: int | None = None
) -> Fact:
    shown = DASH if value is None else written(value, decimals)
    return Fact(name=name, value=value, text=shown, unit=unit or "", source=source)


def percent(name: str, value: Decimal | None, source: str, decimals: int) -> Fact:
    return number(name, value, source, unit=PERCENT, decimals=decimals)


def count(name: str, value: int | None, source: str, unit: str) -> Fact:
    return Fact(
        name=name, value=value, text=DASH if value is None else written(value), unit=unit, source=source
    )


def some(name: str, value: int, source: str, unit: str) -> Fact:
    """A count of which a sentence makes sense only if there are any: none is a gap."""
    return count(name, value or None, source, unit)


def scalar(name: str, value: str | Decimal | bool | None, source: str, *, unit: str | None = None) -> Fact:
    """A value of an open kind: a text, a number, or yes and no."""
    match value:
        case bool():
            return Fact(name=name, value=value, text="是" if value else "否", source=source)
        case Decimal():
            return number(name, value, source, unit=unit)
        case _:
            return text(name, value, source, unit=unit or "")


Rated = tuple[Decimal | None, str]


def only(
    pick: Callable[[Iterable[Decimal]], Decimal], rated: list[Rated]
) -> tuple[Decimal | None, str | None]:
    """The highest or lowest rate with its name; nothing where two share it, for then none is the one."""
    known = [(rate, name) for rate, name in rated if rate is not None]
    if len(known) < 2:
        return None, None
    found = pick(rate for rate, _ in known)
    names = [name for rate, name in known if rate == found]
    return (found, names[0]) if len(names) == 1 else (None, None)
