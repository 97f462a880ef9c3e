"""Photos two in a row, and working papers that are set tight rather than spill over to a second page."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pytest
from PIL import Image
from pypdf import PdfReader

from reports.document.blocks import Form, FormCell, FormRow, Picture, Pictures
from reports.rendering import MissingGlyphs, RenderingFailed, open_pdf, render, to_html
from tests.reports.rendering.building import body, document
from tests.reports.rendering.paper import Paper


def shade(red: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (480, 320), (red, 120, 130)).save(file, "JPEG")
    return file.getvalue()


def photos(count: int, caption: str = "话务大厅") -> Pictures:
    items = [
        Picture(name=str(place), caption=(f"G-00{place}　{caption}",), described=caption)
        for place in range(1, count + 1)
    ]
    return Pictures(items=tuple(items))


SHADES = {str(place): shade(place * 30) for place in range(1, 6)}


def test_photos_stand_over_their_captions_two_in_a_row() -> None:
    rendered = render(document(body(), photos(3)), identifier="photos", pictures=SHADES)
    assert rendered.warnings == ()
    page = PdfReader(io.BytesIO(rendered.pdf)).pages[0]
    assert len(page.images) == 3
    words = {word.text: word for line in Paper(rendered.pdf).lines[0] for word in line.words}
    first, second, third = (next(w for t, w in words.items() if f"G-00{n}" in t) for n in (1, 2, 3))
    assert abs(first.top - second.top) < 1 < third.top - first.top
    assert second.right < 595 - 78.2


def test_the_same_photos_give_the_same_file() -> None:
    printed = [render(document(photos(2)), identifier="photos", pictures=dict(SHADES)).pdf for _ in range(2)]
    assert printed[0] == printed[1]


def test_photos_are_found_in_the_file_again_byte_for_byte() -> None:
    carried = open_pdf(render(document(photos(2)), identifier="photos", pictures=SHADES).pdf).pictures
    assert carried == {hashlib.sha256(one).hexdigest(): one for one in (SHADES["1"], SHADES["2"])}


def test_a_photo_that_was_not_handed_over_stops_the_printing() -> None:
    with pytest.raises(RenderingFailed, match="pictures/1"):
        render(document(photos(1)), identifier="photos")


def test_captions_of_photos_are_looked_at_for_missing_characters() -> None:
    with pytest.raises(MissingGlyphs, match="第1张照片"):
        render(document(photos(1, "大厅\U0001f4f7")), identifier="photos", pictures=SHADES)


# Papers -----------------------------------------------------------------------------------------------


def paper(rows: int) -> Form:
    """A form with so many rows of two lines, and one that grows."""
    text = "评价组逐份核对合同、凭证和话务统计，接听量和来电量均含自助语音服务，与基础数据表所列一致。"
    key, long = FormCell(kind="key", runs=("计算说明",), span=2), FormCell(kind="text", runs=(text,), span=10)
    last = FormCell(kind="text", runs=("最后一行",), span=10)
    given = tuple(FormRow(cells=(key, long)) for _ in range(rows))
    return Form(
        name="paper",
        title="工作底稿",
        anchor="paper",
        left="底稿编号：A",
        right="",
        rows=(*given, FormRow(cells=(key, last), grow=True)),
    )


@pytest.mark.parametrize(("rows", "tight"), [(5, False), (17, True)])
def test_a_paper_is_set_tight_only_where_it_must_be_and_fits_its_page(rows: int, tight: bool) -> None:
    one = document(paper(rows))
    assert ("form tight" in to_html(one)) is tight
    assert len(PdfReader(io.BytesIO(render(one, identifier="paper").pdf)).pages) == 1


def test_a_paper_of_two_pages_does_not_blow_up_its_last_row() -> None:
    html = to_html(document(paper(40)))
    assert "form tight" in html
    assert "data-fill" not in html
    assert "data-fill" in to_html(document(paper(17)))
    assert "data-fill" not in to_html(document(replace(paper(5), rows=paper(5).rows[:5])))
