"""Scoring runs: exactly what was published, once, with the facts they rest on."""

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest
from celery import current_app
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from evaluations.jobs.models import Job
from evaluations.papers import actions, queries
from evaluations.papers.models import RunScore, ScoringRun
from evaluations.projects.models import Project
from indicators.scoring import VERSION
from tests.evaluations.papers.making import leaf, make_small
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db


def _computed(project: Project) -> ScoringRun:
    run = actions.start_run(project, by=make_user())
    actions.compute_run(job_id=run.job_id)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("case", ["linfang_2018", "hongda_2018", "selfeval_2023_hotline"])
def test_a_run_stores_exactly_what_was_published(case: str, cases: Path) -> None:
    expected = json.loads((cases / f"{case}.expected.json").read_text("utf-8"), parse_float=Decimal)
    run = _computed(make_project(case))
    rows = {row.code: row for row in run.scores.all()}
    assert {code: rows[code].score for code in expected["scores"]} == expected["scores"]
    assert {code: rows[code].value for code in expected["values"]} == expected["values"]
    assert (run.total, run.grade) == (expected["total"], expected["grade"])
    assert run.job.state == "done"
    assert (run.core_version, len(run.fingerprint)) == (VERSION, 64)


def test_a_row_holds_the_way_to_its_score() -> None:
    run = _computed(make_project("linfang_2018"))
    row = run.scores.get(code="C1-4")
    assert (row.parent, row.name, row.weight, row.status) == ("C1", "综合接通率", Decimal(10), "ok")
    assert (row.value, row.value_text, row.score) == (Decimal("49.6"), "", Decimal("5.4"))
    assert [step["label"] for step in row.steps] == ["业绩值", "与目标比", "扣分", "扣分修约", "得分"]
    assert row.steps[-1] == {"label": "得分", "expression": "10 − 4.6", "result": "5.4", "note": ""}
    assert run.scores.get(code="B3-2-4").value_text == "否"


def test_the_facts_of_a_run_are_kept_exactly() -> None:
    project = make_small(leaf("A1", "A", 100, inputs={"done": 90.10000000000000000001, "planned": 100}))
    paper = project.papers.get()
    figure = Decimal("90.100000000000000000000001")
    actions.save_paper(paper, {"input:done": figure}, revision=1, by=make_user())
    run = _computed(project)
    assert queries.inputs_of(run) == queries.scoring_data(project)
    assert queries.inputs_of(run)["indicators"][1]["inputs"]["done"] == figure


def test_computing_twice_is_harmless() -> None:
    run = _computed(make_project("linfang_2018"))
    before = (run.computed_at, list(run.scores.values_list("pk", flat=True)))
    actions.compute_run(job_id=run.job_id)
    run.refresh_from_db()
    assert (run.computed_at, list(run.scores.values_list("pk", flat=True))) == before


def test_runs_are_numbered_within_the_project_and_logged() -> None:
    project, other, person = make_project(), make_project("hongda_2018"), make_user()
    runs = actions.start_runs([project, other], by=person)
    actions.compute_run(job_id=runs[0].job_id)
    runs.append(actions.start_run(project, by=person))
    assert [(run.project_id, run.number) for run in runs] == [(project.pk, 1), (other.pk, 1), (project.pk, 2)]
    assert [line.subject for line in project.activities.filter(kind="run").order_by("pk")] == [
        "第1次计算",
        "第2次计算",
    ]
    job = runs[2].job
    assert (job.task, job.arguments) == (
        "evaluations.papers.compute_run",
        {"project_id": project.pk, "number": 2},
    )
    assert job.requested_by == person


def test_the_task_runs_once_the_row_is_committed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = actions.start_run(make_project(), by=make_user())
        assert run.scores.count() == 0
    run.refresh_from_db()
    assert (run.total, run.job.state) == (Decimal("87.3"), "done")


def test_a_cancelled_run_stores_nothing() -> None:
    run = actions.start_run(make_project(), by=make_user())
    Job.objects.filter(pk=run.job_id).update(cancel_requested=True)
    actions.compute_run(job_id=run.job_id)
    run.refresh_from_db()
    assert (run.job.state, run.computed_at, RunScore.objects.count()) == ("cancelled", None, 0)


def test_rules_that_cannot_be_read_fail_the_run_with_their_place() -> None:
    project = make_small(leaf("A1", "A", 100))
    project.system.indicators.filter(code="A1").update(value_expression="done/")
    run = actions.start_run(project, by=make_user())
    actions.compute_run(job_id=run.job_id)
    run.job.refresh_from_db()
    assert (run.job.state, run.job.place) == ("failed", "indicators[1].value")
    assert run.job.message
    run.refresh_from_db()
    assert run.computed_at is None


def test_stale_after_a_fact_changed_and_fresh_again_when_it_is_back() -> None:
    project, person = make_project("linfang_2018"), make_user()
    run = _computed(project)
    paper = project.papers.get(indicator__code="C1-4")
    assert not queries.is_stale(run, project)
    actions.save_paper(paper, {"deduction_reason": "换一种说法"}, revision=1, by=person)
    assert not queries.is_stale(run, project)
    actions.save_paper(paper, {"input:answered_12333": Decimal(300)}, revision=2, by=person)
    assert queries.is_stale(run, project)
    actions.save_paper(paper, {"input:answered_12333": Decimal("191.54")}, revision=3, by=person)
    assert not queries.is_stale(run, project)


def test_latest_and_open_run() -> None:
    project = make_project()
    assert (queries.latest_run(project), queries.open_run(project)) == (None, None)
    first = _computed(project)
    waiting = actions.start_run(project, by=make_user())
    assert (queries.latest_run(project), queries.open_run(project)) == (first, waiting)


def test_a_project_has_one_open_run() -> None:
    project, other, person = make_project(), make_project(), make_user()
    first = actions.start_run(project, by=person)
    with pytest.raises(actions.AlreadyOpen) as refused:
        actions.start_run(project, by=person)
    assert str(refused.value) == "第1次计算还没有结束。请等它算完，或先在它的页面取消。"
    assert refused.value.run == first
    assert [run.project for run in actions.start_runs([project, other, other], by=person)] == [other]
    assert (project.runs.count(), Job.objects.count()) == (1, 2)
    assert project.activities.filter(kind="run").count() == 1


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_an_ended_run_makes_room_for_the_next(state: str) -> None:
    project, person = make_project(), make_user()
    first = actions.start_run(project, by=person)
    Job.objects.filter(pk=first.job_id).update(state=state)
    assert actions.start_run(project, by=person).number == 2


def test_a_run_without_worker_does_not_wait_for_an_open_one_nor_hide_it() -> None:
    project, person = make_project(), make_user()
    waiting = actions.start_run(project, by=person)
    now = actions.run_now(project, by=None)
    assert (now.number, now.total, now.job.state) == (2, Decimal("87.3"), "done")
    assert queries.open_run(project) == waiting


def test_a_waiting_run_is_cancelled_at_once_and_logged_once() -> None:
    project, person = make_project(), make_user(display_name="陆婉宁")
    run = actions.start_run(project, by=person)
    for _ in range(2):
        job = actions.cancel_run(run, by=person)
        run.refresh_from_db()
    assert (job.state, job.message) == ("cancelled", "由陆婉宁取消")
    logged = project.activities.filter(kind="run", verb="取消")
    assert [(line.subject, line.by) for line in logged] == [("第1次计算", person)]
    actions.compute_run(job_id=run.job_id)
    run.refresh_from_db()
    assert (run.job.state, run.computed_at, queries.open_run(project)) == ("cancelled", None, None)


def test_a_run_under_way_is_asked_to_stop() -> None:
    run = actions.start_run(make_project(), by=make_user())
    Job.objects.filter(pk=run.job_id).update(state="running", attempt=1)
    run.refresh_from_db()
    job = actions.cancel_run(run, by=make_user())
    assert (job.state, job.cancel_requested) == ("running", True)


def test_an_ended_run_is_not_cancelled() -> None:
    project = make_project()
    run = _computed(project)
    assert actions.cancel_run(run, by=make_user()).state == "done"
    assert not project.activities.filter(verb="取消").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The project's row is locked: the second looks only when the first one's run is there."""
    current_app.loader.import_default_modules()
    monkeypatch.setattr(current_app.tasks[actions.TASK], "apply_async", lambda **_message: None)
    project, person = make_project(), make_user()
    together = Barrier(2)

    def press() -> str:
        together.wait()
        try:
            return pressed()
        finally:
            connection.close()

    def pressed() -> str:
        try:
            return str(actions.start_run(project, by=person))
        except actions.AlreadyOpen:
            return "told"
        except OperationalError:  # SQLite in memory waits for no lock, as a file does
            return pressed()

    with ThreadPoolExecutor(2) as pool:
        found = sorted(one.result() for one in [pool.submit(press), pool.submit(press)])
    assert found == ["told", "第1次计算"]
    assert project.runs.count() == 1


def test_evaluating_asks_as_often_for_one_indicator_as_for_three() -> None:
    asked = []
    for count in (1, 3):
        project = make_small(*(leaf(f"A{n}", "A", 10) for n in range(count)))
        with CaptureQueriesContext(connection) as caught:
            queries.evaluate(Project.objects.select_related("system").get(pk=project.pk))
        asked.append(len(caught))
    assert asked[0] == asked[1]
