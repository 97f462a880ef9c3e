"""满意度 by both formulas, as published evaluations compute it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evaluations.surveying.satisfaction import (
    base,
    figure,
    mean,
    told_top,
    told_weighted,
    top_share,
    weighted,
)

D = Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    label: str
    count: int | None
    score: Decimal | None = None
    satisfied: bool = False
    aside: bool = False


HONGDA = (
    One(label="很满意", count=32, score=D(100), satisfied=True),
    One(label="基本满意", count=68, score=D(75), satisfied=True),
    One(label="不满意", count=20, score=D(0)),
)
ASIDE = One(label="没有用过", count=40, aside=True)


def test_published_share_of_satisfied_answers() -> None:
    assert figure(top_share(HONGDA)) == D("83.33")
    assert told_top(HONGDA) == "（很满意32 + 基本满意68）÷ 120"


def test_weighted_score() -> None:
    assert weighted(HONGDA) == Fraction(32 * 100 + 68 * 75, 120)
    assert figure(weighted(HONGDA)) == D("69.17")
    assert told_weighted(HONGDA) == "（很满意32 × 100 + 基本满意68 × 75 + 不满意20 × 0）÷ 120"


def test_who_has_never_used_a_service_is_left_out() -> None:
    assert base((*HONGDA, ASIDE)) == 120
    assert top_share((*HONGDA, ASIDE)) == top_share(HONGDA)
    assert weighted((*HONGDA, ASIDE)) == weighted(HONGDA)


def test_what_is_not_known_is_not_said() -> None:
    unknown = One(label="一般", count=None, score=D(50))
    assert (top_share((*HONGDA, unknown)), weighted((*HONGDA, unknown))) == (None, None)
    assert top_share((One(label="是", count=3), One(label="否", count=2))) is None
    assert weighted((One(label="是", count=3, score=D(100)), One(label="否", count=2))) is None
    assert top_share((One(label="很满意", count=0, satisfied=True),)) is None
    assert (figure(None), told_top(()), told_weighted(())) == (None, "", "")


def test_mean_of_questions_is_rounded_once() -> None:
    assert figure(mean([Fraction(100, 3), Fraction(100, 3), None])) == D("33.33")
    assert mean([None]) is None


COUNTED = st.builds(
    One,
    label=st.just("甲"),
    count=st.integers(0, 10**6),
    score=st.sampled_from([D(0), D(25), D("62.5"), D(100)]),
    satisfied=st.booleans(),
    aside=st.booleans(),
)


@given(st.lists(COUNTED, max_size=8))
def test_both_stay_between_nothing_and_all(tallies: list[One]) -> None:
    for found in (top_share(tallies), weighted(tallies)):
        assert found is None or 0 <= found <= 100
