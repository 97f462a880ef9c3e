"""Of which base a question's shares are, and that they add up where they can."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.surveying.shares import adds_up, base_of, shares_of

D = Decimal


@pytest.mark.parametrize(
    ("kind", "counts", "known", "base"),
    [
        ("single", (3, 2), {"answered": 7, "valid": 8, "returned": 9}, 7),
        ("single", (3, 2), {"valid": 8, "returned": 9}, 8),
        ("multiple", (3, 2), {"returned": 9}, 9),
        ("single", (3, 2), {"answered": 0, "valid": 8}, 0),
        ("single", (3, 2), {}, 5),
        ("single", (3, None), {}, None),
        ("scale", (), {}, None),
        ("multiple", (3, 2), {}, None),
        ("text", (3, 2), {}, None),
    ],
)
def test_the_base(kind: str, counts: tuple[int | None, ...], known: dict[str, int], base: int | None) -> None:
    assert base_of(kind, counts, **known) == base


def test_ties_go_to_the_larger_count() -> None:
    assert shares_of("single", (32, 68, 20), 120) == (D("26.67"), D("56.67"), D("16.66"))
    assert shares_of("single", (42, 61, 17), 120) == (D("35.00"), D("50.83"), D("14.17"))
    assert adds_up("single", (32, 68, 20), 120)


@pytest.mark.parametrize(
    ("kind", "counts", "base", "found"),
    [
        ("multiple", (1, 1, 1), 3, ("33.33", "33.33", "33.33")),
        ("text", (2, 2), 4, ("50.00", "50.00")),
        ("single", (1, 1, None), 3, ("33.33", "33.33", None)),
        ("single", (1, 1), 3, ("33.33", "33.33")),
        ("single", (1, 1), 0, (None, None)),
        ("single", (0, 0), 0, (None, None)),
        ("single", (1, 1), None, (None, None)),
    ],
)
def test_where_they_cannot_each_is_rounded_by_itself(
    kind: str, counts: tuple[int | None, ...], base: int | None, found: tuple[str | None, ...]
) -> None:
    assert shares_of(kind, counts, base) == tuple(None if one is None else D(one) for one in found)
    assert not adds_up(kind, counts, base)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_a_single_choice_adds_up_to_a_hundred(counts: list[int]) -> None:
    base = base_of("single", counts)
    found = [share for share in shares_of("single", counts, base) if share is not None]
    assert sum(found) == D(100)
