"""What is computed once instead of again and again comes out as if it had not been."""

from xml.etree import ElementTree

import pytest
from weasyprint import css

from reports.rendering import printing
from reports.rendering.assets import Assets
from reports.rendering.engine import Press, _case, _Page
from reports.rendering.haste import chunks
from reports.rendering.lines import Shaped, first_word, whole
from reports.rendering.markup import Html
from reports.rendering.styles import Styles
from tests.reports.rendering.sample import sample


@pytest.mark.parametrize("stamp", ["", "送审稿"])
def test_elements_that_share_a_style_are_those_that_have_equal_styles(stamp: str) -> None:
    Press()  # installs
    (original,) = Styles.__bases__
    assert css.StyleFor is Styles
    assert original is not Styles
    page = _Page(printing.to_html(sample(stamp=stamp)), Assets(), _case().base)
    sheets = [(_case().base, "user agent", None), (_case().sheet, "user", None)]
    mine, theirs = (kind(page, sheets, False, _case().fonts, None) for kind in (Styles, original))
    assert mine.get_computed_styles().keys() == theirs.get_computed_styles().keys()
    for place, style in theirs.get_computed_styles().items():
        assert mine.get_computed_styles()[place].cascaded == style.cascaded, place
    assert (
        len({id(style) for style in mine.get_computed_styles().values()})
        < len(mine.get_computed_styles()) / 5
    )


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ('x="3" y="4"', ["12月"]),
        ("", ["12月"]),
        ('x="3 9 15" y="4"', ["1", "2", "月"]),
        ('x="3" letter-spacing="2"', ["1", "2", "月"]),
        ('x="3" textLength="40"', ["1", "2", "月"]),
        ('x="3" rotate="30"', ["1", "2", "月"]),
    ],
)
def test_a_charts_text_is_set_in_one_piece_unless_its_letters_have_places(
    written: str, pieces: list[str]
) -> None:
    node = ElementTree.fromstring(f"<text {written}>12月</text>")
    assert list(chunks(node)) == pieces


def test_the_widest_and_the_narrowest_line_of_a_text() -> None:
    shaped = Shaped(
        "ab 第3页 ", [0, 6, 12, 15, 27, 33, 45, 48], [True, False, False, True, False, True, True, False], 12
    )
    assert (whole(shaped, 0).end, whole(shaped, 0).width) == (7, 48)
    assert (whole(shaped, 3).end, whole(shaped, 3).width) == (7, 33)
    assert (first_word(shaped, 0).end, first_word(shaped, 0).width) == (3, 12)
    assert (first_word(shaped, 3).end, first_word(shaped, 3).width) == (5, 18)


def test_a_font_is_not_read_and_everything_else_is() -> None:
    assert Assets().fetch("asset:fonts/song-regular.otf").read() == b"OTTO"
    assert Assets().fetch("asset:base.css").read().startswith(b"/* What elements are")
    assert Html(Assets().fetch("asset:report.css").read().decode()).rstrip().endswith("}")
