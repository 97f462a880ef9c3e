"""Facts of surveys beyond counts: answers, means, 满意度 by both formulas with the derivation."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from evaluations.dossier.factkeys import called, fact_key, read_key
from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_file
from evaluations.grids.actions import change
from evaluations.grids.grid import find
from evaluations.grids.operations import Place, Remove
from evaluations.papers.factbook import WORDS
from evaluations.papers.facts import book, settle, shown_binding
from evaluations.papers.models import PaperInput
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Survey
from evaluations.questionnaires.queries import counted
from tests.evaluations.papers.making import leaf
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db
D = Decimal

OVERALL = {
    "text": "对消费维权工作总体是否满意",
    "type": "scale",
    "answered": 123,
    "satisfaction": True,
    "options": [
        {"label": "很满意", "count": 32, "score": 100, "satisfied": True},
        {"label": "基本满意", "count": 68, "score": 75, "satisfied": True},
        {"label": "不满意", "count": 20, "score": 0},
        {"label": "satisfied", "count": 3, "aside": True},
    ],
}
AGE = {"text": "您的年龄（岁）", "type": "number", "answered": 118, "mean": 62.5}
QUICK = {
    "text": "办事快吗",
    "satisfaction": True,
    "options": [
        {"label": "快", "count": 60, "score": 100, "satisfied": True},
        {"label": "慢", "count": 60, "score": 0},
    ],
}
BOUND = {"done": "survey:1.1.satisfied"}


def dossier(*questions: dict[str, Any]) -> dict[str, Any]:
    survey = {"title": "消费者问卷", "returned": 125, "valid": 124, "questions": list(questions)}
    return {
        "format": "evaluation-dossier/1",
        "kind": "evaluation",
        "project": {"title": "消费维权"},
        "grade_scheme": [{"grade": "优", "min": 9}, {"grade": "差", "min": 0}],
        "surveys": [survey],
        "indicators": [
            {"code": "A", "name": "效益", "parent": None, "weight": 10},
            leaf("A1", "A", 10, inputs={"done": 83.33, "planned": 100}, bindings=BOUND),
        ],
    }


@pytest.fixture
def by() -> User:
    return make_user(firm=make_firm())


@pytest.fixture
def project(by: User) -> Project:
    text = json.dumps(dossier(OVERALL, AGE, QUICK))
    return import_dossier(text, firm=by.firms.get(), by=by)


@pytest.mark.parametrize(
    ("key", "text", "label", "formula"),
    [
        ("1.1.answered", "123人次", "第1题 对消费维权工作总体是否满意·有效填写人次", ""),
        (
            "1.1.satisfied", "83.33%", "第1题 对消费维权工作总体是否满意·满意占比",
            "（很满意32 + 基本满意68）÷ 120",
        ),
        (
            "1.1.score", "69.17分", "第1题 对消费维权工作总体是否满意·加权得分",
            "（很满意32 × 100 + 基本满意68 × 75 + 不满意20 × 0）÷ 120",
        ),
        ("1.1.不满意.share", "16.26%", "第1题 对消费维权工作总体是否满意·不满意·占比", "不满意20 ÷ 123"),
        ("1.1.satisfied.count", "3人", "第1题 对消费维权工作总体是否满意·satisfied·人数", ""),
        ("1.2.mean", "62.5", "第2题 您的年龄（岁）·平均值", ""),
        ("1.3.satisfied", "50%", "第3题 办事快吗·满意占比", "（快60）÷ 120"),
        ("1.satisfied", "66.67%", "满意占比", "2道计入满意度的题目的平均值"),
        ("1.score", "59.58分", "加权得分", "2道计入满意度的题目的平均值"),
    ],
)  # fmt: skip
def test_facts_of_questions(project: Project, key: str, text: str, label: str, formula: str) -> None:
    fact = book(project)[f"survey:{key}"]
    assert (fact.text, fact.label, fact.formula) == (text, label, formula)
    parsed = read_key(fact.key)
    assert parsed is not None
    assert fact_key(parsed.source, *parsed.parts) == fact.key


def test_the_fact_is_the_share_of_the_page(project: Project) -> None:
    survey = Survey.objects.prefetch_related("questions__options").get(project=project)
    shown = [answer.share for answer in counted(survey).questions[0].answers]
    labels = ("很满意", "基本满意", "不满意", "satisfied")
    facts = book(project)
    assert shown == [facts[f"survey:1.1.{label}.share"].value for label in labels]
    assert sum(share or 0 for share in shown) == D("100.00")


def test_what_was_not_asked_is_no_fact(project: Project) -> None:
    facts = book(project)
    assert not {"survey:1.2.satisfied", "survey:1.2.score", "survey:1.1.mean", "survey:1.3.answered"} & {
        *facts
    }


def test_a_binding_follows_its_question_and_tells_how_it_is_worked_out(project: Project, by: User) -> None:
    survey = Survey.objects.get(project=project)
    grid = find(f"survey-questions-{survey.pk}", project)
    assert grid is not None
    last, first = survey.questions.order_by("-position")[0], survey.questions.order_by("position")[0]
    change(grid, project, [Place(row=last.pk, parent=None, after=None)], by=by)
    one = PaperInput.objects.get(paper__project=project, name="done")
    assert (one.source, settle(project, [one])[one.source].value) == ("survey:1.2.satisfied", D("83.33"))
    assert shown_binding(one, book(project)).formula == "（很满意32 + 基本满意68）÷ 120"
    told = change(grid, project, [Remove(row=first.pk)], by=by).told[0].message
    assert told.startswith("“对消费维权工作总体是否满意”正被底稿A1引用")
    assert json.loads(export_file(project))["indicators"][1]["bindings"] == {"done": "survey:1.2.satisfied"}


def test_a_lost_statistic_is_called_in_words() -> None:
    assert called("survey:1.3.satisfied", WORDS) == "社会调查 1·3·满意占比"
