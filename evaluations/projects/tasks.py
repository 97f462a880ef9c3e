"""What the sweeper does for projects."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from evaluations.projects import presence


@shared_task(name="evaluations.projects.forget_silent", time_limit=60)
def forget_silent() -> None:
    """Forgets who has left a page without saying so."""
    presence.forget_silent(timezone.now())
