"""The document tree: what a report consists of, before anybody decides how it looks.

`reports.document` builds it from facts, `reports.rendering` turns it into pages. Plain frozen data: text is
final (numbers are already written out), nothing here knows HTML, Word or a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indicators.charts import Chart

# Text -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A figure or name from the fact book, written out: `fact` says which, `text` what stands there."""

    fact: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strong:
    """Text that carries the sentence."""

    runs: tuple[str | Ref, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A remark at the foot of the page, called by ①②③."""

    runs: tuple[str | Ref, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fraction:
    """A stacked fraction in a formula."""

    above: str
    below: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A line break inside a cell or a title."""


Run = str | Ref | Strong | Footnote | Fraction | Break
Runs = tuple[Run, ...]


def plain(runs: Runs) -> str:
    """The characters of `runs`, as a reader sees them (footnotes left out)."""
    return "".join(_plain(run) for run in runs)


def _plain(run: Run) -> str:
    match run:
        case str():
            return run
        case Ref(text=text):
            return text
        case Strong(runs=runs):
            return plain(runs)
        case Fraction(above=above, below=below):
            return f"{above}÷{below}"
        case Break():
            return "\n"
        case _:
            return ""


# Blocks ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading: level 1 is the part's own title 一、, then （一）, 1．, （1）; 5 is a run-in head.

    The number is part of `text`. `anchor` is unique in the document.
    """

    level: int
    text: str
    anchor: str
    in_contents: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph: `note` is small print, `question` and `answer` an interview's, `sign` a signature line."""

    runs: Runs
    style: Literal["body", "flat", "note", "question", "answer", "sign"] = "body"


Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its share of the width (in percent; together 100) and how its cells stand."""

    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell; `align` overrides its column's, `indent` counts levels of 11 pt, `strong` is 黑体."""

    runs: Runs
    align: Align | None = None
    colspan: int = 1
    rowspan: int = 1
    indent: int = 0
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A group label at the left of consecutive rows; rows with equal keys share one cell, repeated after a
    page break with （续）."""

    key: str
    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table row: group labels (the first columns), then cells. `sub` and `sum` rows are set off."""

    cells: tuple[Cell, ...]
    labels: tuple[Label, ...] = ()
    kind: Literal["body", "sub", "sum"] = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its caption above (表1-1　…), unit at the right of the caption line, notes below.

    `head` rows repeat on every page. `keep` tables are never broken. A table that breaks gets 续表 captions.
    A `chart` stands at the right of a narrower table. A `joined` one goes on with the grid of the form above
    it: no gap, no caption on its first page, its columns as given.
    """

    name: str
    number: str
    caption: str
    columns: tuple[Column, ...]
    head: tuple[Row, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    note: Runs = ()
    size: Literal["normal", "small"] = "normal"
    keep: bool = False
    joined: bool = False
    chart: Chart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart with its caption below (图3-1　…)."""

    name: str
    number: str
    caption: str
    chart: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo: `name` is what the renderer finds its bytes (a JPEG) by; `described` says what it shows."""

    name: str
    caption: Runs
    described: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Photos with their captions below, two in a row; a row is never broken."""

    items: tuple[Picture, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a derivation: 业绩值 · 3,141.13 ÷ 3,351.36 × 100 · 93.73% · 两位小数，四舍五入."""

    label: str
    runs: Runs
    result: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """How a score came about; kept whole and with the paragraph before it."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCell:
    """A cell of a printed form on a grid of twelve columns.

    `key` is a label on grey, `head` a small table head inside the form, `text` justified text, `number`
    right, `center` centred, `sign` handwriting (楷), `score` the large figure, `vertical` a heading one em
    wide.
    """

    kind: Literal["key", "head", "text", "number", "center", "sign", "score", "vertical"]
    runs: Runs
    span: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A row of a form; one row of a form may `grow` to fill the page."""

    cells: tuple[FormCell, ...]
    grow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A printed form (a working paper): title, number and page line above, rows on twelve columns."""

    name: str
    title: str
    anchor: str
    left: str
    right: str
    rows: tuple[FormRow, ...]
    widths: tuple[float, ...] = ()
    note: Runs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Label and value pairs as on a cover or a signature page: 项目名称　…"""

    rows: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealPlace:
    """The place kept for the firm's electronic seal, and a QR code that leads to `address` beside it.

    `lines` stand below the code: a name and what it is (核验码　…).
    """

    anchor: str
    label: str
    address: str
    lines: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Table | Figure | Pictures | Derivation | Form | Facts | SealPlace

# Parts ------------------------------------------------------------------------------------------

PartKind = Literal["cover", "declaration", "contents", "abstract", "foreword", "chapter", "annex"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A separable piece of the document that starts on a page of its own.

    One that `flows` (a short last chapter, without long tables) goes on below the part before it.

    `name` is stable (it keys caches and the editor); `run` is what the page header says. Front matter
    (declaration, contents, abstract) is numbered i, ii, iii; from the first foreword or chapter on 1, 2, 3.
    """

    name: str
    kind: PartKind
    title: str
    run: str
    blocks: tuple[Block, ...]
    layout: Literal["portrait", "landscape"] = "portrait"
    flows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report. `short_title` stands in page headers; `stamp` (征求意见稿) marks a version, or ''."""

    title: str
    short_title: str
    author: str
    subject: str
    date: str
    parts: tuple[Part, ...]
    stamp: str = ""
    language: str = "zh-CN"
