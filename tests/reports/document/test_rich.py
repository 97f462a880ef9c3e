"""A project that has everything: each fact is printed, from the fact book, and gone when it is not there."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from evaluations.dossier import write
from reports.document import Beside, Document, Member, compose, fact_book, plain_text, read_outline
from reports.document.blocks import Figure, Heading, Pictures, Table, plain
from tests.reports.document.conftest import case_material, material_of
from tests.reports.document.rich import BESIDE, dossier_of, rich
from tests.reports.document.test_figures import (
    DOCUMENT_NUMBER,
    SLIPS,
    all_references,
    figures,
    numbers_in,
    our_words,
    sentences,
)

OUTLINES = ("shanghai", "national")
NOT_PRINTED = re.compile(r"\.engagement\.contract\.amount|\.size$|\.links\[\d+\]\.(?:interview|site_visit)")
"""What the firm is paid is not the report's affair; sizes of files say nothing."""


def lines_of(document: Document, name: str) -> list[list[str]]:
    """The rows of a table as texts."""
    found = [b for part in document.parts for b in part.blocks if isinstance(b, Table) and b.name == name]
    return [[plain(cell.runs) for cell in row.cells] for row in found[0].rows] if found else []


def titles(document: Document) -> str:
    blocks = [block for part in document.parts for block in part.blocks]
    return "\n".join(block.text for block in blocks if isinstance(block, Heading))


@pytest.mark.parametrize("outline", OUTLINES)
def test_every_figure_of_it_stands_in_the_report(outline: str) -> None:
    material = rich(outline=outline)
    shown = numbers_in(plain_text(compose(material)))
    missing = [(path, number) for path, number in figures(write(material.dossier)) if number not in shown]
    assert [one for one in missing if not NOT_PRINTED.search(one[0])] == []


@pytest.mark.parametrize("outline", OUTLINES)
def test_its_sentences_read_well_and_type_no_digit(outline: str) -> None:
    document = compose(rich(outline=outline))
    assert [text for text in sentences(document) if SLIPS.search(text)] == []
    typed = [text for text in our_words(document) if re.search(r"\d", DOCUMENT_NUMBER.sub("", text))]
    assert typed == []


@pytest.mark.parametrize("outline", OUTLINES)
def test_each_reference_of_it_leads_to_a_fact_of_the_same_value(outline: str) -> None:
    material = rich(outline=outline)
    book = fact_book(material.dossier, material.result, beside=BESIDE)
    found = [ref for ref in all_references(compose(material)) if not ref.fact.startswith("see.")]
    for ref in found:
        fact = book[ref.fact]
        if isinstance(fact.value, Decimal):
            number = ref.text.removesuffix(fact.unit).replace(",", "").replace("−", "-")
            assert Decimal(number) == fact.value
        else:
            assert ref.text in (fact.text, fact.written, "0", "0.0", "0.00"), ref


PRINTED = {
    "engagement": ("委托合同编号", "本机构近三年"),
    "further_units": ("澜通话务服务有限公司（承包单位）",),
    "organisation": ("项目组织与管理分工",),
    "schedule": ("评价工作进度", "评价工作自"),
    "policies": ("评价依据文件", "云澜政发〔2019〕17号"),
    "weight_method": ("权重确定方法",),
    "funding": ("资金来源及到位情况",),
    "cost_check": ("成本核查表",),
    "site_visits": ("现场勘查记录", "现场勘查情况", "开展现场勘查"),
    "evidence": ("评价资料目录", "评价资料共编号"),
    "requested_items": ("资料需求及提供情况", "提出资料需求"),
}


@pytest.mark.parametrize("outline", OUTLINES)
@pytest.mark.parametrize("key", PRINTED)
def test_what_is_there_is_printed_and_what_is_not_leaves_no_trace(outline: str, key: str) -> None:
    whole = plain_text(compose(rich(outline=outline)))
    gone = () if key not in ("site_visits", "evidence") else ("evidence", "requested_items")
    left = compose(rich(key, *gone, outline=outline, beside=replace(BESIDE, photos=())))
    for said in PRINTED[key]:
        assert said in whole
        assert said not in plain_text(left)
    assert [text for text in sentences(left) if SLIPS.search(text)] == []


@pytest.mark.parametrize("outline", OUTLINES)
@pytest.mark.parametrize("name", ["linfang_2018", "hongda_2018"])
def test_a_project_without_these_facts_has_none_of_their_headings(name: str, outline: str) -> None:
    text = titles(compose(case_material(name, outline=outline)))
    for word in ("评价组织", "权重确定", "权重判断", "敏感性", "勘查", "资料清单", "成本核查", "资金来源"):
        assert word not in text


# Who, when, on what grounds -------------------------------------------------------------------------


def test_the_team_stands_with_qualification_and_division_of_work() -> None:
    document = compose(rich())
    assert lines_of(document, "team") == [
        ["沈知行", "主评人", "高级会计师", "注册会计师", "主持评价"],
        ["周屿", "评价人员", "—", "—", "底稿编制"],
        ["梁思齐", "专家", "研究员", "—", "—"],
    ]
    text = plain_text(document)
    assert "成员2人，其中主评人1人，另聘请专家1人" in text
    assert (
        "评价组成员和专家共3人签署了独立性声明，均声明与项目单位及相关各方不存在影响独立、客观判断的利害关系。"
        in text
    )


def test_a_declared_interest_is_said_and_nobody_is_called_free_of_interests() -> None:
    team = (*BESIDE.team, Member(name="甲某", role="评价人员", declared=True, has_interest=True))
    text = plain_text(compose(rich(beside=Beside(team=team))))
    assert "其中1人声明存在利害关系，声明内容存入评价工作档案。" in text
    assert "均声明" not in text
    assert "评价人员与项目单位及相关各方不存在" not in text
    assert "评价人员中有1人声明与项目单位或相关各方存在利害关系" in text


def test_who_has_not_signed_is_not_counted() -> None:
    team = (*BESIDE.team, Member(name="甲某", role="评价人员"))
    text = plain_text(compose(rich(beside=Beside(team=team))))
    assert "共3人签署了独立性声明。" in text


def test_the_schedule_says_planned_and_done() -> None:
    rows = lines_of(compose(rich()), "schedule")
    assert rows[1][:3] == ["工作方案评审和修改", "2026年3月16日至3月20日", "2026年3月23日"]
    assert "评价工作自2026年3月2日开始，至2026年5月29日完成，主要工作7项" in plain_text(compose(rich()))


def test_a_repealed_document_is_never_cited_silently() -> None:
    text = plain_text(compose(rich()))
    assert "其中1份已经废止，仅作为项目实施期间的依据列示" in text
    assert "云澜市政务热线管理暂行办法（已废止，见表注）" in text
    assert "注：云澜政发〔2019〕17号已于2026年1月1日废止，现行文件为《云澜市政务热线运行管理办法》" in text


def test_a_cited_rule_is_not_named_twice() -> None:
    text = plain_text(compose(rich("policies")))
    assert "财政部《项目支出绩效评价管理办法》（财预〔2020〕10号）" in text
    assert "财政部《项目支出绩效评价管理办法》（财预〔2020〕10号）" not in plain_text(compose(rich()))


# Weights --------------------------------------------------------------------------------------------


def test_the_matrix_is_worked_out_again_from_what_experts_said() -> None:
    document = compose(rich())
    assert lines_of(document, "matrix-1") == [
        ["项目决策", "1", "0.5774", "0.1690", "0.1190", "12"],
        ["项目管理", "1.7321", "1", "0.3536", "0.2196", "22"],
        ["项目绩效", "5.9161", "2.8284", "1", "0.6614", "66"],
    ]
    assert "一致性比率为0.003，小于0.1，通过一致性检验。" in plain_text(document)
    assert "另作了调整" not in plain_text(document)


def test_one_experts_scales_stand_as_they_were_chosen_and_contradictions_are_said() -> None:
    one = replace(BESIDE.weighings[0], judgements=((3, -3, 5),))
    document = compose(rich(beside=Beside(weighings=(one,))))
    assert lines_of(document, "matrix-1")[0][1:4] == ["1", "3", "1/3"]
    text = plain_text(document)
    assert "不小于0.1，未通过一致性检验" in text
    assert "部分指标的权重在专家意见的基础上另作了调整" in text


def test_marks_of_experts_are_listed_with_their_means() -> None:
    given = tuple(tuple(Decimal(one) for one in row) for row in ((30, 20, 16), (32, 18, 16), (28, 22, 16)))
    one = replace(BESIDE.weighings[0], judgements=(), given=given, name="项目绩效", branch="C",
                  names=("项目产出", "效果目标", "影响力目标"), codes=("C1", "C2", "C3"))  # fmt: skip
    document = compose(rich(beside=Beside(weighings=(one,))))
    assert lines_of(document, "marks-1")[1] == ["效果目标", "20", "18", "22", "20.00", "0.3030", "20"]


# Money ----------------------------------------------------------------------------------------------


def test_sources_of_money_are_added_up() -> None:
    rows = lines_of(compose(rich()), "funding")
    assert rows[0] == [
        "市级财政资金（年初预算）", "财政拨款", "3,298.16", "3,298.16", "100.00",
        "2025年3月14日", "云澜财预〔2025〕8号",
    ]  # fmt: skip
    assert rows[-1] == ["合计", "3,351.36", "3,351.36", "100.00", "—", "—"]


def test_amounts_in_different_units_are_not_added_up() -> None:
    data = {**write(rich().dossier)}
    data["funding"][1]["unit"] = "元"
    rows = lines_of(compose(_read(data)), "funding")
    assert [row[2] for row in rows] == ["3,298.16万元", "53.20元"]


def test_the_cost_check_says_what_was_saved() -> None:
    document = compose(rich())
    assert lines_of(document, "costs")[0][:6] == [
        "话务服务人员费用", "2,790.26", "2,598.44", "191.82", "6.87", "6.23万元/人",
    ]  # fmt: skip
    assert "节约210.23万元，节约率6.27%" in plain_text(document)
    assert "所核查的4项均未超出计划。" in plain_text(document)


def test_what_cost_more_than_planned_is_named() -> None:
    data = {**write(rich().dossier)}
    data["cost_check"] = [{"name": "租金", "planned": 10, "actual": 12, "unit": "万元"}]
    text = plain_text(compose(_read(data)))
    assert "比计划超支2.00万元，其中租金超出计划" in text
    assert "其中1项超出计划，为租金。" in text


def test_findings_of_the_fund_check_stand_in_its_form() -> None:
    text = plain_text(compose(rich()))
    assert "2．第四季度服务费支付时未附运行考核表，支付依据不充分，涉及金额62.42万元。" in text


# Field and papers -----------------------------------------------------------------------------------


def test_visits_are_summed_up_and_recorded() -> None:
    document = compose(rich())
    assert lines_of(document, "visits")[0][3:] == ["4", "2", "2"]
    assert lines_of(document, "visit-1")[0] == [
        "1", "在岗坐席", "上午9时至11时不少于260席",
        "10时20分实际在岗213席，47席空缺，与排班表的缺员数一致。", "213席", "不符",
    ]  # fmt: skip
    pictures = [b for part in document.parts for b in part.blocks if isinstance(b, Pictures)]
    assert [(one.name, plain(one.caption)) for block in pictures for one in block.items] == [
        ("a" * 64, "G-001　坐席照片　2026年4月9日")
    ]
    assert "［照片］G-001　坐席照片" in plain_text(document)


def test_evidence_is_listed_with_what_it_proves() -> None:
    document = compose(rich())
    assert lines_of(document, "evidence") == [
        ["Z-001", "坐席服务合同", "正式资料", "热线中心", "2026年3月20日", "37",
         "C1-4、支出1.1、基础表C1-4、资金检查要点3"],
        ["G-001", "坐席照片", "工作资料", "—", "—", "—", "现场勘查1、访谈2"],
    ]  # fmt: skip
    assert lines_of(document, "requests") == [
        ["结算凭证", "—", "已核对", "Z-001", "—"],
        ["夜班排班表", "核对缺员", "无法提供", "—", "原系统已下线"],
    ]


def form_rows(document: Document, name: str) -> list[list[str]]:
    forms = [b for part in document.parts for b in part.blocks if getattr(b, "name", "") == name]
    rows: Any = forms[0]
    return [[plain(cell.runs) for cell in row.cells] for row in rows.rows]


def test_a_paper_shows_its_ticks_instead_of_its_items() -> None:
    rows = form_rows(compose(rich()), "paper-A2-1")
    assert ["1", "目标水平合理可行", "不符合", "低于管理办法", "Z-001"] in rows
    assert ["2", "目标与项目内容紧密相关", "符合", "—", "—"] in rows
    assert "评价要点" not in [row[0] for row in rows]
    assert "评价要点" in [row[0] for row in form_rows(compose(rich()), "paper-A2-2")]


def test_degrees_of_key_points_are_read_from_the_input() -> None:
    data = {**write(rich().dossier)}
    points = [{"text": one} for one in "甲乙丙"]
    data["indicators"] = [
        {
            "code": "A",
            "name": "甲",
            "parent": None,
            "weight": 100,
            "inputs": {"met": [1, Decimal("0.5"), None]},
            "value": "met",
            "rule": {"kind": "key_points", "points": points},
            "ticks": [{"input": "met", **one} for one in points],
        }
    ]
    kept = {key: data[key] for key in ("format", "kind", "project", "indicators")}
    rows = form_rows(compose(_read(kept)), "paper-A")
    assert [row[2] for row in rows if len(row) == 5] == ["是否符合", "符合", "部分符合（0.5）", "—"]


def test_a_paper_says_what_proves_it_and_what_is_in_dispute() -> None:
    rows = dict(row for row in form_rows(compose(rich()), "paper-C1-4") if len(row) == 2)
    assert rows["佐证资料"] == "Z-001　坐席服务合同（第6—8页，4.2条）"
    assert rows["争议说明"].startswith("从严得分3.8分，从宽得分6.2分。争议理由：项目单位认为")
    assert rows["计算说明"].startswith("接听量和来电量均含自助语音服务")
    assert rows["评价结果"] == "接通率明显低于目标，高峰时段缺口集中。"


# Sensitivity ----------------------------------------------------------------------------------------


def test_disputed_scores_are_followed_to_total_and_grade() -> None:
    document = compose(rich())
    rows = lines_of(document, "disputes")
    assert [row[:6] for row in rows[:3]] == [
        ["C3-2　市民满意度", "8.0", "1.4", "8.0", "80.7（良）", "87.3（良）"],
        ["C1-4　综合接通率", "5.4", "3.8", "6.2", "85.7（良）", "88.1（良）"],
        ["A2-1　绩效目标的合理性", "1.5", "0.0", "1.5", "85.8（良）", "87.3（良）"],
    ]
    assert rows[3] == ["全部争议合计", "77.6（良）", "88.1（良）", "—"]
    assert "总分在77.6至88.1之间，等级均为良。" in plain_text(document)
    figures_ = [b for part in document.parts for b in part.blocks if isinstance(b, Figure)]
    assert [one.number for one in figures_ if one.name == "disputes"] == ["图4-1"]


def test_without_disputes_there_is_no_such_section_unless_the_outline_wants_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = write(rich().dossier)
    for indicator in data["indicators"]:
        indicator.pop("dispute", None)
    material = _read(data)
    assert "敏感性分析" not in plain_text(compose(material))
    outline = read_outline("shanghai")
    always = tuple(
        replace(one, fill="firmness") if one.id == "analysis.sensitivity" else one for one in outline.sections
    )
    changed = replace(outline, sections=always)
    monkeypatch.setattr(sys.modules["reports.document.compose"], "read_outline", lambda name: changed)
    text = plain_text(compose(replace(material, outline="shanghai")))
    assert "敏感性分析" in text
    assert "总分87.3，距优差2.7分" in text


def _read(data: dict[str, Any]) -> Any:
    return material_of(dossier_of(data))
