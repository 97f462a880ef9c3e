"""电子签章 on a rendered report: appended, in its place, nothing of PDF/A lost, changes found."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest

from reports.document.blocks import Facts, SealPlace
from reports.rendering import Rendered, open_pdf, render, sealing
from reports.rendering.results import Box
from reports.rendering.sealing.checking import APPENDED, NO_SEAL, NOT_WHOLE, UNREADABLE
from reports.rendering.sealing.drawing import appearance
from tests.reports.rendering.building import body, document
from tests.reports.rendering.conftest import DOSSIER

FIRM = "砚清会计师事务所有限公司"
ADDRESS = "https://jiheng.example.com/verify/YQ37-4C6A-A9D3-E7X4/"
PLACE = SealPlace(anchor="seal", label="评价机构电子签章", address=ADDRESS, lines=(("核验码", "YQ37"),))


@pytest.fixture(scope="module")
def signed_page() -> Rendered:
    facts = Facts(rows=(("报告编号", ("砚清评字〔2026〕17号",)),))
    return render(document(body(), facts, PLACE), identifier="x", attachments=(DOSSIER,))


@pytest.fixture(scope="module")
def sealed(signed_page: Rendered) -> bytes:
    assert signed_page.seal is not None
    key = sealing.self_made(FIRM, at=datetime.now(UTC))
    return sealing.seal(signed_page.pdf, key=key, firm=FIRM, reason="签发", box=signed_page.seal)


def test_the_page_keeps_a_place_for_the_seal(signed_page: Rendered) -> None:
    box = signed_page.seal
    assert box is not None
    assert box.page == 0
    assert (round(box.right - box.left), round(box.top - box.bottom)) == (111, 111)
    assert 85 <= box.left < box.right < 595
    assert 98 < box.bottom < box.top < 742


def test_a_report_without_a_signature_page_keeps_none() -> None:
    assert render(document(body()), identifier="x").seal is None


def test_the_seal_is_appended(signed_page: Rendered, sealed: bytes) -> None:
    assert sealed.startswith(signed_page.pdf)
    assert len(sealed) > len(signed_page.pdf)


def test_what_pdf_a_asks_for_stays(signed_page: Rendered, sealed: bytes) -> None:
    before, after = pikepdf.open(BytesIO(signed_page.pdf)), pikepdf.open(BytesIO(sealed))
    assert before.Root.Metadata.read_raw_bytes() == after.Root.Metadata.read_raw_bytes()
    with after.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "U")
    assert {str(key): str(value) for key, value in before.docinfo.items()} == {
        str(key): str(value) for key, value in after.docinfo.items()
    }
    assert bytes(after.trailer["/ID"][0]) == b"x"
    assert after.attachments[DOSSIER.name].get_file().read_bytes() == DOSSIER.content
    [field] = after.Root.AcroForm.Fields
    assert "/NeedAppearances" not in after.Root.AcroForm
    hidden, invisible, printed, no_view = 2, 1, 4, 32
    assert int(field.F) & (hidden | invisible | printed | no_view) == printed
    look = field.AP.N
    assert list(field.AP.keys()) == ["/N"]
    assert "/Font" not in look.Resources
    assert b" Tf" not in look.read_bytes()
    assert [round(float(edge)) for edge in field.Rect[2:]] == [
        round(float(edge) + 111) for edge in field.Rect[:2]
    ]


def test_every_change_is_found(signed_page: Rendered, sealed: bytes) -> None:
    assert sealing.check(sealed).problem == ""
    assert sealing.check(sealed).is_whole
    assert sealing.check(signed_page.pdf).problem == NO_SEAL
    changed = bytearray(sealed)
    changed[1000] ^= 1
    assert sealing.check(bytes(changed)).problem in (NOT_WHOLE, UNREADABLE)
    assert sealing.check(sealed + b"\n%%EOF\n").problem in (APPENDED, UNREADABLE)
    assert sealing.check(sealed[:-200]).problem in (NOT_WHOLE, UNREADABLE, NO_SEAL)
    assert sealing.check(b"no pdf").problem == UNREADABLE


def test_a_long_name_stays_inside_the_frame() -> None:
    drawn = appearance(FIRM * 3, 111, 111).decode()
    assert drawn.count(" re S") == 2
    places = [line.split(" cm ")[0].split()[-2:] for line in drawn.splitlines() if line.startswith("q ")]
    assert len(places) == len(FIRM) * 3 + len("电子签章")
    assert all(5 <= float(x) <= 106 and 5 <= float(y) <= 106 for x, y in places)


def test_a_key_that_is_none_does_not_seal(signed_page: Rendered) -> None:
    box = Box(page=0, left=10, bottom=10, right=60, top=60)
    with pytest.raises(sealing.CannotSeal, match=r"^机构证书打不开"):
        sealing.seal(signed_page.pdf, key=b"none", firm=FIRM, reason="签发", box=box)


def test_what_a_file_carries_is_read_back(sealed: bytes) -> None:
    carried = open_pdf(sealed)
    assert carried.attachments == {DOSSIER.name: DOSSIER.content}
    assert carried.identifier == "x"
