"""Messages get lost; the sweeper finds what was forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError

from evaluations.jobs import actions
from evaluations.jobs.models import Job
from evaluations.people.models import User

SECONDS = timedelta(seconds=1)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What goes to the broker, instead of being run on the spot."""
    messages: list[dict[str, Any]] = []
    current_app.loader.import_default_modules()
    task = current_app.tasks["evaluations.jobs.sweep"]
    monkeypatch.setattr(task, "apply_async", lambda **message: messages.append(message["kwargs"]))
    return messages


def test_the_message_goes_out_on_commit(
    person: User, sent: list[dict[str, Any]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = actions.enqueue(task="evaluations.jobs.sweep", arguments={"n": 1}, title="评分计算", by=person)
        assert sent == []
    job.refresh_from_db()
    assert sent == [{"job_id": job.pk}]
    assert (job.state, job.arguments, job.requested_by) == ("queued", {"n": 1}, person)
    assert job.sent_at is not None


@pytest.mark.parametrize("error", [OperationalError("refused"), OSError("disk full")])
def test_a_broker_that_is_down_loses_nothing(
    person: User, monkeypatch: pytest.MonkeyPatch, error: Exception, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(**message: Any) -> None:
        raise error

    current_app.loader.import_default_modules()
    monkeypatch.setattr(current_app.tasks["evaluations.jobs.sweep"], "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = actions.enqueue(task="evaluations.jobs.sweep", arguments={}, title="评分计算", by=person)
    job.refresh_from_db()
    assert (job.state, job.sent_at) == ("queued", None)

    messages: list[Any] = []
    monkeypatch.setattr(
        current_app.tasks["evaluations.jobs.sweep"], "apply_async", lambda **message: messages.append(message)
    )
    assert actions.sweep(timezone.now()) == 1
    assert [message["kwargs"] for message in messages] == [{"job_id": job.pk}]


def test_a_lost_message_is_sent_again_once_per_patience(job: Job, sent: list[dict[str, Any]]) -> None:
    assert job.sent_at is not None
    assert actions.sweep(job.sent_at + 29 * SECONDS) == 0
    assert actions.sweep(job.sent_at + 31 * SECONDS) == 1
    assert actions.sweep(timezone.now()) == 0
    assert sent == [{"job_id": job.pk}]


def test_a_job_whose_worker_died_is_sent_again(job: Job, sent: list[dict[str, Any]]) -> None:
    now = timezone.now()
    actions.claim(job.pk, now)
    assert actions.sweep(now + 29 * SECONDS) == 0
    assert actions.sweep(now + 31 * SECONDS) == 1
    assert sent == [{"job_id": job.pk}]
    assert actions.claim(job.pk, now + 32 * SECONDS) is not None


def test_the_third_interruption_is_the_last(job: Job, sent: list[dict[str, Any]]) -> None:
    now = timezone.now()
    for attempt in range(3):
        assert actions.claim(job.pk, now + 40 * SECONDS * attempt) is not None
    assert actions.sweep(now + 120 * SECONDS) == 0
    job.refresh_from_db()
    assert sent == []
    assert (job.state, job.message) == ("failed", "执行中断了3次，已停止，数据没有改动。请重新发起。")
    assert (job.ended_at, job.lease_until) == (now + 120 * SECONDS, None)


def test_a_message_that_comes_late_starts_no_fourth_attempt(job: Job) -> None:
    now = timezone.now()
    for attempt in range(3):
        assert actions.claim(job.pk, now + 40 * SECONDS * attempt) is not None
    assert actions.claim(job.pk, now + 120 * SECONDS) is None
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("failed", 3)


def test_a_cancelled_job_of_a_dead_worker_ends(job: Job, person: User, sent: list[dict[str, Any]]) -> None:
    now = timezone.now()
    actions.claim(job.pk, now)
    actions.cancel(job, by=person)
    assert actions.sweep(now + 31 * SECONDS) == 0
    job.refresh_from_db()
    assert (job.state, job.message, sent) == ("cancelled", "由陆婉宁取消", [])


def test_a_job_that_hangs_past_its_time_is_not_tried_again(job: Job, sent: list[dict[str, Any]]) -> None:
    now = timezone.now()
    claimed = actions.claim(job.pk, now)
    assert claimed is not None
    Job.objects.filter(pk=job.pk).update(lease_until=now + 310 * SECONDS)
    assert actions.sweep(now + 311 * SECONDS) == 0
    job.refresh_from_db()
    assert (job.state, job.message, sent) == ("failed", actions.TOO_LONG, [])


def test_a_task_that_the_program_no_longer_has_fails_its_job(person: User) -> None:
    job = actions.record(task="old.name", arguments={}, title="旧任务", by=person)
    actions.send(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "本版程序没有任务“old.name”，请重新发起。")


def test_the_sweeper_is_on_the_beat(job: Job, sent: list[dict[str, Any]], settings: Any) -> None:
    Job.objects.filter(pk=job.pk).update(sent_at=None)
    entry = settings.CELERY_BEAT_SCHEDULE["sweep-jobs"]
    current_app.tasks[entry["task"]].run()
    assert sent == [{"job_id": job.pk}]
