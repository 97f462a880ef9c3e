"""Budget, funding, costs and the check of how money was used, as typed data; conventions in `model`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.dossier.values import Extras, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """A row of the budget table; `total` marks the sum row. Amounts are in `unit`."""

    code: str
    name: str
    parent: str | None = None
    initial: Decimal | None = None
    budget: Decimal | None = None
    allocated: Decimal | None = None
    actual: Decimal | None = None
    unit: str | None = None
    total: bool = False
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetYear:
    """Budget and spending of one year."""

    year: int
    initial: Decimal | None = None
    budget: Decimal | None = None
    allocated: Decimal | None = None
    actual: Decimal | None = None
    unit: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingSource:
    """Where money came from: planned and arrived amounts in `unit`, when and by which document."""

    name: str
    kind: str | None = None
    planned: Decimal | None = None
    arrived: Decimal | None = None
    date: str | None = None
    document: str | None = None
    unit: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostItem:
    """What something was to cost and did cost, in `unit`; `unit_cost` is per `measure` (元/人次)."""

    name: str
    planned: Decimal | None = None
    actual: Decimal | None = None
    unit: str | None = None
    unit_cost: Decimal | None = None
    measure: str | None = None
    basis: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundFinding:
    """What the check of the money found wrong, and the amount concerned in `unit`."""

    text: str
    amount: Decimal | None = None
    unit: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundCheck:
    """The check of how the money was used: amounts, points checked by group, one result for each point."""

    budget: Decimal | None = None
    allocated: Decimal | None = None
    spent: Decimal | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    results: tuple[Scalar | None, ...] = ()
    findings: tuple[FundFinding, ...] = ()
    extras: Extras = field(default_factory=dict)
