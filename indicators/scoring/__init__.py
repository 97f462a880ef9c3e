"""The scoring core: an evaluation dossier in, scores with their derivations out; plain Python."""

from __future__ import annotations

from indicators.scoring.aggregation import score
from indicators.scoring.derivation import Derivation, Step
from indicators.scoring.expressions import Expression, ExpressionError, parse_expression
from indicators.scoring.figures import AppliesTo, Mode, Places, Rounding, plain
from indicators.scoring.fingerprints import VERSION, canonical, fingerprint
from indicators.scoring.kinds.base import Rule
from indicators.scoring.kinds.registry import KINDS
from indicators.scoring.kinds.sentences import rule_sentence
from indicators.scoring.leaves import score_leaf
from indicators.scoring.loading import load
from indicators.scoring.outcomes import Outcome, Result
from indicators.scoring.problems import Problem, Refused
from indicators.scoring.statuses import Status
from indicators.scoring.system import (
    FORMAT,
    Grade,
    Indicator,
    System,
    read_indicator,
    read_rounding,
    read_system,
)

__all__ = [
    "FORMAT",
    "KINDS",
    "VERSION",
    "AppliesTo",
    "Derivation",
    "Expression",
    "ExpressionError",
    "Grade",
    "Indicator",
    "Mode",
    "Outcome",
    "Places",
    "Problem",
    "Refused",
    "Result",
    "Rounding",
    "Rule",
    "Status",
    "Step",
    "System",
    "canonical",
    "fingerprint",
    "load",
    "parse_expression",
    "plain",
    "read_indicator",
    "read_rounding",
    "read_system",
    "rule_sentence",
    "score",
    "score_leaf",
]
