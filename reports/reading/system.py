"""The indicator system as pieces: one for each indicator, with what its rule says in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from evaluations.papers.queries import scoring_data
from evaluations.projects.models import Project
from indicators.library.differences import rule_sentence_of
from indicators.scoring import plain
from reports.document.blocks import Runs
from reports.reading.pieces import Piece
from reports.reading.screen import blocks_as_html, facts
from reports.reading.tables import GAP, listed

Entry = Mapping[str, Any]

TEXTS = (
    ("指标解释", "explanation"),
    ("权重依据", "weight_basis"),
    ("标杆值", "benchmark"),
    ("标杆值依据", "benchmark_basis"),
    ("计算公式", "value"),
    ("评分规则", "sentence"),
    ("待设规则", "rule_note"),
    ("数据来源", "data_sources"),
)
GRADES = "grades"
"""The key of the piece with the scheme of grades."""


def entries_of(project: Project) -> list[dict[str, Any]]:
    """The indicators as the dossier says them, parents before children, each with `level` and `sentence`."""
    levels: dict[str | None, int] = {None: 0}
    entries = []
    for entry in scoring_data(project).get("indicators", ()):
        level = levels[entry.get("parent")] + 1
        levels[entry["code"]] = level
        entries.append({**entry, "level": level, "sentence": rule_sentence_of(entry)})
    return entries


def pieces_of(project: Project) -> tuple[Piece, ...]:
    """Every indicator, then the grades."""
    pieces = [_piece(entry) for entry in entries_of(project)]
    bands = list(project.system.grades.all())
    if bands:
        html = blocks_as_html((grades(bands),))
        pieces.append(Piece(key=GRADES, title="评价等级", level=1, html=html))
    return tuple(pieces)


def grades(bands: Iterable[Any]) -> Any:
    """The scheme of grades as a table."""
    rows = [(band.grade, f"{plain(band.minimum)}分以上（含）") for band in bands]
    return listed(GRADES, (("等级", "center"), ("得分", "left")), rows)


def _piece(entry: Entry) -> Piece:
    title = f"{entry['code']}　{entry['name']}（{plain(entry['weight'])}分）"
    return Piece(
        key=str(entry["code"]), title=title, level=min(int(entry["level"]), 4), html=facts(_rows(entry))
    )


def _rows(entry: Entry) -> Iterator[tuple[str, Runs]]:
    """What is known of it; a leaf without a rule shows the gap."""
    for label, key in TEXTS:
        if said := _said(entry.get(key)):
            yield label, (said,)
        elif key == "sentence" and entry.get("value") and not entry.get("rule_note"):
            yield label, (GAP,)


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "；".join(str(one) for one in value)
    return "" if value is None else str(value)
