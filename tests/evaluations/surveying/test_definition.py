"""Questionnaires as data, what is wrong with them, the way through them, and the coding of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.surveying import coding, intake, plainly, problems, routing
from evaluations.surveying.definition import END, WEIGHTED, Choice, Item, Jump, Questionnaire
from tests.evaluations.surveying.samples import (
    ADVICE,
    AGE,
    CHANNELS,
    ENDING,
    EVERY_KIND,
    KNOWS,
    ORDER,
    PARTS,
    SERVICE,
    SINCE,
    choices,
    sheets,
)


def sent_of(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a browser would send for these answers."""
    sent: dict[str, list[str]] = {}
    for key, value in answers.items():
        if isinstance(value, dict):
            sent |= {f"{key}.{line}": [choice] for line, choice in value.items()}
        elif isinstance(value, list) and key == ORDER.id:
            sent |= {f"{key}.{choice}": [str(rank)] for rank, choice in enumerate(value, 1)}
        else:
            sent[key] = value if isinstance(value, list) else [value]
    return sent


def test_plain_data_says_all() -> None:
    assert plainly.read(plainly.write(EVERY_KIND)) == EVERY_KIND
    renamed = replace(EVERY_KIND, title="另一份")
    assert plainly.digest(EVERY_KIND) == plainly.digest(plainly.read(plainly.write(EVERY_KIND)))
    assert plainly.digest(EVERY_KIND) != plainly.digest(renamed)


def test_data_that_is_no_questionnaire_says_where() -> None:
    with pytest.raises(plainly.Unreadable) as refused:
        plainly.read({"title": "问卷", "items": [{"id": "q1", "kind": "video", "text": "看一看"}]})
    assert [path for path, _ in refused.value.problems] == ["items[0].kind"]


def test_a_sound_questionnaire_has_no_troubles() -> None:
    assert problems.troubles(EVERY_KIND) == ()
    assert problems.troubles(ENDING) == ()


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ((), "问卷还没有题目，请至少加一道题。"),
        ((KNOWS,), "第1题的跳题要跳到它后面的题，请重新选择跳到哪里。"),
        ((replace(SERVICE, choices=choices("满意")),), "第1题是量表，至少要有两个选项。"),
        ((replace(CHANNELS, most=9),), "第1题最多选9项，应在1到4之间。"),
        ((replace(CHANNELS, least=2, most=1),), "第1题至少选2项，多于最多选的1项，请改小。"),
        ((replace(AGE, lowest=Decimal(200)),), "第1题的最小值200大于最大值130，请改正。"),
        ((replace(SERVICE, choices=choices("好", "差")),), "第1题计入满意度，请标明哪些选项算满意。"),
        ((SERVICE, replace(CHANNELS, id="q2")), "编号“q2”用了不止一次，请改掉其中一个。"),
        ((replace(PARTS, lines=()),), "第1题是矩阵题，还没有要评价的行，请至少加一行。"),
        ((replace(CHANNELS, satisfaction=True),), "第1题是多选，不能计入满意度；只有单选、量表和矩阵可以。"),
        (
            (replace(KNOWS, jumps=(Jump(when=("z",), to=END),)),),
            "第1题的跳题用到的选项已经不在了，请重新选择。",
        ),
        (
            (replace(KNOWS, jumps=(Jump(when=("a",), to=END), Jump(when=("a",), to="q2"))), SERVICE),
            "第1题的选项“了解”设了不止一处跳题，请只留一处。",
        ),
    ],
)
def test_troubles_say_what_to_do(items: tuple[Item, ...], told: str) -> None:
    found = problems.troubles(Questionnaire(title="问卷", items=items))
    assert told in [one.message for one in found]


def test_the_weighted_formula_wants_scores() -> None:
    bare = replace(SERVICE, choices=(*choices("好", "差"), Choice(id="x", label="没用过", aside=True)))
    found = problems.troubles(Questionnaire(title="问卷", items=(bare,), formula=WEIGHTED))
    assert [one.message for one in found] == [
        "第1题计入满意度，请给每个选项一个分值（不了解、未使用的选项除外）。"
    ]


def test_pages_are_cut_at_texts_and_jumps() -> None:
    cut = [[item.id for item in page.items] for page in routing.pages(EVERY_KIND)]
    assert cut == [["q1"], ["q2", "q3", "q4"], ["q5"], ["t1", "q6", "q7", "q8", "q9"]]


def test_a_jump_leaves_questions_out() -> None:
    assert [item.id for item in routing.asked(EVERY_KIND, {"q1": "c"})] == [
        "q1",
        "q5",
        "q6",
        "q7",
        "q8",
        "q9",
    ]
    assert len(routing.asked(EVERY_KIND, {"q1": "a"})) == 9
    assert [item.id for item in routing.asked(ENDING, {"q1": "b"})] == ["q1"]
    kept = routing.on_the_way(EVERY_KIND, {"q1": "c", "q2": "4", "q3": ["o"], "q3~o": "报纸", "q6": "70"})
    assert kept == {"q1": "c", "q6": "70"}


@given(sheets())
def test_what_is_sent_is_what_is_read(answers: dict[str, Any]) -> None:
    taken = intake.take(EVERY_KIND.items, sent_of(answers), is_strict=False)
    assert (taken.answers, taken.errors) == (answers, {})


@given(sheets())
def test_coding_loses_nothing(answers: dict[str, Any]) -> None:
    row, words = coding.encode(EVERY_KIND, answers)
    assert coding.decode(EVERY_KIND, row, words) == answers


@given(st.lists(sheets(), max_size=4))
def test_rows_are_sliced_into_their_columns(answers: list[dict[str, Any]]) -> None:
    rows = [coding.encode(EVERY_KIND, one)[0] for one in answers]
    given_rows = [coding.cells(row) for row in rows]
    assert list(zip(*coding.slices(EVERY_KIND, rows), strict=True)) == [tuple(row) for row in given_rows]


def test_rows_of_another_version_are_not_counted_as_their_own() -> None:
    row, _ = coding.encode(EVERY_KIND, {"q1": "a"})
    with pytest.raises(ValueError, match="cells are not"):
        coding.slices(EVERY_KIND, [row, f"{row},1"])


@pytest.mark.parametrize(
    ("item", "sent", "told"),
    [
        (KNOWS, {}, "这道题还没有选，请选一项。"),
        (KNOWS, {"q1": ["forged"]}, "收到了问卷里没有的选项，请重新选择。"),
        (CHANNELS, {"q3": ["a", "b", "c"]}, "最多选2项，现在选了3项。"),
        (replace(PARTS, required=True), {"q4.a": ["4"]}, "还有1行没有选：助浴。"),
        (ORDER, {"q5.a": ["1"], "q5.b": ["1"]}, "第1名给了两个选项，请每个名次只给一个。"),
        (ORDER, {"q5.a": ["2"]}, "还没有第1名，请从第1名起依次排。"),
        (ORDER, {"q5.a": ["4"]}, "“助餐”的名次应是1到3的整数。"),
        (AGE, {"q6": ["七十"]}, "请填数字，例如12，不要写单位和文字；这里是“七十”。"),
        (AGE, {"q6": ["131"]}, "不能大于130，这里是131。"),
        (AGE, {"q6": ["70.5"]}, "请填整数。"),
        (SINCE, {"q7": ["去年"]}, "请写成2025-03-08的样子；这里是“去年”。"),
        (ADVICE, {"q9": ["好" * 2001]}, "最多2000字，这里有2001字，请写短一些。"),
    ],
)
def test_what_cannot_be_taken_is_told(item: Item, sent: dict[str, list[str]], told: str) -> None:
    taken = intake.take([item], sent)
    assert (taken.errors, taken.answers) == ({item.id: told}, {})


def test_full_width_figures_are_figures_and_foreign_fields_are_not_kept() -> None:
    taken = intake.take([AGE, SINCE], {"q6": ["７０岁"], "q7": ["2025/3/8"], "q99": ["x"], "q6~a": ["x"]})
    assert taken.answers == {"q6": "70", "q7": "2025-03-08"}
