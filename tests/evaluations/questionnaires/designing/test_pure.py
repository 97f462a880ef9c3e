"""Questions as their pages show them: nothing is lost on the way, ids stay and are never given twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.questionnaires.designing import editing, entries, labels, outline, presets, shipped
from evaluations.questionnaires.designing.entries import Taken, taken_by, values_of, with_values
from evaluations.surveying import plainly
from evaluations.surveying.definition import END, Choice, Group, Item, Jump, Questionnaire
from evaluations.surveying.problems import troubles
from tests.evaluations.surveying.samples import ENDING, EVERY_KIND, KNOWS, PARTS, SATISFIED, TEXTS

NONE = Taken()


# Labels -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("很满意\n\n  满意 \n", ["很满意", "满意"]),
        ("很满意\t满意\t一般", ["很满意", "满意", "一般"]),
        ("A. 了解\nB．听说过\nC、不了解", ["了解", "听说过", "不了解"]),
        ("1、是\n2、否", ["是", "否"]),
        ("□ 是\n□ 否", ["是", "否"]),
        ("1.5米以下\n2.5米以上", ["1.5米以下", "2.5米以上"]),
        ("1、是\n否", ["1、是", "否"]),
        ("", []),
    ],
)
def test_pasted_lines_are_read_without_their_numbering(typed: str, read: list[str]) -> None:
    assert labels.read_labels(typed) == read


@given(st.lists(TEXTS, unique=True, max_size=6))
def test_labels_that_are_there_stay_as_they_are(known: list[str]) -> None:
    lines = [" ".join(one.split()) for one in known if " ".join(one.split())]
    assert labels.read_labels("\n".join(lines), lines) == lines


def test_options_keep_their_ids_by_label_else_by_place() -> None:
    old = KNOWS.choices
    moved = labels.choices(old, ["不了解", "了解", "没听说"], ())
    assert [(one.id, one.label) for one in moved] == [("c", "不了解"), ("a", "了解"), ("d", "没听说")]
    renamed = labels.choices(old, ["很了解", "听说过", "不了解"], ())
    assert [one.id for one in renamed] == ["a", "b", "c"]
    more = labels.choices(old, ["了解", "熟悉", "听说过", "不了解"], {"d"})
    assert [one.id for one in more] == ["a", "e", "b", "c"]


def test_a_new_option_is_marked_by_what_it_says() -> None:
    made = labels.choices((), ["很满意", "基本满意", "没有用过", "其他（请注明）", "社区"], ())
    assert [(one.score, one.satisfied, one.aside, one.words) for one in made] == [
        (Decimal(100), True, False, False),
        (None, True, False, False),
        (None, False, True, False),
        (None, False, False, True),
        (None, False, False, False),
    ]


def test_ids_go_on_after_the_alphabet() -> None:
    made = labels.choices((), [f"选项{number}" for number in range(30)], ())
    assert [one.id for one in made][24:28] == ["y", "z", "c27", "c28"]


# One question -------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", [*EVERY_KIND.items, *ENDING.items], ids=lambda item: item.kind)
def test_what_a_page_shows_says_all_of_the_question(item: Item) -> None:
    assert with_values(item, values_of(item), NONE) == item


@given(st.data())
def test_saving_changes_what_was_typed_and_nothing_else(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(EVERY_KIND.items))
    values = values_of(item)
    key = data.draw(st.sampled_from([key for key in values if key in ("text", "help", "required")]))
    value = not values[key] if key == "required" else data.draw(TEXTS)
    saved = with_values(item, {**values, key: value}, NONE)
    assert saved == replace(item, **{key: value})


def test_jumps_follow_their_options_and_go_with_them() -> None:
    values = values_of(KNOWS) | {"jump-a": END, "jump-b": "q5"}
    saved = with_values(KNOWS, values, NONE)
    assert saved.jumps == (Jump(when=("a",), to=END), Jump(when=("b", "c"), to="q5"))
    shorter = with_values(saved, values_of(saved) | {"options": "了解\n听说过"}, NONE)
    assert shorter.jumps == (Jump(when=("a",), to=END), Jump(when=("b",), to="q5"))


def test_a_single_choice_becomes_a_multiple_one_and_keeps_its_options() -> None:
    saved = with_values(KNOWS, values_of(KNOWS) | {"kind": "multiple"}, NONE)
    assert (saved.kind, saved.choices, saved.jumps) == ("multiple", KNOWS.choices, ())
    assert entries.kinds_for(PARTS) == ("matrix",)


# The whole ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.key)
def test_each_kind_begins_so_that_only_words_are_missing(preset: presets.Preset) -> None:
    made, item = editing.add(Questionnaire(title="问卷"), preset.key)
    values = values_of(item) | {"text": "题目"}
    values |= {key: "甲\n乙" for key in ("options", "lines") if values.get(key) == ""}
    whole = editing.put(made, with_values(item, values, NONE))
    alone = "问卷还没有题目，请至少加一道题。" if preset.key == "section" else None
    assert [one.message for one in troubles(whole)] == ([alone] if alone else [])
    assert plainly.read(plainly.write(made)) == made


def test_published_ids_are_never_given_again() -> None:
    taken = taken_by([EVERY_KIND])
    fewer = editing.remove(editing.remove(EVERY_KIND, "q9"), "q8")
    added, item = editing.add(fewer, "single", taken=taken.items)
    assert item.id == "q10"
    copied, second = editing.copy(added, "q1", taken=taken.items)
    assert (second.id, second.choices) == ("q11", KNOWS.choices)
    assert [one.id for one in copied.items][:2] == ["q1", "q11"]
    without = replace(KNOWS, choices=KNOWS.choices[:2], jumps=())
    again = with_values(without, {"options": "了解\n听说过\n很熟悉"}, taken)
    assert [one.id for one in again.choices] == ["a", "b", "d"]
    assert taken.lines["q4"] == {"a", "b"}


def test_a_questionnaire_from_elsewhere_gets_ids_of_its_own() -> None:
    other = editing.renamed(EVERY_KIND, taken_by([EVERY_KIND]).items)
    assert not set(other.ids()) & set(EVERY_KIND.ids())
    assert other.items[0].jumps == (Jump(when=("c",), to=other.items[4].id),)
    assert [item.text for item in other.items] == [item.text for item in EVERY_KIND.items]
    assert troubles(other) == troubles(EVERY_KIND)
    assert editing.renamed(EVERY_KIND, {"q99"}) == EVERY_KIND


@given(st.sampled_from([item.id for item in EVERY_KIND.items]), st.integers(-12, 12))
def test_moving_keeps_all_questions(key: str, step: int) -> None:
    moved = editing.move(EVERY_KIND, key, step)
    assert sorted(moved.ids()) == sorted(EVERY_KIND.ids())
    rest = [item.id for item in moved.items if item.id != key]
    assert rest == [item.id for item in EVERY_KIND.items if item.id != key]
    wanted = min(max(editing.place_of(EVERY_KIND, key) + step, 0), len(EVERY_KIND.items) - 1)
    assert editing.place_of(moved, key) == wanted


def test_what_is_gone_is_told() -> None:
    for change in (editing.remove, editing.copy):
        with pytest.raises(editing.Gone):
            change(EVERY_KIND, "q77")


def test_groups_keep_their_ids() -> None:
    values = editing.head_of(EVERY_KIND) | {"groups": "家属\n老人\n社工"}
    changed = editing.with_head(EVERY_KIND, values, NONE)
    assert changed.groups[:2] == (Group(id="family", label="家属"), Group(id="old", label="老人"))
    assert changed.groups[2].id == "g1"
    assert editing.with_head(EVERY_KIND, editing.head_of(EVERY_KIND), NONE) == EVERY_KIND


# In words -----------------------------------------------------------------------------------------


def test_jumps_limits_and_kinds_are_sentences() -> None:
    shown = {entry.item.id: entry for entry in outline.outline(EVERY_KIND).entries}
    assert shown["q1"].jumps == ("选“不了解”→ 跳到第5题",)
    assert (shown["q2"].kind, shown["q2"].notes) == ("6级量表", ("计入满意度",))
    assert shown["q3"].notes == ("选1至2项",)
    assert shown["q4"].notes == ("选填", "2行")
    assert shown["q6"].notes == ("0至130岁",)
    assert (shown["q6"].called, shown["t1"].called) == ("第6题", "说明文字")
    used, _ = outline.outline(ENDING).entries
    assert used.jumps == ("选“没有”→ 结束作答",)
    scale = Item(id="q1", kind="scale", text="", choices=SATISFIED)
    assert outline.kind_of(scale) == "五级量表"


def test_troubles_stand_at_their_question() -> None:
    broken = editing.remove(EVERY_KIND, "q5")
    shown = outline.outline(broken).entries[0]
    assert shown.jumps == ("选“不了解”→ 跳到已删除的题",)
    assert shown.troubles == ("第1题的跳题要跳到它后面的题，请重新选择跳到哪里。",)


def test_moving_a_question_changes_only_the_order_in_words() -> None:
    was, now = outline.texts(EVERY_KIND), outline.texts(editing.move(EVERY_KIND, "q2", -1))
    assert [key for key in now if was[key] != now[key]] == ["order"]
    choice = Choice(id="a", label="很满意", score=Decimal(100), satisfied=True, words=True)
    said = outline.in_words(EVERY_KIND, Item(id="q1", kind="single", text="题", choices=(choice,)))
    assert said == "单选：题\n选项：很满意（100分，算满意，带填空）"


def test_what_comes_with_the_product_can_be_published_as_it_is() -> None:
    found = shipped.questionnaires()
    assert list(found) == ["satisfaction", "policy"]
    for questionnaire in found.values():
        assert troubles(questionnaire) == ()
        assert any(item.satisfaction for item in questionnaire.items)
