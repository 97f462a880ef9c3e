"""Facts about how firmly the grade stands: disputed scores, what one score or one weight alone would turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from evaluations.dossier import Dossier, scored
from indicators.scoring import Result, read_system
from indicators.scoring.conclusions import NO_GRADE, conclude, nearness, points, shifts, turns
from indicators.scoring.sensitivity import Disputed, LeafReach, Sensitivity, Swing, analyse
from indicators.scoring.weights import WeightReach
from reports.document.facts import Fact
from reports.document.numbers import places
from reports.document.sources.making import number, some, text
from reports.document.tree import ROOT

SOURCE = "score"
POINTS = "分"


def analysed(dossier: Dossier, result: Result) -> Sensitivity:
    """The sensitivity of the dossier's scores, with what it says to be in dispute."""
    disputed = [
        Disputed(code=one.code, low=one.dispute.low, high=one.dispute.high)
        for one in dossier.indicators
        if one.dispute and one.dispute.low is not None and one.dispute.high is not None
    ]
    return analyse(read_system(scored(dossier)), result, disputed)


def levers(found: Sensitivity) -> list[LeafReach]:
    """The leaves that alone can turn the grade, the nearest first."""
    return sorted((leaf for leaf in found.leaves if leaf.can_turn), key=nearness)


def heavy(dossier: Dossier, found: Sensitivity) -> list[WeightReach]:
    """The weights of the top level that alone can turn the grade, while every other keeps some weight."""
    tops = {one.code for one in dossier.indicators if one.parent is None}
    whole = sum((Fraction(one.weight) for one in dossier.indicators if one.parent is None), Fraction(0))
    likely = [_likely(one, whole) for one in found.weights if one.code in tops]
    return [one for one in likely if one.up or one.down]


def _likely(one: WeightReach, whole: Fraction) -> WeightReach:
    """Without a shift that would leave the weight itself, or all the others together, nothing."""
    at = {shift: Fraction(one.weight) + shift.change for shift in (one.up, one.down) if shift}
    up, down = (shift if shift and 0 < at[shift] < whole else None for shift in (one.up, one.down))
    return replace(one, up=up, down=down)


def firmness_facts(dossier: Dossier, found: Sensitivity) -> Iterator[Fact]:
    rounding = dossier.rounding.score if dossier.rounding else None
    decimals = places(rounding).decimals
    said = None if found.total is None else conclude(found, decimals).rstrip("。")
    yield text("sensitivity.said", said, SOURCE)
    yield from _distances(found, decimals)
    rows = found.disputes.rows if found.disputes else ()
    yield some("count.disputes", len(rows), "indicators", "项")
    for row in rows:
        yield from _swing(f"{ROOT}{row.codes[0]}.dispute", row, decimals)
    if found.disputes:
        yield from _swing("sensitivity", found.disputes.together, decimals)
    able, weights = levers(found), heavy(dossier, found)
    yield some("count.levers", len(able), SOURCE, "项")
    yield some("count.heavy", len(weights), SOURCE, "项")
    for leaf in able:
        yield text(f"{ROOT}{leaf.code}.turns", "；".join(turns(leaf, decimals)), SOURCE)
    for weight in weights:
        yield text(f"{ROOT}{weight.code}.shifts", "；".join(shifts(weight)), SOURCE)


def _distances(found: Sensitivity, decimals: int) -> Iterator[Fact]:
    for name, tip in (("up", found.up), ("down", found.down)):
        distance = tip.distance if tip else None
        yield number(f"sensitivity.{name}", distance, SOURCE, unit=POINTS, decimals=decimals)
        yield text(f"sensitivity.{name}.grade", (tip.grade or NO_GRADE) if tip else None, SOURCE)


def _swing(scope: str, row: Swing, decimals: int) -> Iterator[Fact]:
    """The totals at both ends with their grades: 85.70分（良）."""
    for name, total, grade in (
        ("lowest", row.lowest, row.lowest_grade),
        ("highest", row.highest, row.highest_grade),
    ):
        yield Fact(
            name=f"{scope}.{name}", value=total, unit=POINTS, text=points(total, decimals), source=SOURCE
        )
        yield text(f"{scope}.{name}_grade", grade or NO_GRADE, SOURCE)
