"""The grids of the collected facts: data items for the team, the same for the unit's contact, 产出数据."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evaluations.fieldwork.models import BaseTable, BaseTableItem, FactKind, ItemState, OutputFact
from evaluations.grids.columns import Column, Kind
from evaluations.grids.grid import Computed, Grid, Mark, declare, declare_family
from evaluations.projects.figures import typed_out
from evaluations.projects.models import Project
from indicators.scoring import ExpressionError, parse_expression
from indicators.scoring.statuses import Failure

TEAM, UNIT = "base-items", "fill-items"
VALUES = {"number": FactKind.NUMBER, "text": FactKind.TEXT, "flag": FactKind.FLAG}
STATES = {state.value: str(state.label) for state in ItemState}
GIVEN = frozenset({"name", "unit", "period", "definition"})
"""What the firm says of an item; the unit's contact reads it."""
HELD = ("number", "unit", "text", "flag", "kind", "source")
"""What an item that holds a fact takes from it."""

_PLACES = Decimal("1E-10")

# 数据项 ---------------------------------------------------------------------------------------------


def _compute_items(rows: Sequence[Any], _unit: str) -> Computed:
    """State of each item with its reason; how many are known and verified."""
    marks = {(row.pk, "state"): mark for row in rows if (mark := _mark(row))}
    marks |= {(row.pk, key): mark for row in rows for key, mark in _idle(row)}
    marks |= {
        (row.pk, key): Mark(kind="given", text=f"引自{row.source}")
        for row in rows
        if row.fact
        for key in HELD
    }
    values = {(row.pk, "state"): _state(row) for row in rows}
    known = sum(1 for row in rows if row.value is not None)
    verified = sum(1 for row in rows if row.state == ItemState.VERIFIED)
    foot = {"name": f"共{len(rows)}项，已知{known}", "state": f"核实{verified}"} if rows else {}
    return Computed(values=values, marks=marks, foot=foot)


def _state(row: BaseTableItem) -> str:
    is_handed_in = row.state == ItemState.FILLED and row.is_locked
    return "已报送" if is_handed_in else STATES[row.state]


def _mark(row: BaseTableItem) -> Mark | None:
    if row.state == ItemState.RETURNED:
        return Mark(kind="wrong", text=f"退回：{row.returned_reason}")
    if row.state == ItemState.FILLED and row.verified_at is not None:
        return Mark(kind="warn", text="核实后又改过，请重新核实。")
    return None


def _idle(row: BaseTableItem) -> Sequence[tuple[str, Mark]]:
    """Values beside the one that the kind of the item takes."""
    filled = {"number": row.number is not None, "text": bool(row.text), "flag": row.flag is not None}
    idle = [key for key, kind in VALUES.items() if filled[key] and kind != row.kind]
    if not idle:
        return ()
    label = FactKind(row.kind).label
    mark = Mark(kind="wrong", text=f"这一项的类型是{label}，这里的内容不会采用。请清空，或改类型。")
    return [(key, mark) for key in idle]


def _follow_item(row: BaseTableItem, column: Column) -> None:
    """The kind follows what is typed where nothing else is; a changed item has to be verified again."""
    if column.key in VALUES and row.value is None and getattr(row, column.key) not in {None, ""}:
        row.kind = VALUES[column.key]
    if column.key == "note":
        return
    row.state = ItemState.OPEN if row.value is None else ItemState.FILLED
    row.is_locked = False
    row.returned_reason = ""


def _held(row: BaseTableItem, column: Column) -> str:
    """Why a cell that is read from a fact cannot be typed."""
    if not row.fact or column.key not in HELD:
        return ""
    return f"“{row.name}”引自{row.source}，不在这里录入；要改成录入，请先取消引用。"


def _prepare_item(_project: Project, _rows: Sequence[Any], values: dict[str, Any]) -> dict[str, Any]:
    """A new item's kind is that of its value, a number where it has none."""
    held = [kind for key, kind in VALUES.items() if values.get(key) not in {None, ""}]
    kind = values.get("kind") or (held[0] if held else FactKind.NUMBER)
    state = ItemState.FILLED if kind in held else ItemState.OPEN
    return {**values, "kind": kind, "state": state}


def _columns(*, of_unit: bool) -> tuple[Column, ...]:
    kind = Column(
        key="kind",
        label="类型",
        kind=Kind.CHOICE,
        width=48,
        choices=tuple((str(key), str(label)) for key, label in FactKind.choices),
        is_quiet=True,
    )
    return (
        Column(key="name", label="数据项", longest=200, is_required=True, is_unique=True),
        Column(key="number", label="数值", kind=Kind.FIGURE, width=84),
        Column(key="unit", label="单位", width=48, longest=40),
        Column(key="text", label="文字内容", width=96, longest=2000),
        Column(key="flag", label="是否", kind=Kind.FLAG, width=56, is_quiet=True),
        *(() if of_unit else (kind,)),
        Column(key="period", label="期间", width=60, longest=60),
        Column(key="definition", label="口径", width=120, longest=2000),
        Column(key="source", label="来源", width=70, longest=300),
        Column(key="note", label="说明", width=70, longest=2000),
        Column(key="state", label="状态", is_computed=True, width=84),
    )


def _grid(number: int, **more: Any) -> Grid:
    """The items of one base table; what the two grids of a table share."""

    def rows(project: Project) -> Any:
        return BaseTableItem.objects.filter(table=number, table__project=project)

    return Grid(
        title="数据项",
        model=BaseTableItem,
        rows=rows,
        kind="base",
        noun="项",
        named_by="name",
        owner=lambda project: {"table": BaseTable.objects.get(pk=number, project=project)},
        prepare=_prepare_item,
        compute=_compute_items,
        follow=_follow_item,
        page_arguments=(number,),
        **more,
    )


def items_grid(number: int) -> Grid:
    """For the team: everything of the items of one table."""
    return _grid(
        number,
        name=f"{TEAM}-{number}",
        proves="base_item",
        guard=_held,
        columns=_columns(of_unit=False),
        page="fieldwork:base-table",
        nav="base-tables",
        empty="还没有数据项。按 Ins 新增，或从Excel粘贴：数据项、数值、单位……",
    )


def unit_grid(number: int) -> Grid:
    """For the unit's contact: values, source and note of a table that was handed out."""
    return _grid(
        number,
        name=f"{UNIT}-{number}",
        columns=_columns(of_unit=True),
        see="fieldwork.fill_in",
        edit="fieldwork.fill_in",
        page="fieldwork:fill-table",
        frame="evaluations/fieldwork/unit.html",
        is_fixed=True,
        guard=_guard,
        empty="这张表还没有数据项。",
    )


def _guard(row: BaseTableItem, column: Column) -> str:
    """Why the contact cannot change the cell."""
    if row.fact and column.key in HELD:
        return _held(row, column)
    if column.key in GIVEN:
        return f"“{column.label}”由评价机构设定，不能改；有疑问请写在“说明”里。"
    if row.is_locked or row.state == ItemState.VERIFIED:
        return f"“{row.name}”已经报送，评价机构退回后才能改。"
    if VALUES.get(column.key, row.kind) != row.kind:
        return f"“{row.name}”要填的是{FactKind(row.kind).label}，请填在那一列。"
    return ""


def _items_of(project: Project, number: int) -> Grid | None:
    there = BaseTable.objects.filter(pk=number, project=project).exists()
    return items_grid(number) if there else None


def _handed_out_of(project: Project, number: int) -> Grid | None:
    there = BaseTable.objects.filter(pk=number, project=project, is_handed_out=True).exists()
    return unit_grid(number) if there else None


declare_family(TEAM, _items_of)
declare_family(UNIT, _handed_out_of)

# 产出数据 -------------------------------------------------------------------------------------------


def compute_outputs(rows: Sequence[Any], _unit: str) -> Computed:
    """What each formula over the other outputs comes to, and where a typed value is another."""
    known = {row.name: Fraction(row.value) for row in rows if row.value is not None}
    values: dict[tuple[int, str], str] = {}
    marks: dict[tuple[int, str], Mark] = {}
    for row in rows:
        if not row.formula:
            continue
        result, problem = _worked_out(row, known)
        if problem:
            marks[row.pk, "formula"] = Mark(kind="warn", text=problem)
        if result is None:
            continue
        values[row.pk, "computed"] = typed_out(_rounded(result))
        if row.value is not None and not _agrees(row.value, result):
            beside = f"≠ {typed_out(_rounded(result))}"
            text = f"录入{typed_out(row.value)}，按算式是{typed_out(_rounded(result))}。请核对数值或算式。"
            marks[row.pk, "value"] = Mark(kind="wrong", text=text, beside=beside)
    return Computed(values=values, marks=marks)


def _worked_out(row: OutputFact, known: dict[str, Fraction]) -> tuple[Fraction | None, str]:
    """The formula's result, or why there is none; an output without a value leaves it open."""
    others = {name: value for name, value in known.items() if name != row.name}
    try:
        formula = parse_expression(row.formula)
    except ExpressionError as fault:
        return None, f"算式没有计算：{fault.message}"
    if any(name not in others for name in formula.names):
        missing = "、".join(f"“{name}”" for name in formula.names if name not in others)
        return None, f"算式没有计算：产出数据里没有{missing}的数值。"
    try:
        return formula.number(others), ""
    except Failure as fault:
        return None, f"算式没有计算：{fault.reason}"


def _rounded(result: Fraction) -> Decimal:
    return (Decimal(result.numerator) / Decimal(result.denominator)).quantize(_PLACES)


def _agrees(typed: Decimal, result: Fraction) -> bool:
    """Equal to the digits that were typed."""
    digits = max(0, -int(typed.normalize().as_tuple().exponent))
    return abs(Fraction(typed) - result) * 2 <= Fraction(1, 10**digits)


OUTPUTS = declare(
    Grid(
        name="outputs",
        proves="output",
        title="产出数据",
        model=OutputFact,
        rows=lambda project: OutputFact.objects.filter(project=project),
        page="fieldwork:outputs",
        nav="outputs",
        kind="output",
        noun="项",
        compute=compute_outputs,
        empty="还没有产出数据。按 Ins 新增，或从Excel粘贴：名称、数值、单位、算式。",
        columns=(
            Column(key="name", label="名称", longest=200, is_required=True),
            Column(key="value", label="数值", kind=Kind.FIGURE, width=120),
            Column(key="unit", label="单位", width=80, longest=40),
            Column(key="formula", label="算式", width=240, longest=300),
            Column(
                key="computed",
                label="按算式",
                kind=Kind.FIGURE,
                is_computed=True,
                formula="其他产出的名称与 + − × ÷",
                width=150,
            ),
        ),
    )
)
