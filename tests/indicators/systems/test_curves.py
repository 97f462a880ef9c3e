"""The curve of a rule as a chart, and telling values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from indicators.scoring import Indicator, read_indicator, score_leaf
from indicators.systems.curves import Sample, chart, samples


def made(rule: dict[str, Any], value: Any = Decimal("87.71"), unit: str = "%") -> Indicator:
    return read_indicator({"weight": 4, "unit": unit, "rule": rule, "value": "v", "inputs": {"v": value}})


LINEAR = {
    "kind": "linear_deduction",
    "target": 90,
    "deduct": {"weight": Decimal("0.1")},
    "zero_below": {"value": 80},
}


def test_the_chart_marks_where_the_value_stands() -> None:
    indicator = made(LINEAR)
    drawn = chart(indicator, score_leaf(indicator))
    assert drawn is not None
    assert drawn.mark is not None
    assert (drawn.mark.x, drawn.mark.y, drawn.mark.text) == (
        Decimal("87.71"),
        Decimal("3.08"),
        "87.71%　3.08分",
    )
    assert drawn.described == "78%得0分，80%得0分，90%得4分，92%得4分"
    assert [tick.text for tick in drawn.x_ticks] == ["90%", "80%", "78%", "92%"]
    assert chart(made({"kind": "pass_fail"}, True)) is None


def test_without_a_score_nothing_is_marked() -> None:
    indicator = made(LINEAR, None)
    drawn = chart(indicator, score_leaf(indicator))
    assert drawn is not None
    assert drawn.mark is None


def test_telling_values() -> None:
    assert samples(made(LINEAR)) == (
        Sample(value="90%", score="4", note="达到目标"),
        Sample(value="80%", score="0"),
    )
    assert samples(read_indicator({"weight": 4})) == ()
    assert samples(made({"kind": "judged", "experts": True})) == ()
    assert samples(made({"kind": "bands", "bands": [{"min": 0, "share": 1}]}))[0].score == "4"
