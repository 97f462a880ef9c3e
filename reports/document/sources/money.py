"""Facts about budget, money received and spent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from evaluations.dossier import BudgetLine, BudgetYear, Dossier
from indicators.scoring.figures import Places
from reports.document.facts import Fact
from reports.document.numbers import decimals_of, places, ratio, value_rounding
from reports.document.sources.making import number, only, percent, some, text

AMOUNTS = ("initial", "budget", "allocated", "actual")
MONEY_DECIMALS = 2


def total_line(dossier: Dossier) -> BudgetLine | None:
    return next((line for line in dossier.budget if line.total), None)


def groups(dossier: Dossier) -> tuple[BudgetLine, ...]:
    """The lines directly below the total."""
    total = total_line(dossier)
    tops = (None,) if total is None else (None, total.code)
    return tuple(line for line in dossier.budget if not line.total and line.parent in tops)


def details(dossier: Dossier) -> tuple[BudgetLine, ...]:
    """The lines that are not divided any further."""
    parents = {line.parent for line in dossier.budget}
    return tuple(line for line in dossier.budget if not line.total and line.code not in parents)


def money_unit(dossier: Dossier) -> str:
    """The unit of the amounts: that of the first row that has one; empty where none is given."""
    rows: tuple[BudgetLine | BudgetYear, ...] = (*dossier.budget, *dossier.budget_history)
    return next((row.unit for row in rows if row.unit), "")


def money_decimals(dossier: Dossier) -> int:
    rows: tuple[BudgetLine | BudgetYear, ...] = (*dossier.budget, *dossier.budget_history)
    amounts = [getattr(row, key) for row in rows for key in AMOUNTS]
    return max(MONEY_DECIMALS, decimals_of(amounts))


def _sum(lines: tuple[BudgetLine, ...], key: str) -> Decimal | None:
    amounts = [getattr(line, key) for line in lines]
    return sum(amounts, Decimal()) if amounts and None not in amounts else None


def money_facts(dossier: Dossier) -> Iterator[Fact]:
    rounding = places(value_rounding(dossier))
    unit, decimals = money_unit(dossier), money_decimals(dossier)
    total = total_line(dossier)
    amounts = {key: getattr(total, key) if total else _sum(groups(dossier), key) for key in AMOUNTS}
    for key, amount in amounts.items():
        name = "total" if key == "budget" else key
        yield number(f"budget.{name}", amount, f"budget.{key}", unit=unit, decimals=decimals)
    budget, actual = amounts["budget"], amounts["actual"]
    left = None if budget is None or actual is None else budget - actual
    yield number("budget.unspent", left, "budget", unit=unit, decimals=decimals)
    yield percent("budget.rate", ratio(actual, budget, rounding), "budget", rounding.decimals)
    adjusted = _difference(budget, amounts["initial"])
    yield number("budget.adjusted", adjusted or None, "budget", unit=unit, decimals=decimals)
    yield some("count.budget_groups", len(groups(dossier)), "budget", "项")
    yield some("count.budget_details", len(details(dossier)), "budget", "项")
    yield from _lines(dossier, rounding, unit, decimals)
    yield from _extremes(dossier, rounding)
    yield from _history(dossier, rounding, unit, decimals)


def _difference(later: Decimal | None, earlier: Decimal | None) -> Decimal | None:
    return None if later is None or earlier is None else later - earlier


def _lines(dossier: Dossier, rounding: Places, unit: str, decimals: int) -> Iterator[Fact]:
    for place, line in enumerate(dossier.budget):
        scope, source = f"budget.line.{line.code}", f"budget[{place}]"
        yield text(f"{scope}.code", line.code, f"{source}.code")
        yield text(f"{scope}.name", line.name, f"{source}.name")
        for key in AMOUNTS:
            amount = getattr(line, key)
            yield number(
                f"{scope}.{key}", amount, f"{source}.{key}", unit=line.unit or unit, decimals=decimals
            )
        rate = ratio(line.actual, line.budget, rounding)
        yield percent(f"{scope}.rate", rate, source, rounding.decimals)


def _extremes(dossier: Dossier, rounding: Places) -> Iterator[Fact]:
    """The group that was spent least, and how many lines were not touched or overspent."""
    rate, name = only(
        min, [(ratio(line.actual, line.budget, rounding), line.name) for line in groups(dossier)]
    )
    yield text("budget.lowest.name", name, "budget")
    yield percent("budget.lowest.rate", rate, "budget", rounding.decimals)
    lines = [line for line in details(dossier) if line.budget is not None and line.actual is not None]
    untouched = sum(1 for line in lines if line.budget and not line.actual)
    yield some("count.budget_untouched", untouched, "budget", "项")
    over = sum(
        1
        for line in lines
        if line.actual is not None and line.budget is not None and line.actual > line.budget
    )
    yield some("count.budget_over", over, "budget", "项")


def _history(dossier: Dossier, rounding: Places, unit: str, decimals: int) -> Iterator[Fact]:
    yield some("count.budget_years", len(dossier.budget_history), "budget_history", "个年度")
    for place, year in enumerate(dossier.budget_history):
        scope, source = f"history.{place + 1}", f"budget_history[{place}]"
        yield text(f"{scope}.year", str(year.year), f"{source}.year")
        for key in AMOUNTS:
            amount = getattr(year, key)
            yield number(
                f"{scope}.{key}", amount, f"{source}.{key}", unit=year.unit or unit, decimals=decimals
            )
        rate = ratio(year.actual, year.budget, rounding)
        yield percent(f"{scope}.rate", rate, source, rounding.decimals)
