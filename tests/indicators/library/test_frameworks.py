"""The frameworks that are shipped: whole, readable, and scored exactly by a worked example each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.library import Framework, framework, frameworks, rule_sentence_of, wanted_inputs
from indicators.scoring import FORMAT, read_system, score

D = Decimal
NATIONAL = {"优": 90, "良": 80, "中": 60, "差": 0}
SHANGHAI = {"优": 90, "良": 75, "合格": 60, "不合格": 0}


def dossier(one: Framework, inputs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A dossier from a framework and inputs by code; what is not given is not known."""
    rows = [
        {**entry, "inputs": dict.fromkeys(wanted_inputs(entry)) | inputs.get(entry["code"], {})}
        for entry in one.system["indicators"]
    ]
    return {"format": FORMAT, **one.system, "indicators": rows}


def branches(one: Framework) -> set[Any]:
    return {entry.get("parent") for entry in one.system["indicators"]}


def test_which_are_shipped() -> None:
    told = {one.id: (one.document, one.version, one.kind, one.effective_from) for one in frameworks()}
    assert told == {
        "national-2020-10": ("财预〔2020〕10号 附2", 1, "evaluation", "2020-02-25"),
        "national-2021-101-cost": ("财预〔2021〕101号", 1, "self_evaluation", "2021"),
        "national-2021-101": ("财预〔2021〕101号", 1, "self_evaluation", "2021"),
        "shanghai-2014-22": ("沪财绩〔2014〕22号", 1, "evaluation", "2014"),
        "national-2020-10-self": ("财预〔2020〕10号 附1", 1, "self_evaluation", "2020-02-25"),
    }
    assert framework("national-2020-10", 2) is None
    assert framework("nothing") is None
    assert framework("shanghai-2014-22") is framework("shanghai-2014-22", 1)


@pytest.mark.parametrize("one", frameworks(), ids=lambda one: one.id)
def test_each_is_whole(one: Framework) -> None:
    """Weights add up on every branch, every leaf has a rule, an explanation and an own set of inputs."""
    system = read_system({"format": FORMAT, **one.system})
    assert score(system).full == 100
    children: dict[str | None, Decimal] = {}
    for row in system.indicators:
        children[row.parent] = children.get(row.parent, D(0)) + row.weight
    assert children[None] == 100
    assert {row.code: row.weight for row in system.indicators if not row.is_leaf} == {
        code: total for code, total in children.items() if code is not None
    }
    for entry in one.system["indicators"]:
        if entry["code"] not in branches(one):
            assert rule_sentence_of(entry)
            assert entry["explanation"]
            assert wanted_inputs(entry)
    assert one.weights_note
    assert one.source_note
    grades = {band["grade"]: band["min"] for band in one.system["grade_scheme"]}
    assert grades == (SHANGHAI if one.id.startswith("shanghai") else NATIONAL)


def test_the_top_levels_weigh_what_the_rules_say() -> None:
    tops = {
        one.id: [row["weight"] for row in one.system["indicators"] if "parent" not in row]
        for one in frameworks()
    }
    assert tops == {
        "national-2020-10": [15, 25, 30, 30],
        "national-2021-101-cost": [10, 20, 40, 20, 10],
        "national-2021-101": [10, 50, 30, 10],
        "shanghai-2014-22": [10, 30, 60],
        "national-2020-10-self": [10, 50, 30, 10],
    }


def test_appendix_2_has_all_its_third_level_rows() -> None:
    one = framework("national-2020-10")
    assert one is not None
    points = {
        row["name"]: len(row["rule"]["points"]) if row["rule"]["kind"] == "key_points" else 0
        for row in one.system["indicators"]
        if row["code"] not in branches(one)
    }
    assert points == {
        "立项依据充分性": 5,
        "立项程序规范性": 3,
        "绩效目标合理性": 4,
        "绩效指标明确性": 3,
        "预算编制科学性": 4,
        "资金分配合理性": 2,
        "资金到位率": 0,
        "预算执行率": 0,
        "资金使用合规性": 4,
        "管理制度健全性": 2,
        "制度执行有效性": 4,
        "实际完成率": 0,
        "质量达标率": 0,
        "完成及时性": 0,
        "成本节约率": 0,
        "实施效益": 0,
        "满意度": 0,
    }


def met(*marks: str) -> dict[str, Any]:
    return {"met": [D(mark) for mark in marks]}


def level(name: str) -> dict[str, Any]:
    return {"评定档次": name}


def percent(value: int) -> dict[str, Any]:
    return {"评定百分比": value}


def done(actual: int, planned: int) -> dict[str, Any]:
    return {"实际完成值": actual, "指标值": planned}


EXAMPLES: dict[str, tuple[dict[str, dict[str, Any]], dict[str, str], str, str]] = {
    "national-2020-10": (
        {
            "A1-1": met("1", "1", "1", "1", "0.5"),
            "A1-2": met("1", "1", "1"),
            "A2-1": met("1", "1", "1", "1"),
            "A2-2": met("1", "1", "0"),
            "A3-1": met("1", "1", "1", "1"),
            "A3-2": met("1", "1"),
            "B1-1": {"实际到位资金": 950, "预算资金": 1000},
            "B1-2": {"实际支出资金": 931, "实际到位资金": 950},
            "B1-3": met("1", "1", "1", "1"),
            "B2-1": met("1", "1"),
            "B2-2": met("1", "0", "1", "1"),
            "C1-1": {"实际产出数": 120, "计划产出数": 100},
            "C2-1": {"质量达标产出数": 114, "实际产出数": 120},
            "C3-1": {"实际用时": 11, "计划用时": 10},
            "C4-1": {"计划成本": 100, "实际成本": 103},
            "D1-1": level("较显著"),
            "D1-2": {"满意人数": 172, "有效样本数": 200},
        },
        {
            "A1-1": "2.7",
            "A2-2": "1.33",
            "B1-1": "3.8",
            "B1-2": "4.9",
            "B2-2": "4.5",
            "C1-1": "10",
            "C2-1": "7.6",
            "C3-1": "4.8",
            "C4-1": "4.2",
            "D1-1": "16",
            "D1-2": "8",
        },
        "87.83",
        "良",
    ),
    "national-2021-101-cost": (
        {
            "A": {"全年执行数": 85, "全年预算数": 100},
            "B1": {"实际成本": 125, "成本指标值": 100},
            "B2": percent(100),
            "B3": percent(80),
            "C1": done(100, 100),
            "C2": done(90, 100),
            "C3": done(59, 100),
            "D1": percent(90),
            "D2": percent(80),
            "D3": percent(100),
            "E1": {"满意人数": 89, "有效样本数": 100},
        },
        {"A": "7", "B1": "8", "B3": "4", "C2": "11.25", "C3": "0", "D1": "6.3", "D2": "5.6", "E1": "8"},
        "76.15",
        "中",
    ),
    "national-2021-101": (
        {
            "A": {"全年执行数": 100, "全年预算数": 100},
            "C1": done(100, 100),
            "C2": done(80, 100),
            "C3": done(60, 100),
            "D1": percent(100),
            "D2": percent(100),
            "D3": percent(60),
            "E1": {"满意人数": 90, "有效样本数": 100},
        },
        {"A": "10", "C1": "20", "C2": "10", "C3": "0", "D3": "6", "E1": "10"},
        "76",
        "中",
    ),
    "shanghai-2014-22": (
        {
            **{code: level(name) for code, name in {"A11": "适应", "A12": "较为充分", "A13": "规范"}.items()},
            **{code: level(name) for code, name in {"A21": "合理", "A22": "明确"}.items()},
            "B11": {"实际支出": 95, "预算数": 100},
            **{code: level(name) for code, name in {"B21": "合规", "B22": "健全", "B23": "无效"}.items()},
            **{code: level(name) for code, name in {"B31": "健全", "B32": "有效"}.items()},
            "C11": {"实际完成数": 9, "计划数": 10},
            "C12": {"达标数": 9, "实际完成数": 9},
            "C13": {"按时完成数": 8, "计划数": 10},
            "C21": level("显著"),
            "C22": level("一般"),
            "C23": {"满意人数": 59, "有效样本数": 100},
        },
        {"A12": "1.2", "B11": "4.5", "B23": "0", "C11": "10.8", "C13": "6.4", "C22": "3", "C23": "0"},
        "78.9",
        "良",
    ),
    "national-2020-10-self": (
        {
            "A": {"全年执行数": 98, "全年预算数": 100},
            **{code: {"实际完成值": 100, "年度指标值": 100} for code in ("B1", "B2")},
            "B3": {"实际完成值": 9, "年度指标值": 10},
            "B4": {"实际成本": 80, "年度成本指标值": 100},
            **{code: percent(100) for code in ("C1", "C2", "C3")},
            "C4": percent(80),
            "D1": {"满意度": 92, "年度指标值": 95},
        },
        {"A": "9.8", "B3": "9", "B4": "10", "C4": "4", "D1": "9.68"},
        "97.48",
        "优",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_example(name: str) -> None:
    """The leaves named have these scores, all others full marks; total and grade follow."""
    inputs, scores, total, grade = EXAMPLES[name]
    one = framework(name)
    assert one is not None
    system = read_system(dossier(one, inputs))
    result = score(system)
    full = {row.code: row.weight for row in system.indicators if row.is_leaf}
    expected = full | {code: D(points) for code, points in scores.items()}
    assert {code: result.outcomes[code].score for code in full} == expected
    assert (result.total, result.grade) == (D(total), grade)
