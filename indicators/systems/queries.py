"""Indicator systems as plain data: the definitions and rules of a dossier, in constantly many queries."""

from __future__ import annotations

from typing import Any

from indicators.systems.models import Indicator, IndicatorSystem, Rule, RulePart, RuleRow
from indicators.systems.records import attach, write
from indicators.systems.shapes import INDICATOR, SYSTEM


def indicators_of(system: IndicatorSystem) -> list[Indicator]:
    """All indicators in their order, with parents and whole rules at hand.

    One query for indicators and their rules, and two for every depth of composite rules.
    """
    indicators = list(system.indicators.order_by("position").select_related("rule"))
    by_key = {indicator.pk: indicator for indicator in indicators}
    for indicator in indicators:
        if indicator.parent_id is not None:
            indicator.parent = by_key[indicator.parent_id]
    rules = [indicator.rule for indicator in indicators if hasattr(indicator, "rule")]
    fetch_rules(rules, indicator__system=system)
    return indicators


def fetch_rules(rules: list[Rule], **which: Any) -> None:
    """Brings rows and parts of rules to hand, and those of the parts' rules, down to the last.

    `which` is the filter that selects just these rules: a list of their keys can be too long for SQLite.
    """
    while rules:
        rows = RuleRow.objects.filter(**_beyond("rule", which)).order_by("position")
        parts = RulePart.objects.filter(**_beyond("composite", which)).select_related("rule")
        fetched = list(parts.order_by("is_penalty", "position"))
        attach(rules, "rows", rows, "rule_id")
        attach(rules, "parts", fetched, "composite_id")
        rules = [part.rule for part in fetched if part.rule is not None]
        which = _beyond("part_of__composite", which)


def _beyond(relation: str, which: dict[str, Any]) -> dict[str, Any]:
    return {f"{relation}__{key}": value for key, value in which.items()}


def system_as_data(system: IndicatorSystem, indicators: list[Indicator] | None = None) -> dict[str, Any]:
    """`grade_scheme`, `rounding` and `indicators` as a dossier has them: definitions and rules, no inputs.

    The list of indicators is in the order of `indicators`, when they are given.
    """
    listed = indicators_of(system) if indicators is None else indicators
    data = write(SYSTEM, system)
    if listed:
        data["indicators"] = [write(INDICATOR, indicator) for indicator in listed]
    return data
