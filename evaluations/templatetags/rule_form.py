"""For the form of a rule: what is wrong at a field whose name is a path."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template

from evaluations.papers.queries import Standing

register = template.Library()


@register.filter
def at(faults: Mapping[str, str], name: str) -> str:
    """The message at this field, or nothing."""
    return faults.get(name, "")


@register.filter
def score_of(standing: Standing, code: str) -> Decimal | None:
    """The score of one indicator, or a gap."""
    return standing.outcome(code).score
