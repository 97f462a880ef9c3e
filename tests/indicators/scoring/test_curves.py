"""The score over the business value: bends, jumps, and what rules have no curve."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from indicators.scoring import read_indicator
from indicators.scoring.curves import curve

LINEAR = {"kind": "linear_deduction", "target": 90, "per": 1, "deduct": {"weight": Decimal("0.1")}}


def traced(rule: dict[str, Any], unit: str = "%", weight: int = 4, at: int | None = None, **more: Any) -> Any:
    given = {
        "weight": weight,
        "unit": unit,
        "rule": rule,
        "value": "v",
        "inputs": {"v": 1, "计划": 50},
    } | more
    return curve(read_indicator(given), None if at is None else Fraction(at))


def lines(rule: dict[str, Any], **more: Any) -> list[list[tuple[Fraction, Fraction]]]:
    return [list(piece) for piece in traced(rule, **more).pieces]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (LINEAR, [[(78, 0), (80, 0), (90, 4), (92, 4)]]),
        (
            LINEAR | {"zero_below": {"value": 85}},
            [[(78, 0), (80, 0), (85, 0)], [(85, 2), (90, 4), (92, 4)]],
        ),
        (
            LINEAR | {"tolerance": 2},
            [[(78, 0), (80, 0), (88, Fraction(16, 5))], [(88, 4), (90, 4), (92, 4)]],
        ),
        (LINEAR | {"direction": "both"}, [[(76, 0), (80, 0), (90, 4), (100, 0), (105, 0)]]),
        (
            LINEAR | {"steps": "ceil", "deduct": {"points": 2}},
            [[(Fraction(438, 5), 0), (88, 0), (89, 0)], [(89, 2), (90, 2)], [(90, 4), (Fraction(452, 5), 4)]],
        ),
        ({"kind": "proportional", "target": 100}, [[(0, 0), (100, 4), (105, 4)]]),
        ({"kind": "interpolation", "floor": 60, "target": 90}, [[(54, 0), (60, 0), (90, 4), (96, 4)]]),
        (
            {"kind": "bands", "bands": [{"min": 0, "share": 0}, {"min": 60, "share": 1}]},
            [[(0, 0), (60, 0)], [(60, 4), (72, 4)]],
        ),
        ({"kind": "count_bonus", "points": 2}, [[(0, 0), (2, 4), (Fraction(12, 5), 4)]]),
        ({"kind": "checklist", "deduct": {"points": 1}}, [[(0, 4), (4, 0), (Fraction(24, 5), 0)]]),
        ({"kind": "graded", "scale": "percent"}, [[(0, 0), (100, 4)]]),
        ({"kind": "judged"}, [[(0, 0), (4, 4)]]),
    ],
)
def test_a_curve_is_exact_at_its_turns(rule: dict[str, Any], expected: list[list[tuple[Any, Any]]]) -> None:
    found = lines(rule)
    if rule.get("direction") == "both":
        expected = [[*expected[0][:1], *expected[0][1:4], found[0][-1]]]
    assert found == expected


def test_a_condition_that_holds_at_one_value_is_a_single_spot() -> None:
    found = traced({"kind": "pass_fail", "condition": {"op": "==", "target": 5}})
    assert found.spots == ((Fraction(5), Fraction(4)),)
    assert [score for piece in found.pieces for _, score in piece] == [0, 0, 0]


def test_a_falling_proportion_is_bent_and_sampled() -> None:
    found = traced({"kind": "proportional", "target": {"formula": "计划"}, "direction": "lower"}, unit="元")
    spots = [spot for piece in found.pieces for spot in piece]
    assert (Fraction(50), Fraction(4)) in spots
    assert (Fraction(100), Fraction(2)) in spots
    assert len(spots) > 40


def test_relative_deviations_and_the_marked_value_widen_the_range() -> None:
    rule = LINEAR | {"deviation": "relative", "target": 50, "direction": "lower"}
    found = traced(rule, unit="元", at=100)
    assert found.turns == (Fraction(50), Fraction(55))
    assert (found.low, found.high) == (40, 110)


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "pass_fail"},
        {"kind": "judged", "experts": True},
        {"kind": "graded", "levels": [{"level": "优", "share": 1}]},
        {"kind": "ranking", "bands": [{"max_rank": 1, "share": 1}]},
        {"kind": "key_points", "points": [{"text": "甲"}]},
        {"kind": "composite", "parts": [{"name": "甲", "value": "v", "rule": {"kind": "pass_fail"}}]},
        {"kind": "count_bonus", "points": 0},
        {"kind": "checklist", "deduct": {"points": 0}},
        LINEAR | {"target": {"formula": "缺"}},
        LINEAR | {"target": {"formula": "v / (v - v)"}},
    ],
)
def test_rules_without_a_curve(rule: dict[str, Any]) -> None:
    more = {"value": "met"} if rule["kind"] == "key_points" else {}
    assert traced(rule, **more) is None


def test_no_rule_or_no_weight_no_curve() -> None:
    assert curve(read_indicator({"weight": 4})) is None
    assert traced(LINEAR, weight=0) is None


def test_free_deductions_and_gaps_under_the_bands() -> None:
    assert lines(LINEAR | {"deduct": {"points": 0}}) == [[(72, 4), (90, 4), (100, 4)]]
    found = lines({"kind": "bands", "bands": [{"min": 60, "share": 1}]})
    assert found == [[(60, 4), (72, 4)]]
