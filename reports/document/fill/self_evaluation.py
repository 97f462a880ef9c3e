"""The 自评表 of 财预〔2020〕10号 附1: project, funds, objectives, indicators; landscape, without a cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from evaluations.dossier import BudgetLine
from reports.document.blocks import Break, Cell, Form, FormCell, FormRow, Ref, Row, Run, Runs, Table
from reports.document.cells import Shape, fact, label, number, table
from reports.document.fill.conclusion import value_runs
from reports.document.material import Context, Filled
from reports.document.numbers import DASH, written
from reports.document.sources.money import money_unit, total_line
from reports.document.tree import Twig, leaves

FUNDS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率（%）", "得分")
WIDTHS = (*(6.0,) * 2, *(7.0,) * 4, *(10.0,) * 6)
MORE = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "==": "＝", "!=": "≠"}


def form(context: Context) -> Filled:
    """The form: its upper half, and joined to it the indicators, which may go on over pages."""
    return Filled(blocks=(_form(context), _indicators(context)))


# Project and funds ------------------------------------------------------------------------------------


def _form(context: Context) -> Form:
    rows = [
        FormRow(cells=(_key("项目名称"), _said(context, "project.name", 10))),
        FormRow(
            cells=(
                _key("主管部门"),
                _said(context, "project.competent_department", 4),
                _key("实施单位"),
                _said(context, "project.evaluated_unit", 4),
            )
        ),
        *_funds(context),
        *_goals(context),
    ]
    year = context.book["project.year"]
    return Form(
        name="self-evaluation",
        title="",
        anchor="self-evaluation",
        left=f"（{year.written}度）" if year.is_known else "",
        right=f"金额单位：{money_unit(context.dossier) or DASH}",
        rows=tuple(rows),
        widths=WIDTHS,
    )


def _key(text: str, span: int = 2, rows: int = 1) -> FormCell:
    return FormCell(kind="key", runs=(text,), span=span, rowspan=rows)


def _said(context: Context, name: str, span: int) -> FormCell:
    return FormCell(kind="text", runs=(context.book.ref(name),), span=span)


def _funds(context: Context) -> Iterator[FormRow]:
    lines = context.dossier.budget
    if not lines:
        return
    heads = tuple(FormCell(kind="head", runs=(title,), span=1) for title in FUNDS)
    yield FormRow(
        cells=(_key("项目资金", 2, len(lines) + 1), FormCell(kind="head", runs=("资金来源",), span=4), *heads)
    )
    rated = _execution(context)
    total = total_line(context.dossier)
    for line in lines:
        yield FormRow(
            cells=(_line_name(context, line), *_line_cells(context, line, rated if line is total else None))
        )


def _line_name(context: Context, line: BudgetLine) -> FormCell:
    return FormCell(kind="text", runs=(context.book.cell(f"budget.line.{line.code}.name"),), span=4)


def _execution(context: Context) -> Twig | None:
    """The indicator of budget execution: the only one whose inputs are the total's budget and spending."""
    total = total_line(context.dossier)
    if total is None or total.budget is None or total.actual is None:
        return None
    wanted = sorted((total.budget, total.actual))
    for leaf in leaves(context.twigs):
        numbers = [value for value in leaf.indicator.inputs.values() if isinstance(value, Decimal)]
        if sorted(numbers) == wanted:
            return leaf
    return None


def _line_cells(context: Context, line: BudgetLine, rated: Twig | None) -> tuple[FormCell, ...]:
    book, scope = context.book, f"budget.line.{line.code}"
    weight: Runs = (DASH,)
    score: Runs = (DASH,)
    rate: Runs = (book.cell(f"{scope}.rate"),)
    if rated is not None:
        weight = (Ref(fact=f"{rated.scope}.weight", text=written(rated.indicator.weight, context.decimals)),)
        score = (book.cell(f"{rated.scope}.score"),)
        rate = (book.cell(f"{rated.scope}.value"),)
    amounts = [(book.cell(f"{scope}.{key}"),) for key in ("initial", "budget", "actual")]
    return tuple(FormCell(kind="number", runs=runs) for runs in (*amounts, weight, rate, score))


def _goals(context: Context) -> Iterator[FormRow]:
    """预期目标 beside 实际完成情况."""
    goals, book = context.dossier.objectives, context.book
    if not goals:
        return
    wanted: list[Run] = []
    reached: list[Run] = []
    for place, goal in enumerate(goals):
        mark = f"{place + 1}．"
        wanted += [Break()] if wanted else []
        wanted += [mark, book.cell(f"objective.{place + 1}.name")]
        if goal.target is not None:
            wanted += ["：", book.cell(f"objective.{place + 1}.target")]
        if goal.actual is not None:
            reached += [Break()] if reached else []
            reached += [mark, book.cell(f"objective.{place + 1}.actual")]
    yield FormRow(
        cells=(
            _key("年度总体目标", 2, 2),
            FormCell(kind="head", runs=("预期目标",), span=5),
            FormCell(kind="head", runs=("实际完成情况",), span=5),
        )
    )
    yield FormRow(
        cells=(
            FormCell(kind="text", runs=tuple(wanted), span=5),
            FormCell(
                kind="text", runs=tuple(reached) or ("实际完成情况以下列各项绩效指标的完成值反映。",), span=5
            ),
        )
    )


# Indicators -------------------------------------------------------------------------------------------


def _indicators(context: Context) -> Table:
    rated = _execution(context)
    rows = [row for twig in context.twigs for row in _rows(context, twig, rated)]
    result, decimals = context.material.result, context.decimals
    grade = context.book["score.grade"]
    shown: Runs = ("评价等级：", context.book.ref("score.grade")) if grade.is_known else ()
    rows.append(
        Row(
            cells=(
                Cell(runs=("总分",), colspan=5, align="center"),
                number("score.full", result.full, decimals),
                number("score.total", result.total, decimals),
                Cell(runs=shown),
            ),
            kind="sum",
        )
    )
    figures: Shape = ((10, "right"), (10, "right"), (10, "right"), (10, "right"))
    shape: Shape = ((12, "center"), (14, "center"), (14, "left"), *figures, (20, "justify"))
    titles = (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    )
    note: Runs = ("总分包含预算执行率的得分。",) if rated else ()
    whole = table("self-evaluation", "绩效指标完成情况", shape, titles, rows, note=note, small=True)
    return replace(whole, joined=True)


def _rows(context: Context, twig: Twig, rated: Twig | None) -> Iterator[Row]:
    """The indicators below `twig`; the one that is scored beside the funds does not stand here again."""
    decimals, book = context.decimals, context.book
    for second in twig.at_level_2():
        labels = tuple(label(one.code, _headed(context, one)) for one in (twig, second))
        for leaf in second.leaves():
            if leaf is rated:
                continue
            reason = book.cell(f"{leaf.scope}.deduction_reason")
            yield Row(
                labels=labels,
                cells=(
                    fact(book, f"{leaf.scope}.name"),
                    Cell(runs=_target(context, leaf)),
                    Cell(runs=value_runs(context, leaf)),
                    number(f"{leaf.scope}.weight", leaf.indicator.weight, decimals),
                    number(f"{leaf.scope}.score", leaf.outcome.score, decimals),
                    Cell(runs=(reason,)),
                ),
            )


def _headed(context: Context, twig: Twig) -> Runs:
    """产出指标（60分）"""
    return (context.book.cell(f"{twig.scope}.name"), "\n（", context.book.ref(f"{twig.scope}.weight"), "）")


def _target(context: Context, leaf: Twig) -> Runs:
    """≥95%, ≤1工作日: the target with the side that is good."""
    name = f"{leaf.scope}.target"
    if not context.book.knows(name):
        return (context.book.ref(f"{leaf.scope}.benchmark"),)
    rule = leaf.indicator.rule or {}
    condition = rule.get("condition")
    if condition:
        sign = MORE[condition["op"]]
    else:
        sign = {"lower": "≤", "both": ""}.get(rule.get("direction", "higher"), "≥")
    return (sign, context.book.ref(name))
