"""Numbers typed for answers: by place or by figure, several together, back again, and what is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from evaluations.questionnaires.collecting.typed import fields_of, take_typed, typed_of
from evaluations.surveying.definition import MATRIX, SCALE, SINGLE, Choice, Item
from evaluations.surveying.numbering import numbers
from tests.evaluations.surveying.samples import CHANNELS, EVERY_KIND, ORDER, PARTS, SERVICE, choices, sheets


def labelled(kind: str, *labels: str, aside: str = "") -> Item:
    made = tuple(Choice(id=f"c{at}", label=label, aside=label == aside) for at, label in enumerate(labels))
    return Item(id="q1", kind=kind, text="？", choices=made)


@pytest.mark.parametrize(
    ("item", "called"),
    [
        (SERVICE, {"1": "很满意", "2": "满意", "3": "一般", "4": "不满意", "5": "很不满意", "6": "没有用过"}),
        (labelled(SCALE, "5", "4", "3", "2", "1"), {"5": "5", "4": "4", "3": "3", "2": "2", "1": "1"}),
        (
            labelled(SCALE, "10分（最满意）", "5 分", "0分", "不了解", aside="不了解"),
            {"10": "10分（最满意）", "5": "5 分", "0": "0分", "4": "不了解"},
        ),
        (
            labelled(MATRIX, "4分", "3分", "2分", "不了解", aside="不了解"),
            {"4": "4分", "3": "3分", "2": "2分", "5": "不了解"},
        ),
        (labelled(SINGLE, "60岁以下", "61至70岁"), {"1": "60岁以下", "2": "61至70岁"}),
        (labelled(SINGLE, "1", "2以上"), {"1": "1", "2": "2以上"}),
        (labelled(SCALE, "1", "2", "其他"), {"1": "1", "2": "2", "3": "其他"}),
    ],
)
def test_choices_are_called_by_number(item: Item, called: dict[str, str]) -> None:
    assert {number: choice.label for number, choice in numbers(item).items()} == called


def test_each_question_has_its_fields() -> None:
    assert fields_of(CHANNELS) == ["q3", "q3~o"]
    assert fields_of(PARTS) == ["q4.a", "q4.b"]


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ({"q1": "2"}, {"q1": "b"}),
        ({"q1": " ０３ "}, {"q1": "c"}),
        ({"q3": "1 2"}, {"q3": ["a", "b"]}),
        ({"q3": "2,4", "q3~o": " 广播 "}, {"q3": ["b", "o"], "q3~o": "广播"}),
        ({"q3": "24"}, {"q3": ["b", "o"]}),
        ({"q3": "1，2"}, {"q3": ["a", "b"]}),
        ({"q4.a": "1", "q4.b": ""}, {"q4": {"a": "4"}}),
        ({"q5": "312"}, {"q5": ["c", "a", "b"]}),
        ({"q5": "3、1"}, {"q5": ["c", "a"]}),
        ({"q6": "７２岁", "q7": "2024/3/8"}, {"q6": "72", "q7": "2024-03-08"}),
        ({"q1": "", "q3": "", "q5": "", "q9": ""}, {}),
    ],
)
def test_what_is_typed_is_understood(typed: dict[str, str], answers: dict[str, Any]) -> None:
    found = take_typed(EVERY_KIND.asked, typed)
    assert (found.answers, found.errors) == (answers, {})


@pytest.mark.parametrize(
    ("typed", "item", "said"),
    [
        ({"q1": "4"}, "q1", "没有“4”，请填选项的编号：1 了解、2 听说过、3 不了解。"),
        ({"q1": "了解"}, "q1", "没有“了解”，请填选项的编号：1 了解、2 听说过、3 不了解。"),
        ({"q3": "1 2 3"}, "q3", "最多选2项，现在选了3项。"),
        ({"q3": "19"}, "q3", "没有“9”，请填选项的编号：1 社区、2 电视、3 邻居、4 其他。"),
        (
            {"q4.a": "1", "q4.b": "8"},
            "q4",
            "“助浴”：没有“8”，请填选项的编号：1 很满意、2 满意、3 一般、4 不满意等。",
        ),
        ({"q5": "1 1"}, "q5", "同一个选项写了两次，请每个只写一次。"),
        ({"q6": "131"}, "q6", "不能大于130，这里是131。"),
        ({"q7": "今年"}, "q7", "请写成2025-03-08的样子；这里是“今年”。"),
    ],
)
def test_what_is_wrong_is_told_at_its_question(typed: dict[str, str], item: str, said: str) -> None:
    found = take_typed(EVERY_KIND.asked, typed)
    assert found.errors == {item: said}
    assert item not in found.answers


@pytest.mark.parametrize(
    ("item", "said", "answer"),
    [
        (SERVICE, "很满意", "4"),
        (SERVICE, "1", "4"),
        (CHANNELS, "社区、电视", ["a", "b"]),
        (CHANNELS, "社区;2", ["a", "b"]),
        (ORDER, "助医,助餐", ["c", "a"]),
    ],
)
def test_a_cell_may_have_names(item: Item, said: str, answer: Any) -> None:
    assert take_typed((item,), {item.id: said}, by_label=True).answers == {item.id: answer}


def test_a_name_with_a_comma_is_one_name() -> None:
    item = Item(id="q1", kind="multiple", text="？", choices=choices("助餐、助浴", "助医"))
    assert take_typed((item,), {"q1": "助餐、助浴"}, by_label=True).answers == {"q1": ["a"]}
    assert take_typed((item,), {"q1": "助餐、助浴；助医"}, by_label=True).answers == {"q1": ["a", "b"]}


@given(sheets())
def test_what_is_typed_for_a_sheet_is_that_sheet(answers: dict[str, Any]) -> None:
    found = take_typed(EVERY_KIND.asked, typed_of(EVERY_KIND, answers))
    assert (found.answers, found.errors) == (answers, {})
