"""Saving a working paper: score, log, history, revision."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from evaluations.papers.actions import save_paper
from evaluations.papers.models import WorkingPaper
from evaluations.papers.queries import evaluate
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from tests.evaluations.papers.making import leaf, make_small
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db


def _paper(project: Project, code: str) -> WorkingPaper:
    return project.papers.get(indicator__code=code)


def test_saving_an_input_changes_the_score_and_tells_so_in_the_log() -> None:
    project, person = make_project("linfang_2018"), make_user()
    assert evaluate(project).outcome("C1-4").score == Decimal("5.4")
    saved = save_paper(_paper(project, "C1-4"), {"input:answered_12333": Decimal(300)}, revision=1, by=person)
    standing = evaluate(project)
    assert (standing.outcome("C1-4").score, standing.result.total) == (Decimal("8.5"), Decimal("90.4"))
    assert (saved.revision, saved.updated_by) == (2, person)
    line = project.activities.get(kind="paper")
    assert (line.by, line.verb, line.subject) == (person, "修改", "底稿 C1-4 综合接通率")
    assert line.changes == [
        {"field": "输入“answered_12333”", "before": "191.54", "after": "300"},
        {"field": "得分", "before": "5.4", "after": "8.5"},
        {"field": "总分", "before": "87.3", "after": "90.4"},
    ]


def test_the_history_of_paper_and_input_names_the_person() -> None:
    project, person = make_project("linfang_2018"), make_user()
    data = {"input:answered_12333": Decimal(300), "deduction_reason": "话务员不足"}
    paper = save_paper(_paper(project, "C1-4"), data, revision=1, by=person)
    newest = paper.history.first()
    assert (newest.history_user, newest.deduction_reason, newest.revision) == (person, "话务员不足", 2)
    version = paper.inputs.get(name="answered_12333").history.first()
    assert (version.history_user, version.number) == (person, Decimal(300))
    assert not paper.inputs.get(name="calls_12333").history.filter(history_user=person).exists()


def test_nothing_changed_writes_nothing() -> None:
    project = make_project("linfang_2018")
    paper = _paper(project, "C1-4")
    saved = save_paper(paper, {"input:answered_12333": Decimal("191.540")}, revision=1, by=make_user())
    assert saved.revision == 1
    assert not project.activities.filter(kind="paper").exists()


def test_an_old_revision_is_a_conflict_with_both_versions() -> None:
    project = make_project("linfang_2018")
    paper = _paper(project, "C1-4")
    save_paper(paper, {"input:answered_12333": Decimal(300)}, revision=1, by=make_user())
    with pytest.raises(Conflict) as conflict:
        save_paper(paper, {"input:answered_12333": Decimal(310)}, revision=1, by=make_user())
    assert conflict.value.theirs["input:answered_12333"] == Decimal(300)
    assert conflict.value.mine["input:answered_12333"] == Decimal(310)
    assert conflict.value.mine.keys() == conflict.value.theirs.keys()
    assert conflict.value.revision == 2
    assert project.activities.filter(kind="paper").count() == 1


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"input:done": "ninety"}, {"input:done": ["应填数值。"]}),
        ({"input:done": Decimal("NaN")}, {"input:done": ["应填数值。"]}),
        (
            {"override_score": Decimal(101), "override_reason": "理由"},
            {"override_score": ["得分应在0到100之间，现为101。"]},
        ),
        (
            {"override_score": Decimal(50)},
            {"override_reason": ["另行评定须写理由，报告里与计算得分并列。"]},
        ),
        (
            {"override_reason": "只有理由"},
            {"override_score": ["写了理由但没有得分，请填得分或清空理由。"]},
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    data: dict[str, Any], wrong: dict[str, list[str]]
) -> None:
    project = make_small(leaf("A1", "A", 100))
    with pytest.raises(ValidationError) as refused:
        save_paper(_paper(project, "A1"), data, revision=1, by=make_user())
    assert refused.value.message_dict == wrong
    assert _paper(project, "A1").revision == 1


def test_a_gap_leaves_the_indicator_without_score() -> None:
    project = make_small(leaf("A1", "A", 100))
    save_paper(_paper(project, "A1"), {"input:done": None}, revision=1, by=make_user())
    standing = evaluate(project)
    assert (standing.outcome("A1").status, standing.outcome("A1").score) == ("missing", None)
    assert standing.result.total is None


def test_an_override_stands_beside_the_computed_score() -> None:
    project = make_small(leaf("A1", "A", 100))
    data = {"override_score": Decimal("88.5"), "override_reason": "停电属不可抗力"}
    save_paper(_paper(project, "A1"), data, revision=1, by=make_user())
    outcome = evaluate(project).outcome("A1")
    assert (outcome.status, outcome.score, outcome.computed) == (
        "overridden",
        Decimal("88.5"),
        Decimal(90),
    )


def test_not_applicable_takes_the_weight_out() -> None:
    project = make_small(leaf("A1", "A", 60), leaf("A2", "A", 40))
    save_paper(_paper(project, "A2"), {"not_applicable": "exclude"}, revision=1, by=make_user())
    result = evaluate(project).result
    assert (result.excluded, result.total) == (Decimal(40), Decimal(90))
    line = project.activities.get(kind="paper")
    assert line.changes[0] == {"field": "无法考核", "before": "—", "after": "剔除并折算"}


def test_every_kind_of_input_can_be_saved() -> None:
    graded = {"kind": "graded", "levels": [{"level": "好", "share": 1}, {"level": "差", "share": 0}]}
    points = {"kind": "key_points", "points": [{"text": "一"}, {"text": "二"}]}
    project = make_small(
        leaf("A1", "A", 50, inputs={"level": "好"}, value="level", rule=graded, unit=""),
        leaf("A2", "A", 30, inputs={"met": [1, 0]}, value="met", rule=points, unit=""),
        leaf("A3", "A", 20, inputs={"pass": True}, value="pass", rule={"kind": "pass_fail"}, unit=""),
    )
    person = make_user()
    save_paper(_paper(project, "A1"), {"input:level": "差"}, revision=1, by=person)
    save_paper(_paper(project, "A2"), {"input:met": [Decimal(1), Decimal("0.5")]}, revision=1, by=person)
    save_paper(_paper(project, "A3"), {"input:pass": False}, revision=1, by=person)
    result = evaluate(project).result
    assert {code: result.outcomes[code].score for code in ("A1", "A2", "A3")} == {
        "A1": Decimal(0),
        "A2": Decimal("22.5"),
        "A3": Decimal(0),
    }
    logged = [line.changes[0] for line in project.activities.filter(kind="paper").order_by("pk")]
    assert logged == [
        {"field": "输入“level”", "before": "好", "after": "差"},
        {"field": "输入“met”", "before": "1、0", "after": "1、0.5"},
        {"field": "输入“pass”", "before": "是", "after": "否"},
    ]
