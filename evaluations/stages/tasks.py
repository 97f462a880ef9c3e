"""What is due, twice a day: a worker that was down in the morning says it in the afternoon."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from evaluations.stages import announcing


@shared_task(name="evaluations.stages.remind", time_limit=300)
def remind() -> None:
    """Reminds whose turn it is of stages that are due."""
    announcing.remind(timezone.localdate())
