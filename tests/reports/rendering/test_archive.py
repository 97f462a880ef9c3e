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


# What a validator of PDF/A (ISO 19005-3) looks at first -------------------------------------------


def every(pdf: pikepdf.Pdf, key: str) -> set[str]:
    """All values that dictionaries of the file have under `key`."""
    found = (thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream))
    return {str(thing[key]) for thing in found if key in thing}


def test_nothing_in_it_is_forbidden_in_an_archive(pdf: pikepdf.Pdf) -> None:
    assert pdf.is_encrypted is False
    assert pdf.pdf_version >= "1.7"
    assert every(pdf, "/S") & {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/Hide"} == set()
    assert {"/AA", "/OpenAction", "/AcroForm", "/OCProperties"} & set(pdf.Root.keys()) == set()
    assert [page for page in pdf.pages if "/AA" in page] == []
    assert "/LZWDecode" not in every(pdf, "/Filter")
    assert every(pdf, "/Subtype") & {"/PS", "/3D", "/Screen", "/RichMedia"} == set()
    assert {key for page in pdf.pages for key in ("/Encrypt", "/PresSteps") if key in page} == set()


def test_its_colours_are_those_of_the_profile(pdf: pikepdf.Pdf) -> None:
    # Device RGB and grey are told by the output intent, device CMYK would not be.
    (intent,) = pdf.Root.OutputIntents
    assert intent.DestOutputProfile.read_bytes()[16:20] == b"RGB "
    operators = {str(operator) for page in pdf.pages for _, operator in pikepdf.parse_content_stream(page)}
    assert operators & {"k", "K", "BI"} == set()
    assert every(pdf, "/ColorSpace") & {"/DeviceCMYK"} == set()


def test_what_is_transparent_blends_in_a_known_space(pdf: pikepdf.Pdf) -> None:
    assert every(pdf, "/SMask") <= {"/None"}
    assert every(pdf, "/BM") <= {"/Normal"}
    assert every(pdf, "/CA") | every(pdf, "/ca") <= {"1", "1.0"}


def test_its_annotations_are_printed_links(pdf: pikepdf.Pdf) -> None:
    links = [link for page in pdf.pages for link in page.get("/Annots", ())]
    assert links
    assert {str(link.Subtype) for link in links} == {"/Link"}
    assert {int(link.F) & 0b11111 for link in links} == {4}  # printed; not hidden, not without view


def test_its_fonts_tell_widths_and_characters(pdf: pikepdf.Pdf) -> None:
    fonts = [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and "/DescendantFonts" in thing
    ]
    assert fonts
    for font in fonts:
        (below,) = font.DescendantFonts
        assert str(font.Encoding) == "/Identity-H"
        assert len(below.W) > 0
        assert str(below.CIDSystemInfo.Registry) == "Adobe"
        assert "CIDToGIDMap" in str(below.keys()) or str(below.Subtype) == "/CIDFontType0"
        assert font.ToUnicode.read_bytes().count(b"beginbfchar") >= 1


def test_its_metadata_is_plain_and_agrees_with_its_information(pdf: pikepdf.Pdf) -> None:
    assert "/Filter" not in pdf.Root.Metadata
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == str(pdf.docinfo["/Title"])
        assert metadata["pdf:Producer"] == str(pdf.docinfo["/Producer"])
    first, second = pdf.trailer["/ID"]
    assert min(len(bytes(first)), len(bytes(second))) > 0


def test_its_attachment_has_both_names_a_date_and_a_size(pdf: pikepdf.Pdf) -> None:
    (specification,) = {item.objgen: item for item in pdf.Root.AF}.values()
    assert str(specification.F) == str(specification.UF) == DOSSIER.name
    assert str(specification.EF.F.Params.ModDate).startswith("D:2019")
    assert int(specification.EF.F.Params.Size) == len(DOSSIER.content)
