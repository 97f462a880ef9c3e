"""What opens today, several times a day: a worker that was down in the morning says it later."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reports.reading import announcing


@shared_task(name="reports.reading.tell", time_limit=300)
def tell_of_openings() -> None:
    """Tells whom something is open to from today on."""
    announcing.tell(timezone.localdate())
