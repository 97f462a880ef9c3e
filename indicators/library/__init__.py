"""指标库: frameworks shipped as data, and how two versions of a system differ; plain Python."""

from __future__ import annotations

from indicators.library.differences import (
    CHANGE_WORDS,
    GRADES,
    ROUNDING,
    Change,
    FieldChange,
    compare,
    merge,
    rule_sentence_of,
)
from indicators.library.inputs import FLAG, LEVEL, LIST, NUMBER, wanted_inputs
from indicators.library.reading import Framework, framework, frameworks

__all__ = [
    "CHANGE_WORDS",
    "FLAG",
    "GRADES",
    "LEVEL",
    "LIST",
    "NUMBER",
    "ROUNDING",
    "Change",
    "FieldChange",
    "Framework",
    "compare",
    "framework",
    "frameworks",
    "merge",
    "rule_sentence_of",
    "wanted_inputs",
]
