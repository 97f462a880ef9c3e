"""The grids of what was checked: 资金使用检查表 with its points and findings, 成本核查."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from evaluations.grids.columns import Column, Kind
from evaluations.grids.grid import Computed, Grid, declare
from evaluations.grids.queries import money
from evaluations.money.amounts import EXACT, UNIT, amount, computed, rate_text, total_of
from evaluations.money.models import CostItem, FundCheck, FundCheckItem, FundFinding
from evaluations.projects.models import Project
from evaluations.projects.queries import percent

# 资金使用检查表 ----------------------------------------------------------------------------------------


def of_check(project: Project) -> dict[str, Any]:
    """Points and findings hang on the project's check, which is made with the first of them."""
    return {"check_form": FundCheck.objects.get_or_create(project=project)[0]}


def _compute_check(rows: Sequence[Any], _unit: str) -> Computed:
    return Computed(
        values={(row.pk, "rate"): rate_text(percent(row.spent, row.allocated or row.budget)) for row in rows}
    )


CHECK = declare(
    Grid(
        name="fund-check",
        title="资金使用检查表",
        model=FundCheck,
        rows=lambda project: FundCheck.objects.filter(project=project),
        page="money:fund-check",
        nav="budget",
        kind="budget",
        noun="项",
        named_by="budget",
        most=1,
        compute=_compute_check,
        empty="检查表的三个金额还没有填。按 Ins 填写。",
        columns=(
            Column(key="budget", label="预算", kind=Kind.FIGURE, places=2),
            Column(key="allocated", label="到位", kind=Kind.FIGURE, places=2),
            Column(key="spent", label="支出", kind=Kind.FIGURE, places=2),
            computed("rate", "执行率", "= 支出 ÷ 到位", 120),
        ),
    )
)

POINTS = declare(
    Grid(
        name="fund-check-points",
        proves="fund_check_item",
        title="检查内容",
        model=FundCheckItem,
        rows=lambda project: FundCheckItem.objects.filter(check_form__project=project),
        page="money:fund-check",
        nav="budget",
        kind="budget",
        noun="项",
        named_by="text",
        owner=of_check,
        empty="还没有检查内容。按 Ins 新增，或从Excel粘贴：类别、检查内容、检查结果。",
        columns=(
            Column(key="group", label="类别", width=200, longest=100, is_required=True),
            Column(key="text", label="检查内容", longest=300, is_required=True),
            Column(key="result", label="检查结果", width=300, longest=2000),
        ),
    )
)


def _compute_findings(rows: Sequence[Any], unit: str) -> Computed:
    return Computed(foot={"text": "合计", "amount": money(total_of(rows, "amount", unit))} if rows else {})


FINDINGS = declare(
    Grid(
        name="fund-findings",
        title="发现的问题",
        model=FundFinding,
        rows=lambda project: FundFinding.objects.filter(check_form__project=project),
        page="money:fund-check",
        nav="budget",
        kind="budget",
        noun="项",
        named_by="text",
        unit_field="unit",
        owner=of_check,
        compute=_compute_findings,
        empty="检查没有发现问题。发现了就按 Ins 记下来，写明涉及的金额。",
        columns=(
            Column(key="text", label="发现的问题", longest=2000, is_required=True),
            amount("amount", "涉及金额"),
            UNIT,
        ),
    )
)

# 成本核查 ------------------------------------------------------------------------------------------


def _compute_costs(rows: Sequence[Any], unit: str) -> Computed:
    """What was saved of the planned cost, per item and in all."""
    values = {}
    for row in rows:
        values[row.pk, "saving"] = rate_text(_saving(row.planned, row.actual))
    planned, actual = total_of(rows, "planned", unit), total_of(rows, "actual", unit)
    foot = {
        "name": "合计",
        "planned": money(planned),
        "actual": money(actual),
        "saving": rate_text(_saving(planned, actual)),
    }
    return Computed(values=values, foot=foot if rows else {})


def _saving(planned: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """成本节约率 = (计划 − 实际) ÷ 计划, in percent; None where one is unknown or nothing was planned."""
    if planned is None or actual is None:
        return None
    return percent(EXACT.subtract(planned, actual), planned)


COSTS = declare(
    Grid(
        name="costs",
        proves="cost_item",
        title="成本核查",
        model=CostItem,
        rows=lambda project: CostItem.objects.filter(project=project),
        page="money:costs",
        nav="budget",
        kind="budget",
        noun="项",
        unit_field="unit",
        compute=_compute_costs,
        empty="还没有成本项目。按 Ins 新增，或从Excel粘贴。",
        columns=(
            Column(key="name", label="成本项目", longest=200, is_required=True),
            amount("planned", "计划成本"),
            amount("actual", "实际成本"),
            computed("saving", "节约率", "= (计划 − 实际) ÷ 计划", 132),
            Column(key="unit_cost", label="单位成本", kind=Kind.FIGURE, places=2, width=90),
            Column(key="measure", label="计量单位", width=84, longest=40),
            Column(key="basis", label="核查依据", width=200, longest=2000),
            UNIT,
        ),
    )
)
