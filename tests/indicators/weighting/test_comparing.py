"""AHP: the known example, and laws of any matrix."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.weighting import Comparison, Incomplete, aggregate, basis, compare, method_text
from indicators.weighting.words import AHP, EQUAL, MEAN

D = Decimal
EXAMPLE = {(0, 1): Fraction(3), (0, 2): Fraction(5), (1, 2): Fraction(3)}
SCALE = [Fraction(step) for step in range(1, 10)] + [Fraction(1, step) for step in range(2, 10)]


@st.composite
def matrices(draw: st.DrawFn) -> tuple[int, dict[tuple[int, int], Fraction]]:
    count = draw(st.integers(1, 7))
    return count, {pair: draw(st.sampled_from(SCALE)) for pair in combinations(range(count), 2)}


def at(number: Decimal, places: int) -> str:
    return str(number.quantize(D(1).scaleb(-places), ROUND_HALF_UP))


def test_the_known_example() -> None:
    """For three things the eigenvalue is 1 + t + 1/t with t³ = a₁₂·a₂₃/a₁₃ = 9/5: 3.03851."""
    found = compare(3, EXAMPLE)
    assert [at(weight, 3) for weight in found.weights] == ["0.637", "0.258", "0.105"]
    assert (at(found.largest, 5), at(found.index, 4), found.random) == ("3.03851", "0.0193", D("0.58"))
    assert (at(found.ratio, 3), found.is_consistent) == ("0.033", True)


def test_which_pair_disagrees_most() -> None:
    cyclic = {(0, 1): Fraction(9), (1, 2): Fraction(9), (0, 2): Fraction(1, 9)}
    found = compare(3, cyclic)
    assert (found.is_consistent, found.weights[0]) == (False, found.weights[1])
    four = {pair: Fraction(1) for pair in combinations(range(4), 2)} | {(1, 3): Fraction(9)}
    found = compare(4, four)
    assert (found.worst, found.suggested) == ((1, 3), Fraction(3))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_judgements_that_agree_have_ratio_zero(sizes: list[int]) -> None:
    pairs = {(one, two): Fraction(sizes[one], sizes[two]) for one, two in combinations(range(len(sizes)), 2)}
    found = compare(len(sizes), pairs)
    assert (found.ratio, found.largest, found.worst) == (0, len(sizes), None)
    assert [at(weight, 25) for weight in found.weights] == [at(D(size) / D(sum(sizes)), 25) for size in sizes]


@given(matrices())
def test_weights_add_up_and_lambda_is_at_least_n(matrix: tuple[int, dict[tuple[int, int], Fraction]]) -> None:
    count, judgements = matrix
    found = compare(count, judgements)
    assert abs(sum(map(Fraction, found.weights)) - 1) < Fraction(1, 10**28)
    assert found.largest >= count
    assert all(weight > 0 for weight in found.weights)


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_things_does_not_matter(
    matrix: tuple[int, dict[tuple[int, int], Fraction]], chance: object
) -> None:
    count, judgements = matrix
    order = list(range(count))
    chance.shuffle(order)  # type: ignore[attr-defined]
    place = {old: new for new, old in enumerate(order)}
    turned = {}
    for (one, two), ratio in judgements.items():
        first, second = place[one], place[two]
        turned[min(first, second), max(first, second)] = ratio if first < second else 1 / ratio
    plain, other = compare(count, judgements), compare(count, turned)
    assert [other.weights[place[old]] for old in range(count)] == list(plain.weights)
    assert (other.largest, other.ratio) == (plain.largest, plain.ratio)


@given(matrices())
def test_the_reverse_of_all_judgements_turns_the_weights_round(
    matrix: tuple[int, dict[tuple[int, int], Fraction]],
) -> None:
    count, judgements = matrix
    plain = compare(count, judgements)
    other = compare(count, {pair: 1 / ratio for pair, ratio in judgements.items()})
    products = [one * two for one, two in zip(plain.weights, other.weights, strict=True)]
    assert max(products) - min(products) < D("1e-25")


@given(matrices(), st.integers(1, 5))
def test_experts_of_one_mind_are_one_expert(
    matrix: tuple[int, dict[tuple[int, int], Fraction]], people: int
) -> None:
    count, judgements = matrix
    together = compare(count, aggregate([judgements] * people))
    assert [at(weight, 25) for weight in together.weights] == [
        at(weight, 25) for weight in compare(count, judgements).weights
    ]


def test_opposite_experts_cancel() -> None:
    opposite = {pair: 1 / ratio for pair, ratio in EXAMPLE.items()}
    found = compare(3, aggregate([EXAMPLE, opposite]))
    assert [at(weight, 20) for weight in found.weights] == [at(D(1) / 3, 20)] * 3


def test_missing_pairs_and_too_many_things_are_told() -> None:
    with pytest.raises(Incomplete) as told:
        compare(3, {(0, 1): Fraction(3)})
    assert told.value.pairs == ((0, 2), (1, 2))
    with pytest.raises(ValueError, match="一次最多比较15项，现有16项"):
        compare(16, {})


def test_the_words() -> None:
    found = compare(3, EXAMPLE)
    assert basis(AHP, people=3, found=found) == (
        "权重由3名专家采用层次分析法两两比较确定，CR=0.033<0.1，通过一致性检验。"
    )
    assert basis(MEAN, people=5) == "权重由5名专家分别赋权，取平均值后归一化确定。"
    assert basis("normalise") == ""
    assert method_text(AHP, branch="C 产出", names=["数量", "质量", "时效"], people=3, found=found) == (
        "C 产出下3项指标（数量、质量、时效）的权重采用层次分析法（AHP）确定：3名专家按1～9标度两两比较，"
        "判断矩阵按几何平均合成，用方根法求得相对权重（数量0.6370、质量0.2583、时效0.1047），"
        "λmax=3.0385，CI=0.0193，RI=0.58，CR=0.033<0.1，通过一致性检验。"
    )
    assert method_text(EQUAL, branch="一级", names=["决策", "产出"]) == (
        "一级下2项指标（决策、产出）的权重按同等重要平均分配。"
    )
    assert "3名专家分别赋权" in method_text(MEAN, branch="一级", names=["决策"], people=3)
    assert method_text("normalise", branch="一级", names=["决策"]) == ""


def test_inconsistent_judgements_are_called_so() -> None:
    found = compare(3, {(0, 1): Fraction(9), (1, 2): Fraction(9), (0, 2): Fraction(1, 9)})
    assert isinstance(found, Comparison)
    assert basis(AHP, people=1, found=found).endswith("≥0.1，未通过一致性检验。")
