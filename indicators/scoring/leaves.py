"""From one leaf to its outcome, in the order of evaluation of the dossier, version 1."""

from __future__ import annotations

from fractions import Fraction

from indicators.scoring.expressions import unknown_name
from indicators.scoring.figures import ZERO, decimal, held
from indicators.scoring.kinds.base import Case, Value, apply
from indicators.scoring.nodes import Input, Inputs
from indicators.scoring.outcomes import Origin, Outcome, Overridden, Scored, Unscored, Waived
from indicators.scoring.statuses import Failure, Missing, OutOfRange, Status, Unfit
from indicators.scoring.system import Indicator, NotApplicable, Override


def score_leaf(leaf: Indicator) -> Outcome:
    """Override first, then `not_applicable`, then the rule."""
    if leaf.override is not None:
        return _overridden(leaf, leaf.override)
    return _without_override(leaf)


def _overridden(leaf: Indicator, override: Override) -> Outcome:
    computed = _without_override(leaf)
    given = override.score
    if given is None:
        return _failed(leaf, Missing("缺评价人员评定的得分"), computed)
    if not ZERO <= given <= leaf.exact_weight:
        return _failed(
            leaf, OutOfRange(f"评价人员评定的{decimal(given):f}分不在0至{leaf.weight:f}之间"), computed
        )
    origin = Overridden(indicator=leaf, score=given, reason=override.reason, computed=computed)
    return Outcome(
        code=leaf.code,
        status=Status.OVERRIDDEN,
        value=computed.value,
        score=decimal(given),
        computed=computed.score,
        exact_score=given,
        origin=origin,
    )


def _without_override(leaf: Indicator) -> Outcome:
    if leaf.not_applicable is not None:
        score = _WAIVED[leaf.not_applicable]
        points = None if score is None else score * leaf.exact_weight
        return _outcome(leaf, Status.NOT_APPLICABLE, points, Waived(indicator=leaf, score=points))
    try:
        return _by_rule(leaf)
    except Failure as failure:
        return _failed(leaf, failure)


_WAIVED = {NotApplicable.FULL: Fraction(1), NotApplicable.ZERO: ZERO, NotApplicable.EXCLUDE: None}


def _by_rule(leaf: Indicator) -> Outcome:
    if leaf.rule is None:
        raise Missing("没有评分方法")
    _check_known(leaf.inputs, leaf.names)
    _check_signs(leaf.inputs)
    case = Case(weight=leaf.exact_weight, inputs=leaf.inputs, rounding=leaf.rounding, unit=leaf.unit)
    working = apply(leaf.rule, leaf.expression, case)
    score = held(leaf.rounding.round_score(working.held, leaf.exact_weight), leaf.exact_weight)
    origin = Scored(indicator=leaf, working=working, score=score)
    return _outcome(leaf, Status.OK, score, origin, working.measured.value)


def _check_known(inputs: Inputs, names: tuple[str, ...]) -> None:
    """Every input is known, also one that no expression uses, and every name is an input."""
    gaps = [
        name for name, found in inputs.items() if found is None or (type(found) is tuple and None in found)
    ]
    if gaps:
        raise Missing(f"缺“{'”“'.join(gaps)}”")
    for name in names:
        if name not in inputs:
            raise Missing(f"缺“{name}”：{unknown_name(name, inputs)}" if inputs else f"缺“{name}”")


def _check_signs(inputs: Inputs) -> None:
    for name, found in inputs.items():
        if _is_negative(found):
            raise Unfit(f"输入“{name}”为负数")


def _is_negative(found: Input) -> bool:
    if type(found) is Fraction:
        return found.numerator < 0
    return type(found) is tuple and any(entry is not None and entry < 0 for entry in found)


def _failed(leaf: Indicator, failure: Failure, computed: Outcome | None = None) -> Outcome:
    origin = Unscored(indicator=leaf, reason=failure.reason)
    return Outcome(
        code=leaf.code,
        status=failure.status,
        value=None,
        score=None,
        computed=computed.score if computed else None,
        exact_score=None,
        origin=origin,
    )


def _outcome(
    leaf: Indicator, status: Status, score: Fraction | None, origin: Origin, value: Value = None
) -> Outcome:
    return Outcome(
        code=leaf.code,
        status=status,
        value=decimal(value) if isinstance(value, Fraction) else value,
        score=None if score is None else decimal(score),
        computed=None,
        exact_score=score,
        origin=origin,
    )
