"""What the page shows of a job's row, and how the renderer's stages become steps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evaluations.jobs.leases import Lease
from evaluations.jobs.models import Job, JobState
from reports.publishing import stages
from reports.publishing.progress import Step, progress
from reports.rendering import Progress

BEGUN = datetime(2026, 5, 20, 8, 31, 8, tzinfo=UTC)
PAST = [
    {"name": stages.FREEZE, "note": "快照 b7e1…4f2e", "seconds": 0.2},
    {"name": stages.RECOMPUTE, "note": "", "seconds": 0.8},
]


def job(**values: object) -> Job:
    return Job(**{"state": JobState.RUNNING, "started_at": BEGUN, "steps": PAST, **values})


def after(seconds: float) -> datetime:
    return BEGUN + timedelta(seconds=seconds)


def test_a_running_job() -> None:
    shown = progress(job(stage=stages.LAYOUT, done=12, total=0, percent=20), after(5))
    assert (shown.percent, shown.sentence, shown.elapsed, shown.remaining) == (20, "正在排版", 5, 20)
    assert shown.steps == (
        Step(name=stages.FREEZE, state="done", note="快照 b7e1…4f2e", seconds=0.2),
        Step(name=stages.RECOMPUTE, state="done", seconds=0.8),
        Step(name=stages.GLYPHS, state="wait"),
        Step(name=stages.LAYOUT, state="now", seconds=4.0, counted="第12页"),
        Step(name=stages.PAGES, state="wait"),
        Step(name=stages.WRITE, state="wait"),
        Step(name=stages.VERIFY, state="wait"),
    )


def test_a_known_end_is_counted() -> None:
    shown = progress(job(stage=stages.PAGES, done=54, total=86, percent=62), after(11))
    assert [step.counted for step in shown.steps if step.state == "now"] == ["54 / 86"]
    assert shown.remaining == 7


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": JobState.QUEUED, "started_at": None, "steps": []}, "排队，等待执行"),
        ({"steps": []}, "即将开始"),
        ({"stage": stages.LAYOUT, "cancel_requested": True}, "正在取消，当前一步做完即停"),
    ],
)
def test_what_it_says(values: dict[str, object], sentence: str) -> None:
    assert progress(job(**values), after(2)).sentence == sentence


def test_the_pace_says_nothing_at_the_beginning() -> None:
    assert progress(job(percent=9), after(4)).remaining is None
    waiting = progress(job(state=JobState.QUEUED, started_at=None, steps=[]), after(4))
    assert (waiting.elapsed, waiting.remaining) == (None, None)


@pytest.mark.parametrize(
    ("state", "last"),
    [(JobState.FAILED, "broken"), (JobState.CANCELLED, "stopped"), (JobState.DONE, "done")],
)
def test_an_ended_job_shows_where_it_ended(state: JobState, last: str) -> None:
    shown = progress(job(state=state, ended_at=after(3), stage=stages.RECOMPUTE, percent=50), after(60))
    assert [step.state for step in shown.steps] == ["done", last, *["wait"] * 5]
    assert (shown.elapsed, shown.remaining) == (3, None)


class Recorder(Lease):
    """A lease that only writes down what it is told."""

    def __init__(self) -> None:
        super().__init__(Job())
        self.told: list[tuple[str, int, int, int | None]] = []

    def stage(
        self, name: str, done: int = 0, total: int = 0, percent: int | None = None, *, note: str = ""
    ) -> None:
        self.told.append((name, done, total, percent))


def test_the_renderers_stages_become_steps_that_never_go_back() -> None:
    lease = Recorder()
    listen = stages.listener(lease)
    listen(Progress(stage="检查字形", done=1, total=1))
    listen(Progress(stage="排版", done=30, total=0))
    listen(Progress(stage="分页", done=1, total=86))
    listen(Progress(stage="排版", done=2, total=0))
    listen(Progress(stage="写入PDF/A", done=86, total=86))
    assert lease.told == [
        (stages.GLYPHS, 1, 1, 8),
        (stages.LAYOUT, 30, 0, 22),
        (stages.PAGES, 1, 86, 35),
        (stages.PAGES, 2, 0, 37),
        (stages.WRITE, 86, 86, 98),
    ]
