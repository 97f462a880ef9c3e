"""The beat that gives up unfinished sheets."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from evaluations.questionnaires.answering import actions


@shared_task(name="evaluations.questionnaires.give_up_unfinished", time_limit=300)
def give_up_unfinished() -> None:
    """Removes sheets that nobody has gone on with for a month."""
    actions.give_up_unfinished(timezone.now())
