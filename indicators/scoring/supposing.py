"""What if: a system with other inputs, scores, weights or targets, scored beside the present one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from indicators.scoring.aggregation import score
from indicators.scoring.fields import Target
from indicators.scoring.figures import MAX_DIGITS, ONE, ZERO, decimal, exact, held
from indicators.scoring.kinds.base import Rule
from indicators.scoring.kinds.sentences import rule_sentence
from indicators.scoring.nodes import Input
from indicators.scoring.outcomes import Result
from indicators.scoring.system import Indicator, Override, System

REASON = "试算"
WEIGHT_DECIMALS = 2
"""To as many decimals a sibling's weight is cut when it makes room; the last of them takes the rest."""

_UNIT = Fraction(1, 10**WEIGHT_DECIMALS)


class DoesNotAddUp(ValueError):
    """The supposed weights of one branch leave its other indicators less than nothing, or nobody the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What is supposed of one indicator; what is None, or not among `inputs`, stays as it is.

    `inputs` are plain: a Decimal, true/false, a level's name, a list of Decimals, or None for a gap.
    """

    score: Decimal | None = None
    weight: Decimal | None = None
    target: Decimal | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """The supposed system with its result, beside the present result."""

    system: System
    present: Result
    supposed: Result

    @property
    def moved(self) -> tuple[str, ...]:
        """The codes of the leaves that come out with another score."""
        return tuple(
            one.code
            for one in self.system.indicators
            if one.is_leaf and self.present.outcomes[one.code].score != self.supposed.outcomes[one.code].score
        )


def suppose(system: System, changes: Mapping[str, Supposed], present: Result | None = None) -> Supposition:
    """Scores the system with `changes` by code; raises DoesNotAddUp. Nothing is stored.

    A supposed weight keeps the sum of its siblings: those of which nothing is supposed make room in
    proportion, and what lies under an indicator follows its weight. Scores that no rule computes (an
    evaluator's own, marks) keep their rate.
    """
    before = present or score(system)
    weights = _weights(system, {code: one.weight for code, one in changes.items() if one.weight is not None})
    supposed = replace(
        system,
        indicators=tuple(
            _supposed(one, changes.get(one.code, Supposed()), weights[one.code], before)
            for one in system.indicators
        ),
    )
    return Supposition(system=supposed, present=before, supposed=score(supposed))


def _supposed(one: Indicator, change: Supposed, weight: Fraction, before: Result) -> Indicator:
    changed = one
    if weight != one.exact_weight:
        changed = _reweighted(one, weight, before)
    if not one.is_leaf:
        return changed
    if change.inputs:
        given = {name: _input(value) for name, value in change.inputs.items() if name in one.inputs}
        changed = replace(changed, inputs={**one.inputs, **given})
    if change.target is not None and changed.rule is not None:
        rule = with_target(changed.rule, change.target)
        changed = replace(changed, rule=rule, rule_text=rule_sentence(rule, weight, one.unit))
    if change.score is not None:
        changed = replace(changed, override=Override(score=exact(change.score), reason=REASON))
    return changed


def target_of(rule: Rule | None) -> Decimal | None:
    """The target of a rule that has one as a plain number."""
    target = getattr(rule, "target", None)
    is_number = isinstance(target, Target) and target.formula is None and getattr(rule, "operator", True)
    return decimal(target.number) if is_number and isinstance(target, Target) else None


def with_target(rule: Rule, target: Decimal) -> Rule:
    """The rule with another target; a rule without one stays as it is."""
    if not any(part.name == "target" for part in fields(rule)):
        return rule
    return replace(rule, target=Target(number=exact(target)))  # type: ignore[call-arg]  # the kinds that have it


def _input(value: Any) -> Input:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(None if entry is None else exact(entry) for entry in value)
    return exact(value)


# Weights ------------------------------------------------------------------------------------------


def _reweighted(one: Indicator, weight: Fraction, before: Result) -> Indicator:
    """Under another weight: its rule applies to that; a score without a rule keeps its rate."""
    changed = replace(one, weight=decimal(weight), exact_weight=weight)
    if one.rule is not None:
        changed = replace(changed, rule_text=rule_sentence(one.rule, weight, one.unit))
    points = before.outcomes[one.code].exact_score
    is_given = one.override is not None or (one.rule is not None and one.rule.kind == "judged")
    if one.is_leaf and is_given and points is not None and one.exact_weight:
        kept = one.rounding.round_score(points / one.exact_weight * weight, weight)
        changed = replace(changed, override=Override(score=held(kept, weight), reason="按原得分率折算"))
    return changed


def _weights(system: System, given: Mapping[str, Decimal]) -> dict[str, Fraction]:
    """The weight of every indicator when these are `given`."""
    groups: dict[str | None, list[Indicator]] = defaultdict(list)
    for one in system.indicators:
        groups[one.parent].append(one)
    weights: dict[str, Fraction] = {}
    factors: dict[str | None, Fraction] = {None: ONE}
    for parent, group in groups.items():  # parents stand before children
        whole = _ending(sum((one.exact_weight for one in group), ZERO) * factors[parent])
        typed = {one.code: exact(given[one.code]) for one in group if one.code in given}
        shares = dict(_shared(group, typed, whole)) if typed or factors[parent] != 1 else {}
        for one in group:
            weight = shares.get(one.code, one.exact_weight)
            weights[one.code] = weight
            factors[one.code] = weight / one.exact_weight if one.exact_weight else ONE
    return weights


def _ending(weight: Fraction) -> Fraction:
    """The weight, cut where its decimals would not end."""
    is_ended = not 10**MAX_DIGITS % weight.denominator
    return weight if is_ended else floor(weight / _UNIT) * _UNIT


def _shared(
    group: list[Indicator], typed: Mapping[str, Fraction], whole: Fraction
) -> Iterator[tuple[str, Fraction]]:
    """The typed weights, and among the others what these leave of the whole."""
    yield from typed.items()
    others = [one for one in group if one.code not in typed]
    base = sum((one.exact_weight for one in others), ZERO)
    left = whole - sum(typed.values(), ZERO)
    if left < 0 or (left and not base):
        raise DoesNotAddUp(_said(group, typed, whole))
    for place, one in enumerate(others, 1):
        is_last = place == len(others)
        share = left if is_last else floor(left * one.exact_weight / base / _UNIT) * _UNIT if base else ZERO
        left, base = left - share, base - one.exact_weight
        yield one.code, share


def _said(group: list[Indicator], typed: Mapping[str, Fraction], whole: Fraction) -> str:
    codes = "、".join(typed)
    most = decimal(floor(whole / _UNIT) * _UNIT)
    rest = "其余同级指标的权重会小于0" if len(typed) < len(group) else "没有其他同级指标可以调整"
    return f"{codes}的权重合计应为{most:f}以内，现在{rest}，请改小或再改同级的权重"
