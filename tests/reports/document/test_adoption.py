"""Annex 意见采纳情况表: a line for each opinion, long ones in several rows, counted below."""

from __future__ import annotations

from typing import Any

from pypdf import PdfReader

from reports.document import Adoption, Beside, compose, plain_text
from reports.document.blocks import Document, Table
from reports.document.fill.adoption import LONGEST
from reports.rendering import render


def line(number: int, **more: str) -> Adoption:
    standard = {
        "by": "梁思齐\n教授\n2026-05-08",
        "said": "请说明抽样依据。\n三（二）",
        "decision": "采纳",
        "reason": "已补充。",
        "changed": "—",
    }
    return Adoption(number=str(number), **{**standard, **more})


def document(make: Any, *lines: Adoption, unlisted: int = 0) -> Document:
    return compose(make(material={"beside": Beside(adoptions=lines, unlisted=unlisted)}))


def rows_of(made: Document) -> Table:
    (part,) = (one for one in made.parts if one.name == "annex.adoption")
    (found,) = (block for block in part.blocks if isinstance(block, Table))
    return found


def test_each_line_and_how_many_of_what(make: Any) -> None:
    lines = (line(1), line(3, decision="不采纳"), line(4, decision="无须采纳"), line(7))
    text = plain_text(document(make, *lines, unlisted=3))
    assert "附件" in text
    for said in ("请说明抽样依据。", "已补充。", "梁思齐"):
        assert said in text
    assert "共列4条：采纳2条，不采纳1条，无须采纳1条。" in text
    assert "另有3条批注只供评价机构处理，未列入本表，序号因此不连续。" in text


def test_without_opinions_there_is_no_annex(make: Any) -> None:
    assert "意见采纳情况表" not in plain_text(document(make))


def test_a_long_opinion_goes_on_in_the_next_row_and_loses_no_character(make: Any) -> None:
    said = "这一段说得很长，需要另起一行。" * 120
    rows = rows_of(document(make, line(1, said=said, reason="好。" * 400), line(2))).rows
    own = [row for row in rows if row.labels[0].key == "1"]
    assert len(own) > 4
    assert len(rows) == len(own) + 1
    cells = ["".join(str(run) for run in row.cells[0].runs) for row in own]
    assert "".join(cells).strip() == said
    assert max(map(len, cells)) <= LONGEST[0]
    assert [row.cells[1].runs[0].strip() for row in own] == ["采纳", *[""] * (len(own) - 1)]  # type: ignore[union-attr]


def test_it_is_printed_across_and_nothing_runs_over_the_page(make: Any, tmp_path: Any) -> None:
    lines = [
        line(place, said=f"第{place}条。" + "需要说明依据的内容。" * (60 * (place % 3)))
        for place in range(1, 9)
    ]
    path = tmp_path / "report.pdf"
    path.write_bytes(render(document(make, *lines), identifier="a" * 64).pdf)
    pages = [page for page in PdfReader(path).pages if page.mediabox.width > page.mediabox.height]
    text = "".join("".join(page.extract_text().split()) for page in pages)
    assert text.count("需要说明依据的内容。") == sum(60 * (place % 3) for place in range(1, 9))
    assert all(f"第{place}条。" in text for place in range(1, 9))
