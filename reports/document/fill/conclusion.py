"""Chapter three: the scores by level, the charts, one table for each branch, objectives against results."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from indicators.charts import Axis, Bar, BarChart, RadarChart
from reports.document.blocks import Block, Cell, Figure, Ref, Row, Table
from reports.document.cells import Shape, fact, label, number, table, words
from reports.document.material import NOTHING, Context, Filled, Node
from reports.document.numbers import DASH, ratio, written
from reports.document.tree import Twig
from reports.document.wording import paragraph

RADAR_FROM = 3
HUNDRED = Decimal(100)


def summary(context: Context) -> Filled:
    """Scores by 一级 and 二级指标 with their sums, and the charts of them.

    The bars come first: they are lower than the radar and leave less of a page white where they do not fit.
    """
    if not context.twigs:
        return NOTHING
    blocks: list[Block] = [_summary_table(context)]
    blocks += paragraph(
        [
            "一级指标中，{best.name}得分率最高，为{best.rate}[；{worst.name}得分率最低，为{worst.rate}]。",
            "各二级指标权重与得分的对比见{see.figure.scores}。",
            "各二级指标的得分率见{see.figure.rates}。",
        ],
        context.book,
    )
    blocks += _charts(context)
    return Filled(blocks=tuple(blocks))


def _summary_table(context: Context) -> Table:
    rows = []
    for twig in context.twigs:
        key = (label(twig.code, (context.book.cell(f"{twig.scope}.name"),)),)
        seconds = twig.at_level_2()
        rows += [Row(labels=key, cells=_summary_cells(context, one)) for one in seconds]
        if seconds != (twig,):
            rows.append(Row(labels=key, cells=_summary_cells(context, twig, "小计"), kind="sub"))
    rows.append(_total_row(context))
    shape: Shape = ((18, "center"), (29, "left"), (12, "right"), (12, "right"), (12, "right"), (17, "right"))
    titles = ("一级指标", "二级指标", "权重", "得分", "扣分", "得分率（%）")
    return table("summary", "评价得分汇总", shape, titles, rows, unit="分")


def _summary_cells(context: Context, twig: Twig, name: str = "") -> tuple[Cell, ...]:
    first = words(name, align="center") if name else fact(context.book, f"{twig.scope}.name")
    return (first, *_points(context, twig), fact(context.book, f"{twig.scope}.rate"))


def _points(context: Context, twig: Twig) -> tuple[Cell, ...]:
    decimals = context.decimals
    return (
        number(f"{twig.scope}.weight", twig.indicator.weight, decimals),
        number(f"{twig.scope}.score", twig.outcome.score, decimals),
        number(f"{twig.scope}.deducted", twig.deducted, decimals),
    )


def _total_row(context: Context) -> Row:
    result, decimals = context.material.result, context.decimals
    lost = None if result.total is None else result.full - result.total
    return Row(
        cells=(
            Cell(runs=("合计",), colspan=2, align="center"),
            number("score.full", result.full, decimals),
            number("score.total", result.total, decimals),
            number("lost.points", lost, decimals),
            fact(context.book, "score.rate"),
        ),
        kind="sum",
    )


def _charts(context: Context) -> Iterator[Figure]:
    seconds = [one for twig in context.twigs for one in twig.at_level_2() if one.outcome.score is not None]
    rated = [(one, ratio(one.outcome.score, one.indicator.weight, context.scale.value)) for one in seconds]
    known = [(one, rate) for one, rate in rated if rate is not None]
    if known:
        bars = tuple(_bar(context, one) for one, _ in known)
        bar_chart = BarChart(
            title="二级指标权重与得分", bars=bars, value_name="得分", whole_name="权重", unit="分"
        )
        yield Figure(name="scores", number="", caption="二级指标权重与得分", chart=bar_chart)
    if len(known) >= RADAR_FROM:
        axes = tuple(
            Axis(label=one.indicator.name, share=min(rate, HUNDRED) / HUNDRED, text=f"{written(rate, 2)}%")
            for one, rate in known
        )
        chart = RadarChart(title="二级指标得分率", axes=axes)
        yield Figure(name="rates", number="", caption="二级指标得分率", chart=chart)


def _bar(context: Context, twig: Twig) -> Bar:
    score, weight = twig.outcome.score or Decimal(), twig.indicator.weight
    shown = "／".join(written(value, context.decimals) for value in (score, weight))
    return Bar(label=twig.indicator.name, value=score, whole=weight, text=shown)


def branches(context: Context) -> Filled:
    """For each 一级指标 a section with its sentence and its table."""
    return Filled(children=tuple(branch_node(context, twig) for twig in context.twigs))


def branch_node(context: Context, twig: Twig) -> Node:
    return Node(id=f"branch.{twig.code}", title=twig.indicator.name, blocks=branch_blocks(context, twig))


def branch_blocks(context: Context, twig: Twig) -> tuple[Block, ...]:
    opening = (
        "{.name}权重{.weight}，得{.score}，得分率{.rate}。"
        if twig.outcome.score is not None
        else "{.name}权重{.weight}，因部分指标未能计分，暂不能得出该类得分。"
    )
    sentences = [
        opening,
        "该类共{.leaves}计分指标[，其中{.full_count}取得满分]。",
        f"各指标得分见{{see.table.branch-{_place(context, twig)}}}。",
        "存在扣分的指标为{.short_names}。",
    ]
    return (*paragraph(sentences, context.book, twig.scope), _branch_table(context, twig))


def _place(context: Context, twig: Twig) -> int:
    """Its place at the top, from 1: codes are the users' and stay out of names."""
    return context.twigs.index(twig) + 1


def _branch_table(context: Context, twig: Twig) -> Table:
    rows = [row for second in twig.at_level_2() for row in _branch_rows(context, second)]
    total = (
        Cell(runs=("合计",), colspan=2, align="center"),
        *_branch_points(context, twig, value=words(DASH, align="center")),
    )
    if not twig.is_leaf:
        rows.append(Row(cells=total, kind="sum"))
    shape: Shape = ((16, "center"), (34, "left"), (10, "right"), (20, "right"), (10, "right"), (10, "right"))
    titles = ("二级指标", "计分指标", "权重", "业绩值", "得分", "扣分")
    return table(
        f"branch-{_place(context, twig)}", f"{twig.indicator.name}指标得分", shape, titles, rows, unit="分"
    )


def _branch_rows(context: Context, second: Twig) -> Iterator[Row]:
    key = (label(second.code, (context.book.cell(f"{second.scope}.name"),)),)
    for twig in second.walk():
        if twig is second and not twig.is_leaf:
            continue
        name = (context.book.cell(f"{twig.scope}.code"), "　", context.book.cell(f"{twig.scope}.name"))
        value = Cell(runs=value_runs(context, twig)) if twig.is_leaf else words(DASH)
        depth = twig.level - second.level - 1
        cells = (Cell(runs=name, indent=max(depth, 0)), *_branch_points(context, twig, value=value))
        yield Row(labels=key, cells=cells, kind="body" if twig.is_leaf else "sub")


def _branch_points(context: Context, twig: Twig, *, value: Cell) -> tuple[Cell, ...]:
    weight, score, deducted = _points(context, twig)
    return (weight, value, score, deducted)


def value_runs(context: Context, twig: Twig) -> tuple[Ref | str, ...]:
    """The business value with its unit; what is scored in parts has none of its own."""
    kind = twig.kind
    if twig.outcome.value is None and twig.outcome.score is not None and kind in ("composite", "key_points"):
        return ("分项计分",)
    return (context.book.ref(f"{twig.scope}.value"),)


def achieved(context: Context) -> Filled:
    """Each objective beside the value and the score of the indicator that measures it."""
    by_code = {one.code: one for twig in context.twigs for one in twig.walk()}
    rows = []
    for place, item in enumerate(context.dossier.objectives, start=1):
        twig = by_code.get(item.indicator or "")
        if twig is None:
            continue
        rows.append(
            Row(
                labels=(label(item.category or "", (item.category or DASH,)),),
                cells=(
                    fact(context.book, f"objective.{place}.name"),
                    fact(context.book, f"objective.{place}.target"),
                    Cell(runs=value_runs(context, twig) if twig.is_leaf else (DASH,)),
                    fact(context.book, f"{twig.scope}.rate"),
                ),
            )
        )
    if not rows:
        return Filled()
    shape: Shape = ((15, "center"), (30, "left"), (20, "left"), (18, "right"), (17, "right"))
    titles = ("类别", "目标内容", "目标值", "评价结果", "得分率（%）")
    return Filled(blocks=(table("achieved", "绩效目标实现情况", shape, titles, rows),))
