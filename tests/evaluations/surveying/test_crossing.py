"""Cross tables, and what of one part of the answers is shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evaluations.surveying import coding
from evaluations.surveying.counting import count
from evaluations.surveying.crossing import GROUP, Cross, Pairs, axes, crossed, pair
from evaluations.surveying.segments import SHOWN, veils
from tests.evaluations.surveying.samples import EVERY_KIND, sheets

AXES = {axis.key: axis for axis in axes(EVERY_KIND)}


def crossing(first: str, second: str, parts: dict[str, list[dict[str, Any]]]) -> Cross:
    """Sheets by group → the table."""
    pairs = Pairs()
    for group, rows in parts.items():
        coded = [coding.encode(EVERY_KIND, row)[0] for row in rows]
        pair(EVERY_KIND, coded, (first, second), pairs, group=group)
    return crossed(AXES[first], AXES[second], pairs)


def counts(table: Cross) -> list[list[int | None]]:
    return [[cell.count for cell in cells] for _, cells, _ in table.rows]


def test_only_groups_and_questions_of_choices_are_crossed() -> None:
    assert list(AXES) == [GROUP, "q1", "q2", "q3", "q4.a", "q4.b"]
    assert AXES["q4.a"].title == "4. 请评价各项服务　助餐"


def test_a_group_by_a_single_choice() -> None:
    rows = {"old": [{"q1": "a"}] * 6 + [{"q1": "b"}] * 12 + [{}], "family": [{"q1": "a"}] * 7}
    table = crossing(GROUP, "q1", rows)
    assert [label for label, *_ in table.rows] == ["老人", "家属"]
    assert counts(table) == [[6, 12, 0], [7, 0, 0]]
    assert [cell.of_row for cell in table.rows[0][1]] == [Decimal("33.33"), Decimal("66.67"), Decimal("0.00")]
    assert table.rows[0][1][0].of_column == Decimal("46.15")
    assert table.rows[0][1][1].of_all == Decimal("48.00")
    assert ([cell.count for cell in table.totals], table.base) == ([13, 12, 0], 25)
    assert not table.has_hidden


def test_of_a_multiple_choice_the_shares_are_of_the_sheets() -> None:
    rows = [{"q1": "a", "q3": ["a", "b"]}] * 10 + [{"q1": "b", "q3": ["a"]}] * 10
    table = crossing("q1", "q3", {"": rows})
    assert counts(table) == [[10, 10, 0, 0], [10, 0, 0, 0], [0, 0, 0, 0]]
    assert [cell.of_row for cell in table.rows[0][1]][:2] == [Decimal("100.00")] * 2
    assert [cell.count for cell in table.totals] == [20, 10, 0, 0]


def test_small_cells_are_not_shown_nor_what_tells_them() -> None:
    rows = [{"q1": "a", "q2": "4"}] * 2 + [{"q1": "a", "q2": "3"}] * 20
    rows += [{"q1": "b", "q2": "4"}] * 20 + [{"q1": "b", "q2": "3"}] * 20
    table = crossing("q1", "q2", {"": rows})
    assert [row[:2] for row in counts(table)] == [[None, None], [None, None], [0, 0]]
    assert [total.count for *_, total in table.rows] == [22, 40, 0]
    assert table.has_hidden


def test_who_took_a_choice_may_not_follow_from_who_did_not() -> None:
    rows = [{"q1": "a", "q3": ["a"]}] * 18 + [{"q1": "a", "q3": ["b"]}] * 2 + [{"q1": "b", "q3": ["a"]}] * 20
    table = crossing("q1", "q3", {"": rows})
    assert table.rows[0][1][0].count is None


def test_those_without_a_group_stand_at_the_end() -> None:
    table = crossing(GROUP, "q1", {"old": [{"q1": "a"}] * 9, "": [{"q1": "b"}] * 9})
    assert [label for label, *_ in table.rows] == ["老人", "家属", "未说明群体"]


@given(st.lists(sheets(), max_size=12), st.sampled_from(list(AXES)), st.sampled_from(list(AXES)))
def test_no_shown_cell_is_of_few_people(rows: list[dict[str, Any]], first: str, second: str) -> None:
    table = crossing(first, second, {"old": rows})
    shown = [cell.count for _, cells, total in table.rows for cell in (*cells, total)]
    shown += [cell.count for cell in table.totals]
    assert all(one is None or one == 0 or one >= 5 for one in shown)


# One part beside all ------------------------------------------------------------------------------


def of(*rows: dict[str, Any]) -> dict[str, Any]:
    return count(EVERY_KIND, [coding.encode(EVERY_KIND, row)[0] for row in rows])


def test_a_part_of_few_answers_is_not_shown_at_all() -> None:
    parts = {"old": of(*[{"q1": "a"}] * 3), "family": of(*[{"q1": "a"}] * 30)}
    assert veils(EVERY_KIND, parts, "old")["q1"].is_whole
    assert veils(EVERY_KIND, parts, "family")["q1"].is_whole
    assert veils(EVERY_KIND, parts, "nobody")["q1"].is_whole


def test_with_one_small_choice_all_that_were_taken_go_but_not_the_share_of_the_satisfied() -> None:
    old = of(*[{"q2": "4"}] * 3, *[{"q2": "3"}] * 9, *[{"q2": "1"}] * 9)
    family = of(*[{"q2": "4"}] * 30, *[{"q2": "3"}] * 30, *[{"q2": "1"}] * 30)
    veil = veils(EVERY_KIND, {"old": old, "family": family}, "old")["q2"]
    assert veil.choices == {"4", "3", "1"}
    assert veil.has_share
    assert not veil.is_whole


def test_what_enough_people_took_is_shown() -> None:
    parts = {"old": of(*[{"q3": ["a"], "q6": "70"}] * 9), "family": of(*[{"q3": ["a"], "q6": "50"}] * 30)}
    found = veils(EVERY_KIND, parts, "old")
    assert (found["q3"], found["q6"]) == (SHOWN, SHOWN)
