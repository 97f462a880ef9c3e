"""Keys of facts are exact both ways, whatever the names hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.dossier.factkeys import LONGEST, SOURCES, FactKey, called, fact_key, read_key

PARTS = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4)


@given(source=st.sampled_from(SOURCES), parts=PARTS)
def test_a_key_says_its_parts_again(source: str, parts: list[str]) -> None:
    assert read_key(fact_key(source, *parts)) == FactKey(source, tuple(parts))


@given(one=PARTS, other=PARTS)
def test_different_parts_have_different_keys(one: list[str], other: list[str]) -> None:
    assert (fact_key("base", *one) == fact_key("base", *other)) is (one == other)


@given(text=st.text(max_size=60))
def test_any_text_is_a_key_or_none(text: str) -> None:
    found = read_key(text)
    assert found is None or fact_key(found.source, *found.parts) == text


def test_keys_read_like_words() -> None:
    assert fact_key("survey", "1", "3", "很满意", "count") == "survey:1.3.很满意.count"
    assert fact_key("base", "B1.2", "预算") == r"base:B1\.2.预算"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "budget",
        "budget:",
        "bank:合计.actual",
        "budget:合计..actual",
        "base:B1\\",
        "base:\\x",
        "base:a" * LONGEST,
    ],
)
def test_what_is_no_key(text: str) -> None:
    assert read_key(text) is None
    assert called(text) == text


def test_a_key_in_words() -> None:
    assert called("budget:合计.actual", [("actual", "实际支出")]) == "预算 合计·实际支出"
