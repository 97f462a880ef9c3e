"""How an indicator system's rows hold what a dossier says of indicators, rules, grades and rounding."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from indicators.systems.models import RuleRowKind
from indicators.systems.records import (
    ABSENT,
    Columns,
    Either,
    Link,
    Nested,
    One,
    Record,
    Rows,
    Shape,
    as_figure,
    as_flag,
    column,
    figure,
    flag,
    text,
    whole,
)

ROUNDING = Nested(
    "rounding",
    (
        Nested("value", (whole("decimals", "value_decimals"), text("mode", "value_mode"))),
        Nested(
            "score",
            (
                whole("decimals", "score_decimals"),
                text("mode", "score_mode"),
                text("applies_to", "score_applies_to"),
            ),
        ),
    ),
)

GRADE: Shape = (text("grade"), figure("min", "minimum"))

SYSTEM: Shape = (Rows("grade_scheme", "grades", GRADE), ROUNDING, text("weight_method"))

# Rules --------------------------------------------------------------------------------------------


def _target(key: str, number: str, formula: str) -> Columns:
    """A number, or {"formula"}."""

    def load(value: Any) -> tuple[Decimal | None, str]:
        if isinstance(value, Mapping):
            expression = value.get("formula")
            return None, expression if isinstance(expression, str) else ""
        return as_figure(value), ""

    def dump(number: Decimal | None, formula: str) -> Any:
        if formula:
            return {"formula": formula}
        return ABSENT if number is None else number

    return Columns(key, (number, formula), load, dump)


def _bound(value: Any) -> tuple[Decimal | None, bool | None]:
    """{"value", "inclusive"}, or the bare number."""
    if isinstance(value, Mapping):
        return as_figure(value.get("value")), as_flag(value.get("inclusive"))
    return as_figure(value), None


def _bound_data(number: Decimal | None, inclusive: bool | None) -> Any:
    if number is None and inclusive is None:
        return ABSENT
    return {"value": number} if inclusive is None else {"value": number, "inclusive": inclusive}


DEDUCT = Nested("deduct", (figure("points", "deduct_points"), figure("weight", "deduct_weight")))


def _items(value: Any) -> list[Record]:
    """The items of a checklist: bare texts."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        return []
    return [Record(columns={"label": item}) for item in value]


def _item_labels(rows: list[Any]) -> list[str]:
    return [column(row, "label") for row in rows]


_SHARE = figure("share")


def _rows(key: str, kind: RuleRowKind, shape: Shape) -> Rows:
    return Rows(key, "rows", shape, fixed={"kind": kind.value})


POINTS = Either(_rows("points", RuleRowKind.POINT, (text("text", "label"), _SHARE)), figure("points"))
"""The key points of one kind of rule, the points for each time of another."""

CONDITION = Nested(
    "condition", (text("op", "condition_op"), _target("target", "condition_target", "condition_formula"))
)


def rule_shape() -> Shape:
    """The shape of a rule; the parts of a composite have rules of this shape again."""
    return RULE


PART: Shape = (
    text("name"),
    figure("points"),
    figure("share"),
    DEDUCT,
    One("rule", "rule", rule_shape),
    text("value", "value_expression"),
)

RULE: Shape = (
    text("kind"),
    text("text"),
    _target("target", "target", "target_formula"),
    text("direction"),
    text("deviation"),
    figure("per"),
    DEDUCT,
    text("steps"),
    POINTS,
    figure("tolerance"),
    Columns("zero_below", ("zero_below", "zero_below_inclusive"), _bound, _bound_data),
    figure("cap"),
    figure("floor"),
    text("scale"),
    CONDITION,
    flag("experts"),
    whole("trim"),
    figure("value_when_undefined"),
    Rows("items", "rows", (), load=_items, dump=_item_labels, fixed={"kind": RuleRowKind.ITEM.value}),
    _rows("levels", RuleRowKind.LEVEL, (text("level", "label"), _SHARE)),
    _rows("bands", RuleRowKind.BAND, (figure("min", "minimum"), figure("max_rank"), _SHARE)),
    Rows("parts", "parts", PART, fixed={"is_penalty": False}),
    Rows("penalties", "parts", PART, fixed={"is_penalty": True}),
)

# Indicators ---------------------------------------------------------------------------------------

INDICATOR: Shape = (
    text("code"),
    text("name"),
    Link("parent", "parent"),
    figure("weight"),
    text("unit"),
    text("explanation"),
    text("weight_basis"),
    text("benchmark"),
    text("benchmark_basis"),
    text("data_sources"),
    text("value", "value_expression"),
    One("rule", "rule", rule_shape),
    text("rule_note"),
    ROUNDING,
)
"""Definition and rule; what was found for it (inputs and the like) is held by working papers."""
