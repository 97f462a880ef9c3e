"""Which inputs the definition of an indicator asks for, and of which kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from indicators.scoring import Refused, parse_expression, read_indicator
from indicators.scoring.expressions import ExpressionError

NUMBER, FLAG, LEVEL, LIST = "number", "flag", "level", "list"


def wanted_inputs(entry: Mapping[str, Any]) -> dict[str, str]:
    """Name → kind of every input: those that the entry names, then those that its formulas use.

    A list for 评价要点 and experts' marks, a level's name for 分档, yes or no for 达标 without a condition.
    """
    names = list(entry.get("inputs") or {})
    with suppress(Refused):
        names += read_indicator({key: value for key, value in entry.items() if key != "override"}).names
    kinds = dict(_kinds(entry.get("rule"), entry.get("value")))
    return {name: kinds.get(name, NUMBER) for name in dict.fromkeys(names)}


def _kinds(rule: Any, value: Any) -> Iterator[tuple[str, str]]:
    """Of which kind an input is that a rule reads as it stands."""
    if not isinstance(rule, Mapping):
        return
    kind, default = _read_by(rule)
    name = _lone_name(value) if isinstance(value, str) else default
    if kind != NUMBER and name:
        yield name, kind
    for part in rule.get("parts") or ():
        if isinstance(part, Mapping):
            yield from _kinds(part.get("rule"), part.get("value"))


def _read_by(rule: Mapping[str, Any]) -> tuple[str, str]:
    """The kind of a rule's own input, and its name where no formula names one."""
    match rule.get("kind"):
        case "key_points":
            return LIST, "met"
        case "judged" if rule.get("experts"):
            return LIST, "marks"
        case "graded" if not rule.get("scale"):
            return LEVEL, ""
        case "pass_fail" if not rule.get("condition"):
            return FLAG, ""
    return NUMBER, ""


def _lone_name(value: str) -> str:
    try:
        return parse_expression(value).name or ""
    except ExpressionError:
        return value
