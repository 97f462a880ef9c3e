"""Which characters of a document the shipped fonts cannot draw, and where they stand."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from reports.document.blocks import (
    Block,
    Derivation,
    Document,
    Facts,
    Figure,
    Footnote,
    Form,
    Heading,
    Paragraph,
    Part,
    Pictures,
    Runs,
    SealPlace,
    Strong,
    Table,
    plain,
)
from reports.rendering.markup import INVISIBLE
from reports.rendering.results import MissingGlyph

COVERAGE = Path(__file__).parent / "fonts" / "coverage.json"
AROUND = 6
SPACING = "\n\t\r"

Place = tuple[str, str]
Text = tuple[str, str]


def check_glyphs(document: Document) -> tuple[MissingGlyph, ...]:
    """The characters of `document` that are in no shipped font, each once per place."""
    found: dict[tuple[str, str, str], MissingGlyph] = {}
    for part, place, content in _texts(document):
        for index, character in enumerate(content):
            if not is_drawn(character):
                around = content[max(0, index - AROUND) : index + AROUND + 1].replace("\n", " ")
                glyph = MissingGlyph(character=character, part=part, place=place, context=around)
                found.setdefault((part, place, character), glyph)
    return tuple(found.values())


@cache
def is_drawn(character: str) -> bool:
    """Is there a glyph for `character` in 宋 or in 楷 (the two faces every text falls back to)?"""
    if character in INVISIBLE or character in SPACING:
        return True
    if unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}:
        return False
    return any(_covers(ranges, ord(character)) for ranges in coverage().values())


@cache
def coverage() -> dict[str, tuple[tuple[int, int], ...]]:
    """The code points of 宋 and 楷 as ascending ranges, as scripts/build-fonts wrote them."""
    listed: dict[str, list[tuple[int, int]]] = json.loads(COVERAGE.read_text(encoding="utf-8"))
    return {
        family: tuple((first, last) for first, last in ranges)
        for family, ranges in listed.items()
        if family != "Jiheng Hei"
    }


def _covers(ranges: tuple[tuple[int, int], ...], code: int) -> bool:
    index = bisect_right(ranges, (code, 0x10FFFF)) - 1
    return index >= 0 and ranges[index][0] <= code <= ranges[index][1]


# Every text of a document with its place ------------------------------------------------------------


def _texts(document: Document) -> Iterator[tuple[str, str, str]]:
    for name, content in (
        ("报告名称", document.title),
        ("页眉名称", document.short_title),
        ("编制单位", document.author),
        ("日期", document.date),
        ("版本标记", document.stamp),
    ):
        yield "封面信息", name, content
    for part in document.parts:
        name = part.run or part.title or part.name
        for content in (part.title, part.run):
            yield name, "标题", content
        for place, content in _part(part):
            yield name, place, content


def _part(part: Part) -> Iterator[Text]:
    heading, count = "", 0
    for block in part.blocks:
        if isinstance(block, Heading):
            heading, count = block.text, 0
            yield "标题", block.text
        elif isinstance(block, Paragraph):
            count += 1
            under = f"“{heading}”下" if heading else ""
            yield f"{under}第{count}段", everything(block.runs)
        else:
            yield from _block(block)


def _block(block: Block) -> Iterator[Text]:
    match block:
        case Table():
            yield from _table(block)
        case Figure():
            yield f"{block.number} 图名", block.caption
            yield block.number, _chart(block)
        case Derivation():
            yield from _derivation(block)
        case Form():
            yield from _form(block)
        case Facts():
            yield from ((f"“{name}”", name + everything(value)) for name, value in block.rows)
        case Pictures():
            yield from _pictures(block)
        case SealPlace():
            yield "签章处", block.label + "".join(name + value for name, value in block.lines)


def _derivation(block: Derivation) -> Iterator[Text]:
    yield "得分推导", block.title
    for number, step in enumerate(block.steps, 1):
        content = f"{step.label}{everything(step.runs)}{step.result}{step.note}"
        yield f"“{block.title}”第{number}步", content


def _table(block: Table) -> Iterator[Text]:
    yield f"{block.number} 表名", block.caption + block.unit
    for row in block.head:
        yield f"{block.number} 表头", "".join(everything(cell.runs) for cell in row.cells)
    for number, row in enumerate(block.rows, 1):
        labels = "".join(everything(label.runs) for label in row.labels)
        yield f"{block.number} 第{number}行", labels + "".join(everything(cell.runs) for cell in row.cells)
    yield f"{block.number} 表注", everything(block.note)


def _form(block: Form) -> Iterator[Text]:
    name = block.title or "表单"
    yield f"“{name}”", block.title + block.left + block.right
    for number, row in enumerate(block.rows, 1):
        yield f"“{name}”第{number}行", "".join(everything(cell.runs) for cell in row.cells)
    yield f"“{name}”说明", everything(block.note)


def _pictures(block: Pictures) -> Iterator[Text]:
    for number, picture in enumerate(block.items, 1):
        yield f"第{number}张照片", everything(picture.caption) + picture.described


def _chart(block: Figure) -> str:
    chart = block.chart
    names = ("value_name", "whole_name", "unit", "low_name", "high_name")
    texts = [chart.title, *(getattr(chart, name, "") for name in names)]
    for name in ("bars", "axes", "shares", "bounds"):
        for item in getattr(chart, name, ()):
            texts += [getattr(item, key, "") for key in ("label", "text", "low_text", "high_text")]
    return "".join(texts)


def everything(runs: Runs) -> str:
    """All characters of `runs`, footnotes included."""
    parts = []
    for run in runs:
        if isinstance(run, Strong | Footnote):
            parts.append(everything(run.runs))
        else:
            parts.append(plain((run,)))
    return "".join(parts)
