"""Short words in which the sample report is written."""

from __future__ import annotations

from reports.document.blocks import (
    Break,
    Cell,
    Column,
    FormCell,
    FormRow,
    Heading,
    Label,
    Paragraph,
    Row,
    Run,
)

SHORT = "2018年度12351民生热线平台项目绩效评价报告"
TITLE = "2018年度12351民生热线智能服务平台项目财政支出绩效评价报告"
FIRM, UNIT, BUREAU = "衡信（临芳）绩效评价有限公司", "临芳市民生服务热线中心", "临芳市政务服务管理局"
B = Break()


def p(*runs: Run) -> Paragraph:
    return Paragraph(runs=runs)


def h(level: int, text: str, anchor: str) -> Heading:
    return Heading(level=level, text=text, anchor=anchor)


def row(*cells: str, kind: str = "body", labels: tuple[Label, ...] = ()) -> Row:
    return Row(cells=tuple(Cell(runs=(cell,)) for cell in cells), kind=kind, labels=labels)  # type: ignore[arg-type]


def columns(*pairs: tuple[float, str]) -> tuple[Column, ...]:
    return tuple(Column(width=width, align=align) for width, align in pairs)  # type: ignore[arg-type]


def key(text: str, span: int = 2) -> FormCell:
    return FormCell(kind="key", runs=(text,), span=span)


def cell(kind: str, text: str | tuple[Run, ...], span: int) -> FormCell:
    return FormCell(kind=kind, runs=(text,) if isinstance(text, str) else text, span=span)  # type: ignore[arg-type]


def form_row(*cells: FormCell, grow: bool = False) -> FormRow:
    return FormRow(cells=cells, grow=grow)
