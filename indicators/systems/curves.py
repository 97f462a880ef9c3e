"""The curve of a rule as a chart, and a few telling values with their scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.charts import CurveChart, Dot, Tick
from indicators.scoring import Indicator, Outcome, rule_sentence, wording
from indicators.scoring.curves import Curve, curve
from indicators.scoring.figures import exact
from indicators.scoring.kinds.base import Case, Measured, Rule
from indicators.scoring.kinds.composite import Composite, Part
from indicators.scoring.kinds.levels import Graded, PassFail, Ranking
from indicators.scoring.kinds.points import KeyPoints
from indicators.scoring.statuses import Failure

MOST = 6
_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A value (a level, a rank) and the score it gives, as texts; `note` says why."""

    value: str
    score: str
    note: str = ""


def chart(indicator: Indicator, outcome: Outcome | None = None) -> CurveChart | None:
    """The score over the business value, with the outcome's place marked; None without such a curve."""
    value = outcome.value if outcome is not None else None
    at = exact(value) if isinstance(value, Decimal) else None
    found = curve(indicator, at)
    if found is None:
        return None
    unit = _unit(indicator)
    weight = indicator.exact_weight
    inside = sorted(_inside(found) - {found.low, found.high}, reverse=True)
    ticks = list(dict.fromkeys([*inside[:1], *inside[-1:], *inside, found.low, found.high]))
    return CurveChart(
        title="得分随业绩值变化",
        described=_described(found, indicator),
        pieces=tuple(tuple((_decimal(x), _decimal(y)) for x, y in piece) for piece in found.pieces),
        spots=tuple((_decimal(x), _decimal(y)) for x, y in found.spots),
        low=_decimal(found.low),
        high=_decimal(found.high),
        top=_decimal(weight),
        x_ticks=tuple(Tick(at=_decimal(x), text=_short(x, unit)) for x in ticks),
        y_ticks=tuple(
            Tick(at=_decimal(y), text=wording.number(y)) for y in (Fraction(0), weight / 2, weight)
        ),
        mark=_mark(outcome, at, unit),
    )


def _inside(found: Curve) -> set[Fraction]:
    return {found.low, found.high, *(turn for turn in found.turns if found.low <= turn <= found.high)}


def _mark(outcome: Outcome | None, at: Fraction | None, unit: str) -> Dot | None:
    if outcome is None or outcome.exact_score is None or at is None:
        return None
    text = f"{wording.quantity(at, unit)}　{wording.number(outcome.exact_score)}分"
    return Dot(x=_decimal(at), y=_decimal(outcome.exact_score), text=text)


def _unit(indicator: Indicator) -> str:
    return indicator.unit if indicator.rule and indicator.rule.in_unit else ""


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _short(value: Fraction, unit: str) -> str:
    """A tick: as exact as it needs to be, with nothing but a percent sign behind it."""
    rough = Fraction(round(value * 100), 100)
    return wording.term(rough, unit)


def _described(found: Curve, indicator: Indicator) -> str:
    """The curve for who does not see it: the scores at its ends and turns."""
    rule = indicator.rule
    places = sorted(_inside(found))
    said = [
        f"{wording.quantity(Fraction(round(x * 100), 100), _unit(indicator))}得{score}分"
        for x in places[: 2 * MOST]
        if rule is not None and (score := _score(rule, indicator, x)) != "—"
    ]
    return "，".join(said)


def samples(indicator: Indicator) -> tuple[Sample, ...]:
    """What telling values score: the turns of a curve, else levels, ranks, points or parts."""
    rule, weight = indicator.rule, indicator.exact_weight
    match rule:
        case None:
            return ()
        case Graded() if rule.shares:
            return tuple(Sample(value=name, score=_points(weight * share)) for name, share in rule.shares)
        case Ranking():
            return tuple(
                Sample(value=f"前{wording.number(bound)}名", score=_points(weight * share))
                for bound, share in rule.bands
            )
        case KeyPoints():
            return tuple(
                Sample(value=point.text or f"要点{number}", score=_points(weight * point.share))
                for number, point in enumerate(rule.points, 1)
            )
        case Composite():
            return tuple(_of_part(part, indicator) for part in rule.parts)
        case PassFail(operator=None):
            return (Sample(value="是", score=_points(weight)), Sample(value="否", score="0"))
        case _:
            return _at_turns(rule, indicator)


def _of_part(part: Part, indicator: Indicator) -> Sample:
    worth = part.weight(indicator.exact_weight)
    said = rule_sentence(part.rule, worth, indicator.unit if part.rule.in_unit else "")
    return Sample(value=part.name, score=_points(worth), note=said)


def _at_turns(rule: Rule, indicator: Indicator) -> tuple[Sample, ...]:
    found = curve(indicator)
    if found is None:
        return ()
    turns = sorted((turn for turn in found.turns if turn >= 0), reverse=True)
    return tuple(
        Sample(
            value=wording.quantity(Fraction(round(turn * 100), 100), _unit(indicator)),
            score=_score(rule, indicator, turn),
            note=_note(rule, indicator, turn),
        )
        for turn in turns[:MOST]
    )


def _points(score: Fraction) -> str:
    return wording.number(Fraction(round(score * 100), 100))


def _case(indicator: Indicator) -> Case:
    return Case(
        weight=indicator.exact_weight,
        inputs=indicator.inputs,
        rounding=indicator.rounding,
        unit=indicator.unit,
    )


def _score(rule: Rule, indicator: Indicator, value: Fraction) -> str:
    """The rounded score at a value, or a gap."""
    try:
        held = rule.work(Measured(exact=value, value=value), _case(indicator)).held
    except Failure:
        return "—"
    return wording.number(indicator.rounding.round_score(held, indicator.exact_weight))


def _note(rule: Rule, indicator: Indicator, value: Fraction) -> str:
    try:
        verdict = rule.work(Measured(exact=value, value=value), _case(indicator)).verdict()
    except Failure as failure:
        return failure.reason
    return verdict.rpartition("，")[2] if "，" in verdict else verdict
