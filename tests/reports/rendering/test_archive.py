"""The file: PDF/A-3u with its attachments, metadata and bookmarks; the same bytes each time."""

import hashlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from reports.rendering import Rendered
from tests.reports.rendering.conftest import DOSSIER
from tests.reports.rendering.sample import FIRM, TITLE

ROOT = Path(__file__).parents[3]
PRINT = """
import hashlib
from reports.rendering import render
from tests.reports.rendering.building import body, document, table
from tests.reports.rendering.conftest import DOSSIER
doc = document(body(), table(45, group=7), body())
print(hashlib.sha256(render(doc, identifier="x", attachments=(DOSSIER,)).pdf).hexdigest())
"""


@pytest.fixture(scope="module")
def pdf(rendered: Rendered) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(rendered.pdf))


def test_it_says_that_it_is_pdf_a_3u(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "U")
        assert metadata["dc:title"] == TITLE
        assert metadata["dc:creator"] == [FIRM]
        assert metadata["xmp:CreateDate"] == "2019-08-16T00:00:00Z"
        assert metadata["xmp:CreatorTool"] == "绩衡 Jiheng"
    assert str(pdf.Root.Lang) == "zh-CN"
    assert str(pdf.docinfo["/CreationDate"]) == "D:20190816000000+00'00"
    assert bytes(pdf.trailer["/ID"][0]) == b"sample-1"


def test_it_has_a_colour_profile(pdf: pikepdf.Pdf) -> None:
    (intent,) = pdf.Root.OutputIntents
    assert str(intent.S) == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3


def test_it_carries_the_attachment(pdf: pikepdf.Pdf) -> None:
    assert list(pdf.attachments) == [DOSSIER.name]
    assert pdf.attachments[DOSSIER.name].get_file().read_bytes() == DOSSIER.content
    (specification,) = {item.objgen: item for item in pdf.Root.AF}.values()
    assert str(specification.AFRelationship) == "/Source"
    assert str(specification.EF.F.Subtype) == "/application/json"
    assert str(specification.Desc) == DOSSIER.description


def test_every_font_is_an_embedded_subset(pdf: pikepdf.Pdf) -> None:
    fonts = {}
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            fonts[str(font.BaseFont)] = font
    assert {name.split("+")[1] for name in fonts} == {
        "song", "song-Bold", "hei-Medium", "hei-Bold", "kai", "kai-Bold",
    }  # fmt: skip
    for font in fonts.values():
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
        assert "/ToUnicode" in font


def test_its_bookmarks_follow_the_headings(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        top = [item.title for item in outline.root]
        chapter = next(item for item in outline.root if item.title == "一、项目基本情况")
    assert top[:4] == ["声明", "目录", "摘要", "前言"]
    assert top[-1] == "附件四　资金使用情况检查表"
    assert [item.title for item in chapter.children] == ["（一）项目概况", "（二）绩效目标"]
    assert [item.title for item in chapter.children[0].children] == [
        "1．立项背景",
        "2．组织管理",
        "3．预算与执行",
    ]


def test_it_is_small(rendered: Rendered) -> None:
    assert len(rendered.pdf) < 1_200_000


def test_two_processes_write_the_same_bytes() -> None:
    prints = {
        subprocess.run(
            [sys.executable, "-c", PRINT],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(prints) == 1
    assert len(prints.pop().strip()) == len(hashlib.sha256().hexdigest())
