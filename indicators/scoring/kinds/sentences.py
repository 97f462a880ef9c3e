"""The Chinese sentence that a rule means."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from indicators.scoring import wording
from indicators.scoring.kinds.base import Rule
from indicators.scoring.nodes import input_text


def rule_sentence(rule: Rule, weight: Fraction | Decimal | int, unit: str = "") -> str:
    """The rule in Chinese: 以100%为满分，每低1个百分点扣权重的3%，低于50%不得分."""
    said = rule.sentence(Fraction(weight), unit)
    if rule.fallback is None:
        return said
    fallback = rule.fallback
    shown = wording.quantity(fallback, unit) if type(fallback) is Fraction else input_text(fallback)
    return f"{said}；分母为0时业绩值按{shown}计"
