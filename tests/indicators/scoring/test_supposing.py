"""What if: other scores, inputs, targets and weights, beside the present result."""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817 - many of them
from typing import Any

import pytest

from indicators.scoring import System, read_system, score
from indicators.scoring.supposing import DoesNotAddUp, Supposed, suppose, target_of
from tests.indicators.scoring.cases import case
from tests.indicators.scoring.dossiers import Maker


@pytest.fixture
def hongda() -> System:
    return read_system(case("hongda_2018.json"))


def rate(code: str, weight: Any, parent: str, done: Any = 90, **more: Any) -> dict[str, Any]:
    rule = {"kind": "proportional", "target": D(100), "direction": "higher"}
    entry = {"code": code, "name": code, "parent": parent, "weight": D(weight), "rule": rule}
    return entry | {"inputs": {"done": D(done)}, "value": "done"} | more


def two_branches(**more: Any) -> System:
    rows = [
        {"code": "A", "name": "甲", "parent": None, "weight": D(40)},
        rate("A1", 30, "A", 100),
        rate("A2", 10, "A", 50, **more),
        {"code": "B", "name": "乙", "parent": None, "weight": D(60)},
        rate("B1", 60, "B", 80),
    ]
    return read_system({"format": "evaluation-dossier/1", "grade_scheme": [], "indicators": rows})


def weights(system: System) -> dict[str, D]:
    return {one.code: one.weight for one in system.indicators}


def test_another_score(hongda: System) -> None:
    got = suppose(hongda, {"B11": Supposed(score=D("4.8"))})
    assert (got.present.total, got.present.grade) == (D("88.64"), "良")
    assert (got.supposed.total, got.supposed.grade) == (90, "优")
    assert got.supposed.outcomes["B11"].computed == got.present.outcomes["B11"].score
    assert got.moved == ("B11",)
    assert score(hongda).total == D("88.64")


def test_a_score_out_of_range_is_told_by_the_core(hongda: System) -> None:
    got = suppose(hongda, {"B11": Supposed(score=D(6))})
    assert got.supposed.outcomes["B11"].status == "invalid"
    assert got.supposed.total is None


def test_another_input_and_target() -> None:
    system = two_branches()
    assert suppose(system, {"B1": Supposed(inputs={"done": D(90)})}).supposed.total == 35 + 54
    assert suppose(system, {"B1": Supposed(target=D(160))}).supposed.total == 35 + 30
    assert suppose(system, {"B1": Supposed(inputs={"done": None})}).supposed.total is None
    assert suppose(system, {"B1": Supposed(inputs={"nobody": D(1)})}).moved == ()


def test_lists_levels_and_flags() -> None:
    rows = [
        {"code": "A", "name": "A", "parent": None, "weight": D(10), "inputs": {"met": [1, 0]}}
        | {"rule": {"kind": "key_points", "points": [{"text": "一"}, {"text": "二"}]}},
        {"code": "B", "name": "B", "parent": None, "weight": D(10), "inputs": {"ok": False}, "value": "ok"}
        | {"rule": {"kind": "pass_fail"}},
    ]
    system = read_system({"format": "evaluation-dossier/1", "indicators": rows})
    changes = {"A": Supposed(inputs={"met": [D(1), D("0.5")]}), "B": Supposed(inputs={"ok": True})}
    assert suppose(system, changes).supposed.total == D("17.5")
    assert suppose(system, {"A": Supposed(inputs={"met": [D(1), None]})}).supposed.total is None
    assert suppose(system, {"A": Supposed(target=D(3)), "B": Supposed(target=D(3))}).supposed.total == 5
    assert [target_of(one.rule) for one in system.indicators] == [None, None]


def test_targets() -> None:
    system = two_branches()
    assert [target_of(one.rule) for one in system.indicators] == [None, 100, 100, None, 100]


def test_a_weight_makes_its_siblings_make_room() -> None:
    got = suppose(two_branches(), {"B": Supposed(weight=D(80))})
    assert weights(got.system) == {"A": 20, "A1": 15, "A2": 5, "B": 80, "B1": 80}
    assert got.supposed.total == 15 + D("2.5") + 64
    assert got.supposed.full == 100


def test_a_weight_whose_share_does_not_end() -> None:
    got = suppose(two_branches(), {"A": Supposed(weight=D("33.3333")), "A1": Supposed(weight=D("22.2"))})
    assert weights(got.system) == {
        "A": D("33.3333"), "A1": D("22.2"), "A2": D("11.1333"), "B": D("66.6667"), "B1": D("66.6667"),
    }  # fmt: skip


def test_a_score_that_no_rule_gives_keeps_its_rate() -> None:
    own = {"override": {"score": D(4), "reason": "复核"}}
    got = suppose(two_branches(**own), {"A": Supposed(weight=D(20))})
    assert got.supposed.outcomes["A2"].score == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"A": 50, "B": 60},
            "A、B的权重合计应为100以内，现在没有其他同级指标可以调整，请改小或再改同级的权重",
        ),
        ({"A1": 41}, "A1的权重合计应为40以内，现在其余同级指标的权重会小于0，请改小或再改同级的权重"),
        ({"B1": 50}, "B1的权重合计应为60以内，现在没有其他同级指标可以调整，请改小或再改同级的权重"),
    ],
)
def test_weights_that_do_not_add_up(changes: dict[str, int], said: str) -> None:
    supposed = {code: Supposed(weight=D(weight)) for code, weight in changes.items()}
    with pytest.raises(DoesNotAddUp) as refusal:
        suppose(two_branches(), supposed)
    assert str(refusal.value) == said


def test_nothing_supposed_is_the_present_of_every_system() -> None:
    maker = Maker(7)
    for _ in range(200):
        system = read_system(maker.dossier())
        got = suppose(system, {})
        assert got.system == system
        assert got.supposed == got.present
        assert got.moved == ()


def test_any_weight_moves_within_any_system() -> None:
    maker = Maker(11)
    tried = 0
    for _ in range(150):
        system = read_system(maker.dossier())
        for one in system.indicators:
            try:
                got = suppose(system, {one.code: Supposed(weight=one.weight / 2)})
            except DoesNotAddUp:
                continue
            tried += 1
            assert got.supposed.full == got.present.full
    assert tried > 150
