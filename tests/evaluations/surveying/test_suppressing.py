"""What is not shown of tables with few people in a cell."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evaluations.surveying.suppressing import FEWEST, hidden, hidden_groups

TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 14), min_size=width, max_size=width), min_size=1, max_size=4
    )
)


def with_totals(table: list[list[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def known_exactly(full: list[list[int]], gone: frozenset[tuple[int, int]]) -> set[tuple[int, int]]:
    """The hidden cells that the equations of all rows and columns determine: by elimination, to be sure."""
    places, last = sorted(gone), (len(full) - 1, len(full[0]) - 1)
    rows = [[(r == row) * (1 if c != last[1] else -1) for r, c in places] for row in range(len(full))]
    columns = [
        [(c == column) * (1 if r != last[0] else -1) for r, c in places] for column in range(len(full[0]))
    ]
    system = [[Fraction(x) for x in equation] for equation in (*rows, *columns)]
    return {places[at] for at in determined(system, len(places))}


def determined(rows: list[list[Fraction]], width: int) -> set[int]:
    """The unknowns that stand alone in a row of the reduced system."""
    at = 0
    for column in range(width):
        pivot = next((r for r in range(at, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [x / rows[at][column] for x in rows[at]]
        for r in range(len(rows)):
            if r != at and rows[r][column]:
                rows[r] = [x - rows[r][column] * y for x, y in zip(rows[r], rows[at], strict=True)]
        at += 1
    filled = [[c for c in range(width) if row[c]] for row in rows]
    return {columns[0] for columns in filled if len(columns) == 1}


def test_a_small_cell_takes_three_others_with_it() -> None:
    assert hidden([[2, 30, 40], [20, 31, 41], [22, 32, 42]]) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_of_two_rows_no_more_than_one_other_column_goes() -> None:
    table = [[23, 26, 39, 15, 7, 10], [8, 13, 15, 5, 3, 9]]
    assert hidden(table) == {(0, 4), (0, 5), (1, 4), (1, 5)}


def test_nothing_is_hidden_where_nobody_or_enough_people_are() -> None:
    assert hidden([[5, 0], [0, 6]]) == frozenset()
    assert hidden([[0, 0]]) == frozenset()


def test_one_small_group_hides_the_next_larger_one_too() -> None:
    assert hidden_groups([3, 40, 9]) == {0, 2}
    assert hidden_groups([3, 4, 90]) == {0, 1}
    assert hidden_groups([1, 1, 90, 80]) == {0, 1, 3}
    assert hidden_groups([30, 40]) == frozenset()
    assert hidden_groups([3]) == {0}


@given(TABLES)
def test_no_small_cell_is_shown_nor_can_be_worked_out(table: list[list[int]]) -> None:
    full, gone = with_totals(table), hidden(table)
    cells = set(itertools.product(range(len(full)), range(len(full[0]))))
    small = {(r, c) for r, c in cells if 0 < full[r][c] < FEWEST}
    assert small <= gone
    assert not small & known_exactly(full, gone)
    assert all(full[r][c] for r, c in gone)


@given(TABLES)
def test_what_is_hidden_in_a_row_beside_its_total_are_enough_people(table: list[list[int]]) -> None:
    gone = hidden(table)
    for row, counts in enumerate(table):
        away = sum(count for column, count in enumerate(counts) if (row, column) in gone)
        assert not 0 < away < FEWEST or (row, len(counts)) in gone


@given(TABLES)
def test_tables_of_many_people_are_shown_whole(table: list[list[int]]) -> None:
    assert hidden([[count + FEWEST for count in row] for row in table]) == frozenset()
