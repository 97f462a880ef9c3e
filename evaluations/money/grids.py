"""The grids of money: 预算执行, 历年预算, 资金来源."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from evaluations.grids.columns import Column, Kind
from evaluations.grids.grid import Computed, Grid, Mark, declare
from evaluations.grids.queries import money
from evaluations.money.amounts import UNIT, amount, computed, in_unit, rate_text, total_of
from evaluations.money.models import BudgetLine, BudgetYear, FundingSource
from evaluations.money.queries import COLUMNS, BudgetRow, Cell, budget_of
from evaluations.projects.models import Project
from evaluations.projects.queries import percent

FUNDERS = ("中央财政", "省级财政", "市级财政", "区县财政", "自筹资金", "其他")
TOTALS = frozenset({"合计", "总计", "合 计", "总 计", "年度资金总额", "资金总额"})
# 预算执行 ------------------------------------------------------------------------------------------


def _prepare_line(_project: Project, rows: Sequence[Any], values: dict[str, Any]) -> dict[str, Any]:
    """A code where none was typed; the parent that the code means (2.1 → 2); 合计 becomes the total."""
    has_total = any(row.is_total for row in rows)
    is_total = not has_total and str(values.get("name", "")).strip() in TOTALS
    code = values.get("code") or ("T" if is_total else _free_code(rows))
    taken = {row.code: row for row in rows}
    if code in taken:
        code = _free_code(rows)
    parent = None if is_total else _meant_parent(code, taken)
    found = {**values, "code": code, "is_total": is_total}
    return found | {"parent": parent} if parent is not None or is_total else found


def _free_code(rows: Sequence[Any]) -> str:
    taken = {row.code for row in rows}
    number = sum(1 for row in rows if row.parent_id is None and not row.is_total) + 1
    while str(number) in taken:
        number += 1
    return str(number)


def _meant_parent(code: str, taken: dict[str, Any]) -> Any:
    """The row whose code stands before the last separator: 一.1 → 一, 2-1-3 → 2-1, T.1 → the total."""
    before = re.split(r"[.．\-、](?=[^.．\-、]+$)", code)
    return taken.get(before[0]) if len(before) == 2 else None


def compute_budget(lines: Sequence[Any], unit: str) -> Computed:
    """Adjustment, rate and balance of every line; sums of parents; what does not add up."""
    found = budget_of(lines)
    values: dict[tuple[int, str], str] = {}
    marks: dict[tuple[int, str], Mark] = {}
    foot: dict[str, str] = {}
    for row in (*found.rows, *((found.total,) if found.total else ())):
        texts, noted = _budget_row(row, unit)
        if row.line.pk is None:
            foot = {"name": "合计", **texts}
            continue
        values |= {(row.line.pk, key): text for key, text in texts.items()}
        marks |= {(row.line.pk, key): mark for key, mark in noted.items()}
    return Computed(values=values, marks=marks, foot=foot, warnings=[one.text for one in found.problems])


def _budget_row(row: BudgetRow, unit: str) -> tuple[dict[str, str], dict[str, Mark]]:
    own = row.line.unit
    texts = {
        "adjustment": money(in_unit(row.adjustment, own, unit)),
        "rate": rate_text(row.rate),
        "balance": money(in_unit(row.balance, own, unit)),
    }
    for key, cell in zip(COLUMNS, row.cells, strict=True):
        if cell.is_computed:
            texts[key] = money(in_unit(cell.value, own, unit))
    return texts, dict(_budget_marks(row, unit))


def _budget_marks(row: BudgetRow, unit: str) -> Iterable[tuple[str, Mark]]:
    known = dict(zip(COLUMNS, row.cells, strict=True))
    for key, cell in known.items():
        if cell.is_wrong:
            yield key, _unequal(cell, row.line.unit, unit)
    over = _more(known["allocated"], known["budget"])
    if over is not None and not known["allocated"].is_wrong:
        text = f"到位比调整后预算多{money(in_unit(over, row.line.unit, unit), 0)}{unit}，请核对。"
        yield "allocated", Mark(kind="warn", text=text)
    if row.is_over:
        words = "调整后预算" if row.received_is_budget else "到位资金"
        yield "rate", Mark(kind="warn", text=f"支出超过{words}，请核对或说明原因。")


def _unequal(cell: Cell, own: str, unit: str) -> Mark:
    assert cell.value is not None
    assert cell.summed is not None
    stated, summed = in_unit(cell.value, own, unit), in_unit(cell.summed, own, unit)
    assert stated is not None
    assert summed is not None
    more = stated - summed
    less = f"{'多' if more > 0 else '少'}{money(abs(more))}{unit}"
    words = f"录入{money(stated)}，下级合计{money(summed)}，{less}。"
    return Mark(kind="wrong", text=f"{words}改下级，或清空这一格按下级合计。", beside=f"≠ {money(summed)}")


def _more(one: Cell, other: Cell) -> Decimal | None:
    if one.value is None or other.value is None or one.value <= other.value:
        return None
    return one.value - other.value


LINES = declare(
    Grid(
        name="budget",
        proves="budget_line",
        title="预算",
        model=BudgetLine,
        rows=lambda project: BudgetLine.objects.filter(project=project),
        page="money:budget",
        nav="budget",
        kind="budget",
        noun="科目",
        is_tree=True,
        unit_field="unit",
        named_by="name",
        prepare=_prepare_line,
        compute=compute_budget,
        is_last=lambda row: row.is_total,
        empty="还没有预算。按 Ins 新增科目，或从Excel连表头复制整张表粘贴到这里；编号2.1会放到2的下面。",
        columns=(
            Column(
                key="code",
                label="编号",
                width=54,
                longest=40,
                is_required=True,
                is_given=True,
                is_unique=True,
            ),
            Column(key="name", label="预算科目", aliases=("项目资金", "资金"), longest=200, is_required=True),
            amount("initial", "年初预算", aliases=("年初预算数",)),
            computed("adjustment", "调整", "= 调整后 − 年初", 88),
            amount("budget", "调整后预算", aliases=("全年预算数", "全年预算")),
            amount("allocated", "实际到位", aliases=("到位资金",)),
            amount("actual", "实际支出", aliases=("全年执行数", "执行数")),
            computed("rate", "执行率", "= 支出 ÷ 到位", 82),
            computed("balance", "结余", "= 到位 − 支出"),
            UNIT,
        ),
    )
)

# 历年预算 ------------------------------------------------------------------------------------------


def _compute_years(rows: Sequence[Any], _unit: str) -> Computed:
    """The execution rate of each year."""
    values = {(row.pk, "rate"): rate_text(percent(row.actual, row.budget)) for row in rows}
    return Computed(values=values)


YEARS = declare(
    Grid(
        name="budget-years",
        title="历年预算",
        model=BudgetYear,
        rows=lambda project: BudgetYear.objects.filter(project=project),
        page="money:years",
        nav="budget",
        kind="budget",
        noun="年度",
        unit_field="unit",
        compute=_compute_years,
        empty="还没有往年的预算。按 Ins 新增一年。",
        columns=(
            Column(
                key="year",
                label="年度",
                kind=Kind.WHOLE,
                lowest=1990,
                highest=2100,
                is_required=True,
                is_unique=True,
            ),
            amount("initial", "年初预算"),
            amount("budget", "调整后预算"),
            amount("allocated", "实际到位"),
            amount("actual", "实际支出"),
            computed("rate", "执行率", "= 支出 ÷ 预算", 88),
            UNIT,
        ),
    )
)

# 资金来源 ------------------------------------------------------------------------------------------


def _compute_sources(rows: Sequence[Any], unit: str) -> Computed:
    """How much of each arrived, and the sums."""
    values = {(row.pk, "rate"): rate_text(percent(row.arrived, row.planned)) for row in rows}
    planned, arrived = total_of(rows, "planned", unit), total_of(rows, "arrived", unit)
    foot = {
        "name": "合计",
        "planned": money(planned),
        "arrived": money(arrived),
        "rate": rate_text(percent(arrived, planned)),
    }
    marks = {
        (row.pk, "arrived"): Mark(kind="warn", text="到位比预算多，请核对。")
        for row in rows
        if row.planned is not None and row.arrived is not None and row.arrived > row.planned
    }
    return Computed(values=values, foot=foot if rows else {}, marks=marks)


SOURCES = declare(
    Grid(
        name="funding",
        proves="funding_source",
        title="资金来源",
        model=FundingSource,
        rows=lambda project: FundingSource.objects.filter(project=project),
        page="money:funding",
        nav="budget",
        kind="budget",
        noun="来源",
        unit_field="unit",
        compute=_compute_sources,
        empty="还没有资金来源。按 Ins 新增，或从Excel粘贴。",
        columns=(
            Column(key="name", label="来源", longest=200, is_required=True),
            Column(
                key="kind",
                label="类别",
                width=96,
                longest=40,
                choices=tuple((kind, kind) for kind in FUNDERS),
            ),
            amount("planned", "预算"),
            amount("arrived", "实际到位"),
            computed("rate", "到位率", "= 到位 ÷ 预算", 88),
            Column(key="date", label="最后到账", kind=Kind.DATE, width=100, longest=40),
            Column(key="document", label="文号", width=180, longest=200),
            UNIT,
        ),
    )
)
