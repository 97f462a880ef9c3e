"""Every problem of a dossier is reported with its place and what to do."""

from decimal import Decimal
from typing import Any

import pytest

from evaluations import dossier


def problems(data: dict[str, Any]) -> list[tuple[str, str]]:
    reading = dossier.read(data)
    assert (reading.dossier is None) == bool(reading.problems)
    return [(problem.path, problem.message) for problem in reading.problems]


def warnings(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [(warning.path, warning.message) for warning in dossier.read(data).warnings]


def test_the_smallest_dossier_is_read(smallest: dict[str, Any]) -> None:
    read = dossier.read(smallest).dossier
    assert read is not None
    assert (read.kind, read.project.title, read.project.year) == ("evaluation", "某项目绩效评价报告", None)


def test_all_problems_come_at_once(smallest: dict[str, Any]) -> None:
    smallest |= {
        "kind": "audit",
        "project": {"title": 3, "report_date": "2019-13", "year": Decimal("2018.5")},
        "budget": [{"code": "1", "name": " "}, {"code": "2", "budget": "12"}, "行"],
        "surveys": [{"title": "问卷", "valid": -1, "used": "是"}],
        "interviews": [{"questions": [3, None]}],
    }
    assert problems(smallest) == [
        ("kind", "“audit”不在可选范围内，应为 evaluation 或 self_evaluation。"),
        ("project.title", "应为文字，这里是数字。"),
        ("project.year", "应为整数，这里是 2018.5。"),
        ("project.report_date", "“2019-13”不是日期，请写成 2018、2019-05 或 2018-11-30 的样子。"),
        ("budget[0].name", "不能为空，请填写。"),
        ("budget[1].name", "缺少这一项，必须填写。"),
        ("budget[1].budget", "应为数字，这里是文字。"),
        ("budget[2]", "应为一个对象（键和值），这里是文字。"),
        ("surveys[0].valid", "不能小于 0，这里是 -1。"),
        ("surveys[0].used", "应为 true/false，这里是文字。"),
        ("interviews[0].questions[0]", "应为文字或对象，这里是数字。"),
        ("interviews[0].questions[1]", "应为文字或对象，这里是空值。"),
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (None, "缺少格式版本，请写明。能够读取的版本：evaluation-dossier/1。"),
        (
            "evaluation-dossier/2",
            "不认识的格式版本“evaluation-dossier/2”。能够读取的版本：evaluation-dossier/1。",
        ),
        ({"a": 1}, "不认识的格式版本“{'a': 1}”。能够读取的版本：evaluation-dossier/1。"),
    ],
)
def test_another_format_is_refused_with_those_understood(
    smallest: dict[str, Any], name: Any, message: str
) -> None:
    assert problems(smallest | {"format": name}) == [("format", message)]


def test_what_is_no_object_is_refused() -> None:
    assert problems([]) == [("", "评价数据包应为一个 JSON 对象。")]  # type: ignore[arg-type]


def test_binary_floats_and_foreign_values_are_refused_even_in_unknown_keys(smallest: dict[str, Any]) -> None:
    smallest |= {
        "备注": [0.1, {"集": {1}}, {2: "二"}],
        "budget": [{"code": "1", "name": "甲", "budget": 0.1}],
    }
    assert problems(smallest) == [
        ("budget[0].budget", "应为数字，这里是二进制浮点数（请把数值按十进制读入）。"),
        ("备注[0]", "不能是二进制浮点数（请把数值按十进制读入）。"),
        ("备注[1].集", "不能是set 类型的值。"),
        ("备注[2]", "键应为文字，这里是数字。"),
    ]


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (Decimal("NaN"), "不是数值；不知道的数值请写 null。"),
        (Decimal("Infinity"), "不是数值；不知道的数值请写 null。"),
        (Decimal("1E+99"), "数值超出范围，整数和小数各不超过 40 位。"),
        (Decimal("1E-99"), "数值超出范围，整数和小数各不超过 40 位。"),
    ],
)
def test_numbers_beyond_reason_are_refused(smallest: dict[str, Any], number: Decimal, message: str) -> None:
    smallest |= {
        "budget": [{"code": "1", "name": "甲", "budget": number}],
        "surveys": [{"title": "问卷", "valid": number}],
    }
    assert problems(smallest) == [("budget[0].budget", message), ("surveys[0].valid", message)]


@pytest.mark.parametrize("sign", ["\x00", "\x7f", "\ud800"])
def test_characters_that_cannot_be_kept_are_refused(smallest: dict[str, Any], sign: str) -> None:
    smallest |= {
        "output_facts": [{"name": f"甲{sign}"}],
        "base_table": [{"code": "A", "fields": {sign: "是"}}],
    }
    message = f"含有不能保存的字符 U+{ord(sign):04X}，请删去。"
    assert problems(smallest) == [("base_table[0].fields", message), ("output_facts[0].name", message)]


def test_wrong_containers_are_named(smallest: dict[str, Any]) -> None:
    smallest |= {
        "budget": {},
        "fund_check": {"groups": [], "results": "无"},
        "indicators": [{"code": "A", "name": "甲", "weight": True, "data_sources": 1, "inputs": None}],
    }
    assert problems(smallest)[:4] == [
        ("budget", "应为列表，这里是对象。"),
        ("fund_check.groups", "应为一个对象（键和值），这里是列表。"),
        ("fund_check.results", "应为列表，这里是文字。"),
        ("indicators[0].weight", "应为数字，这里是 true/false。"),
    ]
    assert ("indicators[0].data_sources", "应为文字或列表，这里是数字。") in problems(smallest)


def test_a_branch_may_name_one_or_several_sources(smallest: dict[str, Any]) -> None:
    smallest["indicators"] = [
        {
            "code": "A",
            "name": "甲",
            "parent": None,
            "weight": 60,
            "data_sources": ["账簿", "访谈"],
            "benchmark": 100,
        },
        {"code": "B", "name": "乙", "parent": None, "weight": 40, "data_sources": "账簿"},
    ]
    read = dossier.read(smallest).dossier
    assert read is not None
    assert [item.data_sources for item in read.indicators] == [("账簿", "访谈"), "账簿"]
    assert read.indicators[0].benchmark == Decimal(100)


@pytest.mark.parametrize(
    "date",
    [
        "2018",
        "2019-05",
        "2018-11-30",
        "2020-02-29",
        "2019年5月",
        "2019年5月6日",
        "2019/5/6",
        "2019-06-13 14:00-15:20",
    ],
)
def test_dates_that_are_understood(smallest: dict[str, Any], date: str) -> None:
    assert problems(smallest | {"interviews": [{"date": date}]}) == []


@pytest.mark.parametrize(
    "date", ["0000", "2019-00", "2019-13", "2019-02-29", "2018-11-31", "2018-11-00", "去年", "18-1"]
)
def test_dates_that_are_none(smallest: dict[str, Any], date: str) -> None:
    assert problems(smallest | {"interviews": [{"date": date}]}) == [
        ("interviews[0].date", f"“{date}”不是日期，请写成 2018、2019-05 或 2018-11-30 的样子。")
    ]


def test_budget_rows_have_to_hang_together(smallest: dict[str, Any]) -> None:
    smallest["budget"] = [
        {"code": "1", "name": "甲"},
        {"code": "2", "name": "乙", "parent": "1"},
        {"code": "2", "name": "丙", "parent": "9"},
        {"code": "4", "name": "丁", "parent": "4"},
        {"code": "5", "name": "戊", "parent": "4"},
    ]
    assert problems(smallest) == [
        ("budget[2].code", "预算编号“2”与第 2 行重复，请改成不同的编号。"),
        ("budget[2].parent", "预算表中没有编号为“9”的上级行，请改正编号或补上该行。"),
        ("budget[3].parent", "预算行“4”成了自己的上级，请改正上级编号。"),
    ]
    smallest["budget"] = [
        {"code": "1", "name": "甲", "parent": "2"},
        {"code": "2", "name": "乙", "parent": "1"},
    ]
    assert problems(smallest) == [
        ("budget[0].parent", "预算行“1”成了自己的上级，请改正上级编号。"),
        ("budget[1].parent", "预算行“2”成了自己的上级，请改正上级编号。"),
    ]


def test_what_only_looks_wrong_is_a_warning(smallest: dict[str, Any]) -> None:
    smallest |= {
        "objectives": [{"name": "目标", "indicator": "Z9"}, {"name": "另一目标"}],
        "base_table": [{"code": "Z9"}],
        "fund_check": {"groups": {"支付": ["手续", "附件"]}, "results": ["-", None, "√"]},
        "新键": 1,
    }
    assert problems(smallest) == []
    assert warnings(smallest) == [
        ("新键", "不认识的键，原样保留，不参与评分。"),
        ("objectives[0].indicator", "指标体系中没有编号为“Z9”的指标。"),
        ("base_table[0].code", "指标体系中没有编号为“Z9”的指标。"),
        ("fund_check.results", "检查要点共 2 项，结果有 3 个，请逐项对应。"),
    ]


def test_endless_nesting_is_refused(smallest: dict[str, Any]) -> None:
    deep: Any = []
    for _ in range(60):
        deep = [deep]
    reading = dossier.read(smallest | {"深": deep})
    assert [problem.message for problem in reading.problems] == ["嵌套过深，最多 40 层。"]


def test_what_the_scoring_core_cannot_read_is_among_the_problems(smallest: dict[str, Any]) -> None:
    rule = {"kind": "vote"}
    leaf = {
        "code": "A",
        "name": "甲",
        "parent": None,
        "weight": 100,
        "inputs": {"n": 1},
        "value": "n",
        "rule": rule,
    }
    smallest |= {"indicators": [leaf], "budget": [{"code": "1"}]}
    assert [path for path, _ in problems(smallest)] == ["budget[0].name", "indicators[0].rule.kind"]
    smallest["indicators"] = [leaf | {"weight": "多"}]
    assert [path for path, _ in problems(smallest)].count("indicators[0].weight") == 1
