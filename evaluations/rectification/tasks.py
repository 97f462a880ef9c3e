"""What is due, once a day."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from evaluations.rectification import announcing


@shared_task(name="evaluations.rectification.remind", time_limit=300)
def remind_of_rectification() -> None:
    """Reminds who rectifies of what is due or late."""
    announcing.remind(timezone.localdate())
