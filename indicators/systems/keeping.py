"""Writing the rule of one indicator as rows, from the dossier's object, through the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from indicators.systems.models import Indicator, Rule, RulePart, RuleRow
from indicators.systems.records import Record, read
from indicators.systems.shapes import RULE


def keep_rule(indicator: Indicator, data: Mapping[str, Any], *, by: Any) -> None:
    """The indicator's rule says `data` from here on; an empty one is no rule. In a transaction of the caller.

    The rule keeps its key, so that its history goes on; its rows and parts are written anew.
    """
    rule = Rule.objects.filter(indicator=indicator).first()
    if rule is not None:
        _clear([rule.pk])
    if not data:
        if rule is not None:
            _as(rule, by).delete()
        return
    _keep(rule or Rule(indicator=indicator), read(RULE, data), by)


def _keep(rule: Rule, record: Record, by: Any) -> Rule:
    for name, value in record.columns.items():
        setattr(rule, name, value)
    rule.extras = record.extras
    _as(rule, by).save()
    rows = [
        RuleRow(rule=rule, position=place, extras=row.extras, **row.columns)
        for place, row in enumerate(record.rows.get("rows", []))
    ]
    RuleRow.objects.bulk_create(rows)
    for place, part in enumerate(record.rows.get("parts", [])):
        inner = [_keep(Rule(), one, by) for one in part.rows.get("rule", [])]
        RulePart.objects.create(
            composite=rule,
            position=place,
            rule=inner[0] if inner else None,
            extras=part.extras,
            **part.columns,
        )
    return rule


def _clear(rules: Iterable[int]) -> None:
    """Takes away rows and parts of these rules, and the rules of the parts, down to the last."""
    inner = list(Rule.objects.filter(part_of__composite__in=list(rules)).values_list("pk", flat=True))
    if inner:
        _clear(inner)
    RuleRow.objects.filter(rule__in=list(rules)).delete()
    RulePart.objects.filter(composite__in=list(rules)).delete()
    Rule.objects.filter(pk__in=inner).delete()


def _as(rule: Rule, by: Any) -> Rule:
    rule._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 - the name django-simple-history reads
    return rule
