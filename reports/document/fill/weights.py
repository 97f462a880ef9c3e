"""Annex: the experts' judgements on weights: matrices with their consistency, marks with their means."""

from __future__ import annotations

from collections.abc import Iterator

from reports.document.beside import Weighing
from reports.document.blocks import Block, Cell, Row, Table
from reports.document.cells import Shape, fact, table
from reports.document.material import Context, Filled, Node
from reports.document.sources.weighing import compared
from reports.document.wording import paragraph

MOST_EXPERTS = 8
"""With more experts than these only the means find room."""


def weighings(context: Context) -> Filled:
    """One section for each branch that experts weighed."""
    nodes = [
        Node(
            id=f"weighing.{place}",
            title=f"{one.name or '一级指标'}权重",
            blocks=tuple(_weighing(context, place, one)),
            is_text=False,
        )
        for place, one in enumerate(context.beside.weighings, start=1)
    ]
    return Filled(children=tuple(nodes))


def _weighing(context: Context, place: int, one: Weighing) -> Iterator[Block]:
    scope = f"weighing.{place}"
    matrix = compared(one)
    if matrix is not None:
        yield from paragraph(
            [
                f"由{{.people}}专家按一至九标度对{{.items}}指标两两比较[，判断矩阵见{{see.table.matrix-{place}}}]。",
                "以方根法求得相对权重，最大特征值为{.largest}，一致性指标为{.index}，平均随机一致性指标为{.random}。",
                "一致性比率为{.ratio}，{.checked}。",
            ],
            context.book,
            scope,
        )
        yield _matrix(context, place, one)
    else:
        yield from paragraph(
            [
                f"由{{.people}}专家对{{.items}}指标分别赋权，逐项取算术平均值后归一化[，汇总见{{see.table.marks-{place}}}]。",
            ],
            context.book,
            scope,
        )
        yield _marks(context, place, one)
    if context.book.knows(f"{scope}.changed"):
        yield from paragraph(
            ["部分指标的权重在专家意见的基础上另作了调整，以指标体系所列权重为准。"], context.book
        )


def _matrix(context: Context, place: int, one: Weighing) -> Table:
    book, scope, size = context.book, f"weighing.{place}", len(one.names)
    rows = [
        Row(
            cells=(
                fact(book, f"{scope}.i{at}.name"),
                *(fact(book, f"{scope}.a{at}.{column}") for column in range(1, size + 1)),
                fact(book, f"{scope}.i{at}.share"),
                fact(book, f"{scope}.i{at}.weight"),
            )
        )
        for at in range(1, size + 1)
    ]
    share = 54 / size
    shape: Shape = ((22, "left"), *((share, "center") for _ in one.names), (13, "right"), (11, "right"))
    titles = ("指标", *one.names, "相对权重", "指标权重")
    caption = f"{one.name or '一级指标'}判断矩阵及权重"
    return table(f"matrix-{place}", caption, shape, titles, rows, small=size > 4)


def _marks(context: Context, place: int, one: Weighing) -> Table:
    book, scope = context.book, f"weighing.{place}"
    experts = range(1, len(one.given) + 1) if len(one.given) <= MOST_EXPERTS else ()
    rows = [
        Row(
            cells=(
                fact(book, f"{scope}.i{at}.name"),
                *(Cell(runs=(book.cell(f"{scope}.g{at}.{expert}"),)) for expert in experts),
                fact(book, f"{scope}.mean{at}"),
                fact(book, f"{scope}.i{at}.share"),
                fact(book, f"{scope}.i{at}.weight"),
            )
        )
        for at in range(1, len(one.names) + 1)
    ]
    share = 34 / max(len(experts), 1)
    shape: Shape = (
        (30, "left"), *((share, "right") for _ in experts), (12, "right"), (13, "right"), (13, "right"),
    )  # fmt: skip
    titles = ("指标", *(f"专家{expert}" for expert in experts), "平均值", "相对权重", "指标权重")
    caption = f"{one.name or '一级指标'}专家赋权汇总"
    return table(f"marks-{place}", caption, shape, titles, rows, small=len(experts) > 4)
