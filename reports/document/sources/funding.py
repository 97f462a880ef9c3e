"""Facts about where the money came from, what things cost, and what the check of its use found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from evaluations.dossier import CostItem, Dossier, FundingSource
from reports.document.dates import written_date
from reports.document.facts import Fact
from reports.document.numbers import decimals_of, places, ratio, value_rounding
from reports.document.sources.making import number, percent, some, text

LEAST = 2
"""Decimals of a column of money; more where an amount has more."""


class _Paid(Protocol):
    @property
    def unit(self) -> str | None: ...


def common_unit(rows: Iterable[_Paid]) -> str | None:
    """The unit of all rows; None where they differ, for then nothing can be added up."""
    units = {row.unit or "" for row in rows}
    return units.pop() if len(units) == 1 else None


def column_decimals(amounts: Iterable[Decimal | None]) -> int:
    return max(LEAST, decimals_of(amounts))


def funding_facts(dossier: Dossier) -> Iterator[Fact]:
    yield from _sources(dossier, dossier.funding)
    yield from _costs(dossier, dossier.cost_check)
    findings = dossier.fund_check.findings if dossier.fund_check else ()
    yield some("count.fund_findings", len(findings), "fund_check.findings", "项")
    for place, one in enumerate(findings):
        scope, source = f"fund.finding.{place + 1}", f"fund_check.findings[{place}]"
        yield text(f"{scope}.text", one.text.rstrip("。；; "), f"{source}.text")
        yield number(f"{scope}.amount", one.amount, f"{source}.amount", unit=one.unit, decimals=LEAST)


# Sources --------------------------------------------------------------------------------------------


def _sources(dossier: Dossier, rows: Sequence[FundingSource]) -> Iterator[Fact]:
    rounding = places(value_rounding(dossier))
    yield some("count.funding", len(rows), "funding", "项")
    decimals = column_decimals(amount for row in rows for amount in (row.planned, row.arrived))
    planned, arrived = _added(rows, "planned"), _added(rows, "arrived")
    for name, amount in (("planned", planned), ("arrived", arrived)):
        unit = common_unit(rows)
        yield number(f"funding.{name}", amount, "funding", unit=unit, decimals=decimals)
    yield percent("funding.rate", ratio(arrived, planned, rounding), "funding", rounding.decimals)
    for place, row in enumerate(rows):
        scope, source = f"funding.{place + 1}", f"funding[{place}]"
        for key in ("name", "kind", "document", "unit"):
            yield text(f"{scope}.{key}", getattr(row, key), f"{source}.{key}")
        yield text(f"{scope}.date", written_date(row.date), f"{source}.date")
        for key in ("planned", "arrived"):
            amount = getattr(row, key)
            yield number(f"{scope}.{key}", amount, f"{source}.{key}", unit=row.unit, decimals=decimals)
        rate = ratio(row.arrived, row.planned, rounding)
        yield percent(f"{scope}.rate", rate, source, rounding.decimals)


def _added(rows: Sequence[FundingSource | CostItem], key: str) -> Decimal | None:
    """The sum over all rows; None while one is not known, or where units differ."""
    amounts = [getattr(row, key) for row in rows]
    if not amounts or None in amounts or common_unit(rows) is None:
        return None
    return sum(amounts, Decimal())


# Costs ----------------------------------------------------------------------------------------------


def saved(row: CostItem) -> Decimal | None:
    """What was saved: planned less actual, below zero where it cost more; None while one is not known."""
    return None if row.planned is None or row.actual is None else row.planned - row.actual


def _positive(amount: Decimal | None) -> Decimal | None:
    return amount if amount is not None and amount > 0 else None


def _costs(dossier: Dossier, rows: Sequence[CostItem]) -> Iterator[Fact]:
    rounding = places(value_rounding(dossier))
    decimals = column_decimals(amount for row in rows for amount in (row.planned, row.actual))
    unit, source = common_unit(rows), "cost_check"
    planned, actual = _added(rows, "planned"), _added(rows, "actual")
    left = None if planned is None or actual is None else planned - actual
    yield some("count.costs", len(rows), source, "项")
    for name, amount in (("planned", planned), ("actual", actual), ("saved", left)):
        yield number(f"cost.{name}", amount, source, unit=unit, decimals=decimals)
    yield number("cost.less", _positive(left), source, unit=unit, decimals=decimals)
    more = None if left is None else _positive(-left)
    yield number("cost.more", more, source, unit=unit, decimals=decimals)
    yield percent("cost.rate", ratio(left, planned, rounding), source, rounding.decimals)
    over = [row.name for row in rows if (saved(row) or 0) < 0]
    yield some("count.costs_over", len(over), source, "项")
    yield text("cost.over", "、".join(over), source)
    known = [row for row in rows if saved(row) is not None]
    kept = len(known) if known and len(known) == len(rows) and not over else 0
    yield some("count.costs_kept", kept, source, "项")
    for place, row in enumerate(rows):
        yield from _cost(f"cost.{place + 1}", f"{source}[{place}]", row, decimals)
        rate = ratio(saved(row), row.planned, rounding)
        yield percent(f"cost.{place + 1}.rate", rate, f"{source}[{place}]", rounding.decimals)


def _cost(scope: str, source: str, row: CostItem, decimals: int) -> Iterator[Fact]:
    for key in ("name", "basis", "unit"):
        yield text(f"{scope}.{key}", getattr(row, key), f"{source}.{key}")
    for key, amount in (("planned", row.planned), ("actual", row.actual), ("saved", saved(row))):
        yield number(f"{scope}.{key}", amount, f"{source}.{key}", unit=row.unit, decimals=decimals)
    yield number(f"{scope}.unit_cost", row.unit_cost, f"{source}.unit_cost", unit=row.measure)
