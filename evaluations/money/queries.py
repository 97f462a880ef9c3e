"""The budget tree with its sums and rates, and what does not add up; earlier years; the fund check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from evaluations.grids.trees import arranged
from evaluations.money.models import BudgetLine, FundCheck
from evaluations.projects.figures import UNITS, typed_out
from evaluations.projects.models import Project
from evaluations.projects.queries import percent

COLUMNS = {"initial": "年初预算", "budget": "预算", "allocated": "到位资金", "actual": "实际支出"}
Worth = dict[int, dict[str, Decimal | None]]
"""What each line's columns come to, by its number."""

_EXACT = Context(prec=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A figure that is not the sum of its parts, both in the unit of `line`."""

    line: BudgetLine
    column: str
    stated: Decimal
    summed: Decimal

    @property
    def text(self) -> str:
        """What does not agree, with both figures and the difference."""
        more = self.stated - self.summed
        return (
            f"{self.line.name}：{COLUMNS[self.column]}{typed_out(self.stated)}，明细合计{typed_out(self.summed)}，"
            f"{'多' if more > 0 else '少'}{typed_out(abs(more))}{self.line.unit}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure of a line: as stated, or added up from the parts; wrong where both are there and differ."""

    value: Decimal | None
    summed: Decimal | None
    is_computed: bool
    is_wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRow:
    """A line as the page shows it, `cells` in the order of COLUMNS.

    `received` is what the execution rate (执行率) is measured against: 到位资金, where not known the budget.
    """

    line: BudgetLine
    depth: int
    has_parts: bool
    cells: tuple[Cell, ...]
    adjustment: Decimal | None
    received: Decimal | None
    received_is_budget: bool
    spent: Decimal | None
    rate: Decimal | None
    balance: Decimal | None

    @property
    def bar(self) -> int:
        """The rate as a bar's length from 0 to 100."""
        return min(100, max(0, int(self.rate or 0)))

    @property
    def is_over(self) -> bool:
        """Whether more was spent than came in."""
        return self.balance is not None and self.balance < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The whole table: the lines, the stated total or the computed one, and what does not add up."""

    rows: tuple[BudgetRow, ...]
    total: BudgetRow | None
    problems: tuple[Mismatch, ...]
    unit: str
    places: int
    """Decimals with which all figures are shown, so that they stand in line."""

    def row(self, pk: int) -> BudgetRow | None:
        """The row of one line."""
        stated = (*self.rows, *((self.total,) if self.total else ()))
        return next((row for row in stated if row.line.pk == pk), None)


def budget(project: Project) -> Budget:
    """The project's budget tree; one query."""
    return budget_of(list(BudgetLine.objects.filter(project=project).order_by("position")))


def budget_of(lines: Sequence[BudgetLine]) -> Budget:
    """The tree that the lines make, in whatever order they come."""
    placed = arranged(lines, lambda line: line.is_total)
    stated = next((one.row for one in placed if one.row.is_total), None)
    above = {line.pk for line in lines if not line.is_total}
    parts: dict[int | None, list[BudgetLine]] = defaultdict(list)
    for line, _ in placed:
        if not line.is_total:
            parts[line.parent_id if line.parent_id in above else None].append(line)
    worth: Worth = {}
    for line, _ in reversed(placed):
        worth[line.pk] = {column: _worth(line, parts[line.pk], column, worth) for column in COLUMNS}
    problems: list[Mismatch] = []
    rows = tuple(
        _row(line, depth, parts[line.pk], worth, problems) for line, depth in placed if not line.is_total
    )
    return Budget(
        rows=rows,
        total=_total(stated, parts[None], worth, problems),
        problems=tuple(problems),
        unit=next((line.unit for line in lines if line.unit), ""),
        places=_places(lines),
    )


def _worth(line: BudgetLine, parts: Sequence[BudgetLine], column: str, worth: Worth) -> Decimal | None:
    """The figure as stated, else what its parts add up to, however deep they stand."""
    stated: Decimal | None = getattr(line, column)
    return _sum(parts, column, line.unit, worth) if stated is None and parts else stated


def _places(lines: Iterable[BudgetLine]) -> int:
    """As many decimals as the finest figure has, at least two."""
    figures = (getattr(line, column) for line in lines for column in COLUMNS)
    scales = (typed_out(figure).partition(".")[2] for figure in figures if figure is not None)
    return max(2, *(len(scale) for scale in scales), 2)


def _total(
    stated: BudgetLine | None, tops: Sequence[BudgetLine], worth: Worth, problems: list[Mismatch]
) -> BudgetRow | None:
    """The stated total checked against its parts, else the parts added up; nothing for an empty budget."""
    if stated is not None:
        return _row(stated, 0, tops, worth, problems)
    if not tops:
        return None
    summed = BudgetLine(name="合计", unit=tops[0].unit, is_total=True)
    for column in COLUMNS:
        setattr(summed, column, _sum(tops, column, summed.unit, worth))
    return _row(summed, 0, tops, worth, problems, is_summed=True)


def _row(
    line: BudgetLine,
    depth: int,
    parts: Sequence[BudgetLine],
    worth: Worth,
    problems: list[Mismatch],
    *,
    is_summed: bool = False,
) -> BudgetRow:
    cells: dict[str, Cell] = {}
    for column in COLUMNS:
        stated = getattr(line, column)
        summed = _sum(parts, column, line.unit, worth) if parts else None
        is_wrong = False
        if stated is not None and summed is not None and stated != summed:
            is_wrong = True
            problems.append(Mismatch(line=line, column=column, stated=stated, summed=summed))
        is_computed = is_summed or (stated is None and summed is not None)
        value = summed if stated is None else stated
        cells[column] = Cell(value=value, summed=summed, is_computed=is_computed, is_wrong=is_wrong)
    known = {column: cell.value for column, cell in cells.items()}
    is_budget = known["allocated"] is None
    received = known["budget"] if is_budget else known["allocated"]
    return BudgetRow(
        line=line,
        depth=depth,
        has_parts=bool(parts),
        cells=tuple(cells.values()),
        adjustment=_less(known["budget"], known["initial"]),
        received=received,
        received_is_budget=is_budget,
        spent=known["actual"],
        rate=percent(known["actual"], received),
        balance=_less(received, known["actual"]),
    )


def _sum(parts: Sequence[BudgetLine], column: str, unit: str, worth: Worth) -> Decimal | None:
    """The parts' figures added up in `unit`; None where one is not known or stands in an unknown unit."""
    total = Decimal(0)
    for part in parts:
        figure = worth[part.pk][column]
        shift = 0 if part.unit == unit else _shift(part.unit, unit)
        if figure is None or shift is None:
            return None
        total = _EXACT.add(total, figure.scaleb(shift, _EXACT))
    return total


def _shift(source: str, target: str) -> int | None:
    known = source in UNITS and target in UNITS
    return UNITS[source] - UNITS[target] if known else None


def _less(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else _EXACT.subtract(a, b)


def fund_check(project: Project) -> FundCheck | None:
    """资金使用情况检查表, if there is one, with its points."""
    return FundCheck.objects.filter(project=project).prefetch_related("items").first()
