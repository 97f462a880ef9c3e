"""Chapter one: budget and spending, history, milestones, output figures, objectives."""

from __future__ import annotations

from collections.abc import Iterator

from evaluations.dossier import BudgetLine
from reports.document.blocks import Block, Cell, Label, Ref, Row, Table
from reports.document.cells import Shape, fact, full_fact, label, table, words
from reports.document.material import Context, Filled
from reports.document.sources.money import money_unit, total_line
from reports.document.wording import paragraph

AMOUNT_TITLES = {"initial": "年初预算", "budget": "全年预算", "allocated": "到位资金", "actual": "实际支出"}


def budget(context: Context) -> Filled:
    """The budget with all its lines, and the years before where they are known."""
    blocks: list[Block] = []
    if context.dossier.budget:
        blocks.append(_budget_table(context))
        blocks += paragraph(
            [
                "分项目看，{budget.lowest.name}的预算执行率最低，为{budget.lowest.rate}。",
                "明细项目中有{count.budget_untouched}安排了预算而没有支出。",
                "有{count.budget_over}的实际支出超过该项预算。",
            ],
            context.book,
        )
    if context.dossier.budget_history:
        blocks.append(_history_table(context))
    return Filled(blocks=tuple(blocks))


def _amounts(context: Context) -> tuple[str, ...]:
    """The amounts that at least one line knows, budget and spending always."""
    known = {
        key for key in AMOUNT_TITLES for line in context.dossier.budget if getattr(line, key) is not None
    }
    return tuple(key for key in AMOUNT_TITLES if key in known or key in ("budget", "actual"))


def _budget_table(context: Context) -> Table:
    keys = _amounts(context)
    lines = context.dossier.budget
    total = total_line(context.dossier)
    ordered = [line for line in lines if line is not total] + ([total] if total else [])
    return table(
        "budget",
        "项目预算安排与执行情况",
        ((9, "center"), (34, "left"), *((14, "right") for _ in keys), (15, "right")),
        ("编号", "支出内容", *(AMOUNT_TITLES[key] for key in keys), "执行率（%）"),
        [_budget_row(context, line, keys) for line in ordered],
        unit=money_unit(context.dossier),
    )


def _budget_row(context: Context, line: BudgetLine, keys: tuple[str, ...]) -> Row:
    book, scope = context.book, f"budget.line.{line.code}"
    total = total_line(context.dossier)
    has_parts = any(other.parent == line.code for other in context.dossier.budget)
    indent = _depth(context.dossier.budget, line, total.code if total else None)
    name = (book.cell(f"{scope}.name"),)
    if line.total:
        first = [Cell(runs=name, align="center", colspan=2)]
    else:
        first = [fact(book, f"{scope}.code"), Cell(runs=name, indent=indent)]
    cells = [*first, *(fact(book, f"{scope}.{key}") for key in keys), fact(book, f"{scope}.rate")]
    return Row(cells=tuple(cells), kind="sum" if line.total else "sub" if has_parts else "body")


def _depth(lines: tuple[BudgetLine, ...], line: BudgetLine, total: str | None) -> int:
    parents = {each.code: each.parent for each in lines}
    depth, above = 0, line.parent
    while above is not None and above != total:
        depth, above = depth + 1, parents[above]
    return depth


def _history_table(context: Context) -> Table:
    rows = []
    for place in range(1, len(context.dossier.budget_history) + 1):
        scope = f"history.{place}"
        cells = [full_fact(context.book, f"{scope}.year", align="center")]
        cells += [fact(context.book, f"{scope}.{key}") for key in ("initial", "budget", "actual", "rate")]
        rows.append(Row(cells=tuple(cells)))
    return table(
        "history",
        "历年预算安排与执行情况",
        ((16, "center"), (21, "right"), (21, "right"), (21, "right"), (21, "right")),
        ("年度", "年初预算", "全年预算", "实际支出", "执行率（%）"),
        rows,
        unit=money_unit(context.dossier),
    )


def progress(context: Context) -> Filled:
    """What was planned when and how far it came, and the figures of what was produced."""
    blocks: list[Block] = []
    if context.dossier.milestones:
        blocks.append(_milestones(context))
    blocks += paragraph(
        ["项目单位提供并经核对的主要产出和效果数据共{count.output_facts}[，见{see.table.outputs}]。"],
        context.book,
    )
    if context.dossier.output_facts:
        blocks.append(_outputs(context))
    return Filled(blocks=tuple(blocks))


def _milestones(context: Context) -> Table:
    keys = ("item", "plan", "actual", "progress")
    rows = [
        Row(cells=tuple(fact(context.book, f"milestone.{place}.{key}") for key in keys))
        for place in range(1, len(context.dossier.milestones) + 1)
    ]
    return table(
        "milestones",
        "项目主要节点完成情况",
        ((30, "left"), (20, "center"), (24, "center"), (26, "left")),
        ("工作内容", "计划时间", "完成时间", "进展情况"),
        rows,
    )


def _outputs(context: Context) -> Table:
    """Two figures side by side, so that thirty of them do not take a page."""
    cells = list(_output_cells(context))
    empty = tuple(Cell(runs=()) for _ in range(3))
    pairs = [
        (*cells[place], *(cells[place + 1] if place + 1 < len(cells) else empty))
        for place in range(0, len(cells), 2)
    ]
    shape: Shape = ((24, "left"), (15, "right"), (11, "center"))
    formulas = _formulas(context)
    return table(
        "outputs",
        "项目主要产出和效果数据",
        (*shape, *shape),
        ("项目", "数值", "单位", "项目", "数值", "单位"),
        [Row(cells=pair) for pair in pairs],
        note=formulas,
        small=True,
    )


def _output_cells(context: Context) -> Iterator[tuple[Cell, Cell, Cell]]:
    for place, one in enumerate(context.dossier.output_facts):
        scope = f"output.{place + 1}"
        yield (
            fact(context.book, f"{scope}.name"),
            fact(context.book, f"{scope}.value"),
            words(one.unit, align="center"),
        )


def _formulas(context: Context) -> tuple[str | Ref, ...]:
    runs: list[str | Ref] = []
    for place, one in enumerate(context.dossier.output_facts):
        if one.formula:
            scope = f"output.{place + 1}"
            runs += ["；" if runs else "", context.book.cell(f"{scope}.name"), "按"]
            runs += [context.book.cell(f"{scope}.formula"), "计算"]
    return (*runs, "。") if runs else ()


def objectives(context: Context) -> Filled:
    """The objectives as they were set, by category."""
    with_actual = any(item.actual is not None for item in context.dossier.objectives)
    keys = ("name", "target", "actual", "indicator") if with_actual else ("name", "target", "indicator")
    rows = [
        Row(
            labels=_category(item.category),
            cells=tuple(fact(context.book, f"objective.{place}.{key}") for key in keys),
        )
        for place, item in enumerate(context.dossier.objectives, start=1)
    ]
    if not rows:
        return Filled()
    extra = ((24.0, "left"),) if with_actual else ()
    titles = ("类别", "目标内容", "目标值", *(("实际完成",) if with_actual else ()), "对应指标")
    shape: Shape = ((18, "center"), (40, "left"), (24, "left"), *extra, (14, "center"))
    return Filled(blocks=(table("objectives", "项目绩效目标", shape, titles, rows),))


def _category(category: str | None) -> tuple[Label, ...]:
    return (label(category or "", (category or "—",)),)
