"""Where lines end: pure arithmetic on characters one em wide."""

import re
from inspect import getsource
from itertools import accumulate, pairwise

import pytest
import weasyprint

from reports.rendering import typeset
from reports.rendering.haste import joined
from reports.rendering.lines import Fit, Shaped, breaks_of, fit, gaps, is_gap, squeezable
from reports.rendering.parts import balanced
from reports.rendering.runs import ems, inline
from reports.rendering.typeset import TypesetterChanged, check_version, source_of


def shaped(text: str) -> Shaped:
    """Han and signs 10 wide, ASCII 5; breaks between Han, never before a closing or after an opening sign."""
    widths = [5.0 if character.isascii() else 10.0 for character in text]
    pairs = pairwise(text)
    allowed = [True, *(_may_break(left, right) for left, right in pairs), True]
    return Shaped(text, list(accumulate(widths, initial=0.0)), breaks_of(text, allowed), 10.0)


def _may_break(left: str, right: str) -> bool:
    return right not in "，。）”" and left not in "（“" and not (left.isascii() and right.isascii())


def line(text: str, room: float, *, start: int = 0, justified: bool = True) -> Fit | None:
    return fit(shaped(text), start, room, at_line_start=True, justified=justified)


def test_a_text_that_fits_is_one_line() -> None:
    assert line("一二三", 30) == Fit(end=3, width=30.0)


def test_a_line_takes_what_fits() -> None:
    assert line("一二三四五", 35) == Fit(end=3, width=30.0)
    assert line("一二三四五", 35, start=2) == Fit(end=5, width=30.0)


def test_a_closing_sign_at_the_end_hangs_its_blank_half_outside() -> None:
    assert line("一二三，四五", 35) == Fit(end=4, width=35.0, tail=5.0)


def test_an_opening_sign_at_the_start_loses_its_blank_half() -> None:
    assert line("“一二三四五", 35) == Fit(end=4, width=35.0, lead=5.0)


def test_nothing_is_broken_where_it_must_not() -> None:
    assert line("一二三abcdef，四", 50) == Fit(end=3, width=30.0)
    assert line("abcdefghijkl", 30) is None


def test_a_line_with_signs_takes_in_one_more_word() -> None:
    text = "一，二，三，四，五，六，七，八，九ab十十十十"
    assert line(text, 178) == Fit(end=19, width=178.0, squeeze=0.75)  # b before 十 is an eighth narrower
    assert line(text, 178, justified=False) == Fit(end=17, width=170.0)


def test_no_last_line_of_one_character() -> None:
    text = "一" * 30 + "。"
    assert line(text, 295) == Fit(end=28, width=280.0)
    assert line("一" * 11 + "。", 105) == Fit(end=10, width=100.0)


def test_numbers_keep_their_units_and_captions_their_numbers() -> None:
    kept = breaks_of("共450席见表1-1", [True] * 11)
    assert [index for index, may in enumerate(kept) if not may] == [4, 7]


def test_gaps() -> None:
    stretched, kept = ("一二", "，一", "一a", " a"), ("一，", "（一", "——", "ab", "12", "a ")
    assert [is_gap(*pair) for pair in stretched] == [True] * 4
    assert [is_gap(*pair) for pair in kept] == [False] * 6
    assert gaps("一二，三") == 2
    assert squeezable("一，二”，三。") == (1, 4)


def test_titles_on_the_cover_are_broken_where_they_read_well() -> None:
    assert balanced("短标题") == "短标题"
    assert balanced("自己\n断行的标题") == "自己\n断行的标题"
    assert balanced("2018年度12351民生热线智能服务平台项目财政支出绩效评价报告").split("\n") == [
        "2018年度", "12351民生热线智能服务平台项目", "财政支出绩效评价报告",
    ]  # fmt: skip
    long = balanced("临芳市中心城区老旧小区雨污分流改造及配套设施提升工程专项资金绩效评价报告").split("\n")
    assert long[-1] == "绩效评价报告"
    assert max(map(ems, long)) <= 18.5


def test_runs_as_html() -> None:
    assert inline(("a<b\nc",)) == "a&lt;b<br/>c"


# The pinned typesetter ---------------------------------------------------------------------------


def test_the_typesetter_is_the_one_that_was_looked_at() -> None:
    check_version()
    assert weasyprint.__version__ == typeset.VERSION


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "70.1")
    with pytest.raises(TypesetterChanged, match=re.escape("只认得 WeasyPrint 70.0，装的是 70.1")):
        check_version()


def test_a_changed_function_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "KNOWN", ((typeset.justify_line, "0" * 16),))
    with pytest.raises(TypesetterChanged, match="justify_line"):
        check_version()


# Haste -------------------------------------------------------------------------------------------


def test_borders_are_drawn_in_long_strokes_and_the_strong_on_top() -> None:
    thin, thick = (0, 1.0), (0, 2.0)
    segments = [
        (thick, "solid", 2.0, "black", "top", (0.0, 5.0, 10.0, 0)),
        (thin, "solid", 1.0, "black", "top", (10.0, 5.0, 10.0, 0)),
        (thin, "solid", 1.0, "black", "top", (0.0, 9.0, 10.0, 0)),
        (thin, "solid", 1.0, "black", "top", (9.9921875, 9.0, 10.0, 0)),
        (thin, "solid", 1.0, "black", "top", (30.0, 9.0, 5.0, 0)),
        (thin, "solid", 1.0, "black", "left", (0.0, 9.0, 0, 4.0)),
        (thin, "solid", 1.0, "black", "left", (0.0, 13.0, 0, 4.0)),
    ]
    assert joined(segments) == [
        (thin, "solid", 1.0, "black", "top", (10.0, 5.0, 10.0, 0)),
        (thin, "solid", 1.0, "black", "top", (0.0, 9.0, 19.9921875, 0)),
        (thin, "solid", 1.0, "black", "top", (30.0, 9.0, 5.0, 0)),
        (thin, "solid", 1.0, "black", "left", (0.0, 9.0, 0, 8.0)),
        (thick, "solid", 2.0, "black", "top", (0.0, 5.0, 10.0, 0)),
    ]


def test_a_source_is_found_as_python_finds_it() -> None:
    assert [thing.__name__ for thing, _ in typeset.KNOWN if source_of(thing) != getsource(thing)] == []
