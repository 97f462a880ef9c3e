"""Published counts of surveys, entered by hand and by paste: the case's survey of 120, and what cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evaluations.exchange.queries import export_file
from evaluations.grids.actions import Outcome, change
from evaluations.grids.grid import Grid, find
from evaluations.grids.operations import Add, Id, Remove, Restore, Set
from evaluations.grids.queries import state
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.questionnaires import grids
from evaluations.questionnaires.models import Option, Question, Survey
from tests.factories import CASES, add_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project("selfeval_2023_hotline")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


def add(key: str, after: Id | None = None, **cells: str) -> Add:
    return Add(key=key, after=after, parent=None, cells=cells)


def enter(grid: Grid, project: Project, person: User, *rows: dict[str, str]) -> Outcome:
    added = [add(f"new-{at}", f"new-{at - 1}" if at else None, **cells) for at, cells in enumerate(rows)]
    return change(grid, project, added, by=person)


def make_survey(project: Project, person: User, **cells: str) -> Survey:
    enter(grids.SURVEYS, project, person, {"title": "问卷", **cells})
    return Survey.objects.get(project=project)


def texts(outcome: Outcome) -> list[str]:
    return [one.message for one in outcome.told if one.state != "saved"]


def test_the_survey_of_the_case_by_hand(project: Project, person: User) -> None:
    wanted: dict[str, Any] = json.loads((CASES / "hongda_2018.json").read_text())["surveys"][0]
    survey = make_survey(project, person, title=wanted["title"], distributed="120", returned="120")
    asked = [{"text": one["text"], "kind": one.get("type", "")} for one in wanted["questions"]]
    assert texts(enter(grids.questions(survey), project, person, *asked)) == []
    rows = [
        {"question": str(number) if not at else "", "label": one["label"], "count": str(one["count"])}
        for number, question in enumerate(wanted["questions"], 1)
        for at, one in enumerate(question["options"])
    ]
    assert texts(enter(grids.options(survey), project, person, *rows)) == []
    found = json.loads(export_file(Project.objects.get(pk=project.pk)))["surveys"][0]
    assert found == wanted


def test_shares_are_computed_and_too_many_are_told(project: Project, person: User) -> None:
    survey = make_survey(project, person, returned="120", valid="100")
    enter(grids.questions(survey), project, person, {"text": "关注吗", "kind": "单选"})
    enter(
        grids.options(survey),
        project,
        person,
        {"question": "关注吗", "label": "是", "count": "62"},
        {"label": "否", "count": "41"},
    )
    found = state(grids.options(survey), project)
    assert [(one["computed"]["base"], one["computed"]["share"]) for one in found["rows"]] == [
        ("100", "62.00%"),
        ("100", "41.00%"),
    ]
    assert found["warnings"] == ["“关注吗”各项合计103人，多于有效问卷100份；如可多选，请把题型改为多选。"]
    Question.objects.update(kind="multiple")
    assert state(grids.options(survey), project)["warnings"] == []
    Survey.objects.update(valid=60)
    assert state(grids.options(survey), project)["warnings"] == ["“是”62人，多于有效问卷60份，请核对。"]


def test_without_sheets_a_single_choice_is_a_share_of_all_answers(project: Project, person: User) -> None:
    survey = make_survey(project, person)
    enter(
        grids.questions(survey),
        project,
        person,
        {"text": "甲", "kind": "单选"},
        {"text": "乙", "kind": "多选"},
    )
    rows = [{"question": text, "label": label, "count": "1"} for text in "甲乙" for label in "一二"]
    enter(grids.options(survey), project, person, *rows)
    found = state(grids.options(survey), project)["rows"]
    assert [one["computed"]["share"] for one in found] == ["50.00%", "50.00%", "", ""]


def test_counts_of_a_survey_that_cannot_be(project: Project, person: User) -> None:
    make_survey(project, person, distributed="100", returned="120", valid="130", used="否")
    marks = state(grids.SURVEYS, project)["rows"][0]["marks"]
    assert {key: mark["text"] for key, mark in marks.items()} == {
        "returned": "回收120份，多于发放100份，请核对。",
        "valid": "有效130份，多于回收120份，请核对。",
        "unused_reason": "不采用的调查，请写明原因和替代的数据来源。",
    }


def test_wrong_cells_are_named_and_the_rest_is_saved(project: Project, person: User) -> None:
    survey = make_survey(project, person)
    enter(grids.questions(survey), project, person, {"text": "甲"})
    done = enter(
        grids.options(survey),
        project,
        person,
        {"question": "2", "label": "一"},
        {"question": "1", "label": "二", "count": "3.5"},
    )
    assert texts(done)[1:] == [
        "新增的项 题目：没有编号为“2”的一项，请改正编号，或先把它加上。",
        "新增的项 人数：“3.5”不是整数，请去掉小数。",
    ]
    assert list(Option.objects.values_list("label", "count")) == [("二", None)]


def test_a_removed_survey_comes_back_with_questions_and_counts(project: Project, person: User) -> None:
    survey = make_survey(project, person)
    enter(grids.questions(survey), project, person, {"text": "甲"})
    enter(grids.options(survey), project, person, {"question": "1", "label": "一", "count": "31"})
    question, option = Question.objects.get(survey=survey), Option.objects.get()
    change(grids.questions(survey), project, [Remove(row=question.pk)], by=person)
    assert not Option.objects.exists()
    change(grids.questions(survey), project, [Restore(row=question.pk)], by=person)
    assert Option.objects.get(question=question).count == 31
    change(grids.SURVEYS, project, [Remove(row=survey.pk)], by=person)
    assert not Question.objects.exists()
    change(grids.SURVEYS, project, [Restore(row=survey.pk)], by=person)
    back = Option.objects.get(pk=option.pk)
    assert (back.question.survey_id, back.question.text) == (survey.pk, "甲")
    assert (back.label, back.count) == ("一", 31)
    records = back.history.order_by("history_id")
    assert [record.history_type for record in records] == ["+", "-", "+", "-", "+"]
    assert {record.history_user for record in back.history.all()} == {person}
    change(grids.options(survey), project, [Remove(row=option.pk)], by=person)
    change(grids.options(survey), project, [Restore(row=option.pk)], by=person)
    assert Option.objects.get(question=question).label == "一"


def test_an_option_of_another_project_is_not_restored_here(project: Project, person: User) -> None:
    other = make_project("hongda_2018")
    foreign = Survey.objects.get(project=other)
    option = Option.objects.filter(question__survey=foreign)[0]
    change(grids.options(foreign), other, [Remove(row=option.pk)], by=person)
    survey = make_survey(project, person)
    enter(grids.questions(survey), project, person, {"text": "甲"})
    done = change(grids.options(survey), project, [Restore(row=option.pk)], by=person)
    assert texts(done) == ["这一行没有被删除，或者不属于这个项目，没有恢复。"]
    assert not Option.objects.filter(pk=option.pk).exists()
    assert find(f"survey-options-{foreign.pk}", project) is None
    assert find(f"survey-questions-{foreign.pk}", project) is None


def test_the_old_version_of_a_count_is_no_conflict_elsewhere(project: Project, person: User) -> None:
    survey = make_survey(project, person, distributed="100")
    for column, text in (("returned", "90"), ("valid", "80")):
        done = change(
            grids.SURVEYS, project, [Set(row=survey.pk, column=column, text=text, revision=1)], by=person
        )
        assert texts(done) == []
    done = change(
        grids.SURVEYS, project, [Set(row=survey.pk, column="valid", text="70", revision=1)], by=person
    )
    assert [(one.state, one.mine, one.theirs) for one in done.told] == [("conflict", "70", "80")]
