"""The laws that hold for every input, and that hostile input is never more than a refusal."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.scoring import (
    ExpressionError,
    Outcome,
    Refused,
    Result,
    fingerprint,
    load,
    parse_expression,
    read_indicator,
    read_system,
    score,
    score_leaf,
)
from tests.indicators.scoring.cases import NAMES, case, dumped

modest = settings(max_examples=60)
numbers = st.decimals(min_value=0, max_value=1000, places=3)
shares = st.decimals(min_value=0, max_value=1, places=2)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | numbers | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
deducts = st.fixed_dictionaries({"points": numbers}) | st.fixed_dictionaries({"weight": shares})


def rules() -> st.SearchStrategy[dict[str, Any]]:
    target = numbers | st.just({"formula": "b+1"})
    linear = st.fixed_dictionaries(
        {
            "kind": st.just("linear_deduction"),
            "target": target,
            "direction": st.sampled_from(["higher", "lower", "both"]),
            "deviation": st.sampled_from(["absolute", "relative"]),
            "per": st.decimals(min_value="0.1", max_value=9, places=1),
            "deduct": deducts,
            "steps": st.sampled_from(["continuous", "floor", "ceil"]),
            "tolerance": numbers,
            "zero_below": st.none() | st.fixed_dictionaries({"value": numbers, "inclusive": st.booleans()}),
        }
    )
    proportional = st.fixed_dictionaries(
        {
            "kind": st.just("proportional"),
            "target": target,
            "direction": st.sampled_from(["higher", "lower"]),
            "cap": st.decimals(min_value=0, max_value=2, places=1),
        }
    )
    bands = st.lists(st.fixed_dictionaries({"min": numbers, "share": shares}), min_size=1, max_size=4)
    ranks = st.lists(st.fixed_dictionaries({"max_rank": numbers, "share": shares}), min_size=1, max_size=4)
    return st.one_of(
        linear,
        proportional,
        st.fixed_dictionaries({"kind": st.just("checklist"), "deduct": deducts}),
        st.just({"kind": "graded", "scale": "percent"}),
        st.fixed_dictionaries({"kind": st.just("count_bonus"), "points": numbers, "cap": numbers}),
        st.fixed_dictionaries({"kind": st.just("interpolation"), "floor": numbers, "target": target}),
        st.fixed_dictionaries({"kind": st.just("bands"), "bands": bands}),
        st.fixed_dictionaries({"kind": st.just("ranking"), "bands": ranks}),
        st.fixed_dictionaries({"kind": st.just("judged")}),
    )


roundings = st.fixed_dictionaries(
    {
        "value": st.fixed_dictionaries(
            {
                "decimals": st.integers(0, 4),
                "mode": st.sampled_from(["half_up", "half_even", "down"]),
            }
        ),
        "score": st.fixed_dictionaries(
            {
                "decimals": st.integers(0, 4),
                "mode": st.sampled_from(["half_up", "half_even", "down"]),
                "applies_to": st.sampled_from(["score", "deduction"]),
            }
        ),
    }
)


def scored(rule: dict[str, Any], a: Decimal, b: Decimal, weight: Decimal, rounding: Any = None) -> Outcome:
    data = {
        "code": "X",
        "weight": weight,
        "inputs": {"a": a, "b": b},
        "value": "a-b/3",
        "rule": rule,
        "rounding": rounding,
    }
    return score_leaf(read_indicator(data))


@settings(modest, max_examples=100)
@given(rules(), rules(), numbers, numbers, numbers, roundings)
def test_a_score_lies_between_nought_and_the_weight(
    rule: dict[str, Any], other: dict[str, Any], a: Decimal, b: Decimal, weight: Decimal, rounding: Any
) -> None:
    parts = [{"rule": rule, "value": "a"}, {"rule": other, "value": "b"}]
    composite = {"kind": "composite", "parts": parts, "penalties": [{"deduct": {"points": 1}, "value": "a"}]}
    for tried in (rule, composite):
        outcome = scored(tried, a, b, weight, rounding)
        assert (outcome.score is None) == (outcome.status != "ok")
        assert outcome.score is None or 0 <= outcome.score <= weight
        derivation = outcome.derivation
        assert derivation.line
        assert bool(derivation.reason) == (outcome.score is None)


@modest
@given(numbers, numbers, numbers, deducts, roundings)
def test_more_is_never_worse_where_more_is_better(
    a: Decimal, b: Decimal, target: Decimal, deduct: dict[str, Decimal], rounding: Any
) -> None:
    low, high = sorted((a, b))
    linear = {"kind": "linear_deduction", "target": target, "per": 1, "deduct": deduct, "tolerance": 2}
    ratio = {"kind": "proportional", "target": target + 1}
    between = {"kind": "interpolation", "floor": 1, "target": target + 2}
    none = Decimal(0)
    for rule in (linear, ratio, between):
        worse, better = (scored(rule, value, none, Decimal(7), rounding).score for value in (low, high))
        assert worse is not None
        assert better is not None
        assert worse <= better
    missed = {"kind": "checklist", "deduct": deduct}
    more, fewer = (scored(missed, value, none, Decimal(7), rounding).score for value in (high, low))
    assert more is not None
    assert fewer is not None
    assert more <= fewer


def told(result: Result) -> dict[str, Any]:
    return {
        code: (outcome.status, outcome.value, outcome.score, outcome.derivation.line)
        for code, outcome in result.outcomes.items()
    }


def shuffled(indicators: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Another order in which parents still come before their children."""
    chance = random.Random(seed)
    waiting, done, order = list(indicators), {None}, []
    while waiting:
        ready = [row for row in waiting if row["parent"] in done]
        row = chance.choice(ready)
        waiting.remove(row)
        done.add(row["code"])
        order.append(row)
    return order


@settings(modest, max_examples=15)
@given(st.sampled_from(NAMES), st.integers(0, 10**6))
def test_the_order_of_indicators_does_not_matter(name: str, seed: int) -> None:
    dossier = case(f"{name}.json")
    other = dossier | {"indicators": shuffled(dossier["indicators"], seed)}
    first, second = score(read_system(dossier)), score(read_system(other))
    assert (first.total, first.grade) == (second.total, second.grade)
    leaves = {indicator.code for indicator in read_system(dossier).indicators if indicator.is_leaf}
    said = [{code: row for code, row in told(result).items() if code in leaves} for result in (first, second)]
    assert said[0] == said[1]
    assert fingerprint(dossier) == fingerprint(other)


@settings(modest, max_examples=30)
@given(rules(), numbers, numbers, roundings)
def test_a_round_trip_through_json_changes_nothing(rule: Any, a: Decimal, b: Decimal, rounding: Any) -> None:
    row = {"code": "X", "weight": 9, "inputs": {"a": a, "b": b}, "value": "a*b", "rule": rule}
    data = {"format": "evaluation-dossier/1", "rounding": rounding, "indicators": [row]}
    again = load(dumped(data))
    assert told(score(read_system(again))) == told(score(read_system(data)))
    assert fingerprint(again) == fingerprint(data)


@settings(modest, max_examples=300)
@given(st.text(alphabet="ab1.e+-*/(), 人", max_size=40) | st.text(max_size=40))
def test_random_text_is_an_expression_or_a_located_fault(text: str) -> None:
    said, position = "", 0
    try:
        said = parse_expression(text).root.written(None)
    except ExpressionError as fault:
        said, position = fault.message, fault.position
    assert said.startswith(f"第{position}字：") == (0 < position <= len(text) + 1)
    assert said


def words(data: Any) -> list[str]:
    """What is said about each indicator, or about each fault."""
    try:
        outcomes = score(read_system(data)).outcomes.values()
    except Refused as refused:
        return [problem.message for problem in refused.problems]
    return [outcome.derivation.line for outcome in outcomes]


@settings(modest, max_examples=60)
@given(st.data())
def test_anything_in_place_of_any_value_is_refused_or_scored(data: st.DataObject) -> None:
    dossier = case(f"{data.draw(st.sampled_from(NAMES))}.json")
    part: Any = dossier
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = data.draw(st.sampled_from(keys))
        inner = part[key]
        if not isinstance(inner, (dict, list)) or not inner or data.draw(st.integers(0, 3)) == 0:
            break
        part = inner
    part[key] = data.draw(anything)
    said = words(dossier)
    assert all(said)
    assert said or not dossier["indicators"]


@settings(modest, max_examples=150)
@given(st.text(max_size=60) | st.binary(max_size=60) | anything.map(dumped))
def test_random_text_is_json_or_refused(text: str | bytes) -> None:
    try:
        said = words(load(text))
    except Refused as refused:
        said = [problem.message for problem in refused.problems]
    assert said
    assert all(said)
