"""A quotation is found again in changed text, or is gone; nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.reviews.anchors import (
    AcrossParagraphs,
    NotOnePlace,
    Place,
    Quotation,
    changes,
    find,
    quote,
    replaced,
)

TEXT = (
    "全年呼叫12,640次，30秒内响应11,087次，响应率87.71%，低于90%的目标2.29个百分点。"
    "7—8月夜班坐席由6人减至4人，22:00—6:00时段未达标的呼叫占全部未达标呼叫的63.49%。"
)
SEATS = "7—8月夜班坐席由6人减至4人"


def quoted(words: str, text: str = TEXT) -> Quotation:
    start = text.index(words)
    return quote(text, start, start + len(words))


def found(quotation: Quotation, text: str) -> str | None:
    place = find(quotation, text)
    return None if place is None else text[place.start : place.end]


def test_a_quotation_keeps_its_words_and_what_stands_around_them() -> None:
    assert quoted("低于90%") == Quotation(
        exact="低于90%",
        prefix="12,640次，30秒内响应11,087次，响应率87.71%，",
        suffix="的目标2.29个百分点。7—8月夜班坐席由6人减至4人，22:0",
    )


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda text: text, SEATS),
        (lambda text: "新增的一段。" + text + "再加一段。", SEATS),
        (lambda text: text.replace("全年呼叫12,640次，", ""), SEATS),
        (lambda text: text.replace("6人减至4人", "6人减到4人"), "7—8月夜班坐席由6人减到4人"),
        (lambda text: text.replace(SEATS, "夜班坐席7—8月由6人减至4人"), "夜班坐席7—8月由6人减至4人"),
        (lambda text: text.replace(SEATS, ""), None),
        (lambda text: text.replace(SEATS, "市场监管部门抽检结果另行说明"), None),
        (lambda _: "完全另写的一节。", None),
        (lambda _: "", None),
    ],
)
def test_after_a_change(change, seen: str | None) -> None:
    assert found(quoted(SEATS), change(TEXT)) == seen


def test_changed_words_are_told_from_the_exact_ones() -> None:
    changed = TEXT.replace("减至", "减到")
    assert find(quoted(SEATS), TEXT) == Place(start=53, end=68)
    assert find(quoted(SEATS), changed) == Place(start=53, end=68, is_exact=False)


def test_of_several_places_the_one_with_its_surroundings() -> None:
    text = "甲单位完成率97.00%，乙单位完成率97.00%，丙单位完成率97.00%。"
    second = text.index("完成率", text.index("乙"))
    assert find(quote(text, second, second + 9), text) == Place(start=second, end=second + 9)


def test_no_words_mean_the_whole() -> None:
    assert find(Quotation(exact=""), TEXT) == Place(start=0, end=len(TEXT))


def test_replacing() -> None:
    text = "第一段。\n" + TEXT
    said = quoted(SEATS, text.replace("\n", ""))
    assert replaced(said, text, "坐席减少") == "第一段。\n" + TEXT.replace(SEATS, "坐席减少")
    assert replaced(said, text, "") == "第一段。\n" + TEXT.replace(SEATS, "")


def test_replacing_what_is_not_there_or_cannot_be_told_apart() -> None:
    with pytest.raises(NotOnePlace) as nowhere:
        replaced(quoted(SEATS), "另一段", "坐席减少")
    with pytest.raises(NotOnePlace) as twice:
        replaced(Quotation(exact="甲"), "甲乙甲", "丙")
    assert (nowhere.value.count, twice.value.count) == (0, 2)
    with pytest.raises(NotOnePlace):
        replaced(Quotation(exact=""), "甲乙甲", "丙")


def test_replacing_goes_no_further_than_a_paragraph() -> None:
    with pytest.raises(AcrossParagraphs):
        replaced(Quotation(exact="一段。第二"), "第一段。\n第二段。", "")
    assert replaced(Quotation(exact="第一段。"), "第一段。\n第二段。", "改。") == "改。\n第二段。"


def test_what_a_suggestion_changes() -> None:
    told = [(one.kind, one.words) for one in changes("坐席由6人减至4人", "夜班坐席由6人减至4人，应说明")]
    assert told == [("ins", "夜班"), ("same", "坐席由6人减至4人"), ("ins", "，应说明")]


LETTERS = st.text(alphabet="甲乙丙丁，。\n", max_size=60)


@given(LETTERS, st.integers(0, 60), st.integers(1, 20))
def test_in_unchanged_text_it_is_found_with_all_its_surroundings(text: str, start: int, length: int) -> None:
    said = quote(text, start, start + length)
    if not said.exact:
        return
    place = find(said, text)
    assert place is not None
    assert place.is_exact
    assert quote(text, place.start, place.end) == said


@given(LETTERS, LETTERS, st.integers(0, 60), st.integers(1, 20), LETTERS)
def test_what_is_added_around_hides_nothing(
    before: str, text: str, start: int, length: int, after: str
) -> None:
    said = quote(text, start, start + length)
    changed = before + text + after
    place = find(said, changed)
    assert place is not None
    assert changed[place.start : place.end] == (said.exact or changed)


@given(LETTERS, LETTERS, LETTERS, LETTERS)
def test_a_place_lies_in_the_text_and_is_like_the_quotation(
    exact: str, prefix: str, suffix: str, text: str
) -> None:
    place = find(Quotation(exact=exact, prefix=prefix, suffix=suffix), text)
    if place is not None:
        assert 0 <= place.start <= place.end <= len(text)
        assert place.is_exact == (text[place.start : place.end] == (exact or text))


@given(LETTERS, LETTERS)
def test_changes_lead_from_one_to_the_other(before: str, after: str) -> None:
    told = changes(before, after)
    assert "".join(one.words for one in told if one.kind != "ins") == before
    assert "".join(one.words for one in told if one.kind != "del") == after


@given(LETTERS, LETTERS, LETTERS)
def test_replacing_touches_nothing_else(before: str, after: str, words: str) -> None:
    text = f"{before}引文{after}"
    line = text.replace("\n", "")
    start = line.index("引文")
    assert replaced(quote(line, start, start + 2), text, words) == f"{before}{words}{after}"
