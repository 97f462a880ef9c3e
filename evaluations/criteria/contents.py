"""What an indicator's definition says, value by value: texts, rounding, inputs, and the rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.papers.models import InputKind, PaperInput
from evaluations.papers.shapes import input_value
from evaluations.projects.figures import shown
from indicators.scoring import Refused, read_indicator
from indicators.systems.controls import KINDS
from indicators.systems.models import Indicator, RoundedPart, RoundingMode
from indicators.systems.records import same, write
from indicators.systems.shapes import ROUNDING

TEXTS = {
    "name": "名称",
    "unit": "计量单位",
    "explanation": "指标解释",
    "value_expression": "计算公式",
    "benchmark": "标杆值",
    "benchmark_basis": "标杆值依据",
    "weight_basis": "权重依据",
    "data_sources": "数据来源",
}
PLACES = {
    "value_decimals": "业绩值小数位",
    "value_mode": "业绩值取舍",
    "score_decimals": "得分小数位",
    "score_mode": "得分取舍",
    "score_applies_to": "取舍对象",
}
NOTE = "rule_note"
"""评分细则 in words, as long as no rule has been made of it."""
LABELS = TEXTS | PLACES | {NOTE: "评分细则（待设规则）", "inputs": "输入", "rule": "评分规则"}

_WORDS: dict[str, Mapping[str, Any]] = {
    "value_mode": dict(RoundingMode.choices),
    "score_mode": dict(RoundingMode.choices),
    "score_applies_to": dict(RoundedPart.choices),
}


@dataclass(frozen=True, slots=True)
class InputRow:
    """An input as the definition names it; `pk` is None for one that is not saved yet."""

    pk: int | None
    name: str
    kind: str

    @property
    def label(self) -> str:
        return f"{self.name}（{InputKind(self.kind).label}）"


def contents(indicator: Indicator, rule: Mapping[str, Any], inputs: Iterable[PaperInput]) -> dict[str, Any]:
    """Every value by the keys of LABELS."""
    values: dict[str, Any] = {name: getattr(indicator, name) for name in (*TEXTS, *PLACES, NOTE)}
    values["inputs"] = [InputRow(row.pk, row.name, str(row.kind)) for row in inputs]
    return values | {"rule": dict(rule)}


def differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The keys whose values are not the same."""
    return [key for key in one if key in other and not _equal(key, one[key], other[key])]


def _equal(key: str, one: Any, other: Any) -> bool:
    return same(one, other) if key == "rule" else one == other


def worded(values: Mapping[str, Any], weight: Any) -> dict[str, str]:
    """The same values as texts."""
    return {key: in_words(key, value, values, weight) for key, value in values.items()}


def in_words(key: str, value: Any, values: Mapping[str, Any], weight: Any) -> str:
    """One value as text; a rule is told by the `unit` among the other `values` and by the weight."""
    if key == "rule":
        return rule_in_words(value, weight, str(values.get("unit") or ""))
    if key == "inputs":
        return shown([row.label for row in value])
    if key in PLACES:
        return str(_WORDS.get(key, {}).get(value, "" if value is None else value)) or "同指标体系"
    return shown(value)


def rule_in_words(rule: Mapping[str, Any], weight: Any, unit: str) -> str:
    """The kind, the sentence, what its rows say, and the text beside it."""
    if not rule:
        return shown(None)
    lines = [f"{KINDS[rule['kind']].label}：{sentence_of(rule, weight, unit)}"]
    points = rule.get("points")
    rows = [*(rule.get("items") or ()), *(points if isinstance(points, list) else ())]
    said = [str(row.get("text", "") if isinstance(row, Mapping) else row) for row in rows]
    lines += [f"各行：{'；'.join(said)}"] if said else []
    lines += [f"评分细则：{rule['text']}"] if rule.get("text") else []
    return "\n".join(lines)


def sentence_of(rule: Mapping[str, Any], weight: Any, unit: str) -> str:
    """The sentence that the rule means; nothing while it cannot be read."""
    try:
        return read_indicator({"weight": weight, "unit": unit, "rule": rule}).rule_text
    except Refused:
        return ""


def entry_with(
    entry: Mapping[str, Any], values: Mapping[str, Any], inputs: Mapping[int, PaperInput]
) -> dict[str, Any]:
    """The indicator of the dossier as it would be with these values; its inputs keep what they hold."""
    written = {
        key: value for key, value in entry.items() if key not in {"value", "rule", "inputs", "rounding"}
    }
    written |= {"name": values["name"], "unit": values["unit"]}
    if values["value_expression"]:
        written["value"] = values["value_expression"]
    if values["rule"]:
        written["rule"] = values["rule"]
    rounding = rounding_data(values)
    if rounding:
        written["rounding"] = rounding
    named = {row.name: held(row, inputs) for row in values["inputs"] if row.name}
    return written | ({"inputs": named} if named else {})


class _Places:
    """Rounding conventions as their shape reads them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.extras: dict[str, Any] = {}
        for name in PLACES:
            setattr(self, name, values[name])


def rounding_data(values: Mapping[str, Any]) -> dict[str, Any]:
    """`rounding` as a dossier has it; empty where the indicator has none of its own."""
    return dict(write((ROUNDING,), _Places(values), {}).get(ROUNDING.key, {}) or {})


def held(row: InputRow, inputs: Mapping[int, PaperInput]) -> Any:
    """What the paper holds for an input; nothing where it is new or of another kind than before."""
    stored = inputs.get(row.pk) if row.pk is not None else None
    if stored is None or stored.kind != row.kind:
        return [] if row.kind == InputKind.LIST else None
    return input_value(stored)


def input_faults(rows: Sequence[InputRow]) -> dict[str, str]:
    """What is wrong with the names, by the field's name."""
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    for number, row in enumerate(rows):
        name = f"inputs[{number}].name"
        if not row.name:
            found[name] = f"第{number + 1}个输入没有名称，请填名称或删去这一行。"
        elif len(row.name) > 100:
            found[name] = f"名称共{len(row.name)}字，最多100字，请缩短。"
        elif row.name in seen:
            found[name] = f"与第{seen[row.name]}个输入同名，请改为不同的名称。"
        seen.setdefault(row.name, number + 1)
    return found
