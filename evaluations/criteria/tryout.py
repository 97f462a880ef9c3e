"""A try-out: values typed beside the rule, what comes of them, and the score over the value. Never stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluations.criteria.contents import InputRow
from evaluations.papers.models import InputKind
from evaluations.papers.overview import PALETTE
from evaluations.projects.figures import NotAFigure, read_figure, shown
from indicators.charts import draw
from indicators.scoring import Outcome, Refused, Rounding, read_indicator, score_leaf
from indicators.systems.curves import Sample, chart, samples

VALUE = "try.value"
_TYPED = "试算业绩值"
_WORDS = {"是": True, "否": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class TryBox:
    """A field of the try-out."""

    name: str
    label: str
    kind: str
    text: str
    choices: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryOut:
    """What comes of the typed values: the outcome, the curve as SVG, and a few values with their scores."""

    boxes: tuple[TryBox, ...]
    direct: TryBox | None
    outcome: Outcome | None
    curve: str
    described: str
    samples: tuple[Sample, ...]


def boxes(
    rows: Sequence[InputRow], values: Mapping[str, Any], data: Mapping[str, str], rule: Mapping[str, Any]
) -> tuple[TryBox, ...]:
    """A field per input, with what is typed or else what the paper holds."""
    levels = tuple(str(row.get("level", "")) for row in rule.get("levels") or () if isinstance(row, Mapping))
    return tuple(
        _box(number, row, values.get(row.name), data, levels) for number, row in enumerate(rows) if row.name
    )


def _box(number: int, row: InputRow, value: Any, data: Mapping[str, str], levels: tuple[str, ...]) -> TryBox:
    name = f"try[{number}]"
    stored = "" if value in (None, []) else shown(value)
    text = data.get(name, stored)
    choices = {InputKind.FLAG.value: ("是", "否"), InputKind.LEVEL.value: levels}.get(row.kind, ())
    fault = ""
    try:
        _read(row.kind, text)
    except NotAFigure as wrong:
        fault = str(wrong)
    return TryBox(name=name, label=row.name, kind=row.kind, text=text, choices=choices, fault=fault)


def _read(kind: str, text: str) -> Any:
    """What a field's text means for an input of this kind; NotAFigure otherwise."""
    text = text.strip()
    match kind:
        case InputKind.FLAG:
            return _WORDS.get(text)
        case InputKind.LEVEL:
            return text or None
        case InputKind.LIST:
            return [read_figure(one) for one in re.split(r"[、，;；\s]+", text) if one]
        case _:
            return read_figure(text)


def try_out(
    entry: Mapping[str, Any], given: Sequence[TryBox], data: Mapping[str, str], rounding: Rounding
) -> TryOut:
    """The score of the typed values by the draft's rule; without an outcome where the rule cannot be read."""
    tried = {key: value for key, value in entry.items() if key not in {"override", "not_applicable"}}
    tried["inputs"] = {box.label: None if box.fault else _read(box.kind, box.text) for box in given}
    direct = _direct(entry, data)
    if direct and direct.text.strip() and not direct.fault:
        known = {name: value for name, value in tried["inputs"].items() if value is not None}
        tried |= {"inputs": known | {_TYPED: read_figure(direct.text)}, "value": _TYPED}
    try:
        indicator = read_indicator(tried, rounding)
    except Refused:
        return TryOut(boxes=tuple(given), direct=direct, outcome=None, curve="", described="", samples=())
    outcome = score_leaf(indicator)
    drawn = chart(indicator, outcome)
    return TryOut(
        boxes=tuple(given),
        direct=direct,
        outcome=outcome,
        curve=draw(drawn, palette=PALETTE) if drawn else "",
        described=drawn.described if drawn else "",
        samples=samples(indicator),
    )


def _direct(entry: Mapping[str, Any], data: Mapping[str, str]) -> TryBox | None:
    """The field for the business value itself, for rules whose value is a number."""
    rule = entry.get("rule") or {}
    if rule.get("kind") in {None, "key_points", "composite"}:
        return None
    if rule["kind"] == "graded" and rule.get("scale") != "percent":
        return None
    if rule["kind"] == "pass_fail" and not rule.get("condition"):
        return None
    text, fault = data.get(VALUE, ""), ""
    try:
        figure = read_figure(text)
        if figure is not None and figure < Decimal(0):
            fault = "业绩值不能为负，请改为不小于0的数字。"
    except NotAFigure as wrong:
        fault = str(wrong)
    return TryBox(name=VALUE, label="业绩值", kind=InputKind.NUMBER.value, text=text, fault=fault)
