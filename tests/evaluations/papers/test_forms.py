"""The form of a working paper: a field for every kind of input."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from evaluations.papers.forms import PaperForm
from evaluations.papers.models import WorkingPaper
from evaluations.projects.models import Project, ProjectRole
from tests.evaluations.papers.making import form_of, leaf, make_small, signed_in
from tests.factories import add_member

pytestmark = pytest.mark.django_db

POINTS = {"kind": "key_points", "points": [{"text": "有依据"}, {"text": "程序完整"}, {"text": "目标明确"}]}
JUDGED = {"kind": "judged", "experts": True}
LEVELS = {"kind": "graded", "levels": [{"level": "好", "share": 1}, {"level": "差", "share": 0}]}


def _opened(indicator: dict[str, Any]) -> tuple[Client, Project]:
    project = make_small(indicator)
    return signed_in(add_member(project, role=ProjectRole.EVALUATOR)), project


def _shown(indicator: dict[str, Any]) -> tuple[PaperForm, str]:
    browser, project = _opened(indicator)
    page = browser.get(reverse("papers:paper", args=[project.pk, indicator["code"]]))
    return page.context["form"], page.content.decode()


def _saved(indicator: dict[str, Any], **posted: Any) -> tuple[Any, WorkingPaper]:
    """Posts the form with these inputs, and gives the answer and the paper."""
    browser, project = _opened(indicator)
    data = form_of(browser, project, indicator["code"])
    data |= {f"input:{name}": value for name, value in posted.items()}
    answer = browser.post(reverse("papers:save", args=[project.pk, indicator["code"]]), data)
    return answer, project.papers.get()


def _numbers(paper: WorkingPaper) -> list[Decimal | None]:
    return [item.number for item in paper.inputs.get().items.all()]


def test_a_point_has_a_box_each_with_its_words() -> None:
    form, page = _shown(leaf("A1", "A", 9, inputs={"met": [1, 0.5]}, value="met", rule=POINTS))
    assert form["input:met"].value() == ["1", "0.5", ""]
    assert 'aria-label="met 程序完整"' in page


def test_points_are_saved_and_gaps_up_to_the_last_known_point_stay() -> None:
    indicator = leaf("A1", "A", 9, inputs={"met": [1, 0]}, value="met", rule=POINTS)
    assert _numbers(_saved(indicator, met=["1", "", "０．５"])[1]) == [Decimal(1), None, Decimal("0.5")]
    assert _numbers(_saved(indicator, met=["", "", ""])[1]) == [None, None]


def test_marks_have_a_spare_box_and_blank_ones_at_the_end_are_dropped() -> None:
    indicator = leaf("A1", "A", 9, inputs={"marks": [7, 8]}, value="marks", rule=JUDGED)
    form, page = _shown(indicator)
    assert form["input:marks"].value() == ["7", "8", ""]
    assert "第3个" in page
    assert _numbers(_saved(indicator, marks=["7", "8", "9"])[1]) == [Decimal(7), Decimal(8), Decimal(9)]
    assert _numbers(_saved(indicator, marks=["7", "", ""])[1]) == [Decimal(7)]


def test_a_wrong_entry_of_a_list_is_named_by_its_place() -> None:
    indicator = leaf("A1", "A", 9, inputs={"marks": [7, 8]}, value="marks", rule=JUDGED)
    answer, paper = _saved(indicator, marks=["7", "八", "9x"])
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "input:marks": [
            "第2个：“八”不是数字：第1个字符是“八”。",
            "第3个：“9x”不是数字：第2个字符是字母x。",
        ]
    }
    assert _numbers(paper) == [Decimal(7), Decimal(8)]


def test_a_level_is_chosen_from_those_of_the_rule() -> None:
    form, _ = _shown(leaf("A1", "A", 9, inputs={"level": "中"}, value="level", rule=LEVELS))
    assert form.fields["input:level"].choices == [("", "—"), ("好", "好"), ("差", "差"), ("中", "中")]


def test_a_level_of_a_part_is_chosen_from_those_of_its_rule() -> None:
    rule = {"kind": "composite", "parts": [{"name": "制度", "value": "level", "rule": LEVELS}]}
    form, _ = _shown(leaf("A1", "A", 9, inputs={"level": "好"}, value=None, rule=rule))
    assert form.fields["input:level"].choices == [("", "—"), ("好", "好"), ("差", "差")]


def test_a_level_that_is_not_chosen_any_more_is_a_gap() -> None:
    _, paper = _saved(leaf("A1", "A", 9, inputs={"level": "好"}, value="level", rule=LEVELS), level="")
    assert paper.inputs.get().level == ""


def test_a_word_without_levels_is_typed_freely() -> None:
    passed = {"kind": "pass_fail"}
    indicator = leaf("A1", "A", 9, inputs={"note": "甲", "ok": True}, value="ok", rule=passed)
    _, paper = _saved(indicator, note="乙", ok="False")
    assert {row.name: (row.level, row.flag) for row in paper.inputs.all()} == {
        "note": ("乙", None),
        "ok": ("", False),
    }


def test_an_indicator_without_a_rule_still_has_its_paper() -> None:
    form, page = _shown(leaf("A1", "A", 9, rule=None))
    assert list(form.kinds) == ["input:done", "input:planned"]
    assert "没有评分规则" in page


def test_what_was_typed_is_handed_back_text_by_text() -> None:
    indicator = leaf("A1", "A", 9, inputs={"marks": [7, 8]}, value="marks", rule=JUDGED)
    project = make_small(indicator)
    paper = project.papers.get()
    posted = QueryDict("input:marks=7&input:marks=x&deduction_reason=%E5%9B%A0", mutable=False)
    form = PaperForm(posted, inputs=paper.inputs.all(), rule=JUDGED, weight=Decimal(9))
    assert form.posted_texts() == [("input:marks", "7"), ("input:marks", "x"), ("deduction_reason", "因")]
