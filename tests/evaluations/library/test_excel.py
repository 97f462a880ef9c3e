"""Excel: the same system comes back; wrong cells by their position; plain sheets; hostile files."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from evaluations.library.intake import CellProblem, read_workbook
from evaluations.library.parameters import Faulty, as_text, from_text
from evaluations.library.spreadsheet import TooLong, write_system
from indicators.library import compare, frameworks
from indicators.library.words import VALUE_NAMES
from indicators.scoring import load
from tests.factories import CASES

NAMES = ("linfang_2018", "hongda_2018", "selfeval_2023_hotline")
SYSTEMS = {one.id: dict(one.system) for one in frameworks()} | {
    name: load((CASES / f"{name}.json").read_bytes()) for name in NAMES
}


def sheet(*rows: list[Any], merge: tuple[str, ...] = ()) -> bytes:
    """A workbook with one sheet of these rows; `merge` are ranges whose first cell holds their text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("评分表")
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        for area in merge:
            first = area.split(":")[0]
            row, column = int(first[1:]) - 1, ord(first[0]) - ord("A")
            page.merge_range(area, rows[row][column])
    return stream.getvalue()


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_same_system_comes_back(name: str) -> None:
    system = SYSTEMS[name]
    reading = read_workbook(write_system(system, name))
    assert reading.problems == ()
    assert reading.system is not None
    assert compare(system, reading.system) == ()
    for one, other in zip(system["indicators"], reading.system["indicators"], strict=True):
        assert list(one.get("inputs") or {}) == list(other.get("inputs") or {})
        assert set((other.get("inputs") or {}).values()) <= {None}
        assert not {"override", "deduction_reason", "not_applicable"} & set(other)
    assert [reading.system.get(key) for key in ("grade_scheme", "rounding")] == [
        system.get(key) for key in ("grade_scheme", "rounding")
    ]


TEXT = st.one_of(
    st.sampled_from(["", "是", "空", "12", "-1.50", "a：b", "- x", ' "q"', "越高越好", "[]", "行\n行", "　"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
SCALAR = st.one_of(
    TEXT,
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.decimals(-(10**9), 10**9, places=3),
)
KEY = st.one_of(TEXT.filter(bool), st.sampled_from(["target", "direction", "points", "share", "目标值"]))
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEY, inner, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(KEY, VALUE, max_size=4))
def test_any_parameters_come_back(data: dict[str, Any]) -> None:
    assert from_text(as_text(data)) == data


def test_parameters_are_readable() -> None:
    rule = {
        "target": 100,
        "direction": "higher",
        "deduct": {"weight": Decimal("0.05")},
        "points": [{"text": "有制度"}, {"text": "100"}],
    }
    assert as_text(rule) == (
        '目标值：100\n方向：越高越好\n扣分：\n  占权重：0.05\n分值或要点：\n  - 文字：有制度\n  - 文字："100"'
    )
    assert VALUE_NAMES["direction"]["higher"] == "越高越好"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("目标值", "第1行：“目标值”后面应有冒号和内容，例如“目标值：100”。"),
        ("目标值：1\n目标值：2", "第2行：“目标值”写了两次，请只留一个。"),
        ("扣分：", "第1行：冒号后面没有内容，请填写，或在下面缩进两格填写。"),
        ("目标值：1\n   方向：越高越好", "第2行：缩进与上面不一致，请与同级的行对齐。"),
        ('目标值："1', "第1行：引号没有配对，请改正。"),
        ('"目标值：1', "第1行：引号没有配对，请改正。"),
        ('"目标值" 1', "第1行：名称后面应有冒号。"),
        ("\n".join(f"{' ' * depth}a：" for depth in range(40)), "第32行：嵌套超过30层。"),
    ],
)
def test_faulty_parameters(text: str, message: str) -> None:
    with pytest.raises(Faulty) as fault:
        from_text(text)
    assert str(fault.value) == message


def test_a_formula_in_a_text_stays_text() -> None:
    """No text becomes a formula of Excel, whatever it begins with."""
    rows = [{"code": f"A{at}", "name": f"{sign}1+1", "weight": 1} for at, sign in enumerate("=+-@")]
    content = write_system({"indicators": rows}, "=cmd()")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert b"<f>" not in b"".join(file.read(name) for name in file.namelist())
        assert b'quotePrefix="1"' in file.read("xl/styles.xml")
    reading = read_workbook(content)
    assert reading.system is not None
    assert [one["name"] for one in reading.system["indicators"]] == ["=1+1", "+1+1", "-1+1", "@1+1"]


def test_what_a_cell_cannot_hold_is_not_cut() -> None:
    with pytest.raises(TooLong, match="指标A的一段文字有40,000字"):
        write_system(
            {"indicators": [{"code": "A", "name": "甲", "weight": 1, "explanation": "长" * 40_000}]}, ""
        )


def test_a_plain_sheet_with_merged_cells() -> None:
    reading = read_workbook(
        sheet(
            ["2025年助餐项目评分表"],
            ["一级指标", "二级指标", "三级指标", "权重（分）", "指标解释", "评分规则", "得分"],
            ["决策", "项目立项", "立项依据充分性", 5, "有无依据", "依据充分得满分", 4],
            ["", "", "立项程序规范性", "5分", "", "", 5],
            ["", "绩效目标", "目标合理性", 10, "", "一项不符扣1分", 8],
            ["产出", "产出数量", "完成率", 80, "", "完成率×权重", 79],
            ["合计", "", "", 100, "", "", 96],
            merge=("A3:A5", "B3:B4"),
        )
    )
    assert reading.problems == ()
    assert reading.system is not None
    told = [
        (one["code"], one["name"], one.get("parent"), one["weight"]) for one in reading.system["indicators"]
    ]
    assert told == [
        ("A", "决策", None, 20),
        ("A1", "项目立项", "A", 10),
        ("A1-1", "立项依据充分性", "A1", 5),
        ("A1-2", "立项程序规范性", "A1", 5),
        ("A2", "绩效目标", "A", 10),
        ("A2-1", "目标合理性", "A2", 10),
        ("B", "产出", None, 80),
        ("B1", "产出数量", "B", 80),
        ("B1-1", "完成率", "B1", 80),
    ]
    assert reading.system["indicators"][2]["rule_note"] == "依据充分得满分"
    assert reading.system["indicators"][2]["explanation"] == "有无依据"
    assert reading.open_rules == (
        "A1-1 立项依据充分性",
        "A1-2 立项程序规范性",
        "A2-1 目标合理性",
        "B1-1 完成率",
    )
    assert reading.ignored == ("得分",)


def test_a_weight_beside_each_level() -> None:
    reading = read_workbook(
        sheet(
            ["一级指标", "权重", "二级指标", "权重", "三级指标", "权重"],
            ["决策", 20, "立项", 20, "依据", 12],
            ["", "", "", "", "程序", 8],
        )
    )
    assert reading.system is not None
    assert [one["weight"] for one in reading.system["indicators"]] == [20, 20, 12, 8]


def test_wrong_cells_are_named() -> None:
    reading = read_workbook(
        sheet(
            ["编号", "一级指标", "二级指标", "权重", "评分方法", "规则参数", "计算式", "评分规则"],
            ["A", "决策", "", 10, "", "", "", ""],
            ["A1", "", "立项", "1O", "按感觉", "", "", ""],
            ["A2", "", "目标", -1, "按完成比例", "目标值", "", ""],
            ["", "", "", 5, "", "", "", "没有名称"],
        )
    )
    assert reading.system is None
    assert [one.place for one in reading.problems] == ["D3", "E3", "D4", "F4", "C5"]
    assert reading.problems[0].message == "“1O”不是数字：第2个字符是字母O，应为数字0。权重应为数字。"
    assert reading.problems[1].message.startswith("没有名为“按感觉”的评分方法，可用的有按偏差扣分、")
    assert reading.problems[2].message == "权重不能小于0。"
    assert reading.problems[4].message == "这一行有权重或规则，但没有指标名称，请填写名称或删去这一行。"


def test_what_the_rules_say_is_named_by_cell() -> None:
    head = ["编号", "一级指标", "权重", "评分方法", "规则参数", "计算式"]
    reading = read_workbook(
        sheet(head, ["A", "甲", 50, "按完成比例", "", "a / / b"], ["A", "乙", 50, "专家评分", "", "c"])
    )
    assert [one.place for one in reading.problems] == ["E2", "F2", "A3"]
    assert "编号“A”重复" in reading.problems[2].message


def test_a_child_without_parent() -> None:
    reading = read_workbook(sheet(["一级指标", "二级指标", "三级指标", "权重"], ["", "", "程序", 8]))
    assert reading.problems == (
        CellProblem(place="C2", message="“程序”缺少上级：请在第1级的列里填写上级指标。"),
    )


def test_sheets_without_indicators() -> None:
    nothing = read_workbook(sheet(["姓名", "电话"], ["甲", "1"]))
    assert nothing.problems[0].message.startswith("没有找到表头。")
    empty = read_workbook(sheet(["一级指标", "权重"]))
    assert empty.problems == (CellProblem(place="A1", message="表头下面没有指标，请填写后再上传。"),)


def test_faulty_conventions() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("指标体系").write_row(0, 0, ["一级指标", "权重"])
        book.worksheets()[0].write_row(1, 0, ["甲", 100])
        book.add_worksheet("约定").write_row(0, 0, ["约定", "取舍"])
    reading = read_workbook(stream.getvalue())
    assert [one.place for one in reading.problems] == ["“约定”B1"]


# Hostile files ----------------------------------------------------------------------------------------


def refused(content: bytes) -> str:
    (problem,) = read_workbook(content, "表.xlsx").problems
    assert problem.place == ""
    return problem.message


def test_what_is_no_workbook() -> None:
    assert refused(b"%PDF-1.7 ...") == "“表.xlsx”是PDF，不是Excel文件。请选扩展名为.xlsx的文件。"


def test_five_thousand_rows() -> None:
    rows = [["一级指标", "权重"], *([f"指标{at}", 1] for at in range(5_000))]
    assert "最多读3,000行" in refused(sheet(*rows))
    reading = read_workbook(sheet(*rows[:1_001]))
    assert [one.message for one in reading.problems] == ["共1,000个指标，最多500个。请分成几个体系。"]
