"""The postman's beat."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from evaluations.notices import delivering


@shared_task(name="evaluations.notices.deliver", time_limit=540)
def deliver() -> None:
    """Sends the mails that are due."""
    delivering.deliver(timezone.now())
