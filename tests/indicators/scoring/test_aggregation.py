"""Branches, the total, the grade, and weight that is taken out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.scoring import read_system, score
from tests.indicators.scoring.cases import branch, dossier, leaf, text

GRADES = [{"grade": "良", "min": 80}, {"grade": "优", "min": 90}, {"grade": "中", "min": 60}]
EXCLUDED = {"not_applicable": "exclude"}


def test_a_branch_is_the_exact_sum_of_its_children() -> None:
    system = read_system(
        dossier(
            branch("A", 10),
            leaf("A1", 5, 1, "A", override={"score": Decimal("1.005"), "reason": "现场核实"}),
            leaf("A2", 5, Decimal("2.25"), "A"),
        )
    )
    result = score(system)
    assert text(result.outcomes["A"].score) == "3.255"
    assert result.outcomes["A"].status == "ok"
    assert text(result.total) == "3.255"


@pytest.mark.parametrize(
    ("points", "grade"),
    [("90", "优"), ("89.99", "良"), ("80", "良"), ("79.99", "中"), ("60", "中"), ("59.99", None)],
)
def test_the_bound_belongs_to_the_upper_grade(points: str, grade: str | None) -> None:
    system = read_system(dossier(leaf("A", 100, Decimal(points)), grade_scheme=GRADES))
    assert score(system).grade == grade


def test_without_a_grade_scheme_there_is_no_grade() -> None:
    assert score(read_system(dossier(leaf("A", 100, 95)))).grade is None


@pytest.mark.parametrize(
    ("rounding", "total"),
    [
        (None, "77.31"),
        ({"score": {"decimals": 1}}, "77.3"),
        ({"score": {"decimals": 0, "mode": "down"}}, "77"),
        ({"score": {"decimals": 0, "mode": "down", "applies_to": "deduction"}}, "78"),
    ],
)
def test_excluded_weight_scales_the_total_and_rounds_it_like_a_score(
    rounding: dict[str, Any] | None, total: str
) -> None:
    """73.44 · 100 / (100 − 5) = 77.305…"""
    system = read_system(
        dossier(
            branch("A", 20),
            leaf("A1", 15, 13, "A"),
            leaf("A2", 5, None, "A", **EXCLUDED),
            leaf("B", 80, Decimal("60.44"), rounding={"score": {"decimals": 2, "applies_to": "score"}}),
            rounding=rounding,
        )
    )
    result = score(system)
    assert text(result.outcomes["A"].score) == "13"
    assert (text(result.total), text(result.partial_total)) == (total, "73.44")
    assert (text(result.full), text(result.excluded)) == ("100", "5")
    assert result.derivation.line == f"(13 + 60.44) × 100 ÷ (100 − 5) = {total}"


def test_full_and_zero_stay_in_the_sum() -> None:
    system = read_system(
        dossier(leaf("A", 5, None, not_applicable="full"), leaf("B", 5, None, not_applicable="zero"))
    )
    result = score(system)
    assert (text(result.total), text(result.excluded)) == ("5", "0")


def test_a_branch_of_excluded_leaves_is_not_applicable() -> None:
    system = read_system(
        dossier(
            branch("A", 10),
            branch("A1", 10, "A"),
            leaf("A11", 10, None, "A1", **EXCLUDED),
            leaf("B", 90, 45),
        )
    )
    result = score(system)
    assert {code: outcome.status for code, outcome in result.outcomes.items()} == {
        "A": "not_applicable",
        "A1": "not_applicable",
        "A11": "not_applicable",
        "B": "ok",
    }
    assert text(result.total) == "50"
    assert result.derivation.line == "45 × 100 ÷ (100 − 10) = 50"
    assert [(step.label, step.result, step.note) for step in result.derivation.steps] == [
        ("A 指标A", "—", "无法考核，不计入"),
        ("B 指标B", "45", ""),
    ]
    assert result.outcomes["A"].derivation.reason == "全部无法考核，不计入"


def test_where_everything_is_excluded_there_is_no_total() -> None:
    result = score(read_system(dossier(leaf("A", 5, None, **EXCLUDED), grade_scheme=GRADES)))
    assert (result.total, result.grade, text(result.partial_total)) == (None, None, "0")
    assert result.derivation.reason == "全部无法考核，不计入"


def test_more_excluded_than_the_top_level_weighs_leaves_no_total() -> None:
    system = read_system(dossier(branch("A", 5), leaf("A1", 9, None, "A", **EXCLUDED), leaf("A2", 1, 1, "A")))
    assert score(system).total is None


def test_an_override_puts_an_excluded_leaf_back() -> None:
    kept = leaf("A", 5, None, **EXCLUDED, override={"score": 4, "reason": "专家组意见"})
    result = score(read_system(dossier(kept, leaf("B", 5, 5))))
    assert (text(result.total), text(result.excluded)) == ("9", "0")


def test_an_incomplete_branch_beside_an_excluded_leaf() -> None:
    system = read_system(
        dossier(branch("A", 10), leaf("A1", 5, None, "A", **EXCLUDED), leaf("A2", 5, None, "A"))
    )
    result = score(system)
    assert result.outcomes["A"].status == "incomplete"
    assert result.outcomes["A"].derivation.line == "下级指标“A2 指标A2”没有得分"
    assert result.total is None


def test_many_gaps_are_counted() -> None:
    system = read_system(dossier(branch("A", 7), *(leaf(f"A{n}", 1, None, "A") for n in range(7))))
    reason = score(system).outcomes["A"].derivation.reason
    assert reason == "下级指标“A0 指标A0”“A1 指标A1”“A2 指标A2”“A3 指标A3”“A4 指标A4”等7项没有得分"


def test_a_system_without_indicators_has_no_total() -> None:
    result = score(read_system(dossier()))
    assert (result.total, result.grade, text(result.partial_total)) == (None, None, "0")
    assert result.derivation.line == "没有指标"


def test_weights_of_children_need_not_add_up() -> None:
    result = score(read_system(dossier(branch("A", 10), leaf("A1", 3, 3, "A"), leaf("A2", 3, 2, "A"))))
    assert text(result.total) == "5"


def test_a_lone_child_is_its_own_sum() -> None:
    result = score(read_system(dossier(branch("A", 10), leaf("A1", 10, 3, "A"))))
    assert result.outcomes["A"].derivation.line == "3"


def test_a_chain_of_a_thousand_levels() -> None:
    chain = [branch("0", 1), *(branch(str(n), 1, str(n - 1)) for n in range(1, 1000))]
    result = score(read_system(dossier(*chain, leaf("end", 1, 1, "999"))))
    assert text(result.total) == "1"
