"""From a rule as data to the rule of its kind; faults are noted with their path."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from indicators.scoring.expressions import Expression, named
from indicators.scoring.fields import Fields, shown
from indicators.scoring.figures import ZERO
from indicators.scoring.kinds.base import Rule
from indicators.scoring.kinds.composite import Composite, Part, Penalty
from indicators.scoring.kinds.levels import Bands, Graded, PassFail, Ranking
from indicators.scoring.kinds.linear import Linear
from indicators.scoring.kinds.points import Checklist, Judged, KeyPoints
from indicators.scoring.kinds.ratios import CountBonus, Interpolation, Proportional

MAX_DEPTH = 4
MAX_PIECES = 50

_READERS: dict[str, Callable[[Fields], Rule]] = {
    Linear.kind: Linear.read,
    Proportional.kind: Proportional.read,
    Checklist.kind: Checklist.read,
    KeyPoints.kind: KeyPoints.read,
    Graded.kind: Graded.read,
    PassFail.kind: PassFail.read,
    CountBonus.kind: CountBonus.read,
    Ranking.kind: Ranking.read,
    Bands.kind: Bands.read,
    Interpolation.kind: Interpolation.read,
    Judged.kind: Judged.read,
}

KINDS = (*_READERS, Composite.kind)


def read_rule(fields: Fields, depth: int = 1) -> Rule | None:
    """The rule in this object, or None where its kind is unknown."""
    kind = fields.text("kind")
    if kind == Composite.kind:
        return _read_composite(fields, depth)
    reader = _READERS.get(kind)
    if reader is None:
        if isinstance(fields.raw("kind") or "", str):
            said = f"没有名为{shown(kind)}的评分方法" if kind else "缺少评分方法"
            fields.refuse("kind", f"{said}，可用的有 {'、'.join(KINDS)}")
        return None
    return reader(fields)


def read_value(fields: Fields, rule: Rule | None) -> Expression | None:
    """The `value` beside a rule; where it is absent, the input that the rule's kind reads."""
    expression = fields.expression("value")
    if isinstance(rule, KeyPoints) and expression and expression.name is None:
        fields.refuse("value", "要点法的 value 只能是列表输入的名称，例如 met")
    default = rule.default_value if rule else ""
    if isinstance(rule, Judged) and rule.experts:
        default = "marks"
    if expression is None and default and not fields.has("value"):
        return named(default)
    return expression


def _read_composite(fields: Fields, depth: int) -> Composite | None:
    parts, penalties = fields.rows("parts"), fields.rows("penalties")
    if depth > MAX_DEPTH:
        fields.refuse("", f"组合评分嵌套超过{MAX_DEPTH}层，请拆成几个指标")
        return None
    if len(parts) + len(penalties) > MAX_PIECES:
        fields.refuse("parts", f"组合评分最多{MAX_PIECES}项，请拆成几个指标")
        return None
    if not parts:
        fields.refuse("parts", "缺少，请列出组成部分")
    unshared = [part for part in parts if not part.has("points") and not part.has("share")]
    if unshared and len(unshared) < len(parts):
        unshared[0].refuse("points", "缺少：各部分的分值或份额要么都填，要么都不填（均分）")
    read = [_read_part(part, index, len(parts), depth) for index, part in enumerate(parts, start=1)]
    return Composite(
        parts=tuple(part for part in read if part),
        penalties=tuple(_read_penalty(row, index) for index, row in enumerate(penalties, start=1)),
    )


def _read_part(fields: Fields, index: int, count: int, depth: int) -> Part | None:
    child = fields.child("rule")
    if child is None and not fields.has("rule"):
        fields.refuse("rule", "缺少这一部分的评分方法")
    rule = read_rule(child, depth + 1) if child else None
    share = fields.optional("share", least=ZERO)
    points = fields.optional("points", least=ZERO)
    name, expression = fields.text("name") or f"第{index}部分", read_value(fields, rule)
    if rule is None:
        return None
    equal = Fraction(1, count)
    return Part(
        name=name, rule=rule, expression=expression, share=equal if share is None else share, points=points
    )


def _read_penalty(fields: Fields, index: int) -> Penalty:
    return Penalty(
        name=fields.text("name") or f"第{index}项扣分",
        deduct=fields.deduct(),
        expression=fields.expression("value"),
    )
