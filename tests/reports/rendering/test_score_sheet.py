"""scores.xlsx: all indicators, and the same bytes for the same data."""

from __future__ import annotations

import io
import zipfile

from python_calamine import CalamineWorkbook

from evaluations.dossier import parse, scored
from indicators.scoring import read_system, score
from reports.document.tree import grow
from reports.rendering.score_sheet import COLUMNS, score_sheet
from tests.factories import CASES


def sheet() -> bytes:
    dossier = parse((CASES / "linfang_2018.json").read_text(encoding="utf-8")).dossier
    assert dossier is not None
    result = score(read_system(scored(dossier)))
    return score_sheet(grow(dossier, result), result, title="评分表")


def test_every_indicator_stands_in_it_and_the_total_last() -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet())).get_sheet_by_index(0).to_python()
    assert rows[1] == [name for name, _ in COLUMNS]
    dossier = parse((CASES / "linfang_2018.json").read_text(encoding="utf-8")).dossier
    assert dossier is not None
    assert {row[0] for row in rows[2:-1]} == {one.code for one in dossier.indicators}
    [cut] = [row for row in rows if row[0] == "C1-4"]
    assert (cut[2], cut[3], cut[5]) == ("综合接通率", 10.0, 5.4)
    assert (rows[-1][2], rows[-1][3], rows[-1][5], rows[-1][9]) == ("总分", 100.0, 87.3, "良")


def test_the_same_data_gives_the_same_bytes() -> None:
    first = sheet()
    assert sheet() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")
