"""What stands in a report, in which order, and which number it has."""

import re
from typing import Any

import pytest

from reports.document import OUTLINES, Document, UnknownOutline, compose, plain_text, read_outline
from reports.document.blocks import Figure, Heading, Table
from tests.reports.document.conftest import Make, case_material, leaf


def headings(document: Document, deepest: int = 2) -> list[str]:
    return [
        "　" * (block.level - 1) + block.text
        for part in document.parts
        for block in part.blocks
        if isinstance(block, Heading) and block.level <= deepest
    ]


FRONT = [
    "声明",
    "摘要",
    "　（一）项目概况",
    "　（二）评价结论",
    "　（三）主要问题",
    "　（四）主要建议",
    "前言",
]


def test_the_headings_of_a_report_after_the_outline_of_shanghai() -> None:
    document = compose(case_material("linfang_2018"))
    assert headings(document) == [
        "2018年度12333热线全媒体智能咨询平台项目经费财政支出绩效评价报告",
        *FRONT,
        "一、项目基本情况",
        "　（一）项目概况",
        "　（二）绩效目标",
        "二、评价工作开展情况",
        "　（一）评价目的、对象和范围",
        "　（二）评价原则、依据和方法",
        "　（三）评价指标体系和评价标准",
        "　（四）数据采集和社会调查",
        "　（五）评价工作过程",
        "三、绩效分析及评价结论",
        "　（一）评价结论",
        "　（二）各类指标得分情况",
        "　（三）满分指标分析",
        "　（四）扣分指标分析",
        "　（五）绩效目标实现情况",
        "四、主要经验、存在的问题和建议",
        "　（一）主要经验及做法",
        "　（二）存在的问题",
        "　（三）有关建议",
        "五、其他需要说明的问题",
        "附件一　基础数据表",
        "附件二　绩效评价指标体系及评分结果",
        "附件三　评价工作底稿",
        "附件四　访谈记录",
        "　（一）咨询服务中心主任",
        "附件五　资金使用情况检查表",
    ]


def test_the_headings_of_a_report_after_the_national_outline() -> None:
    document = compose(case_material("hongda_2018", outline="national"))
    assert headings(document) == [
        "2018年消费者权益保护专项财政支出绩效评价报告",
        *FRONT,
        "一、基本情况",
        "　（一）项目概况",
        "　（二）项目绩效目标",
        "二、绩效评价工作开展情况",
        "　（一）绩效评价目的、对象和范围",
        "　（二）绩效评价原则、依据和方法",
        "　（三）评价指标体系和评价标准",
        "　（四）数据采集和社会调查",
        "　（五）绩效评价工作过程",
        "三、综合评价情况及评价结论",
        "四、绩效评价指标分析",
        "　（一）项目决策情况",
        "　（二）项目管理情况",
        "　（三）项目绩效情况",
        "　（四）绩效目标实现情况",
        "五、主要经验及做法、存在的问题及原因分析",
        "　（一）主要经验及做法",
        "　（二）存在的问题及原因分析",
        "六、有关建议",
        "　（一）项目目标方面",
        "　（二）投入管理方面",
        "　（三）项目实施方面",
        "　（四）项目产出方面",
        "　（五）项目效益方面",
        "七、其他需要说明的问题",
        "附件一　绩效评价指标体系及评分结果",
        "附件二　评价工作底稿",
        "附件三　访谈记录",
        "　（一）消保处相关人员；检验机构负责人",
        "附件四　问卷调查汇总分析",
        "　（一）消费者问卷调查(8组*每组15份)",
    ]


def test_a_self_evaluation_is_one_landscape_form() -> None:
    document = compose(case_material("selfeval_2023_hotline"))
    (part,) = document.parts
    assert (part.layout, part.title, headings(document)) == (
        "landscape",
        "项目支出绩效自评表",
        ["项目支出绩效自评表"],
    )
    assert (document.author, document.date) == ("上海市市场监督管理局投诉举报中心", "")
    (indicators,) = (block for block in part.blocks if isinstance(block, Table))
    assert [cell.runs[0] for cell in indicators.head[0].cells] == [
        "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
        "偏差原因分析及改进措施",
    ]  # fmt: skip
    assert len(indicators.rows) == 10


def test_levels_below_the_second_are_numbered_too() -> None:
    document = compose(case_material("linfang_2018"))
    deep = [text for text in headings(document, 4) if "预算执行率" in text or "项目管理" in text]
    assert deep == ["　　2．项目管理", "　　2．项目管理", "　　2．项目管理", "　　　（1）B1-1　预算执行率"]


@pytest.mark.parametrize(
    ("keys", "outline"),
    [
        ({"project": {"title": "甲", "year": 2019, "evaluated_unit": "上海市某局"}}, "shanghai"),
        ({"project": {"title": "甲", "year": 2020, "evaluated_unit": "上海市某局"}}, "national"),
        ({"project": {"title": "甲", "evaluated_unit": "上海市某局"}}, "national"),
        ({"project": {"title": "甲", "year": 2019, "evaluated_unit": "某省某局"}}, "national"),
        ({"project": {"title": "甲"}}, "national"),
        ({"project": {"title": "甲", "year": 2019}, "kind": "self_evaluation"}, "self_evaluation"),
    ],
)
def test_the_outline_fits_the_year_and_the_kind(make: Make, keys: dict[str, Any], outline: str) -> None:
    assert make(**keys).outline_name == outline
    assert make(material={"outline": "shanghai"}, **keys).outline_name == "shanghai"


def test_an_unknown_outline_names_those_there_are(make: Make) -> None:
    with pytest.raises(
        UnknownOutline, match="没有名为“x”的报告提纲，可选：shanghai、national、self_evaluation。"
    ):
        compose(make(material={"outline": "x"}))


@pytest.mark.parametrize(
    ("year", "laws"),
    [
        (2018, ["财预〔2013〕53号"]),
        (2020, ["财预〔2020〕10号"]),
        (2023, ["财预〔2020〕10号", "财监〔2021〕4号"]),
        (None, ["财预〔2020〕10号", "财监〔2021〕4号"]),
    ],
)
def test_a_report_rests_on_the_rules_of_its_year(make: Make, year: int | None, laws: list[str]) -> None:
    material = make(project={"title": "甲", "year": year}, material={"outline": "national"})
    assert re.findall(r"财[预监]〔\d+〕\d+号", plain_text(compose(material))) == laws


@pytest.mark.parametrize("name", OUTLINES)
def test_each_outline_says_what_it_follows(name: str) -> None:
    outline = read_outline(name)
    assert outline.title
    assert "号" in outline.basis
    assert len({section.id for section in outline.sections}) == len(outline.sections)


def tables(document: Document) -> dict[str, str]:
    return {
        block.name: block.number
        for part in document.parts
        for block in part.blocks
        if isinstance(block, Table)
    }


def test_tables_and_figures_are_numbered_by_chapter() -> None:
    document = compose(case_material("hongda_2018"))
    assert tables(document) == {
        "budget": "表1-1", "outputs": "表1-2", "objectives": "表1-3",
        "grades": "表2-1", "methods": "表2-2", "surveys": "表2-3",
        "summary": "表3-1", "branch-1": "表3-2", "branch-2": "表3-3", "branch-3": "表3-4",
        "achieved": "表3-5",
        "system": "附表1", "question-1-1": "附表2", "question-1-2": "附表3", "question-1-3": "附表4",
    }  # fmt: skip
    figures = [block.number for part in document.parts for block in part.blocks if isinstance(block, Figure)]
    assert figures == ["图3-1", "图3-2"]


@pytest.mark.parametrize("name", ["linfang_2018", "hongda_2018"])
def test_columns_fill_the_width_and_rows_fill_the_columns(name: str) -> None:
    for part in compose(case_material(name)).parts:
        for block in part.blocks:
            if isinstance(block, Table):
                assert sum(column.width for column in block.columns) == pytest.approx(100, abs=0.01)
                for row in (*block.head, *block.rows):
                    width = len(row.labels) + sum(cell.colspan for cell in row.cells)
                    assert width == len(block.columns), (block.name, row)


def test_what_is_not_known_leaves_no_hole_in_the_numbers(make: Make) -> None:
    document = compose(make(material={"outline": "shanghai"}))
    assert [part.title for part in document.parts] == [
        "封面", "声明", "目录", "摘要", "前言",
        "一、项目基本情况", "二、评价工作开展情况", "三、绩效分析及评价结论", "四、其他需要说明的问题",
        "附件一　绩效评价指标体系及评分结果", "附件二　评价工作底稿",
    ]  # fmt: skip
    assert tables(document) == {"summary": "表3-1", "branch-1": "表3-2", "system": "附表1"}


def test_names_and_anchors_are_used_once() -> None:
    for material in (case_material("linfang_2018"), case_material("hongda_2018", outline="national")):
        document = compose(material)
        blocks = [block for part in document.parts for block in part.blocks]
        anchors = [block.anchor for block in blocks if isinstance(block, Heading)]
        assert len(set(anchors)) == len(anchors)
        assert len({part.name for part in document.parts}) == len(document.parts)


def test_codes_of_any_kind_become_anchors(make: Make) -> None:
    document = compose(make(indicators=[leaf("甲 (1)/二", 100)]))
    anchors = [block.anchor for part in document.parts for block in part.blocks if isinstance(block, Heading)]
    assert "s-branch.甲--1--二" in anchors
