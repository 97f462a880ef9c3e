"""Small documents to try one thing with."""

from __future__ import annotations

from reports.document.blocks import Block, Cell, Column, Document, Label, Paragraph, Part, Row, Table

TEXT = (
    "项目采用服务外包与自主管理相结合的方式，坐席场地、话务人员和语音系统由承接单位提供，按在岗坐席和考核结果结算；"
    "知识库、工单流转、数据分析和个人信息保护由热线中心负责，全年预算3,351.36万元，实际支出3,141.13万元。"
)


def body(text: str = TEXT) -> Paragraph:
    return Paragraph(runs=(text,))


def document(*blocks: Block, title: str = "试印报告", date: str = "2019年8月16日") -> Document:
    """One chapter with `blocks`."""
    return Document(
        title=title,
        short_title=title,
        author="衡信（临芳）绩效评价有限公司",
        subject="项目支出绩效评价",
        date=date,
        parts=(Part(name="chapter", kind="chapter", title="一、正文", run="一、正文", blocks=blocks),),
    )


def table(count: int, *, group: int = 0, keep: bool = False, text: str = "指标") -> Table:
    """A table of `count` rows; with `group`, each such number of rows has a label."""
    return Table(
        name="table",
        number="表1-1",
        caption="试表",
        columns=(Column(width=20, align="center"), Column(width=60), Column(width=20, align="right")),
        head=(Row(cells=tuple(Cell(runs=(name,)) for name in ("组", "名称", "数值"))),),
        rows=tuple(_row(index, group, text) for index in range(count)),
        unit="单位：万元",
        keep=keep,
    )


def _row(index: int, group: int, text: str) -> Row:
    cells = (Cell(runs=(f"{text}{index + 1}",)), Cell(runs=(f"{index * 1.5:,.2f}",)))
    if not group:
        return Row(cells=(Cell(runs=("无",)), *cells))
    name = f"第{index // group + 1}组"
    return Row(cells=cells, labels=(Label(key=name, runs=(name,)),))
