"""A document as plain text, for people and for tests: every block, in order, nothing left out."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.charts import BarChart, Chart, CurveChart, RadarChart, TornadoChart
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
    Row,
    Runs,
    SealPlace,
    Strong,
    Table,
    plain,
)

INDENT = "  "


def plain_text(document: Document) -> str:
    """The whole document; parts by their titles, blocks indented below them, cells parted by │."""
    lines = [document.title]
    lines += [one for one in (document.author, document.date, document.stamp) if one]
    for part in document.parts:
        lines += ["", *part_lines(part)]
    return "\n".join(lines) + "\n"


def part_lines(part: Part) -> Iterator[str]:
    """A part: its title, then its blocks."""
    yield f"〔{part.title}〕"
    for block in part.blocks:
        for line in block_lines(block):
            yield INDENT + line


def block_lines(block: Block) -> Iterator[str]:
    """The lines of one block, not indented."""
    match block:
        case Heading():
            yield f"{INDENT * (block.level - 1)}{block.text}"
        case Paragraph():
            mark = {"question": "问：", "answer": "答："}.get(block.style, "")
            yield mark + with_notes(block.runs)
        case Facts():
            yield from (f"{name}：{with_notes(value)}" for name, value in block.rows)
        case Pictures():
            yield from (f"［照片］{with_notes(one.caption)}" for one in block.items)
        case SealPlace():
            yield from (f"［{block.label}］", *(f"{name}：{value}" for name, value in block.lines))
        case _:
            yield from _set_off(block)


def _set_off(block: Table | Figure | Derivation | Form) -> Iterator[str]:
    match block:
        case Table():
            yield from _table(block)
        case Figure():
            yield f"{block.number}　{block.caption}"
            yield from (INDENT + line for line in _chart(block.chart))
        case Derivation():
            yield from _derivation(block)
        case _:
            yield from _form(block)


def _derivation(block: Derivation) -> Iterator[str]:
    if block.title:
        yield block.title
    for step in block.steps:
        shown = "＝".join(filter(None, (plain(step.runs), step.result)))
        yield INDENT + "　".join(filter(None, (step.label, shown, step.note)))


def with_notes(runs: Runs) -> str:
    """The characters of `runs` with their footnotes in 〔〕."""
    shown = []
    for run in runs:
        match run:
            case Footnote():
                shown.append(f"〔{with_notes(run.runs)}〕")
            case Strong():
                shown.append(with_notes(run.runs))
            case _:
                shown.append(plain((run,)))
    return "".join(shown)


def _table(block: Table) -> Iterator[str]:
    yield "　".join(filter(None, (block.number, block.caption, block.unit)))
    for row in (*block.head, *block.rows):
        yield INDENT + _row(row)
    if block.note:
        yield f"{INDENT}注：{with_notes(block.note)}"


def _row(row: Row) -> str:
    cells = [*(plain(label.runs) for label in row.labels), *(with_notes(cell.runs) for cell in row.cells)]
    return " │ ".join(cell.replace("\n", "") for cell in cells)


def _form(block: Form) -> Iterator[str]:
    yield "　".join(filter(None, (block.title, block.left, block.right)))
    for row in block.rows:
        yield INDENT + " │ ".join(with_notes(cell.runs).replace("\n", "／") for cell in row.cells)
    if block.note:
        yield INDENT + with_notes(block.note)


def _chart(chart: Chart) -> Iterator[str]:
    if isinstance(chart, BarChart):
        yield from (f"{bar.label}　{bar.text}" for bar in chart.bars)
    elif isinstance(chart, RadarChart):
        yield from (f"{axis.label}　{axis.text}" for axis in chart.axes)
    elif isinstance(chart, CurveChart):
        yield chart.described
    elif isinstance(chart, TornadoChart):
        yield from (f"{bar.label}　{bar.low_text}至{bar.high_text}" for bar in chart.bars)
    else:
        yield from (f"{share.label}　{share.text}" for share in chart.shares)
