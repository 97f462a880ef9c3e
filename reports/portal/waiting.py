"""What waits for an officer: what the desk knows, but for the reading of drafts that have been issued."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from evaluations.desk.agenda import agenda
from evaluations.desk.items import Item
from evaluations.people.models import User
from reports.reading.models import Opened


def waiting(user: User, *, issued: Iterable[int]) -> list[Item]:
    """By due day; drafts of what is `issued` (numbers of projects) wait for nobody any more."""
    drafts = {reverse("reading:read", args=[pk, what]) for pk in issued for what in Opened.values}
    return [item for item in agenda(user) if item.url not in drafts]
