"""How far a weight may move before the grade turns: exact, score rates held, siblings making room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.scoring.figures import ZERO
from indicators.scoring.statuses import Status
from indicators.scoring.system import NotApplicable, System
from indicators.scoring.thresholds import Stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The change of a weight (with its sign) from which on the grade is another; see `Tip.inclusive`."""

    grade: str | None
    change: Fraction
    inclusive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightReach:
    """How far a weight may move while the grade stays: None where it may move as far as there is weight.

    The siblings make room in proportion to their weights, so that their sum holds; score rates hold.
    """

    code: str
    weight: Decimal
    up: Shift | None = None
    down: Shift | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lot:
    """What lies under an indicator: its weight, the scores' sum, and the weight that is taken out."""

    weight: Fraction
    points: Fraction
    excluded: Fraction

    def less(self, other: _Lot) -> _Lot:
        return _Lot(
            weight=self.weight - other.weight,
            points=self.points - other.points,
            excluded=self.excluded - other.excluded,
        )


def weight_reaches(system: System, stand: Stand) -> Iterator[WeightReach]:
    """Of every indicator, in their order."""
    lots = _lots(system, stand)
    groups: dict[str | None, list[_Lot]] = defaultdict(list)
    for one in system.indicators:
        groups[one.parent].append(lots[one.code])
    sums = {parent: _summed(group) for parent, group in groups.items()}
    for one in system.indicators:
        own = lots[one.code]
        beside = sums[one.parent].less(own)
        up = down = None
        if own.weight and beside.weight:
            up = _shift(stand, own, beside, 1)
            down = _shift(stand, own, beside, -1)
        yield WeightReach(code=one.code, weight=one.weight, up=up, down=down)


def _summed(lots: Sequence[_Lot]) -> _Lot:
    return _Lot(
        weight=sum((lot.weight for lot in lots), ZERO),
        points=sum((lot.points for lot in lots), ZERO),
        excluded=sum((lot.excluded for lot in lots), ZERO),
    )


def _lots(system: System, stand: Stand) -> dict[str, _Lot]:
    excluded: dict[str | None, Fraction] = defaultdict(Fraction)
    lots = {}
    for one in reversed(system.indicators):
        outcome = stand.result.outcomes[one.code]
        gone = outcome.status is Status.NOT_APPLICABLE and one.not_applicable is NotApplicable.EXCLUDE
        if gone:
            excluded[one.code] = one.exact_weight
        excluded[one.parent] += excluded[one.code]
        points = outcome.exact_score or ZERO
        lots[one.code] = _Lot(weight=one.exact_weight, points=points, excluded=excluded[one.code])
    return lots


def _shift(stand: Stand, own: _Lot, beside: _Lot, way: int) -> Shift | None:
    """The nearest change of the weight in one direction (`way` 1 or −1) at which the grade turns.

    With d more weight here and d less beside, points and excluded weight move by d times the difference of
    their rates, so that a bound on the total is reached on one side of one d.
    """
    rate = own.points / own.weight - beside.points / beside.weight
    gone = own.excluded / own.weight - beside.excluded / beside.weight
    room = beside.weight if way > 0 else own.weight
    found: list[Shift] = []
    for neighbour, rises in ((stand.above, True), (stand.below, False)):
        if neighbour is None:
            continue
        bound, scale = neighbour.bound, stand.scale
        slope = rate * scale.full + bound.at * gone
        lead = stand.points * scale.full - bound.at * (scale.full - scale.excluded)
        if not slope or (slope * way > 0) is not rises:
            continue
        change = -lead / slope
        inclusive = bound.inclusive is rises
        within = abs(change) < room or (inclusive and abs(change) == room)
        if within and scale.excluded + change * gone < scale.full:
            found.append(Shift(grade=neighbour.grade, change=change, inclusive=inclusive))
    return min(found, key=lambda shift: abs(shift.change), default=None)
