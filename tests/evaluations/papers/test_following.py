"""Renaming and moving facts: bindings follow, no score ever changes, signatures stand; a bound row stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_file
from evaluations.fieldwork.actions import NotPossible, remove_table
from evaluations.grids.actions import Outcome, change
from evaluations.grids.grid import find
from evaluations.grids.operations import Place, Remove, Set
from evaluations.papers.binding import bind
from evaluations.papers.checking.actions import prepare
from evaluations.papers.facts import book
from evaluations.papers.models import PaperInput
from evaluations.papers.queries import evaluate
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Option, Question, Survey
from tests.evaluations.papers.making import leaf
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db

SOURCES = (
    "budget:2.actual",
    "base:A1.完成",
    "output:床位",
    "output:床位.2",
    "survey:1.2.是.count",
    "survey:1.1.满意.share",
    "survey:2.valid",
)


def dossier() -> dict[str, Any]:
    def asked(title: str, *counts: int) -> dict[str, Any]:
        def question(text: str, *labels: str) -> dict[str, Any]:
            options = zip(labels, counts, strict=False)
            return {"text": text, "options": [{"label": label, "count": count} for label, count in options]}

        questions = [question("满意吗", "很满意", "满意", "不满意"), question("来过吗", "是", "否")]
        return {"title": title, "returned": 110, "valid": 100, "questions": questions}

    codes = [f"A{place}" for place in range(1, len(SOURCES) + 1)]
    return {
        "format": "evaluation-dossier/1",
        "kind": "evaluation",
        "project": {"title": "社区养老服务"},
        "grade_scheme": [{"grade": "优", "min": 9}, {"grade": "差", "min": 0}],
        "budget": [
            {"code": "1", "name": "助餐", "actual": 84, "unit": "万元"},
            {"code": "2", "name": "护理", "actual": 51, "unit": "万元"},
        ],
        "base_table": [{"code": "A1", "fields": {"计划": 90, "完成": 77, "其他": 13}}],
        "output_facts": [
            {"name": "床位", "value": 31},
            {"name": "站点", "value": 7},
            {"name": "床位", "value": 44},
        ],
        "surveys": [asked("甲", 61, 23, 16), asked("乙", 70, 20, 10)],
        "indicators": [
            {"code": "A", "name": "产出", "parent": None, "weight": 10 * len(SOURCES)},
            *(
                leaf(code, "A", 10, inputs={"done": 1, "planned": 100}, bindings={"done": key})
                for code, key in zip(codes, SOURCES, strict=True)
            ),
        ],
    }


@pytest.fixture
def zhou() -> User:
    return make_user(firm=make_firm())


@pytest.fixture
def project(zhou: User) -> Project:
    return import_dossier(json.dumps(dossier()), firm=zhou.firms.get(), by=zhou)


def scores(project: Project) -> dict[str, Any]:
    return {code: one.score for code, one in evaluate(project).result.outcomes.items()}


def sources(project: Project) -> list[str]:
    rows = PaperInput.objects.filter(paper__project=project, name="done").order_by(
        "paper__indicator__position"
    )
    return list(rows.values_list("source", flat=True))


def grids(project: Project) -> list[tuple[str, str]]:
    """Every grid whose rows are facts, with the column that names them."""
    table = project.basetables.get()
    surveys = [survey.pk for survey in Survey.objects.filter(project=project).order_by("position")]
    return [
        ("budget", "code"),
        ("outputs", "name"),
        (f"base-items-{table.pk}", "name"),
        ("surveys", "title"),
        *((f"survey-questions-{pk}", "text") for pk in surveys),
        *((f"survey-options-{pk}", "label") for pk in surveys),
    ]


def do(project: Project, by: User, name: str, *operations: Any) -> Outcome:
    grid = find(name, project)
    assert grid is not None
    return change(grid, project, operations, by=by)


def rename(project: Project, by: User, name: str, column: str, at: int, text: str) -> Outcome:
    grid = find(name, project)
    assert grid is not None
    row = list(grid.rows(project).order_by(*grid.order))[at]
    return do(project, by, name, Set(row=row.pk, column=column, text=text, revision=row.revision))


def move(project: Project, by: User, name: str, at: int, after: int | None) -> Outcome:
    grid = find(name, project)
    assert grid is not None
    rows = list(grid.rows(project).order_by(*grid.order))
    behind = None if after is None else rows[after].pk
    return do(project, by, name, Place(row=rows[at].pk, parent=None, after=behind))


def test_a_renamed_item_keeps_its_input(project: Project, zhou: User) -> None:
    table = project.basetables.get()
    before = scores(project)
    outcome = rename(project, zhou, f"base-items-{table.pk}", "name", 1, "完成.人次")
    assert outcome.effects == ("引用随之更新：A2“done”",)
    assert sources(project)[1] == "base:A1.完成\\.人次"
    assert scores(project) == before
    exported = json.loads(export_file(project))["indicators"]
    assert exported[2]["bindings"] == {"done": "base:A1.完成\\.人次"}


def test_a_moved_question_and_a_moved_option_keep_their_inputs(project: Project, zhou: User) -> None:
    survey = Survey.objects.filter(project=project).earliest("position")
    before = scores(project)
    move(project, zhou, f"survey-questions-{survey.pk}", 1, None)
    move(project, zhou, f"survey-options-{survey.pk}", 1, None)
    move(project, zhou, "surveys", 1, None)
    assert sources(project)[4:] == ["survey:2.1.是.count", "survey:2.2.满意.share", "survey:1.valid"]
    assert scores(project) == before


def test_two_rows_that_change_names_keep_their_own_inputs(project: Project, zhou: User) -> None:
    before = scores(project)
    rows = {one.code: one for one in project.budgetlines.all()}
    for code, text in (("1", "x"), ("2", "1"), ("1", "2")):
        row = rows[code]
        row.refresh_from_db()
        do(project, zhou, "budget", Set(row=row.pk, column="code", text=text, revision=row.revision))
    assert (sources(project)[0], scores(project)) == ("budget:1.actual", before)


def test_a_signature_stands_when_only_a_name_changes(project: Project, zhou: User) -> None:
    paper = project.papers.get(indicator__code="A2")
    prepare(paper, revision=paper.revision, by=zhou)
    rename(project, zhou, f"base-items-{project.basetables.get().pk}", "name", 1, "完成人次")
    paper.refresh_from_db()
    assert (paper.state, paper.signed["bindings"]) == ("prepared", {"done": "base:A1.完成人次"})


def test_options_of_one_name_are_told_apart(project: Project, zhou: User) -> None:
    survey = Survey.objects.filter(project=project).earliest("position")
    before = scores(project)
    rename(project, zhou, f"survey-options-{survey.pk}", "label", 0, "满意")
    assert sources(project)[5] == "survey:1.1.满意.2.share"
    assert book(project)["survey:1.1.满意.2.share"].label == "第1题 满意吗·满意（第2个）·占比"
    assert scores(project) == before


# Removal ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "at", "told"),
    [
        ("budget", 1, "“2 护理”正被底稿A1引用，没有删除。请先在底稿里另选来源或取消引用。"),
        ("outputs", 2, "“床位”正被底稿A4引用，没有删除。请先在底稿里另选来源或取消引用。"),
        ("base", 1, "“完成”正被底稿A2引用，没有删除。请先在底稿里另选来源或取消引用。"),
        ("options", 1, "“满意”正被底稿A6引用，没有删除。请先在底稿里另选来源或取消引用。"),
    ],
)
def test_a_bound_row_is_not_removed(project: Project, zhou: User, name: str, at: int, told: str) -> None:
    survey = Survey.objects.filter(project=project).earliest("position")
    names = {"base": f"base-items-{project.basetables.get().pk}", "options": f"survey-options-{survey.pk}"}
    grid = find(names.get(name, name), project)
    assert grid is not None
    rows = list(grid.rows(project).order_by(*grid.order))
    before = scores(project)
    outcome = change(grid, project, [Remove(row=rows[at].pk)], by=zhou)
    assert ([one.message for one in outcome.told], outcome.removed) == ([told], ())
    assert scores(project) == before
    free = change(grid, project, [Remove(row=rows[at - 1].pk)], by=zhou)
    assert (free.removed, scores(project)) == ((rows[at - 1].pk,), before)


def test_a_table_with_a_bound_item_stays(project: Project, zhou: User) -> None:
    table = project.basetables.get()
    table.items.update(number=None)
    with pytest.raises(NotPossible, match="“完成”正被底稿A2引用"):
        remove_table(table, by=zhou)


def test_an_input_that_lets_go_sets_its_row_free(project: Project, zhou: User) -> None:
    paper = project.papers.get(indicator__code="A2")
    bind(paper, "done", "base:A1.计划", revision=paper.revision, by=zhou)
    grid = f"base-items-{project.basetables.get().pk}"
    row = project.basetables.get().items.get(name="完成")
    assert do(project, zhou, grid, Remove(row=row.pk)).removed == (row.pk,)


# Properties -------------------------------------------------------------------------------------------

NAMES = st.text(alphabet="甲乙丙.\\:1 ", min_size=1, max_size=4).filter(str.strip)
STEPS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 4), st.one_of(NAMES, st.none(), st.integers(0, 4))),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_renaming_and_no_moving_changes_a_score(project: Project, zhou: User, steps: list[Any]) -> None:
    """Nor does the dossier that is exported then, read in again, say anything else."""
    before = scores(project)
    with transaction.atomic():
        for which, at, how in steps:
            name, column = grids(project)[which]
            grid = find(name, project)
            assert grid is not None
            count = grid.rows(project).count()
            if isinstance(how, str):
                rename(project, zhou, name, column, at % count, how)
            else:
                move(project, zhou, name, at % count, None if how is None else how % count)
            assert scores(project) == before, (name, at, how)
        again = import_dossier(export_file(project), firm=project.firm, by=zhou)
        assert scores(again) == before
        transaction.set_rollback(True)
    assert Option.objects.filter(question__survey__project=project).count() == 10
    assert Question.objects.filter(survey__project=project).count() == 4
