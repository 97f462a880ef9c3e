"""资金来源 and 成本核查: where the money came from, what things cost beside what they were to cost."""

from __future__ import annotations

from reports.document.blocks import Align, Cell, Row
from reports.document.cells import Shape, fact, full_fact, table, words
from reports.document.material import NOTHING, Context, Filled
from reports.document.sources.funding import common_unit


def funding(context: Context) -> Filled:
    """资金来源及到位情况, with a sum where all amounts are in one unit."""
    rows = context.dossier.funding
    if not rows:
        return NOTHING
    book, unit = context.book, common_unit(rows)
    places = range(1, len(rows) + 1)
    extra = [
        one
        for one in (("kind", "类别", 14.0), ("date", "到账日期", 18.0), ("document", "文号", 22.0))
        if any(book.knows(f"funding.{place}.{one[0]}") for place in places)
    ]
    before, after = [one for one in extra if one[0] == "kind"], [one for one in extra if one[0] != "kind"]
    money = fact if unit else full_fact
    made = []
    for place in places:
        scope = f"funding.{place}"
        cells = [fact(book, f"{scope}.name"), *(fact(book, f"{scope}.{key}") for key, *_ in before)]
        cells += [money(book, f"{scope}.{key}") for key in ("planned", "arrived")]
        cells += [fact(book, f"{scope}.rate"), *(fact(book, f"{scope}.{key}") for key, *_ in after)]
        made.append(Row(cells=tuple(cells)))
    if unit and len(rows) > 1:
        first = Cell(runs=("合计",), colspan=1 + len(before), align="center")
        sums = (fact(book, f"funding.{key}") for key in ("planned", "arrived", "rate"))
        made.append(Row(cells=(first, *sums, *(words(None, align="center") for _ in after)), kind="sum"))
    shape: list[tuple[float, Align]] = [(22, "left"), *((width, "center") for *_, width in before)]
    shape += [(15, "right"), (15, "right"), (13, "right"), *((width, "center") for *_, width in after)]
    titles = ["资金来源", *(title for _, title, _ in before), "计划金额", "到位金额", "到位率（%）"]
    titles += [title for _, title, _ in after]
    return Filled(
        blocks=(
            table(
                "funding", "资金来源及到位情况", shape, titles, made, unit=unit or "", small=len(extra) > 1
            ),
        )
    )


def costs(context: Context) -> Filled:
    """成本核查表: planned and actual cost, what was saved, the cost of one, on what grounds."""
    rows = context.dossier.cost_check
    if not rows:
        return NOTHING
    book, unit = context.book, common_unit(rows)
    places = range(1, len(rows) + 1)
    has_unit_cost = any(row.unit_cost is not None for row in rows)
    has_basis = any(row.basis for row in rows)
    money = fact if unit else full_fact
    made = []
    for place in places:
        scope = f"cost.{place}"
        cells = [fact(book, f"{scope}.name")]
        cells += [money(book, f"{scope}.{key}") for key in ("planned", "actual", "saved")]
        cells.append(fact(book, f"{scope}.rate"))
        cells += [full_fact(book, f"{scope}.unit_cost")] if has_unit_cost else []
        cells += [fact(book, f"{scope}.basis")] if has_basis else []
        made.append(Row(cells=tuple(cells)))
    if unit and len(rows) > 1:
        sums = (fact(book, f"cost.{key}") for key in ("planned", "actual", "saved", "rate"))
        rest = (words(None, align="center") for has in (has_unit_cost, has_basis) if has)
        made.append(Row(cells=(words("合计", align="center"), *sums, *rest), kind="sum"))
    shape: Shape = (
        (20, "left"), (13, "right"), (13, "right"), (12, "right"), (12, "right"),
        *(((16, "right"),) if has_unit_cost else ()), *(((26, "justify"),) if has_basis else ()),
    )  # fmt: skip
    titles: tuple[str, ...] = ("成本项目", "计划成本", "实际成本", "节约额", "节约率（%）")
    titles += ("单位成本",) if has_unit_cost else ()
    titles += ("核查依据",) if has_basis else ()
    note = ("节约额为计划成本减实际成本，负数表示超支。",)
    return Filled(
        blocks=(
            table("costs", "成本核查表", shape, titles, made, unit=unit or "", note=note, small=has_basis),
        )
    )
