"""Distances to the next grades: worked examples, and a second reading that scores again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal as D  # noqa: N817 - many of them
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.scoring import Mode, Places, Result, System, read_system, score
from indicators.scoring.conclusions import UNKNOWN, conclude
from indicators.scoring.sensitivity import Disputed, Sensitivity, analyse
from indicators.scoring.system import Override
from indicators.scoring.thresholds import least_rounded
from tests.indicators.scoring.cases import case
from tests.indicators.scoring.dossiers import Maker

modest = settings(max_examples=120)
GRADES = [{"grade": "优", "min": 90}, {"grade": "良", "min": 80}, {"grade": "中", "min": 60}]


def judged(code: str, weight: Any, points: Any, parent: str = "A", **more: Any) -> dict[str, Any]:
    rule = {"kind": "judged"}
    given = {"code": code, "name": code, "parent": parent, "weight": D(weight)}
    return given | {"inputs": {"points": D(points)}, "value": "points", "rule": rule} | more


def system_of(*leaves: dict[str, Any], grades: Any = GRADES, **more: Any) -> System:
    weight = sum((leaf["weight"] for leaf in leaves), D(0))
    branch = {"code": "A", "name": "产出", "parent": None, "weight": weight}
    data = {"format": "evaluation-dossier/1", "grade_scheme": grades, "indicators": [branch, *leaves]}
    return read_system(data | more)


def found(system: System, *disputed: Disputed) -> Sensitivity:
    return analyse(system, score(system), disputed)


# Examples -----------------------------------------------------------------------------------------


def test_a_hundredth_short_is_the_lower_grade() -> None:
    got = found(system_of(judged("A1", 60, "59.99"), judged("A2", 40, 30)))
    assert (got.total, got.grade) == (D("89.99"), "良")
    assert got.up is not None
    assert got.down is not None
    assert (got.up.grade, got.up.points, got.up.inclusive, got.up.distance) == (
        "优", Fraction(1, 100), True, D("0.01"),
    )  # fmt: skip
    assert (got.down.grade, got.down.points, got.down.inclusive) == ("中", Fraction(999, 100), False)
    assert got.down.least(Fraction(1, 100)) == 10
    assert got.up.least(Fraction(1, 100)) == Fraction(1, 100)


def test_a_bound_belongs_to_the_upper_grade() -> None:
    got = found(system_of(judged("A1", 60, 50), judged("A2", 40, 40)))
    assert (got.total, got.grade) == (90, "优")
    assert got.up is None
    assert got.down is not None
    assert (got.down.grade, got.down.points, got.down.inclusive) == ("良", 0, False)
    leaf = got.leaf("A1")
    assert leaf.fall is not None
    assert (leaf.fall.grade, leaf.fall.score, leaf.fall.exact) == ("良", D("49.99"), 50)


def test_one_leaf_alone() -> None:
    got = found(system_of(judged("A1", 5, "3.44"), judged("A2", 95, "85.2")))
    assert got.total == D("88.64")
    small = got.leaf("A1")
    assert (small.lowest, small.highest) == (D("85.2"), D("90.2"))
    assert small.rise is not None
    assert (small.rise.grade, small.rise.score, small.rise.inclusive) == ("优", D("4.8"), True)
    assert small.fall is None
    assert small.can_turn


def test_a_leaf_that_cannot() -> None:
    got = found(system_of(judged("A1", 1, "0.5"), judged("A2", 99, "84.5")))
    assert (got.leaf("A1").rise, got.leaf("A1").fall, got.leaf("A1").can_turn) == (None, None, False)


def test_excluded_weight_scales_the_bound() -> None:
    """90 of 100 points left: 89.995 rounds to 90.00, so 80.9955 points are enough."""
    gone = judged("A3", 10, 0, not_applicable="exclude")
    got = found(system_of(judged("A1", 60, 50), judged("A2", 30, 30), gone))
    assert got.total == D("88.89")
    assert got.up is not None
    assert got.up.points == Fraction("80.9955") - 80
    assert got.up.distance == D("1.11")
    excluded = got.leaf("A3")
    assert (excluded.score, excluded.lowest, excluded.rise) == (None, None, None)
    assert got.leaf("A1").rise is not None
    assert got.leaf("A1").rise.score == D(51)  # type: ignore[union-attr]


def test_an_override_is_what_moves() -> None:
    own = judged("A1", 60, 10, override={"score": D(45), "reason": "复核"})
    got = found(system_of(own, judged("A2", 40, 40)))
    assert (got.total, got.leaf("A1").score, got.leaf("A1").highest) == (85, 45, 100)


def test_without_a_total_nothing_is_said() -> None:
    gap = judged("A1", 60, 0) | {"inputs": {"points": None}}
    got = found(system_of(gap, judged("A2", 40, 40)), Disputed(code="A2", low=D(1), high=D(2)))
    assert (got.total, got.up, got.down, got.disputes) == (None, None, None, None)
    assert [leaf.lowest for leaf in got.leaves] == [None, None]
    assert [(one.up, one.down) for one in got.weights] == [(None, None)] * 3
    assert conclude(got, 2) == UNKNOWN


def test_disputes_alone_and_together() -> None:
    got = found(
        system_of(judged("A1", 50, "45.5"), judged("A2", 50, "42.49")),
        Disputed(code="A1", low=D(45), high=D("46.5")),
        Disputed(code="A2", low=D(42), high=D("43.49")),
    ).disputes
    assert got is not None
    assert [(row.codes, row.lowest, row.highest, row.size) for row in got.rows] == [
        (("A1",), D("87.49"), D("88.99"), D("1.5")),
        (("A2",), D("87.5"), D("88.99"), D("1.49")),
    ]
    assert (got.together.lowest, got.together.highest) == (87, D("89.99"))
    assert got.grades == ("良",)


def test_the_present_score_is_always_possible() -> None:
    got = found(system_of(judged("A1", 100, 50)), Disputed(code="A1", low=D(60), high=D(70))).disputes
    assert got is not None
    assert (got.together.lowest, got.together.highest, got.grades) == (50, 70, ("中", None))


def test_a_disputed_leaf_without_a_score_does_not_count() -> None:
    gone = judged("A2", 50, 0, not_applicable="exclude")
    got = found(system_of(judged("A1", 50, 40), gone), Disputed(code="A2", low=D(0), high=D(9)))
    assert got.disputes is None


def test_weights_of_two_branches() -> None:
    """The better half may grow until the total is 90, and shrink until it leaves 良 behind."""
    rows = [
        {"code": "A", "name": "甲", "parent": None, "weight": 50},
        judged("A1", 50, 50),
        {"code": "B", "name": "乙", "parent": None, "weight": 50},
        judged("B1", 50, 35, parent="B"),
    ]
    got = found(read_system({"format": "evaluation-dossier/1", "grade_scheme": GRADES, "indicators": rows}))
    better, only, worse, _ = got.weights
    assert better.up is not None
    assert better.down is not None
    assert (better.up.grade, better.up.change, better.up.inclusive) == ("优", Fraction(50, 3), True)
    assert (better.down.grade, better.down.change, better.down.inclusive) == ("中", Fraction(-50, 3), False)
    assert worse.up is not None
    assert worse.up.change == -better.down.change
    assert (only.up, only.down) == (None, None)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("linfang_2018", "总分87.30，距优差2.70分，再失12.30分以上才降为合格。"),
        ("hongda_2018", "总分88.64，距优差1.36分，再失13.64分以上才降为合格。"),
        ("selfeval_2023_hotline", "总分99.67，等级为优，再失9.67分以上才降为良。"),
    ],
)
def test_the_sentence_of_the_cases(name: str, said: str) -> None:
    assert conclude(found(read_system(case(f"{name}.json"))), 2) == said


def test_the_sentence_on_disputes() -> None:
    system = system_of(judged("A1", 50, "46.59"), judged("A2", 50, 42))
    some = [Disputed(code="A1", low=D("45.59"), high=D(47)), Disputed(code="A2", low=D(41), high=D(43))]
    assert conclude(found(system, *some), 2) == (
        "总分88.59，距优差1.41分；在列出的2项有争议得分的全部组合下，总分在86.59至90.00之间，等级可能为良或优。"
    )
    assert conclude(found(system, some[0]), 2) == (
        "总分88.59，距优差1.41分；在列出的1项有争议得分的范围内，总分在87.59至89.00之间，等级均为良。"
    )
    none = found(system_of(judged("A1", 100, 10), grades=[]), Disputed(code="A1", low=D(10), high=D(10)))
    assert conclude(none, 2) == "总分10.00；在列出的1项有争议得分的范围内，总分均为10.00，等级均为不入等级。"


# Laws ---------------------------------------------------------------------------------------------

halves = st.integers(-4000, 4000).map(lambda n: Fraction(n, 200))


@modest
@given(st.sampled_from(Mode), st.integers(0, 2), halves)
def test_the_least_number_that_rounds_up(mode: Mode, decimals: int, least: Fraction) -> None:
    places = Places(decimals=decimals, mode=mode)
    bound = least_rounded(places, least)
    tiny = Fraction(1, 10**9)
    assert (places.round(bound.at) >= least) is bound.inclusive
    assert places.round(bound.at + tiny) >= least
    assert places.round(bound.at - tiny) < least


def scored_with(system: System, scores: dict[str, Fraction]) -> Result:
    """The second reading: these scores given by hand, the whole scored again."""
    return score(
        replace(
            system,
            indicators=tuple(
                replace(one, override=Override(score=scores[one.code], reason="试"))
                if one.code in scores
                else one
                for one in system.indicators
            ),
        )
    )


def complete_systems(seed: int, count: int = 400) -> Iterator[tuple[System, Result]]:
    """Random systems of all kinds that come to a total."""
    maker = Maker(seed)
    for _ in range(count):
        system = read_system(maker.dossier())
        result = score(system)
        if result.total is not None:
            yield system, result


def leaf_scores(system: System, result: Result) -> dict[str, Fraction]:
    scores = {one.code: result.outcomes[one.code].exact_score for one in system.indicators if one.is_leaf}
    return {code: points for code, points in scores.items() if points is not None}


@pytest.mark.parametrize("seed", range(4))
def test_leaves_against_scoring_again(seed: int) -> None:
    turned = 0
    for system, result in complete_systems(seed):
        got = analyse(system, result)
        assert (got.total, got.grade) == (result.total, result.grade)
        weights = {one.code: one for one in system.indicators}
        for code in leaf_scores(system, result):
            leaf, indicator = got.leaf(code), weights[code]
            none, full = (scored_with(system, {code: end}) for end in (Fraction(0), indicator.exact_weight))
            assert (leaf.lowest, leaf.highest) == (none.total, full.total)
            assert (leaf.fall is not None) == (none.grade != result.grade)
            assert (leaf.rise is not None) == (full.grade != result.grade)
            for turn, way in ((leaf.rise, 1), (leaf.fall, -1)):
                if turn is None:
                    continue
                turned += 1
                near = Fraction(way, 10**9)
                assert scored_with(system, {code: Fraction(turn.score)}).grade == turn.grade
                at = scored_with(system, {code: turn.exact}) if _ends(turn.exact) else None
                assert at is None or (at.grade == turn.grade) is turn.inclusive
                if _ends(turn.exact) and 0 <= turn.exact - near <= indicator.exact_weight:
                    assert scored_with(system, {code: turn.exact - near}).grade == result.grade
                back = Fraction(turn.score) - Fraction(way, 10**indicator.rounding.score.decimals)
                if 0 <= back <= indicator.exact_weight and turn.score not in (0, indicator.weight):
                    assert scored_with(system, {code: back}).grade == result.grade
    assert turned > 50


def _ends(number: Fraction) -> bool:
    return not 10**40 % number.denominator


@pytest.mark.parametrize("seed", range(3))
def test_disputes_against_all_corners(seed: int) -> None:
    several = 0
    for system, result in complete_systems(seed):
        scores = leaf_scores(system, result)
        codes = list(scores)[:3]
        ends = {code: (scores[code] / 2, (scores[code] + _weight(system, code)) / 2) for code in codes}
        ends = {code: (_short(low), _short(high)) for code, (low, high) in ends.items()}
        disputed = [
            Disputed(code=code, low=_decimal(low), high=_decimal(high)) for code, (low, high) in ends.items()
        ]
        got = analyse(system, result, disputed).disputes
        assert (got is None) == (not codes)
        if got is None:
            continue
        hull = {code: (min(low, scores[code]), max(high, scores[code])) for code, (low, high) in ends.items()}
        corners = [
            scored_with(system, dict(zip(codes, corner, strict=True)))
            for corner in product(*(hull[code] for code in codes))
        ]
        totals = [corner.total for corner in corners if corner.total is not None]
        assert (got.together.lowest, got.together.highest) == (min(totals), max(totals))
        assert {corner.grade for corner in corners} <= set(got.grades)
        assert (got.grades[0], got.grades[-1]) == (got.together.highest_grade, got.together.lowest_grade)
        assert len(set(got.grades)) == len(got.grades)
        assert [row.size for row in got.rows] == sorted((row.size for row in got.rows), reverse=True)
        several += len(got.grades) > 1
    assert several > 10


def _weight(system: System, code: str) -> Fraction:
    return next(one.exact_weight for one in system.indicators if one.code == code)


def _short(number: Fraction) -> Fraction:
    return Fraction(int(number * 1000), 1000)


def _decimal(number: Fraction) -> D:
    return D(number.numerator) / D(number.denominator)


NOTHING_LEFT = "剔除的权重占满"


def total_at(system: System, result: Result, code: str, change: Fraction) -> str | None:
    """The grade when the weight of `code` moves by `change`: rates held, leaf by leaf, a naive sum."""
    by_code = {one.code: one for one in system.indicators}
    moved = by_code[code]
    group = [one for one in system.indicators if one.parent == moved.parent]
    beside = sum(one.exact_weight for one in group) - moved.exact_weight
    factors = {one.code: 1 - change / beside for one in group}
    factors[code] = 1 + change / moved.exact_weight
    full, points, excluded = Fraction(result.full), Fraction(0), Fraction(0)
    for one in system.indicators:
        if not one.is_leaf:
            continue
        factor, up = Fraction(1), one
        while True:
            factor *= factors.get(up.code, Fraction(1)) if up.parent == moved.parent else 1
            if up.parent is None:
                break
            up = by_code[up.parent]
        gained = result.outcomes[one.code].exact_score
        if gained is None:
            excluded += one.exact_weight * factor
        else:
            points += gained * factor
    total = points
    if excluded >= full:
        return NOTHING_LEFT
    if result.excluded:
        total = system.rounding.round_score(points * full / (full - excluded), full)
    return next((grade.grade for grade in system.grades if total >= grade.minimum), None)


@pytest.mark.parametrize("seed", range(4))
def test_weights_against_naive_sums(seed: int) -> None:
    turned = 0
    for system, result in complete_systems(seed):
        for reach in analyse(system, result).weights:
            turned += _check_weight(system, result, reach)
    assert turned > 20


def _check_weight(system: System, result: Result, reach: Any) -> int:
    group = [one for one in system.indicators if one.parent == _parent(system, reach.code)]
    own = _weight(system, reach.code)
    beside = sum((one.exact_weight for one in group), Fraction(0)) - own
    if not own or not beside:
        assert (reach.up, reach.down) == (None, None)
        return 0
    for shift, room in ((reach.up, beside), (reach.down, -own)):
        almost = room * Fraction(999, 1000)
        if shift is None:
            for share in (Fraction(1, 3), Fraction(2, 3), Fraction(999, 1000)):
                assert total_at(system, result, reach.code, room * share) in (result.grade, NOTHING_LEFT)
            continue
        assert abs(shift.change) <= abs(room)
        if not almost or abs(shift.change) >= abs(almost):
            continue
        near = room / 10**9
        if shift.change:
            assert total_at(system, result, reach.code, shift.change - near) == result.grade
        assert total_at(system, result, reach.code, shift.change + near) == shift.grade
        assert (total_at(system, result, reach.code, shift.change) == shift.grade) is shift.inclusive
    return (reach.up is not None) + (reach.down is not None)


def _parent(system: System, code: str) -> str | None:
    return next(one.parent for one in system.indicators if one.code == code)


tenths = st.integers(0, 200).map(lambda n: D(n) / 10)


@modest
@given(st.lists(st.tuples(tenths, tenths), min_size=1, max_size=4), tenths)
def test_symmetric_and_monotone(pairs: list[tuple[D, D]], more: D) -> None:
    """The order of leaves does not matter; a higher total is never further from the grade above."""
    leaves = [judged(f"A{place}", max(pair) + 1, min(pair)) for place, pair in enumerate(pairs)]
    grades = [{"grade": "优", "min": 30}, {"grade": "良", "min": 10}]
    one, other = (found(system_of(*rows, grades=grades)) for rows in (leaves, leaves[::-1]))
    assert (one.total, one.up, one.down) == (other.total, other.up, other.down)
    assert list(one.leaves) == [other.leaf(leaf.code) for leaf in one.leaves]
    larger = found(system_of(*leaves, judged("Z", more + 1, more), grades=grades))
    if one.grade == larger.grade and one.up and larger.up:
        assert larger.up.points == one.up.points - Fraction(more)
