"""汇总: valid answers become facts, by item and choice; what is bound follows, what was typed stays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from evaluations.findings.tallying import NotTallied, Tallied, tally
from evaluations.grids.actions import change
from evaluations.grids.grid import find
from evaluations.grids.operations import Remove, Set
from evaluations.grids.queries import state
from evaluations.papers.facts import book
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.questionnaires.judging import exclude, restore
from evaluations.questionnaires.models import (
    AccessCode,
    Collection,
    Option,
    Question,
    Survey,
    Theme,
    ThemedAnswer,
)
from evaluations.questionnaires.queries import tally_state, untallied
from evaluations.surveying.definition import Item, Questionnaire
from tests.evaluations.findings.making import FULL, answer
from tests.evaluations.questionnaires.collecting.making import make_survey, publish
from tests.evaluations.surveying.samples import EVERY_KIND, SATISFIED
from tests.factories import add_member, make_project

pytestmark = pytest.mark.django_db
D = Decimal
OTHER = {**FULL, "q2": "1", "q3": ["b"], "q4": {"a": "1"}, "q5": ["a"], "q6": "60"}
OVERALL = Questionnaire(
    title="满意度", items=(Item(id="q1", kind="scale", text="满意吗", choices=SATISFIED, satisfaction=True),)
)


@pytest.fixture
def project() -> Project:
    return make_project("selfeval_2023_hotline")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


@pytest.fixture
def survey(project: Project) -> Survey:
    """Three sheets, the last of them not valid."""
    version = publish(make_survey(project), EVERY_KIND)
    answer(version, [FULL, OTHER])
    answer(version, [FULL], is_valid=False, flags="fast")
    return version.survey


def again(survey: Survey) -> Survey:
    return Survey.objects.get(pk=survey.pk)


def rows(survey: Survey) -> dict[str, tuple[Any, ...]]:
    return {
        one.item: (
            one.kind,
            one.answered,
            one.mean,
            {option.choice: option.count for option in one.options.all()},
        )
        for one in survey.questions.order_by("position")
    }


def test_what_the_valid_sheets_say(survey: Survey, person: User) -> None:
    theme = Theme.objects.create(survey=survey, item="q9", name="人手", position=0)
    first, _, invalid = survey.responses.order_by("pk")
    for one in (first, invalid):
        ThemedAnswer.objects.create(theme=theme, response=one)
    done = tally(survey, by=person)
    assert (done.returned, done.valid) == (3, 2)
    assert (again(survey).distributed, again(survey).returned, again(survey).valid) == (3, 3, 2)
    found = rows(survey)
    assert list(found) == ["q1", "q2", "q3", "q4.a", "q4.b", "q5", "q6", "q7", "q8", "q9"]
    assert found["q2"] == ("scale", 2, None, {"4": 1, "3": 0, "2": 0, "1": 1, "0": 0, "x": 0})
    assert found["q3"] == ("multiple", 2, None, {"a": 1, "b": 1, "c": 0, "o": 1})
    assert found["q4.b"] == ("matrix", 1, None, {"4": 0, "3": 0, "2": 1, "1": 0, "0": 0})
    assert found["q5"] == ("ranking", 2, None, {"a": 1, "b": 1, "c": 0})
    assert found["q6"] == ("number", 2, D("65.5"), {})
    assert found["q9"] == ("text", 2, None, {f"theme:{theme.pk}": 1})
    texts = list(survey.questions.filter(item__in=["q4.a", "q6"]).values_list("text", flat=True))
    assert texts == ["请评价各项服务——助餐", "您的年龄（岁）"]
    line = survey.project.activities.filter(kind="survey", verb="汇总").get()
    assert {"field": "有效", "before": "—", "after": "2"} in line.changes
    assert {"field": "第7题 您的年龄（岁）·平均值", "before": "—", "after": "65.5"} in line.changes


def test_the_same_again_changes_nothing(survey: Survey, person: User) -> None:
    tally(survey, by=person)
    before = [list(model.objects.order_by("pk").values()) for model in (Survey, Question, Option)]
    assert tally(survey, by=person) == Tallied(returned=3, valid=2, changes=(), effects=())
    assert [list(model.objects.order_by("pk").values()) for model in (Survey, Question, Option)] == before
    assert survey.project.activities.filter(verb="汇总").count() == 1


def test_rows_stay_and_typed_ones_come_last(survey: Survey, person: User) -> None:
    typed = Question.objects.create(survey=survey, position=0, text="另外数的")
    tally(survey, by=person)
    numbers = set(Option.objects.values_list("pk", flat=True))
    answer(survey.versions.get(), [OTHER])
    done = tally(survey, by=person)
    assert set(Option.objects.values_list("pk", flat=True)) == numbers
    assert list(survey.questions.order_by("position"))[-1] == typed
    assert {"field": "第2题 您对送餐服务满意吗？·不满意", "before": "1", "after": "2"} in done.changes
    assert book(survey.project)["survey:1.2.不满意.count"].value == D(2)


def test_links_that_were_not_used_went_out_too(survey: Survey, person: User) -> None:
    for place, more in enumerate([{}, {"is_drawn": False}, {}]):
        AccessCode.objects.create(survey=survey, position=place, code=f"code{place}", **more)
    tally(survey, by=person)
    assert again(survey).distributed == 5
    Survey.objects.filter(pk=survey.pk).update(distributed=40)
    tally(survey, by=person)
    assert again(survey).distributed == 40


def test_a_new_version_keeps_what_the_older_one_was_asked(project: Project, person: User) -> None:
    version = publish(make_survey(project), OVERALL)
    answer(version, [{"q1": "4"}, {"q1": "0"}])
    shorter = Questionnaire(
        title="满意度",
        items=(Item(id="q1", kind="scale", text="总体满意吗", choices=SATISFIED[:3], satisfaction=True),),
    )
    newer = publish(version.survey, shorter)
    answer(newer, [{"q1": "3"}])
    tally(version.survey, by=person)
    question = Question.objects.get(survey=version.survey)
    counts = [(one.label, one.count) for one in question.options.all()]
    assert (question.text, question.answered) == ("总体满意吗", 3)
    assert counts == [("很满意", 1), ("满意", 1), ("一般", 0), ("很不满意", 1)]
    assert book(project)["survey:1.satisfied"].value == D("66.67")


def test_a_theme_that_is_no_more_goes(survey: Survey, person: User) -> None:
    theme = Theme.objects.create(survey=survey, item="q9", name="人手", position=0)
    tally(survey, by=person)
    theme.delete()
    tally(survey, by=person)
    assert not Option.objects.filter(choice__startswith="theme:").exists()


def test_what_came_since_is_told(survey: Survey, person: User) -> None:
    before = tally_state(survey)
    assert before is not None
    assert (before.is_due, before.at) == (True, None)
    tally(survey, by=person)
    now = tally_state(again(survey))
    assert now is not None
    assert (now.is_due, now.fresh, now.shifted, now.by) == (False, 0, False, str(person))
    assert untallied(survey.project) == []
    exclude(survey.responses.order_by("pk")[0], "编号写错", by=person)
    shifted = tally_state(again(survey))
    assert shifted is not None
    assert (shifted.is_due, shifted.shifted, shifted.valid) == (True, True, 1)
    tally(survey, by=person)
    restore(survey.responses.order_by("pk")[0], by=person)
    exclude(survey.responses.order_by("pk")[1], "编号写错", by=person)
    swapped = tally_state(again(survey))
    assert swapped is not None
    assert (swapped.is_due, swapped.shifted, swapped.valid) == (True, True, 1)
    answer(survey.versions.get(), [FULL, FULL])
    assert untallied(survey.project) == [survey]
    Survey.objects.filter(pk=survey.pk).update(used=False)
    assert untallied(survey.project) == []
    fresh = tally_state(again(survey))
    assert fresh is not None
    assert (fresh.is_due, fresh.fresh) == (True, 2)


def test_without_a_questionnaire_there_is_nothing_to_take_over(project: Project, person: User) -> None:
    survey = Survey.objects.create(project=project, position=0, title="电话调查")
    with pytest.raises(NotTallied, match="还没有发布问卷"):
        tally(survey, by=person)
    assert tally_state(survey) is None
    assert not Collection.objects.filter(survey=survey).exists()


def test_counted_cells_are_not_typed(survey: Survey, project: Project, person: User) -> None:
    tally(survey, by=person)
    question, option = Question.objects.get(item="q2"), Option.objects.filter(question__item="q2")[0]
    for name, row, column, text in (
        ("surveys", again(survey), "valid", "9"),
        (f"survey-questions-{survey.pk}", question, "text", "别的"),
        (f"survey-options-{survey.pk}", option, "count", "9"),
    ):
        grid = find(name, project)
        assert grid is not None
        wanted = Set(row=row.pk, column=column, text=text, revision=row.revision)
        done = change(grid, project, [wanted], by=person)
        assert "由答卷汇总，不能在这里改" in done.told[0].message
        marks = next(one["marks"] for one in state(grid, project)["rows"] if one["id"] == row.pk)
        assert marks[column]["kind"] == "given"
    grid = find(f"survey-questions-{survey.pk}", project)
    assert grid is not None
    told = change(grid, project, [Remove(row=question.pk)], by=person).told[0].message
    assert told == "“您对送餐服务满意吗？”由答卷汇总，没有删除；不要的题目和选项请在“问卷”页去掉。"
