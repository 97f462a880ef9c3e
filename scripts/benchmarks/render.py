"""How long a report takes to print, start of the process included, beside Chromium and Typst.

All print the same content. Seconds on the wall, of the processors, and peak memory are of all processes that
a contender starts. Ratios hold on any machine; seconds do not.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from evaluations.dossier import parse, write  # noqa: E402
from indicators.scoring import read_system, score  # noqa: E402
from reports.document import Material, compose  # noqa: E402
from reports.document.blocks import Block, Document, Form, Heading, Paragraph, Part, Row, Table, plain  # noqa: E402
from reports.rendering import assets, render, to_html, typeset  # noqa: E402
from tests.reports.rendering.sample import sample  # noqa: E402

RENDERING = ROOT / "reports" / "rendering"
CASE = ROOT / "tests" / "cases" / "linfang_2018.json"
SIZES = {"80 pages": 5, "320 pages": 20}  # how often the sample's chapters and annexes are repeated
DOCUMENTS = ("linfang", *SIZES)
LIMIT = 300  # seconds for one run
BEAT = 0.05  # seconds between two looks at a contender's processes
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-pdf-header-footer",
)  # fmt: skip


# The documents --------------------------------------------------------------------------------------


def made(name: str) -> Document:
    """The report of the published case, or a generated one of a size."""
    return repeated(SIZES[name]) if name in SIZES else linfang()


def linfang() -> Document:
    """The report of the published evaluation."""
    dossier = parse(CASE.read_bytes()).dossier
    if dossier is None:
        raise SystemExit(f"{CASE} cannot be read")
    result = score(read_system(write(dossier)))
    return compose(Material(dossier=dossier, result=result, issued="2019-08-16"))


def repeated(times: int) -> Document:
    """The sample with its chapters and annexes again and again, each under names of its own."""
    document = sample()
    body = [part for part in document.parts if part.kind in {"chapter", "annex"}]
    front = [part for part in document.parts if part not in body]
    parts = (*front, *(renamed(part, turn) for turn in range(times) for part in body))
    return dataclasses.replace(document, parts=parts)


def renamed(part: Part, turn: int) -> Part:
    """`part` with its names and anchors made unique."""
    return dataclasses.replace(
        part, name=f"{part.name}-{turn}", blocks=tuple(renamed_block(block, turn) for block in part.blocks)
    )


def renamed_block(block: Block, turn: int) -> Block:
    """`block` with its name and anchor made unique."""
    own = {key: f"{getattr(block, key)}-{turn}" for key in ("name", "anchor") if hasattr(block, key)}
    return dataclasses.replace(block, **own)  # type: ignore[arg-type]


# The contenders -------------------------------------------------------------------------------------


def print_ours(name: str, target: Path) -> None:
    """A full render to PDF/A-3u."""
    target.write_bytes(render(made(name), identifier="benchmark").pdf)


def print_plain(name: str, target: Path) -> None:
    """The same without our line setting."""
    typeset.install = lambda: None
    assets.MAGIC = -1  # fonts are then copied and so must be read whole
    print_ours(name, target)


def write_html(name: str, target: Path) -> None:
    """The page Chromium prints: ours, with our style sheets and fonts."""
    style = "".join((RENDERING / name).read_text(encoding="utf-8") for name in ("base.css", "report.css"))
    style = style.replace("asset:", f"{RENDERING.as_uri()}/")
    target.write_text(
        to_html(made(name)).replace("</head>", f"<style>{style}</style></head>"), encoding="utf-8"
    )


def write_typst(name: str, target: Path) -> None:
    """The same text and tables as a Typst document."""
    target.write_text("\n".join(typst_lines(made(name))), encoding="utf-8")


def print_typst(source: Path, target: Path) -> None:
    """Compile with our fonts only."""
    typst = import_module("typst")  # here, so that the others do not spend time on it
    typst.compile(source, output=target, font_paths=[RENDERING / "fonts"], ignore_system_fonts=True)


# Typst ----------------------------------------------------------------------------------------------


def typst_lines(document: Document) -> Iterator[str]:
    """A plain conversion: headings, paragraphs, tables, forms."""
    yield '#set page(paper: "a4", margin: (top: 105pt, bottom: 99pt, x: 81pt), numbering: "1")'
    yield '#set text(font: "Jiheng Song", size: 12pt, lang: "zh")'
    yield "#set par(justify: true, leading: 10pt, first-line-indent: (amount: 2em, all: true))"
    yield "#outline()"
    for part in document.parts:
        yield "#pagebreak()"
        yield f"#set page(flipped: {str(part.layout == 'landscape').lower()})"
        yield f"#heading(level: 1, {quoted(part.title)})"
        for block in part.blocks:
            yield from typst_block(block)


def typst_block(block: Block) -> Iterator[str]:
    """A block of the document; charts are left out."""
    match block:
        case Heading():
            yield f"#heading(level: {block.level}, {quoted(block.text)})"
        case Paragraph():
            yield f"#par({quoted(plain(block.runs))})"
        case Table():
            yield f"#par({quoted(block.number + block.caption)})"
            widths = ", ".join(f"{column.width}fr" for column in block.columns)
            cells = [
                cell for row in (*block.head, *block.rows) for cell in typst_row(row, len(block.columns))
            ]
            yield f"#block(text(size: 10pt, table(columns: ({widths}), {', '.join(cells)})))"
        case Form():
            texts = [quoted(plain(cell.runs)) for row in block.rows for cell in row.cells]
            yield f"#block(text(size: 9pt, table(columns: 4, {', '.join(texts)})))"


def typst_row(row: Row, width: int) -> list[str]:
    """The cells of a row, labels repeated, filled up to the table's width."""
    texts = [plain(label.runs) for label in row.labels] + [plain(cell.runs) for cell in row.cells]
    return [quoted(text) for text in (texts + [""] * width)[:width]]


def quoted(text: str) -> str:
    """A string of Typst's."""
    return json.dumps(text.replace("\n", " "), ensure_ascii=False)


# Measuring ------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run took: seconds on the wall and of the processors, peak memory in MB, sheets printed."""

    wall: float
    processor: float
    memory: float
    sheets: int


def watched(command: list[str], target: Path) -> Run:
    """Run `command`, looking at all processes of its session until it ends."""
    target.unlink(missing_ok=True)
    start = time.perf_counter()
    process = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    spent: dict[int, float] = {}
    memory = 0.0
    while process.poll() is None:
        if time.perf_counter() - start > LIMIT:
            process.kill()
        seen = list(session(process.pid))
        spent |= {pid: processor for pid, processor, _ in seen}
        memory = max(memory, sum(size for *_, size in seen))
        time.sleep(BEAT)
    wall = time.perf_counter() - start
    if process.returncode:
        message = f"{command[0]} failed with {process.returncode}"
        raise RuntimeError(message)
    return Run(wall=wall, processor=sum(spent.values()), memory=memory / 1e6, sheets=sheets(target))


def session(leader: int) -> Iterator[tuple[int, float, float]]:
    """The processes of a session: number, processor seconds, bytes that are theirs alone or shared once."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            sizes = (folder / "statm").read_text().split()
        except OSError:
            continue
        if int(fields[3]) == leader:
            own = int(sizes[1]) if int(folder.name) == leader else int(sizes[1]) - int(sizes[2])
            yield int(folder.name), (int(fields[11]) + int(fields[12])) / TICKS, float(own * PAGE)


def sheets(pdf: Path) -> int:
    """The pages of a PDF."""
    return len(import_module("pypdf").PdfReader(pdf).pages)


def compare(name: str, folder: Path) -> dict[str, Run]:
    """All contenders on one document, each once, one after another."""
    page, source, target = folder / "page.html", folder / "page.typ", folder / "out.pdf"
    write_html(name, page)
    write_typst(name, source)
    me = [sys.executable, __file__]
    return {
        "ours": watched([*me, "ours", name, str(target)], target),
        "ours, lines by WeasyPrint": watched([*me, "plain", name, str(target)], target),
        "Chromium": watched(
            [*CHROMIUM, f"--user-data-dir={folder}", f"--print-to-pdf={target}", page.as_uri()], target
        ),
        "Typst": watched([*me, "typst", str(source), str(target)], target),
    }


def main() -> None:
    """Measure each document and print seconds, ratios, memory; and how they grow with the pages."""
    taken: list[Run] = []
    for name in DOCUMENTS:
        with tempfile.TemporaryDirectory() as folder:
            runs = compare(name, Path(folder))
        print(
            f"{name:28}{'pages':>7}{'wall s':>9}{'cpu s':>9}{'wall':>8}{'cpu':>7}{'MB':>7}  (of Chromium's)"
        )
        other = runs["Chromium"]
        for contender, run in runs.items():
            ratios = f"{run.wall / other.wall:8.2f}{run.processor / other.processor:7.2f}"
            print(f"{contender:28}{run.sheets:7}{run.wall:9.2f}{run.processor:9.2f}{ratios}{run.memory:7.0f}")
        if name in SIZES:
            taken.append(runs["ours"])
    for few, many in pairwise(taken):
        more = many.sheets - few.sheets
        processor, memory = (many.processor - few.processor) / more * 1000, (many.memory - few.memory) / more
        print(f"from {few.sheets} to {many.sheets} pages: {processor:.0f} ms and {memory:.2f} MB a page")


def run(contender: str, first: str, second: str) -> None:
    """One contender in a process of its own."""
    work: dict[str, Any] = {"ours": print_ours, "plain": print_plain}
    if contender == "typst":
        print_typst(Path(first), Path(second))
    else:
        work[contender](first, Path(second))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(*sys.argv[1:4])
    else:
        main()
