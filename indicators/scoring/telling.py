"""Derivations in words, from the numbers of an evaluation; nothing is computed here that a score rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from indicators.scoring import wording
from indicators.scoring.derivation import Derivation, Step
from indicators.scoring.figures import AppliesTo
from indicators.scoring.kinds.base import Working
from indicators.scoring.system import Indicator

_NAMED = 5


def scored(indicator: Indicator, working: Working, score: Fraction) -> Derivation:
    """A leaf that was scored by its rule."""
    verdict = working.verdict()
    formula = "" if verdict else working.formula()
    return Derivation(
        line=_line(working, score, verdict, formula),
        steps=(*working.steps(), *_closing(working, score, verdict or formula)),
        rule_text=indicator.rule_text,
    )


def _line(working: Working, score: Fraction, verdict: str, formula: str) -> str:
    if verdict:
        return f"{verdict}，{_points(score, working.case.weight)}"
    shown, limit = wording.number(score), working.limit()
    if limit:
        return f"{formula} = {wording.number(working.raw)}，{limit}，{_points(score, working.case.weight)}"
    if formula == shown:
        return _points(score, working.case.weight)
    if _deduction_rounded(working, score):
        return f"{formula} = {working.case.full} − {wording.number(working.case.weight - score)} = {shown}"
    return f"{formula} = {shown}"


def _points(score: Fraction, weight: Fraction) -> str:
    if not score:
        return "不得分"
    return f"得满分{wording.number(score)}分" if score == weight else f"得{wording.number(score)}分"


def _deduction_rounded(working: Working, score: Fraction) -> bool:
    return working.case.rounding.applies_to is AppliesTo.DEDUCTION and score != working.held


def _closing(working: Working, score: Fraction, said: str) -> tuple[Step, ...]:
    """扣分修约 where the deduction is what is rounded, and 得分."""
    case, limit = working.case, working.limit()
    shown = wording.number(score)
    if _deduction_rounded(working, score):
        lost = wording.number(case.weight - score)
        exact = wording.number(case.weight - working.held)
        note = wording.places(case.rounding.score)
        taken = Step(label="扣分修约", expression=exact, result=lost, note=note)
        return taken, Step(label="得分", expression=f"{case.full} − {lost}", result=shown, note=limit)
    if working.deduction:
        said = f"{case.full} − {wording.number(working.deduction)}"
    if working.raw == score:
        return (Step(label="得分", expression=said, result=shown),)
    rounded = wording.places(case.rounding.score) if score != working.held else ""
    note = "；".join(said for said in (limit, rounded) if said)
    return (
        Step(label="得分", expression=f"{said} = {wording.number(working.raw)}", result=shown, note=note),
    )


def unscored(indicator: Indicator, reason: str) -> Derivation:
    """A leaf without a score."""
    return Derivation(line=reason, rule_text=indicator.rule_text, reason=reason)


def waived(indicator: Indicator, score: Fraction | None) -> Derivation:
    """A leaf that is not applicable."""
    weight = wording.number(indicator.exact_weight)
    if score is None:
        line = f"无法考核，不计入总分，权重{weight}从满分中扣除"
    else:
        line = f"无法考核，按满分计，得{weight}分" if score else "无法考核，按0分计"
    return Derivation(line=line, rule_text=indicator.rule_text, reason="无法考核")


def overridden(score: Fraction, reason: str, beside: Derivation, computed: Fraction | None) -> Derivation:
    """An evaluator's own score, the computed one beside it."""
    given = wording.number(score)
    by_rule = (
        f"按规则计算为{wording.number(computed)}分" if computed is not None else f"按规则：{beside.line}"
    )
    step = Step(label="评价人员评定", expression=by_rule, result=given, note=reason)
    return Derivation(
        line=f"评价人员评定{given}分（{by_rule}）",
        steps=(*beside.steps, step),
        rule_text=beside.rule_text,
        reason=reason,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A term of a sum."""

    label: str
    score: Fraction | None
    excluded: bool


def summed(
    children: Sequence[Child], total: Fraction | None, full: Fraction, excluded: Fraction
) -> Derivation:
    """A branch or the total: its children's scores added up, scaled back where weight was taken out."""
    counted = [child.score for child in children if child.score is not None]
    steps = tuple(_child_step(child) for child in children)
    if total is None:
        reason = _gap(children)
        return Derivation(line=reason, steps=steps, reason=reason)
    line = " + ".join(wording.number(score) for score in counted)
    if excluded:
        whole, left = wording.number(full), f"({wording.number(full)} − {wording.number(excluded)})"
        line = f"({line}) × {whole} ÷ {left}" if len(counted) > 1 else f"{line} × {whole} ÷ {left}"
    elif len(counted) == 1:
        return Derivation(line=line, steps=steps)
    return Derivation(line=f"{line} = {wording.number(total)}", steps=steps)


def _child_step(child: Child) -> Step:
    if child.score is not None:
        return Step(label=child.label, expression="", result=wording.number(child.score))
    return Step(
        label=child.label,
        expression="",
        result="—",
        note="无法考核，不计入" if child.excluded else "没有得分",
    )


def _gap(children: Sequence[Child]) -> str:
    lacking = [child.label for child in children if child.score is None and not child.excluded]
    if not lacking:
        return "全部无法考核，不计入" if children else "没有指标"
    more = f"等{len(lacking)}项" if len(lacking) > _NAMED else ""
    return f"下级指标“{'”“'.join(lacking[:_NAMED])}”{more}没有得分"
