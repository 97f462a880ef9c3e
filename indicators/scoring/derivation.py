"""How a score came about, as data: a line, the steps behind it, the rule in words, the reason of a gap."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: 业绩值 · (42 + 61) ÷ 120 × 100 = 85.8333… · 85.83% · 两位小数，四舍五入."""

    label: str
    expression: str
    result: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """The way to a score.

    `line` is the whole in one line (5 − (90% − 85.83%) ÷ 1% × 3% × 5 = 4.37), `rule_text` the rule in a
    sentence, `reason` why there is no score, or why an evaluator set it.
    """

    line: str
    steps: tuple[Step, ...] = ()
    rule_text: str = ""
    reason: str = ""
