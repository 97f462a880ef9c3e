"""An indicator system as typed data, read from a dossier; all faults are collected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from indicators.scoring.collecting import no_cycles
from indicators.scoring.expressions import Expression
from indicators.scoring.fields import Fields, shown
from indicators.scoring.figures import ZERO, AppliesTo, Mode, Places, Rounding, decimal, exact, kind_of
from indicators.scoring.kinds.base import Rule
from indicators.scoring.kinds.registry import read_rule, read_value
from indicators.scoring.kinds.sentences import rule_sentence
from indicators.scoring.nodes import Input, Inputs
from indicators.scoring.problems import Problem, Refused

FORMAT = "evaluation-dossier/1"
MAX_DECIMALS = 12
MAX_LIST = 10_000


class NotApplicable(StrEnum):
    """What 无法考核 means: all the points, none, or the weight taken out."""

    FULL = "full"
    ZERO = "zero"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An evaluator's own score, not rounded; None where it is not known."""

    score: Fraction | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator.

    `value` is the expression's text, `names` every input that its expressions use, `rule_text` the rule said.
    """

    code: str
    name: str
    parent: str | None
    weight: Decimal
    exact_weight: Fraction
    is_leaf: bool
    unit: str
    inputs: Inputs
    value: str
    expression: Expression | None
    rule: Rule | None
    rule_text: str
    names: tuple[str, ...]
    rounding: Rounding
    not_applicable: NotApplicable | None
    override: Override | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade and the total from which it holds; the bound belongs to it."""

    grade: str
    minimum: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Indicators, parents before children; grades from the highest down; the evaluation's rounding."""

    indicators: tuple[Indicator, ...]
    grades: tuple[Grade, ...]
    rounding: Rounding


@no_cycles()
def read_system(dossier: Mapping[str, Any]) -> System:
    """The scored part of a dossier; raises Refused with everything that is wrong with it."""
    problems: list[Problem] = []
    if not isinstance(dossier, Mapping):
        raise Refused([Problem(path="", message=f"评价数据包应为一个对象，现为{kind_of(dossier)}")])
    fields = Fields(dossier, "", problems)
    if fields.raw("format") != FORMAT:
        found = shown(fields.raw("format")) if fields.has("format") else "未注明"
        raise Refused(
            [Problem(path="format", message=f"不是能读的评价数据包：格式{found}，能读的格式有 {FORMAT}")]
        )
    rounding = read_rounding(fields.child("rounding"), Rounding())
    grades = _read_grades(fields.rows("grade_scheme"))
    indicators = _read_indicators(fields.rows("indicators"), rounding)
    if problems:
        raise Refused(problems)
    return System(indicators=indicators, grades=grades, rounding=rounding)


def read_indicator(data: Mapping[str, Any], rounding: Rounding | None = None) -> Indicator:
    """One indicator by itself, as a leaf, for a preview; raises Refused with paths inside the indicator."""
    problems: list[Problem] = []
    indicator = _read_indicator(Fields(data, "", problems), rounding or Rounding(), is_leaf=True)
    if problems:
        raise Refused(problems)
    return indicator


def read_rounding(fields: Fields | None, base: Rounding) -> Rounding:
    """The rounding, key by key; what is absent is as in `base`."""
    if fields is None:
        return base
    score = fields.child("score")
    return Rounding(
        value=_read_places(fields.child("value"), base.value),
        score=_read_places(score, base.score),
        applies_to=score.choice("applies_to", AppliesTo, base.applies_to) if score else base.applies_to,
    )


def _read_places(fields: Fields | None, base: Places) -> Places:
    if fields is None:
        return base
    return Places(
        decimals=fields.integer("decimals", default=base.decimals, most=MAX_DECIMALS),
        mode=fields.choice("mode", Mode, base.mode),
    )


def _read_grades(rows: list[Fields]) -> tuple[Grade, ...]:
    grades: dict[Fraction, Grade] = {}
    for row in rows:
        minimum, name = row.number("min"), row.text("grade")
        if not name:
            row.refuse("grade", "缺少等级的名称")
        if minimum in grades:
            row.refuse("min", f"与等级“{grades[minimum].grade}”的下限相同")
        grades[minimum] = Grade(grade=name, minimum=decimal(minimum))
    return tuple(grades[minimum] for minimum in sorted(grades, reverse=True))


def _read_indicators(rows: list[Fields], rounding: Rounding) -> tuple[Indicator, ...]:
    branches = {_text(row, "parent") for row in rows if row.has("parent")}
    seen: set[str] = set()
    read = []
    for row in rows:
        indicator = _read_indicator(row, rounding, is_leaf=_text(row, "code") not in branches)
        _check_place(row, indicator, seen)
        seen.add(indicator.code)
        read.append(indicator)
    return tuple(read)


def _text(row: Fields, key: str) -> str:
    """The text as it is, without noting a fault: `_read_indicator` does that."""
    value = row.raw(key)
    return value if isinstance(value, str) else ""


def _check_place(row: Fields, indicator: Indicator, seen: set[str]) -> None:
    if not indicator.code:
        row.refuse("code", "缺少指标编号")
    elif indicator.code in seen:
        row.refuse("code", f"编号“{indicator.code}”重复，请改为不同的编号")
    if indicator.parent is not None and indicator.parent not in seen:
        row.refuse("parent", f"没有在它前面的上级指标“{indicator.parent}”，上级应先于下级列出")
    if not indicator.is_leaf:
        for key, said in (("rule", "评分方法"), ("override", "评定得分"), ("not_applicable", "无法考核")):
            if row.has(key):
                row.refuse(key, f"指标“{indicator.code}”有下级指标，不能有自己的{said}，请删去或移到下级")


def _read_indicator(fields: Fields, rounding: Rounding, *, is_leaf: bool) -> Indicator:
    inputs = _read_inputs(fields)
    knowing = fields.knowing(inputs)
    child = knowing.child("rule")
    rule = read_rule(child) if child else None
    expression = read_value(knowing, rule)
    names = [*(expression.names if expression else ()), *(rule.names() if rule else ())]
    weight = fields.number("weight", least=ZERO)
    return Indicator(
        code=fields.text("code"),
        name=fields.text("name"),
        parent=fields.text("parent") if fields.has("parent") else None,
        weight=decimal(weight),
        exact_weight=weight,
        is_leaf=is_leaf,
        unit=fields.text("unit"),
        inputs=inputs,
        value=expression.text if expression else "",
        expression=expression,
        rule=rule,
        rule_text=rule_sentence(rule, weight, fields.text("unit")) if rule and not fields.problems else "",
        names=tuple(dict.fromkeys(names)),
        rounding=read_rounding(fields.child("rounding"), rounding),
        not_applicable=_read_not_applicable(fields),
        override=_read_override(fields.child("override")),
    )


def _read_not_applicable(fields: Fields) -> NotApplicable | None:
    if not fields.has("not_applicable"):
        return None
    return fields.choice("not_applicable", NotApplicable, NotApplicable.EXCLUDE)


def _read_override(fields: Fields | None) -> Override | None:
    if fields is None:
        return None
    return Override(score=fields.optional("score"), reason=fields.text("reason"))


def _read_inputs(fields: Fields) -> Inputs:
    child = fields.child("inputs")
    if child is None:
        return {}
    raw = fields.raw("inputs")
    return {str(name): _read_input(child, str(name), value) for name, value in raw.items()}


def _read_input(fields: Fields, name: str, value: Any) -> Input:
    if value is None or isinstance(value, (bool, str)):
        return value
    if not isinstance(value, (list, tuple)):
        return fields.optional(name)
    if len(value) > MAX_LIST:
        fields.refuse(name, f"列表共{len(value)}项，最多{MAX_LIST}项")
        return ()
    return tuple(_read_entry(fields, f"{name}[{index}]", entry) for index, entry in enumerate(value))


def _read_entry(fields: Fields, key: str, entry: Any) -> Fraction | None:
    if entry is None or isinstance(entry, bool):
        return None if entry is None else Fraction(entry)
    try:
        return exact(entry)
    except ValueError as fault:
        fields.refuse(key, f"{fault}，请改正")
        return None
