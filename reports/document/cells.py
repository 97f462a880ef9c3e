"""Small makers of table parts, so that tables read as what they show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from indicators.charts import Chart
from reports.document.blocks import Align, Cell, Column, Label, Ref, Row, Runs, Table
from reports.document.facts import FactBook
from reports.document.numbers import DASH, written

Shape = Sequence[tuple[float, Align]]
"""Width and alignment of each column; the widths need not add up to 100."""


def columns(*shape: tuple[float, Align]) -> tuple[Column, ...]:
    """Columns from (width, align); widths are brought to 100 together."""
    whole = sum(width for width, _ in shape)
    return tuple(Column(width=round(width * 100 / whole, 3), align=align) for width, align in shape)


def head(*titles: str) -> tuple[Row, ...]:
    return (Row(cells=tuple(words(title, align="center") for title in titles)),)


def words(text: str | None, *, align: Align | None = None) -> Cell:
    """A cell of words; none is a dash."""
    return Cell(runs=(text or DASH,), align=align)


def fact(book: FactBook, name: str) -> Cell:
    """A fact without its unit."""
    return Cell(runs=(book.cell(name),))


def full_fact(book: FactBook, name: str, *, align: Align | None = None) -> Cell:
    """A fact with its unit, where a column mixes units."""
    return Cell(runs=(book.ref(name),), align=align)


def number(name: str, value: Decimal | None, decimals: int) -> Cell:
    """The fact `name` with the column's number of decimals."""
    return Cell(runs=(Ref(fact=name, text=DASH if value is None else written(value, decimals)),))


def label(key: str, runs: Runs) -> Label:
    return Label(key=key, runs=runs)


def table(
    name: str,
    caption: str,
    shape: Shape,
    titles: Sequence[str],
    rows: Iterable[Row],
    *,
    unit: str = "",
    note: Runs = (),
    small: bool = False,
    chart: Chart | None = None,
) -> Table:
    """A table whose number the layout gives it."""
    return Table(
        name=name,
        number="",
        caption=caption,
        columns=columns(*shape),
        head=head(*titles),
        rows=tuple(rows),
        unit=f"单位：{unit}" if unit else "",
        note=note,
        size="small" if small else "normal",
        chart=chart,
    )
