"""From a system to its outcomes: leaves by their rules, branches and the total as sums, in one pass each."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from indicators.scoring.collecting import no_cycles
from indicators.scoring.figures import ZERO, decimal
from indicators.scoring.leaves import score_leaf
from indicators.scoring.outcomes import Outcome, Result, Summed
from indicators.scoring.statuses import Status
from indicators.scoring.system import Grade, Indicator, NotApplicable, System

Child = tuple[Indicator, Outcome]


@no_cycles()
def score(system: System) -> Result:
    """All outcomes of a system, its total and grade. Never raises for what a system may hold."""
    children: dict[str | None, list[Child]] = {}
    outcomes: dict[str, Outcome] = {}
    for indicator in reversed(system.indicators):
        outcome = score_leaf(indicator) if indicator.is_leaf else _branch(indicator, children[indicator.code])
        outcomes[indicator.code] = outcome
        children.setdefault(indicator.parent, []).append((indicator, outcome))
    ordered = {indicator.code: outcomes[indicator.code] for indicator in system.indicators}
    return _result(system, ordered, tuple(reversed(children.get(None, ()))))


def _branch(indicator: Indicator, reverse: list[Child]) -> Outcome:
    children = tuple(reversed(reverse))
    total = _sum(outcome for _, outcome in children)
    status = Status.OK
    if total is None:
        gone = all(outcome.status is Status.NOT_APPLICABLE for _, outcome in children)
        status = Status.NOT_APPLICABLE if gone else Status.INCOMPLETE
    return Outcome(
        code=indicator.code,
        status=status,
        value=None,
        score=None if total is None else decimal(total),
        computed=None,
        exact_score=total,
        origin=Summed(children=children, total=total, full=indicator.exact_weight),
    )


def _sum(outcomes: Iterable[Outcome]) -> Fraction | None:
    """The sum of the scores; None where one is wanting, or where everything is excluded."""
    total, known = ZERO, False
    for outcome in outcomes:
        if outcome.exact_score is not None:
            total, known = total + outcome.exact_score, True
        elif outcome.status is not Status.NOT_APPLICABLE:
            return None
    return total if known else None


def _result(system: System, outcomes: dict[str, Outcome], top: tuple[Child, ...]) -> Result:
    leaves = [indicator for indicator in system.indicators if indicator.is_leaf]
    excluded = sum((leaf.exact_weight for leaf in leaves if _is_excluded(leaf, outcomes[leaf.code])), ZERO)
    full = sum((indicator.exact_weight for indicator, _ in top), ZERO)
    total = printed_total(system, _sum(outcome for _, outcome in top), full, excluded)
    known = (outcomes[leaf.code].exact_score for leaf in leaves)
    return Result(
        outcomes=outcomes,
        total=None if total is None else decimal(total),
        grade=None if total is None else grade_of(system.grades, decimal(total)),
        partial_total=decimal(sum((score for score in known if score is not None), ZERO)),
        full=decimal(full),
        excluded=decimal(excluded),
        origin=Summed(children=top, total=total, full=full, excluded=excluded),
    )


def _is_excluded(leaf: Indicator, outcome: Outcome) -> bool:
    return outcome.status is Status.NOT_APPLICABLE and leaf.not_applicable is NotApplicable.EXCLUDE


def printed_total(
    system: System, total: Fraction | None, full: Fraction, excluded: Fraction
) -> Fraction | None:
    """The sum of the top level; with excluded weight scaled back to the full and rounded like a score."""
    if total is None or not excluded:
        return total
    if excluded >= full:
        return None
    return system.rounding.round_score(total * full / (full - excluded), full)


def grade_of(grades: tuple[Grade, ...], total: Decimal) -> str | None:
    """The grade with the highest minimum that the printed total reaches; below every minimum none."""
    return next((grade.grade for grade in grades if total >= grade.minimum), None)
