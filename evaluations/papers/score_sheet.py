"""评分表.xlsx: every indicator with weight, score, deduction and reason; sums as formulas.

A formula carries the exact figure as its value, so that a reader that does not compute shows the same.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from evaluations.papers.firmness import Marked, marked_of
from evaluations.papers.overview import Tree, Twig
from evaluations.papers.queries import Standing
from evaluations.projects.figures import GAP, typed_out

TITLES = (
    "编号",
    "指标",
    "业绩值",
    "权重",
    "得分",
    "扣分",
    "得分率",
    "扣分原因",
    "状态",
    "争议范围",
    "争议理由",
)
WIDTHS = (10, 34, 14, 8, 8, 8, 9, 50, 12, 14, 40)
WEIGHT, SCORE, DEDUCTION, RATE = 3, 4, 5, 6
MOST_TERMS = 200
"""Excel takes 255 arguments in a sum; beyond this the figure stands there itself."""


def score_sheet(standing: Standing, grown: Tree, title: str) -> bytes:
    """The workbook. Branches are the sums of their parts; a total that is scaled and rounded is a figure."""
    content = BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Sheet(book, standing, grown, title).write()
    book.close()
    return content.getvalue()


class _Sheet:
    """The one worksheet, row by row."""

    def __init__(self, book: Workbook, standing: Standing, grown: Tree, title: str) -> None:
        self.page = book.add_worksheet("评分表")
        self.standing = standing
        self.grown = grown
        self.title = title
        self.marked = marked_of(grown)
        self.rows = {twig.code: place for place, twig in enumerate(grown.twigs, 2)}
        digits = {"num_format": f"#,##0.{'0' * grown.places}"} if grown.places else {"num_format": "#,##0"}
        base = {"font_size": 10, "valign": "vcenter"}
        self.formats = {
            name: {
                "text": book.add_format({**base, **look, "text_wrap": True}),
                "weight": book.add_format({**base, **look, "align": "right"}),
                "score": book.add_format({**base, **look, "align": "right", **digits}),
                "rate": book.add_format({**base, **look, "align": "right", "num_format": "0.00%"}),
            }
            for name, look in (
                ("leaf", {}),
                ("branch", {"bold": True, "bg_color": "#F2F1ED"}),
                ("total", {"bold": True, "top": 2}),
            )
        }

    def write(self) -> None:
        """Title, head, the tree, the total."""
        page = self.page
        page.write_string(0, 0, self.title, self.formats["leaf"]["text"])
        for column, (name, width) in enumerate(zip(TITLES, WIDTHS, strict=True)):
            page.set_column(column, column, width)
            page.write_string(1, column, name, self.formats["branch"]["text"])
        page.freeze_panes(2, 2)
        terms: dict[str | None, list[int]] = defaultdict(list)
        for twig in self.grown.twigs:
            terms[twig.indicator.parent].append(self.rows[twig.code])
        for twig in self.grown.twigs:
            self._row(twig, terms[twig.code])
        self._total(terms[None])

    def _row(self, twig: Twig, parts: list[int]) -> None:
        row, looks = self.rows[twig.code], self.formats["leaf" if twig.indicator.is_leaf else "branch"]
        for column, text in enumerate((twig.code, "　" * twig.depth + twig.indicator.name, twig.value)):
            self.page.write_string(
                row, column, text if twig.indicator.is_leaf or column < 2 else "", looks["text"]
            )
        self.page.write_number(row, WEIGHT, twig.indicator.weight, looks["weight"])
        self._figures(row, twig.outcome.score, twig.indicator.weight, parts, looks)
        why = twig.why if twig.indicator.is_leaf else ""
        disputed = self.marked.get(twig.code)
        for column, text in enumerate(
            (why, twig.state, _bounds(disputed), disputed.reason if disputed else ""), 7
        ):
            self.page.write_string(row, column, text, looks["text"])

    def _total(self, parts: list[int]) -> None:
        row, looks, result = len(self.grown.twigs) + 2, self.formats["total"], self.standing.result
        for column in range(len(TITLES)):
            self.page.write_blank(row, column, None, looks["text"])
        self.page.write_string(row, 1, "总分", looks["text"])
        self.page.write_number(row, WEIGHT, result.full, looks["weight"])
        self._figures(row, result.total, result.full, [] if result.excluded else parts, looks)
        scaled = f"剔除权重{typed_out(result.excluded)}，总分按其余权重折算" if result.excluded else ""
        self.page.write_string(row, 7, scaled, looks["text"])
        self.page.write_string(row, 8, result.grade or "", looks["text"])

    def _figures(
        self, row: int, score: Decimal | None, full: Decimal, parts: list[int], looks: dict[str, Any]
    ) -> None:
        """Score (a sum where it has parts), deduction and rate; gaps where there is no score."""
        if score is None:
            for column in (SCORE, DEDUCTION, RATE):
                self.page.write_string(row, column, GAP, looks["score"])
            return
        if parts and len(parts) <= MOST_TERMS:
            cells = ",".join(f"{_letter(SCORE)}{part + 1}" for part in parts)
            self.page.write_formula(row, SCORE, f"=SUM({cells})", looks["score"], score)
        else:
            self.page.write_number(row, SCORE, score, looks["score"])
        rate = score / full if full else GAP
        weight, own = f"{_letter(WEIGHT)}{row + 1}", f"{_letter(SCORE)}{row + 1}"
        self.page.write_formula(row, DEDUCTION, f"={weight}-{own}", looks["score"], full - score)
        self.page.write_formula(row, RATE, f'=IF({weight}=0,"{GAP}",{own}/{weight})', looks["rate"], rate)


def _letter(column: int) -> str:
    return "ABCDEFGHIJK"[column]


def _bounds(marked: Marked | None) -> str:
    return f"{typed_out(marked.low)}至{typed_out(marked.high)}分" if marked else ""
