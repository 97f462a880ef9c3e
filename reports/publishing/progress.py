"""A job's row → what the page shows: its steps with their times, how long it took and may still take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from evaluations.jobs.models import Job, JobState
from reports.publishing.stages import STEPS

State = Literal["done", "now", "broken", "stopped", "wait"]
ENDED_IN: dict[str, State] = {JobState.FAILED: "broken", JobState.CANCELLED: "stopped"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; `broken` and `stopped` is the one in which the job failed or was cancelled."""

    name: str
    state: State
    note: str = ""
    seconds: float | None = None
    counted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgress:
    """`elapsed` and `remaining` in whole seconds; `remaining` is None as long as one cannot tell."""

    percent: int
    sentence: str
    elapsed: int | None
    remaining: int | None
    steps: tuple[Step, ...]


def progress(job: Job, now: datetime, listed: tuple[str, ...] = STEPS) -> JobProgress:
    """How far `job` is; `listed` are the steps that it has to take."""
    elapsed = round(((job.ended_at or now) - job.started_at).total_seconds()) if job.started_at else None
    return JobProgress(
        percent=job.percent,
        sentence=_sentence(job),
        elapsed=elapsed,
        remaining=_remaining(job.percent, elapsed) if job.is_open else None,
        steps=_steps(job, now, listed),
    )


def _sentence(job: Job) -> str:
    if job.cancel_requested and job.is_open:
        return "正在取消，当前一步做完即停"
    if job.state == JobState.QUEUED:
        return "排队，等待执行"
    return f"正在{job.stage}" if job.stage else "即将开始"


def _remaining(percent: int, elapsed: int | None) -> int | None:
    """What is left at the pace so far; before a tenth is done the pace says nothing."""
    if elapsed is None or percent < 10:
        return None
    return max(1, round(elapsed * (100 - percent) / percent))


def _steps(job: Job, now: datetime, listed: tuple[str, ...]) -> tuple[Step, ...]:
    past = {step["name"]: step for step in job.steps}
    last = job.steps[-1]["name"] if job.steps else ""
    steps = []
    for name in listed:
        if name in past:
            state = ENDED_IN.get(job.state, "done") if name == last else "done"
            steps.append(Step(name=name, state=state, note=past[name]["note"], seconds=past[name]["seconds"]))
        elif name == job.stage and job.is_open:
            steps.append(Step(name=name, state="now", seconds=_so_far(job, now), counted=_counted(job)))
        else:
            steps.append(Step(name=name, state="wait"))
    return tuple(steps)


def _so_far(job: Job, now: datetime) -> float:
    assert job.started_at is not None  # a job with a stage has begun
    before = sum(float(step["seconds"]) for step in job.steps)
    return max(0.0, round((now - job.started_at).total_seconds() - before, 1))


def _counted(job: Job) -> str:
    if job.total:
        return f"{job.done} / {job.total}"
    return f"第{job.done}页" if job.done else ""
