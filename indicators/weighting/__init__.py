"""Weights of indicators: split exactly, averaged over experts, or by pairwise comparison; plain Python."""

from __future__ import annotations

from indicators.weighting.comparing import LIMIT, Comparison, Incomplete, aggregate, compare
from indicators.weighting.shares import NotDivisible, equal, means, split
from indicators.weighting.words import basis, method_text

__all__ = [
    "LIMIT",
    "Comparison",
    "Incomplete",
    "NotDivisible",
    "aggregate",
    "basis",
    "compare",
    "equal",
    "means",
    "method_text",
    "split",
]
