"""What a worker does about people's uploads."""

from __future__ import annotations

from celery import shared_task

from evaluations.people import uploads


@shared_task(name="evaluations.people.sweep_uploads")
def sweep_uploads() -> None:
    """Throws away what nobody came back for."""
    uploads.sweep()
