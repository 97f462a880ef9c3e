"""The sweeper's beat."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from evaluations.jobs import actions


@shared_task(name="evaluations.jobs.sweep", time_limit=60)
def sweep() -> None:
    """Looks for forgotten jobs."""
    actions.sweep(timezone.now())
