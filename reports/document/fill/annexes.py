"""Annexes that are tables: the base table and the indicator system with rules and scores."""

from __future__ import annotations

from collections.abc import Iterator

from reports.document.blocks import Align, Cell, Ref, Row
from reports.document.cells import fact, full_fact, label, number, table, words
from reports.document.fill.conclusion import value_runs
from reports.document.material import Context, Filled
from reports.document.numbers import written
from reports.document.sources.fieldwork import base_scope
from reports.document.tree import Twig

OPTIONAL = {
    "explanation": ("指标解释", 15.0),
    "benchmark": ("标杆值", 11.0),
    "data_sources": ("数据来源", 12.0),
}


def base_table(context: Context) -> Filled:
    """What the evaluated unit filled in, by indicator."""
    names = {one.code: one.indicator.name for twig in context.twigs for one in twig.walk()}
    rows = []
    is_told = any(table.items for table in context.dossier.base_table) and any(
        context.book.knows(f"{base_scope(place)}.{key}/told")
        for place, filled in enumerate(context.dossier.base_table)
        for key in filled.fields
    )
    for place, filled in enumerate(context.dossier.base_table):
        named = "　".join(filter(None, (filled.code, names.get(filled.code))))
        for key in filled.fields:
            cells = (
                words(key),
                full_fact(context.book, f"{base_scope(place)}.{key}"),
                *((fact(context.book, f"{base_scope(place)}.{key}/told"),) if is_told else ()),
            )
            rows.append(Row(labels=(label(filled.code, (named,)),), cells=cells))
    if not rows:
        return Filled()
    shape: tuple[tuple[float, Align], ...] = ((34, "center"), (36, "left"), (30, "left"))
    titles: tuple[str, ...] = ("对应指标", "数据项", "填报内容")
    if is_told:
        shape, titles = (
            ((22, "center"), (28, "left"), (22, "left"), (28, "left")),
            (*titles, "期间、口径和来源"),
        )
    return Filled(blocks=(table("base", "项目基础数据表", shape, titles, rows, small=is_told),))


def system(context: Context) -> Filled:
    """All indicators with explanation, rule, benchmark, sources, value and score; landscape."""
    ends = [leaf for twig in context.twigs for leaf in twig.leaves()]
    if not ends:
        return Filled()
    extra = [key for key in OPTIONAL if any(context.book.knows(f"{leaf.scope}.{key}") for leaf in ends)]
    before, after = (
        [key for key in extra if key == "explanation"],
        [key for key in extra if key != "explanation"],
    )
    rows = [row for twig in context.twigs for row in _rows(context, twig, before, after)]
    rows.append(_total(context, len(before) + len(after) + 1))
    titles = (
        "一级指标", "二级指标", "计分指标", "权重", *(OPTIONAL[key][0] for key in before), "评分细则",
        *(OPTIONAL[key][0] for key in after), "业绩值", "得分",
    )  # fmt: skip
    shape: list[tuple[float, Align]] = [(7.5, "center"), (8.5, "center"), (13, "left"), (5, "right")]
    shape += [(OPTIONAL[key][1], "justify") for key in before]
    shape += [
        (19, "justify"),
        *((OPTIONAL[key][1], "justify") for key in after),
        (8.5, "right"),
        (5.5, "right"),
    ]
    made = table("system", "绩效评价指标体系及评分结果", shape, titles, rows, unit="分", small=True)
    return Filled(blocks=(made,))


def _rows(context: Context, twig: Twig, before: list[str], after: list[str]) -> Iterator[Row]:
    book, decimals = context.book, context.decimals
    for second in twig.at_level_2():
        labels = (label(twig.code, _headed(context, twig)), label(second.code, _headed(context, second)))
        for leaf in second.leaves():
            cells = (
                Cell(runs=(book.cell(f"{leaf.scope}.code"), "　", book.cell(f"{leaf.scope}.name"))),
                number(f"{leaf.scope}.weight", leaf.indicator.weight, decimals),
                *(full_fact(book, f"{leaf.scope}.{key}") for key in before),
                full_fact(book, f"{leaf.scope}.rule"),
                *(full_fact(book, f"{leaf.scope}.{key}") for key in after),
                Cell(runs=value_runs(context, leaf)),
                number(f"{leaf.scope}.score", leaf.outcome.score, decimals),
            )
            yield Row(labels=labels, cells=cells)


def _headed(context: Context, twig: Twig) -> tuple[Ref | str, ...]:
    """A项目决策（12分）"""
    weight = Ref(fact=f"{twig.scope}.weight", text=written(twig.indicator.weight))
    return (
        context.book.cell(f"{twig.scope}.code"),
        "\n",
        context.book.cell(f"{twig.scope}.name"),
        "\n（",
        weight,
        "分）",
    )


def _total(context: Context, between: int) -> Row:
    decimals, result = context.decimals, context.material.result
    return Row(
        cells=(
            Cell(runs=("合计",), colspan=3, align="center"),
            number("score.full", result.full, decimals),
            Cell(runs=("评价等级：", context.book.ref("score.grade")), colspan=between + 1, align="center"),
            fact(context.book, "score.total"),
        ),
        kind="sum",
    )
