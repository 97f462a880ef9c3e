"""Counts of answers, shares that add up, and which sheets count."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.surveying import coding, quality
from evaluations.surveying.counting import count, merged
from evaluations.surveying.quality import Rules
from evaluations.surveying.shares import shares
from tests.evaluations.surveying.samples import EVERY_KIND, sheets

ONE = {
    "q1": "a", "q2": "4", "q3": ["a", "o"], "q3~o": "报纸", "q4": {"a": "4", "b": "3"},
    "q5": ["c", "a"], "q6": "70", "q9": "多开几家食堂",
}  # fmt: skip


def rows_of(*answers: dict[str, Any]) -> list[str]:
    return [coding.encode(EVERY_KIND, one)[0] for one in answers]


def test_each_kind_is_counted() -> None:
    found = count(EVERY_KIND, rows_of(ONE, {"q1": "c", "q5": ["a"], "q6": "70"}, {"q1": "a"}))
    assert (found["q1"].answered, found["q1"].chosen) == (3, {"a": 2, "c": 1})
    assert (found["q3"].answered, found["q3"].chosen) == (1, {"a": 1, "o": 1})
    assert (found["q4.a"].chosen, found["q4.b"].chosen) == ({"4": 1}, {"3": 1})
    assert found["q5"].chosen == {"c": 1, "a": 1}
    assert found["q5"].ranks == {("c", 1): 1, ("a", 2): 1, ("a", 1): 1}
    assert found["q6"].values == {"70": 2}
    assert (found["q9"].answered, found["q9"].chosen) == (1, {})
    assert found["q7"].answered == 0


def test_without_rows_every_question_has_an_empty_count() -> None:
    assert {one.answered for one in count(EVERY_KIND, []).values()} == {0}


@given(st.lists(sheets(), max_size=6), st.integers(0, 6))
def test_counts_of_parts_add_up(answers: list[dict[str, Any]], cut: int) -> None:
    rows = rows_of(*answers)
    whole = count(EVERY_KIND, rows)
    assert merged([count(EVERY_KIND, rows[:cut]), count(EVERY_KIND, rows[cut:])]) == whole
    assert all(sum(one.chosen.values()) >= one.answered for key, one in whole.items() if key in ("q1", "q3"))


@pytest.mark.parametrize(
    ("counts", "base", "told"),
    [
        ((32, 68, 20), 120, ("26.67", "56.67", "16.66")),
        ((1, 1, 1), 3, ("33.34", "33.33", "33.33")),
        ((42, 24, 82), 120, ("35.00", "20.00", "68.33")),
        ((0, 5), 5, ("0.00", "100.00")),
    ],
)
def test_shares(counts: tuple[int, ...], base: int, told: tuple[str, ...]) -> None:
    assert shares(counts, base) == tuple(map(Decimal, told))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(sum))
def test_shares_of_a_whole_add_up_to_a_hundred(counts: list[int]) -> None:
    found = shares(counts, sum(counts))
    assert sum(one for one in found if one is not None) == 100
    exact = [Decimal(one) * 100 / sum(counts) for one in counts]
    assert all(
        one is not None and abs(one - at) < Decimal("0.01") for one, at in zip(found, exact, strict=True)
    )


def test_without_a_base_there_is_no_share() -> None:
    assert shares((0, 0), 0) == shares((1, 2), None) == (None, None)


WHOLE = {"q1": "a", "q2": "4", "q3": ["a"], "q5": ["a"], "q6": "70"}


@pytest.mark.parametrize(
    ("answers", "seconds", "is_repeated", "found"),
    [
        (WHOLE, 60, False, ()),
        (WHOLE, None, False, ()),
        (WHOLE, 5, False, ("fast",)),
        (WHOLE, 60, True, ("device",)),
        ({"q1": "a"}, 60, False, ("incomplete",)),
        ({"q1": "c", "q6": "70"}, 60, False, ()),
        (WHOLE | {"q4": {"a": "4", "b": "4"}}, 60, False, ("straight",)),
        (WHOLE | {"q4": {"a": "4", "b": "3"}}, 60, False, ()),
    ],
)
def test_which_sheets_count(
    answers: dict[str, Any], seconds: int | None, is_repeated: bool, found: tuple[str, ...]
) -> None:
    rules = Rules(alike=3)
    told = quality.reasons(EVERY_KIND, answers, rules, seconds=seconds, is_repeated=is_repeated)
    assert told == found
    off = Rules(complete=False, seconds=Decimal(0), alike=0, once_per_device=False)
    assert quality.reasons(EVERY_KIND, answers, off, seconds=seconds, is_repeated=is_repeated) == ()


def test_rules_are_kept_as_far_as_they_differ() -> None:
    rules = Rules(seconds=Decimal(0), alike=0, conclusion=Decimal(80))
    assert quality.read_rules(quality.write_rules(rules)) == rules
    assert quality.write_rules(Rules()) == {}
    assert quality.read_rules({"alike": "many"}) == Rules()


def test_what_a_survey_of_a_low_valid_rate_may_be_used_for() -> None:
    told = [quality.standing(Decimal(rate), Rules()) for rate in (29, 30, 50, 70)]
    assert ["不宜采用" in told[0], "只宜作参考" in told[1], "须说明理由" in told[2], told[3]] == [
        True,
        True,
        True,
        "",
    ]
    assert quality.standing(None, Rules()) == ""
