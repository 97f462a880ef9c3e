"""Sample sizes by worked examples and laws; parts that add up; a draw that can be repeated."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.surveying.samples import Z_VALUES, draw, required, spread

POPULATIONS = st.integers(1, 10_000_000)
MARGINS = st.decimals(Decimal("0.1"), Decimal(50), places=1)
SHARES = st.decimals(Decimal(1), Decimal(99), places=1)
CONFIDENCES = st.sampled_from(sorted(Z_VALUES))


@pytest.mark.parametrize(
    ("population", "confidence", "margin", "share", "unlimited", "size"),
    [
        (None, 95, "5", "50", "384.16", 385),
        (None, 95, "3", "50", "1067.11", 1068),
        (None, 99, "5", "50", "663.58", 664),
        (None, 90, "5", "50", "270.60", 271),
        (2000, 95, "5", "50", "384.16", 323),
        (10_000, 95, "5", "50", "384.16", 370),
        (120, 95, "5", "50", "384.16", 92),
        (1, 95, "5", "50", "384.16", 1),
        (None, 95, "5", "20", "245.86", 246),
    ],
)
def test_worked_examples(
    population: int | None, confidence: int, margin: str, share: str, unlimited: str, size: int
) -> None:
    found = required(
        population=population, confidence=confidence, margin=Decimal(margin), share=Decimal(share)
    )
    assert (found.unlimited_text, found.size) == (unlimited, size)


@given(POPULATIONS, CONFIDENCES, MARGINS, SHARES)
def test_never_more_than_there_are_and_never_nobody(
    population: int, confidence: int, margin: Decimal, share: Decimal
) -> None:
    found = required(population=population, confidence=confidence, margin=margin, share=share)
    assert 1 <= found.size <= population


@given(POPULATIONS, POPULATIONS, CONFIDENCES, CONFIDENCES, MARGINS, MARGINS)
def test_more_people_more_certainty_less_margin_need_more(
    one: int, other: int, sure: int, surer: int, narrow: Decimal, wide: Decimal
) -> None:
    least = required(population=min(one, other), confidence=min(sure, surer), margin=max(narrow, wide))
    most = required(population=max(one, other), confidence=max(sure, surer), margin=min(narrow, wide))
    endless = required(population=None, confidence=max(sure, surer), margin=min(narrow, wide))
    half = required(population=one, confidence=sure, margin=narrow)
    other_share = required(population=one, confidence=sure, margin=narrow, share=Decimal(30))
    assert least.size <= most.size <= endless.size
    assert other_share.size <= half.size


@pytest.mark.parametrize(
    "values",
    [
        {"confidence": 80},
        {"margin": Decimal(0)},
        {"margin": Decimal(100)},
        {"share": Decimal(0)},
        {"share": Decimal(100)},
        {"population": 0},
    ],
)
def test_what_makes_no_sense_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        required(**({"population": 100, "confidence": 95, "margin": Decimal(5)} | values))


def test_a_total_is_spread_by_the_largest_remainder() -> None:
    assert spread(100, [1, 1, 1]) == (34, 33, 33)
    assert spread(120, [500, 300, 200]) == (60, 36, 24)
    assert spread(5, [10, 0, 1]) == (5, 0, 0)
    assert spread(1, [1, 3, 3]) == (0, 1, 0)


@given(st.integers(0, 5000), st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any))
def test_parts_add_up_and_are_nearly_exact(total: int, sizes: list[int]) -> None:
    parts = spread(total, sizes)
    assert sum(parts) == total
    whole = sum(sizes)
    assert all(abs(part * whole - total * size) < whole for part, size in zip(parts, sizes, strict=True))


@pytest.mark.parametrize(("total", "sizes"), [(5, [0, 0]), (5, [-1, 3]), (-1, [1])])
def test_nobody_is_not_spread(total: int, sizes: list[int]) -> None:
    with pytest.raises(ValueError, match="groups"):
        spread(total, sizes)


def test_the_same_seed_draws_the_same() -> None:
    assert draw(10, 4, 20250417) == (9, 6, 8, 1)
    assert draw(3, 0, 1) == ()
    with pytest.raises(ValueError, match="no more"):
        draw(3, 4, 1)


@given(st.integers(0, 300), st.integers(0, 2**63 - 1), st.data())
def test_a_larger_draw_begins_with_the_smaller(total: int, seed: int, data: st.DataObject) -> None:
    more = data.draw(st.integers(0, total))
    fewer = data.draw(st.integers(0, more))
    drawn = draw(total, more, seed)
    assert draw(total, fewer, seed) == drawn[:fewer]
    assert len(set(drawn)) == more
    assert set(drawn) <= set(range(total))
