"""Which jobs are held, waiting or abandoned."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from evaluations.jobs.models import Job, JobState


def held(job: Job) -> QuerySet[Job]:
    """The job's row as long as the attempt that claimed it as `job` still holds it; else nothing."""
    return Job.objects.filter(pk=job.pk, attempt=job.attempt, state=JobState.RUNNING)


def claimable(now: datetime) -> QuerySet[Job]:
    """Queued ones, and running ones whose worker has been silent for too long."""
    return Job.objects.filter(Q(state=JobState.QUEUED) | _abandoned(now))


def abandoned(now: datetime) -> QuerySet[Job]:
    """Running ones whose worker has been silent for too long."""
    return Job.objects.filter(_abandoned(now))


def unheard(now: datetime, patience: timedelta) -> QuerySet[Job]:
    """Claimable ones for which no message is under way, as far as one can tell."""
    lost = Q(sent_at__isnull=True) | Q(sent_at__lte=now - patience)
    return claimable(now).filter(lost).order_by("pk")


def _abandoned(now: datetime) -> Q:
    return Q(state=JobState.RUNNING, lease_until__lte=now)
