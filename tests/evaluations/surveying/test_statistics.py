"""What is said of each question: the published figures, and what holds for all."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.surveying import coding
from evaluations.surveying.counting import Count, count, merged
from evaluations.surveying.definition import (
    MULTIPLE,
    SCALE,
    SINGLE,
    WEIGHTED,
    Choice,
    Group,
    Item,
    Questionnaire,
)
from evaluations.surveying.intervals import Interval, joint, of_mean, of_share
from evaluations.surveying.statistics import Finding, describe, overall, union
from tests.evaluations.surveying.samples import EVERY_KIND, SERVICE, choices, sheets

D = Decimal


def asked(key: str, *labels: str, satisfied: int, **values: Any) -> Item:
    made = tuple(
        replace(choice, satisfied=place < satisfied) for place, choice in enumerate(choices(*labels))
    )
    return Item(id=key, kind=SINGLE, text="？", choices=made, satisfaction=True, **values)


HONGDA = Questionnaire(
    title="消费者问卷",
    items=(
        asked("q1", "是，经常关注", "不经常，偶尔关注", "不关注", satisfied=2),
        asked("q2", "很满意", "基本满意", "不满意", satisfied=2),
    ),
)


def counted(answered: int, **chosen: int) -> Count:
    return Count(answered=answered, chosen=Counter(chosen))


def by_key(questionnaire: Questionnaire, rows: list[dict[str, Any]]) -> dict[str, Finding]:
    coded = [coding.encode(questionnaire, row)[0] for row in rows]
    return {one.key: one for one in describe(questionnaire, count(questionnaire, coded))}


def test_the_published_figures_of_hongda() -> None:
    counts = {"q1": counted(120, a=42, b=61, c=17), "q2": counted(120, a=32, b=68, c=20)}
    first, second = describe(HONGDA, counts)
    assert [part.share for part in first.parts] == [D("35.00"), D("50.83"), D("14.17")]
    assert [part.share for part in second.parts] == [D("26.67"), D("56.67"), D("16.66")]
    assert first.satisfied is not None
    assert second.satisfied is not None
    assert (first.satisfied.value, second.satisfied.value) == (D("85.83"), D("83.33"))
    assert second.satisfied.interval == Interval(low=D("75.65"), high=D("88.94"))
    found = overall(HONGDA, [first, second])
    assert found is not None
    assert found.figure.exact == Fraction(10000 + 10300, 240)
    assert (found.figure.value, found.figure.base) == (D("84.58"), 120)


def test_those_who_stand_aside_are_left_out_of_both_formulas() -> None:
    rows = [{"q2": "4"}] * 6 + [{"q2": "2"}] * 4 + [{"q2": "x"}] * 5
    coded = [coding.encode(ONE, row)[0] for row in rows]
    (found,) = describe(ONE, count(ONE, coded))
    assert found.base == 15
    assert found.satisfied is not None
    assert found.score is not None
    assert (found.satisfied.value, found.satisfied.base) == (D("60.00"), 10)
    assert (found.score.value, found.score.base) == (D("80.00"), 10)
    assert overall(replace(ONE, formula=WEIGHTED), [found]).figure == found.score  # type: ignore[union-attr]


ONE = Questionnaire(
    title="一题",
    items=(
        replace(
            SERVICE,
            choices=tuple(
                Choice(id=key, label=key, score=score, satisfied=key in "43", aside=key == "x")
                for key, score in (("4", D(100)), ("3", D(75)), ("2", D(50)), ("x", None))
            ),
        ),
    ),
)


def test_nothing_is_said_of_what_nobody_answered() -> None:
    found = by_key(EVERY_KIND, [])
    assert {one.base for one in found.values()} == {0}
    assert all(part.share is None and part.rank is None for one in found.values() for part in one.parts)
    assert overall(EVERY_KIND, found.values()) is None
    assert found["q6"].mean is None


def test_numbers_dates_ranks_and_matrices() -> None:
    rows = [
        {"q6": "70", "q7": "2024-03-01", "q5": ["b", "a", "c"], "q4": {"a": "4"}},
        {"q6": "61", "q7": "2023-01-01", "q5": ["b"], "q4": {"a": "3", "b": "0"}},
        {"q6": "66.5"},
        {"q6": "65"},
    ]
    found = by_key(EVERY_KIND, rows)
    assert found["q6"].mean is not None
    assert (found["q6"].mean.value, found["q6"].median) == (D("65.63"), D("65.75"))
    assert (found["q6"].least, found["q6"].most) == ("61", "70")
    assert (found["q7"].base, found["q7"].least, found["q7"].most) == (2, "2023-01-01", "2024-03-01")
    ranks = {part.choice.id: (part.count, part.rank) for part in found["q5"].parts}
    assert ranks == {"a": (0, D("2.00")), "b": (2, D("1.00")), "c": (0, D("3.00"))}
    assert (found["q4.a"].base, found["q4.b"].base) == (2, 1)
    assert found["q4.a"].title == "请评价各项服务　助餐"


def test_a_scale_of_numbers_has_their_mean() -> None:
    item = Item(id="q1", kind=SCALE, text="打几分？", choices=choices("8", "9分", "10"))
    found = by_key(Questionnaire(title="", items=(item,)), [{"q1": "a"}, {"q1": "b"}])["q1"]
    assert found.mean is not None
    assert found.mean.value == D("8.50")


@given(st.lists(sheets(), max_size=10))
def test_shares_of_what_counts_once_add_up(rows: list[dict[str, Any]]) -> None:
    for found in by_key(EVERY_KIND, rows).values():
        if found.base and found.parts and found.item.kind != MULTIPLE:
            assert sum(part.share for part in found.parts if part.share is not None) == 100
        assert all(part.count <= found.base for part in found.parts)


def test_answers_to_several_versions_are_one_questionnaire() -> None:
    older = Questionnaire(
        title="旧", groups=(Group(id="z", label="其他人"),), items=(asked("q1", "甲", "乙", satisfied=1),)
    )
    newer = Questionnaire(
        title="新",
        items=(
            Item(id="q9", kind=SINGLE, text="新题", choices=choices("甲", "乙")),
            replace(older.items[0], choices=(Choice(id="a", label="甲等"), Choice(id="k", label="丙"))),
        ),
    )
    both = union([newer, older])
    assert [item.id for item in both.items] == ["q9", "q1"]
    assert [choice.label for choice in both.items[1].choices] == ["甲等", "丙", "乙"]
    assert [group.id for group in both.groups] == ["z"]
    counts = merged([count(older, ["0", "1"]), count(newer, ["1,1"])])
    assert [part.count for part in describe(both, counts)[1].parts] == [1, 1, 1]


# Intervals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "base", "level", "low", "high"),
    [
        (103, 120, 95, "78.48", "90.96"),
        (0, 10, 95, "0.00", "27.75"),
        (10, 10, 95, "72.25", "100.00"),
        (50, 100, 99, "37.53", "62.47"),
    ],
)
def test_wilson(part: int, base: int, level: int, low: str, high: str) -> None:
    assert of_share(part, base, level=level) == Interval(low=D(low), high=D(high))


def test_who_asks_everybody_knows() -> None:
    assert of_share(83, 100, population=100) == Interval(low=D("83.00"), high=D("83.00"))
    assert of_mean([(D(1), 5), (D(3), 5)], population=10) == Interval(low=D("2.00"), high=D("2.00"))


def test_means_of_few_answers_are_of_students_t() -> None:
    assert of_mean([(D(1), 1)]) is None
    assert of_mean([(D(10), 1), (D(20), 1)]) == Interval(low=D("-48.53"), high=D("78.53"))
    assert of_mean([(D(0), 15), (D(100), 15)], highest=D(100)) == Interval(low=D("31.80"), high=D("68.20"))


def test_of_several_questions_it_is_the_mean_of_the_bounds() -> None:
    first, second = Interval(low=D(70), high=D(80)), Interval(low=D(81), high=D(90))
    assert joint([first, second]) == Interval(low=D("75.50"), high=D("85.00"))
    assert joint([first, None]) is None
    assert joint([]) is None


@given(st.integers(1, 400).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_a_share_lies_in_its_interval_and_the_surer_the_wider(case: tuple[int, int]) -> None:
    part, base = case
    found = [of_share(part, base, level=level) for level in (90, 95, 99)]
    for narrow, wide in itertools.pairwise(found):
        assert narrow is not None
        assert wide is not None
        assert 0 <= wide.low <= narrow.low <= round(Fraction(100 * part, base), 2) + Fraction(1, 100)
        assert round(Fraction(100 * part, base), 2) - Fraction(1, 100) <= narrow.high <= wide.high <= 100
