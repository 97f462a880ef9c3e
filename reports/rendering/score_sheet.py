"""scores.xlsx: every indicator with weight, value and score; the same data gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook

from indicators.scoring import Result, plain
from reports.document.tree import Twig

GAP = "—"
UNDATED = datetime(1980, 1, 1)  # noqa: DTZ001 - the beginning of time for archives, which know no zones
COLUMNS = (
    ("编号", 10),
    ("级别", 6),
    ("指标", 40),
    ("权重", 9),
    ("业绩值", 16),
    ("得分", 10),
    ("按规则计算", 11),
    ("扣分", 10),
    ("得分率", 10),
    ("状态", 16),
)
Value = str | Decimal | None


def score_sheet(twigs: tuple[Twig, ...], result: Result, *, title: str) -> bytes:
    """The workbook: a row for each indicator in the order of the system, the total last."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        book.set_properties({"title": title, "created": UNDATED})
        page = book.add_worksheet("评分表")
        head, cell = (
            book.add_format({"bold": True, "bg_color": "#F2F1ED"}),
            book.add_format({"font_size": 10}),
        )
        page.write_string(0, 0, title, book.add_format({"bold": True}))
        for column, (name, width) in enumerate(COLUMNS):
            page.set_column(column, column, width)
            page.write_string(1, column, name, head)
        rows = [_row(one) for twig in twigs for one in twig.walk()]
        for number, row in enumerate([*rows, _total(result)], 2):
            for column, value in enumerate(row):
                if isinstance(value, Decimal):
                    page.write_number(number, column, value, cell)
                else:
                    page.write_string(number, column, GAP if value is None else value, cell)
        page.freeze_panes(2, 3)
    return content.getvalue()


def _row(twig: Twig) -> list[Value]:
    one, scored = twig.indicator, twig.outcome
    figures = _figures(one.weight, scored.score)
    value = _value(scored.value)
    return [one.code, str(twig.level), one.name, one.weight, value, scored.score, scored.computed, *figures,
            str(scored.status)]  # fmt: skip


def _total(result: Result) -> list[Value]:
    figures = _figures(result.full, result.total)
    return ["", "", "总分", result.full, "", result.total, result.total, *figures, result.grade or ""]


def _figures(full: Decimal, score: Decimal | None) -> Iterator[Value]:
    """Deduction and rate; gaps where there is no score."""
    yield None if score is None else full - score
    yield None if score is None or not full else (score / full).quantize(Decimal("0.0001"))


def _value(value: Decimal | bool | str | None) -> Value:
    match value:
        case bool():
            return "是" if value else "否"
        case Decimal():
            return plain(value)
        case _:
            return value
