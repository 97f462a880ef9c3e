"""工作底稿 as they are printed: signatures, where figures come from, the points of a rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from reports.document import PaperSign, compose
from reports.document.blocks import plain
from tests.reports.document.conftest import Make, form_of, leaf


def test_a_paper_carries_its_signatures(make: Make) -> None:
    sign = PaperSign(
        prepared_by="甲某",
        prepared_on="2019-06-10",
        reviewed_by="乙某",
        reviewed_on="2019-06-18",
        remark="同意。",
    )
    form = form_of(compose(make(material={"signs": {"A": sign}})), "paper-A")
    assert [[plain(cell.runs) for cell in row.cells] for row in form.rows[-2:]] == [
        ["复核意见", "同意。"],
        ["编制人", "甲某", "2019-06-10", "复核人", "乙某", "2019-06-18"],
    ]


CHECKED = {
    "state": "checked",
    "prepared_by": "周屿",
    "prepared_at": "2026-04-14T17:00:00+00:00",
    "checked_by": "秦若谷",
    "checked_at": "2026-04-16T01:00:00+00:00",
}


@pytest.mark.parametrize(
    ("checking", "printed"),
    [
        (CHECKED, ["复核通过", "周屿", "2026年4月15日", "秦若谷", "2026年4月16日"]),
        ({**CHECKED, "state": "prepared"}, ["", "周屿", "2026年4月15日", "", ""]),
        ({**CHECKED, "state": "returned", "note": "缺证据"}, [""] * 5),
        ({"state": "prepared", "prepared_by": "周屿", "prepared_at": "四月"}, ["", "周屿", "", "", ""]),
    ],
)
def test_a_paper_carries_the_signatures_of_its_dossier(
    make: Make, checking: dict[str, str], printed: list[str]
) -> None:
    form = form_of(compose(make(indicators=[leaf("A", 100, checking=checking)])), "paper-A")
    remark, *rest = printed
    assert [[plain(cell.runs) for cell in row.cells] for row in form.rows[-2:]] == [
        ["复核意见", remark],
        ["编制人", *rest[:2], "复核人", *rest[2:]],
    ]


def test_each_row_of_a_paper_fills_twelve_columns(make: Make) -> None:
    one = leaf(
        "A", 100, inputs={"a": 1, "b": None, "c": [1, Decimal("2.50")]}, value="a", rule={"kind": "judged"}
    )
    base_table = [{"code": "A", "fields": {"人数": 417}}, {"code": "B", "fields": {"次数": 2}}]
    form = form_of(compose(make(indicators=[one], base_table=base_table)), "paper-A")
    assert {sum(cell.span for cell in row.cells) for row in form.rows} == {12}
    items = [[plain(cell.runs) for cell in row.cells] for row in form.rows if len(row.cells) == 4]
    assert items == [
        ["序号", "数据项", "数值", "数据来源"],
        ["1", "a", "1", "评分数据"],
        ["2", "b", "—", "评分数据"],
        ["3", "c", "1、2.5", "评分数据"],
        ["4", "人数", "417", "基础数据表"],
    ]


def test_a_paper_says_where_each_input_is_read_from(make: Make) -> None:
    bindings = {
        "a": "survey:1.1.很满意.count",
        "b": "survey:1.valid",
        "c": "base:B2.人数",
        "d": "budget:合计.actual",
    }
    survey = {
        "title": "用户调查",
        "valid": 9,
        "questions": [{"text": "满意吗", "type": "single", "options": [{"label": "很满意", "count": 4}]}],
    }
    one = leaf("A", 100, inputs=dict.fromkeys((*bindings, "e"), 1), value="a", rule={"kind": "judged"})
    form = form_of(compose(make(indicators=[{**one, "bindings": bindings}], surveys=[survey])), "paper-A")
    rows = [[plain(cell.runs) for cell in row.cells] for row in form.rows if len(row.cells) == 4]
    origins = {name: origin for _, name, _, origin in rows[1:]}
    assert origins == {
        "a": "用户调查第1题",
        "b": "用户调查",
        "c": "基础表B2",
        "d": "预算执行情况",
        "e": "评分数据",
    }


@pytest.mark.parametrize(
    ("rule", "inputs", "value", "points"),
    [
        ({"kind": "checklist", "deduct": {"points": 1}, "items": ["专账", "专款"]},
         {"v": 0}, "v", "1．专账；2．专款"),
        ({"kind": "key_points", "points": [{"text": "甲"}, {"share": None}]},
         {"met": [1, 1]}, "met", "1．甲；2．"),
        ({"kind": "composite", "parts": [{"name": "建立", "rule": {"kind": "pass_fail"}, "value": "v"}]},
         {"v": True}, None, None),
        ({"kind": "count_bonus", "points": 5}, {"v": 2}, "v", None),
    ],
)  # fmt: skip
def test_the_points_of_a_rule_stand_in_the_paper(
    make: Make, rule: dict[str, Any], inputs: dict[str, Any], value: str | None, points: str | None
) -> None:
    one = leaf("A", 10, inputs=inputs, rule=rule, value=value)
    form = form_of(compose(make(indicators=[one])), "paper-A")
    rows = {plain(row.cells[0].runs): plain(row.cells[1].runs) for row in form.rows if len(row.cells) == 2}
    assert rows.get("评价要点") == points
