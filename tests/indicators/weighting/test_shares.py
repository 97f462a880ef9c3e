"""Weights are split exactly, whatever the order."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.weighting import NotDivisible, equal, means, split

D = Decimal
PARTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=40).filter(any)
PLACES = st.integers(0, 4)


@given(total=st.integers(0, 100_000), parts=PARTS, decimals=PLACES)
def test_the_shares_add_up_exactly(total: int, parts: list[int], decimals: int) -> None:
    whole = D(total).scaleb(-decimals)
    shares = split(whole, [D(part) for part in parts], decimals)
    assert sum(shares) == whole
    assert all(share.as_tuple().exponent == -decimals for share in shares)


@given(total=st.integers(0, 1000), parts=PARTS, decimals=PLACES)
def test_no_share_is_a_whole_unit_off(total: int, parts: list[int], decimals: int) -> None:
    shares = split(D(total), [D(part) for part in parts], decimals)
    unit = Fraction(1, 10**decimals)
    for share, part in zip(shares, parts, strict=True):
        assert abs(Fraction(share) - Fraction(total * part, sum(parts))) < unit


@given(parts=PARTS, decimals=PLACES, shuffled=st.randoms(use_true_random=False))
def test_the_order_does_not_matter(parts: list[int], decimals: int, shuffled: object) -> None:
    order = list(range(len(parts)))
    shuffled.shuffle(order)  # type: ignore[attr-defined]
    plain = split(D(100), [D(part) for part in parts], decimals)
    turned = split(D(100), [D(parts[place]) for place in order], decimals)
    assert sorted(plain) == sorted(turned)


@pytest.mark.parametrize(
    ("total", "count", "decimals", "shares"),
    [
        ("100", 3, 2, ["33.33", "33.33", "33.34"]),
        ("10", 6, 1, ["1.6", "1.6", "1.7", "1.7", "1.7", "1.7"]),
        ("12.5", 2, 2, ["6.25", "6.25"]),
        ("35", 4, 0, ["8", "9", "9", "9"]),
    ],
)
def test_equal_parts(total: str, count: int, decimals: int, shares: list[str]) -> None:
    assert equal(D(total), count, decimals) == tuple(map(D, shares))


@pytest.mark.parametrize(
    ("total", "parts", "decimals", "said"),
    [
        ("12.5", ["1", "1"], 0, "要分配的权重12.5超过0位小数，分不尽；请多取几位小数。"),
        ("10", ["0", "0"], 1, "各项都是0，无法按比例分配；可以改用平均分配。"),
        ("10", ["-1", "2"], 1, "权重不能是负数。"),
    ],
)
def test_what_cannot_be_split(total: str, parts: list[str], decimals: int, said: str) -> None:
    with pytest.raises(NotDivisible) as refused:
        split(D(total), [D(part) for part in parts], decimals)
    assert str(refused.value) == said


def test_means_are_exact() -> None:
    assert means([[D("10"), D("20")], [D("11"), D("20")], [D("10"), D("21")]]) == (
        Fraction(31, 3),
        Fraction(61, 3),
    )
