"""敏感性分析: disputed scores and the totals they may give; what alone turns the grade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indicators.charts import Reach, Tick, TornadoChart
from indicators.scoring.conclusions import points
from indicators.scoring.sensitivity import Disputes, Swing
from reports.document.blocks import Block, Cell, Figure, Row, Table
from reports.document.cells import Shape, fact, full_fact, number, table, words
from reports.document.material import NOTHING, Context, Filled
from reports.document.sources.firmness import heavy, levers
from reports.document.tree import ROOT
from reports.document.wording import paragraph

MOST_BARS = 12
MOST_LEVERS = 10


def disputed(context: Context) -> Filled:
    """The section where scores are in dispute; else nothing."""
    return firmness(context) if context.sensitivity.disputes else NOTHING


def firmness(context: Context) -> Filled:
    """The section for outlines that want it always; nothing without a total."""
    if context.sensitivity.total is None:
        return NOTHING
    return Filled(blocks=tuple(_blocks(context)))


def _blocks(context: Context) -> Iterator[Block]:
    disputes = context.sensitivity.disputes
    yield from paragraph(
        [
            "为检验评价结论是否稳定，评价组对有争议的{count.disputes}指标分别按从严、从宽改判作了测算[，结果见{see.table.disputes}][和{see.figure.disputes}]。",
            "{sensitivity.said}。",
        ],
        context.book,
    )
    if disputes:
        yield _disputes(context, disputes)
        yield _tornado(context, disputes)
    able = levers(context.sensitivity)
    if able:
        yield from paragraph(
            [
                "其他指标得分不变时，有{count.levers}指标单独改变得分即可改变等级[，见{see.table.levers}]。",
            ],
            context.book,
        )
        yield _levers(context)
    if heavy(context.dossier, context.sensitivity):
        yield from paragraph(
            [
                "各指标得分率不变、同级权重按比例调整时，有{count.heavy}一级指标的权重变化可以改变等级[，见{see.table.heavy}]。",
            ],
            context.book,
        )
        yield _heavy(context)
    elif not able:
        yield from paragraph(
            ["任何一项指标的得分或任何一个一级指标的权重单独变化，均不改变评价等级{score.grade}。"],
            context.book,
        )


def _name(context: Context, code: str) -> Cell:
    scope = ROOT + code
    return Cell(runs=(context.book.cell(f"{scope}.code"), "　", context.book.cell(f"{scope}.name")))


def _disputes(context: Context, disputes: Disputes) -> Table:
    book = context.book
    rows = []
    for row in disputes.rows:
        scope = f"{ROOT}{row.codes[0]}"
        cells = (
            _name(context, row.codes[0]),
            *_points(context, row.codes[0]),
            *_totals(context, f"{scope}.dispute"),
            fact(book, f"{scope}.dispute.reason"),
        )
        rows.append(Row(cells=cells))
    if len(disputes.rows) > 1:
        together = Cell(runs=("全部争议合计",), colspan=4, align="center")
        rows.append(Row(cells=(together, *_totals(context, "sensitivity"), words(None)), kind="sum"))
    shape: Shape = (
        (24, "left"), (9, "right"), (9, "right"), (9, "right"),
        (12, "center"), (12, "center"), (25, "justify"),
    )  # fmt: skip
    titles = ("指标", "得分", "从严\n得分", "从宽\n得分", "从严改判\n后总分", "从宽改判\n后总分", "争议理由")
    return table("disputes", "有争议得分的测算结果", shape, titles, rows, unit="分", small=True)


def _points(context: Context, code: str) -> Iterator[Cell]:
    """Its score and the two disputed ones, with the decimals of every column of points."""
    one = next(indicator for indicator in context.dossier.indicators if indicator.code == code)
    outcome = context.material.result.outcomes[code]
    yield number(f"{ROOT}{code}.score", outcome.score, context.decimals)
    for key in ("low", "high"):
        yield number(f"{ROOT}{code}.dispute.{key}", getattr(one.dispute, key), context.decimals)


def _totals(context: Context, scope: str) -> tuple[Cell, Cell]:
    """85.70（良） at both ends."""
    book = context.book
    low, high = (
        Cell(runs=(book.cell(f"{scope}.{end}"), "（", book.cell(f"{scope}.{end}_grade"), "）"))
        for end in ("lowest", "highest")
    )
    return low, high


def _tornado(context: Context, disputes: Disputes) -> Figure:
    names = {one.code: one.name for one in context.dossier.indicators}
    decimals = context.scale.score.decimals

    def reach(row: Swing, label: str) -> Reach:
        return Reach(
            label=label,
            low=row.lowest,
            high=row.highest,
            low_text=points(row.lowest, decimals),
            high_text=points(row.highest, decimals),
        )

    bars = [reach(row, f"{row.codes[0]} {names[row.codes[0]]}") for row in disputes.rows[:MOST_BARS]]
    if len(disputes.rows) > 1:
        bars.append(replace(reach(disputes.together, "全部争议合计"), is_strong=True))
    total = context.sensitivity.total
    assert total is not None  # there are no disputes without one
    chart = TornadoChart(
        title="有争议得分对总分的影响",
        bars=tuple(bars),
        middle=Tick(at=total, text=points(total, decimals)),
        bounds=tuple(Tick(at=band.min, text=band.grade) for band in context.dossier.grade_scheme if band.min),
        low_name="从严改判",
        high_name="从宽改判",
    )
    return Figure(name="disputes", number="", caption="有争议得分对总分的影响", chart=chart)


def _levers(context: Context) -> Table:
    book = context.book
    able = levers(context.sensitivity)
    rows = [
        Row(
            cells=(
                _name(context, leaf.code),
                fact(book, f"{ROOT}{leaf.code}.weight"),
                fact(book, f"{ROOT}{leaf.code}.score"),
                full_fact(book, f"{ROOT}{leaf.code}.turns"),
            )
        )
        for leaf in able[:MOST_LEVERS]
    ]
    note = ("按得分需要变动的幅度由小到大列示，超出部分从略。",) if len(able) > MOST_LEVERS else ()
    shape: Shape = ((36, "left"), (12, "right"), (12, "right"), (40, "left"))
    titles = ("指标", "权重", "得分", "等级变化的临界得分")
    return table("levers", "单项得分变化对等级的影响", shape, titles, rows, unit="分", note=note)


def _heavy(context: Context) -> Table:
    book = context.book
    rows = [
        Row(
            cells=(
                _name(context, one.code),
                fact(book, f"{ROOT}{one.code}.weight"),
                full_fact(book, f"{ROOT}{one.code}.rate", align="right"),
                full_fact(book, f"{ROOT}{one.code}.shifts"),
            )
        )
        for one in heavy(context.dossier, context.sensitivity)
    ]
    shape: Shape = ((36, "left"), (12, "right"), (14, "right"), (38, "left"))
    titles = ("一级指标", "权重", "得分率", "等级变化的临界权重")
    return table("heavy", "一级指标权重变化对等级的影响", shape, titles, rows, unit="分")
