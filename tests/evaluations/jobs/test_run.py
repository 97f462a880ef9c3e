"""A job runs under a lease, and its result becomes visible once or not at all."""

import logging
import time
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError
from django.utils import timezone

from evaluations.jobs import actions, leases
from evaluations.jobs.leases import Cancelled, JobFailed, Lease, LostLease
from evaluations.jobs.models import Job, JobState
from evaluations.people.models import User

LATER = timedelta(seconds=31)


def test_two_workers_cannot_hold_one_job(job: Job) -> None:
    now = timezone.now()
    first = actions.claim(job.pk, now)
    assert first is not None
    assert (first.state, first.attempt, first.lease_until) == ("running", 1, now + timedelta(seconds=30))
    assert actions.claim(job.pk, now + timedelta(seconds=29)) is None


def test_a_silent_worker_is_replaced_and_can_no_longer_deliver(job: Job) -> None:
    now = timezone.now()
    first, second = actions.claim(job.pk, now), actions.claim(job.pk, now + LATER)
    assert first is not None
    assert second is not None
    assert second.attempt == 2
    with pytest.raises(LostLease), Lease(first).deliver():
        raise AssertionError("the first attempt must not get so far")
    with Lease(second).deliver() as delivered:
        delivered.message = "86页"
    job.refresh_from_db()
    assert (job.state, job.message, job.percent, job.attempt) == ("done", "86页", 100, 2)
    with pytest.raises(LostLease), Lease(second).deliver():
        raise AssertionError("a job is done once")


def test_a_lost_lease_stops_the_work_at_its_next_report(job: Job) -> None:
    now = timezone.now()
    first = actions.claim(job.pk, now)
    actions.claim(job.pk, now + LATER)
    assert first is not None
    with pytest.raises(LostLease):
        Lease(first).stage("排版")


def test_a_lost_attempt_ends_without_a_trace(job: Job) -> None:
    def work(lease: Lease) -> None:
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - LATER)
        assert actions.claim(job.pk, timezone.now()) is not None
        lease.stage("排版")

    actions.run(job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.stage, job.message) == ("running", 2, "", "")


def test_stages_are_kept_with_their_times(job: Job) -> None:
    seen: list[tuple[str, int, int, int]] = []

    def work(lease: Lease) -> None:
        lease.stage("冻结数据", percent=2, note="快照 b7e1")
        lease.stage("排版", 1, 86, 20)
        row = Job.objects.get(pk=job.pk)
        seen.append((row.stage, row.done, row.total, row.percent))
        lease.stage("排版", 2, 86, 10)  # within the pause between two reports, and percent never falls
        row = Job.objects.get(pk=job.pk)
        seen.append((row.stage, row.done, row.total, row.percent))

    actions.run(job.pk, work)
    job.refresh_from_db()
    assert seen == [("排版", 1, 86, 20), ("排版", 1, 86, 20)]
    assert [(step["name"], step["note"]) for step in job.steps] == [
        ("冻结数据", "快照 b7e1"),
        ("排版", ""),
    ]
    assert (job.state, job.stage, job.percent, job.lease_until) == ("done", "", 100, None)
    assert job.ended_at is not None


def test_a_report_renews_the_lease(job: Job) -> None:
    claimed = actions.claim(job.pk, timezone.now() - timedelta(seconds=20))
    assert claimed is not None
    before = timezone.now()
    Lease(claimed).stage("排版")
    job.refresh_from_db()
    assert job.lease_until is not None
    assert job.lease_until >= before + timedelta(seconds=30)


def test_what_is_written_while_delivering_goes_back_with_a_failure(job: Job, person: User) -> None:
    def work(lease: Lease) -> None:
        with lease.deliver():
            User.objects.filter(pk=person.pk).update(display_name="写了一半")
            raise JobFailed("磁盘已满，请清理后重新生成。", place="保存PDF")

    actions.run(job.pk, work)
    job.refresh_from_db()
    person.refresh_from_db()
    assert (job.state, job.message, job.place) == ("failed", "磁盘已满，请清理后重新生成。", "保存PDF")
    assert person.display_name == "陆婉宁"


def test_an_unknown_failure_is_logged_and_told_neutrally(job: Job, caplog: pytest.LogCaptureFixture) -> None:
    def work(lease: Lease) -> None:
        raise ZeroDivisionError("inner detail")

    with caplog.at_level(logging.ERROR, logger="evaluations.jobs.actions"):
        actions.run(job.pk, work)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.message == f"任务{job.pk}因程序错误停止，经过已记入日志，数据没有改动。可以重新发起。"
    assert "ZeroDivisionError: inner detail" in caplog.text


@pytest.mark.parametrize("limit", [SoftTimeLimitExceeded(), leases.OutOfTime()])
def test_a_job_over_its_time_has_failed(job: Job, limit: Exception) -> None:
    def work(lease: Lease) -> None:
        raise limit

    actions.run(job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", actions.TOO_LONG)


def test_a_stage_after_the_time_limit_stops_the_work(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "TIME_LIMIT", timedelta(seconds=-1))
    actions.run(job.pk, lambda lease: lease.stage("排版"))
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", actions.TOO_LONG)


def test_a_waiting_job_is_cancelled_at_once(job: Job, person: User) -> None:
    cancelled = actions.cancel(job, by=person)
    assert (cancelled.state, cancelled.message) == ("cancelled", "由陆婉宁取消")
    assert actions.claim(job.pk, timezone.now()) is None


def test_a_running_job_stops_at_its_next_report(job: Job, person: User) -> None:
    reached: list[str] = []

    def work(lease: Lease) -> None:
        lease.stage("冻结数据")
        assert actions.cancel(job, by=person).state == "running"
        reached.append("before")
        lease.stage("排版")
        reached.append("after")

    actions.run(job.pk, work)
    job.refresh_from_db()
    assert reached == ["before"]
    assert (job.state, job.message, job.lease_until) == ("cancelled", "由陆婉宁取消", None)


def test_a_cancelled_job_does_not_deliver(job: Job, person: User) -> None:
    claimed = actions.claim(job.pk, timezone.now())
    assert claimed is not None
    actions.cancel(job, by=person)
    with pytest.raises(Cancelled), Lease(claimed).deliver():
        raise AssertionError("nothing may be written")


def test_an_ended_job_stays_as_it_ended(job: Job, person: User) -> None:
    actions.run(job.pk, lambda lease: None)
    assert actions.cancel(job, by=person).state == JobState.DONE
    actions.run(job.pk, lambda lease: pytest.fail("it must not run again"))
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("done", 1)


def test_a_renewal_that_finds_the_job_taken_stops_the_work(job: Job) -> None:
    first = actions.claim(job.pk, timezone.now())
    assert first is not None
    lease = Lease(first)
    lease.stage("排版", 1)
    lease.renew()
    lease.stage("排版", 2)
    Job.objects.filter(pk=job.pk).update(attempt=2)
    lease.renew()
    with pytest.raises(LostLease):
        lease.stage("排版", 3)


def test_a_renewal_that_fails_is_tried_again(
    job: Job, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.JOB_LEASE_SECONDS = 0.06
    renewals: list[str] = []

    class Shaky(Lease):
        def renew(self) -> None:
            renewals.append("tried")
            if len(renewals) == 1:
                raise OperationalError("database is locked")

    with leases.kept(Shaky(job)):
        while len(renewals) < 2:
            time.sleep(0.01)
    assert f"Job {job.pk}: its lease could not be renewed; trying again" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_one_long_silent_step_keeps_its_lease(person: User, settings: Any) -> None:
    settings.JOB_LEASE_SECONDS = 0.3
    job = actions.record(task="evaluations.jobs.sweep", arguments={}, title="排版", by=person)
    rivals: list[Job | None] = []

    def work(lease: Lease) -> None:
        time.sleep(0.8)
        rivals.append(actions.claim(job.pk, timezone.now()))

    actions.run(job.pk, work)
    job.refresh_from_db()
    assert rivals == [None]
    assert (job.state, job.attempt) == ("done", 1)
