"""What respondents change: a sheet begun, kept, sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.actions import log
from evaluations.projects.freezing import Frozen
from evaluations.questionnaires.answering.doors import Door
from evaluations.questionnaires.answering.sheets import Fields
from evaluations.questionnaires.models import AccessCode, Channel, Response, Sitting, Survey
from evaluations.questionnaires.receiving import Sheet, receive
from evaluations.surveying.quality import Rules

KEPT_DAYS = 30
"""A sheet that nobody went on with for so long is given up."""


def begin(
    door: Door, channel: Channel, *, group: str = "", code: AccessCode | None = None, device: str = ""
) -> Sitting:
    """A new sheet of the newest version. A one-time link has one sheet: the one that was begun goes on."""
    assert door.version is not None
    if code is not None:
        begun = Sitting.objects.filter(code=code).select_related("version").first()
        if begun is not None:
            return begun
    return Sitting.objects.create(
        survey_id=door.survey,
        version=door.version,
        key=uuid4(),
        channel=channel,
        code=code,
        group=group,
        device=device,
    )


def keep(sitting: Sitting, fields: Fields) -> None:
    """What stands in the fields of the sheet; of two who keep, the later one holds."""
    rows = Sitting.objects.filter(pk=sitting.pk)
    rows.update(answers=fields, updated_at=timezone.now())


def send(
    sitting: Sitting, answers: Mapping[str, Any], *, rules: Rules | None = None, by: User | None = None
) -> Response:
    """Hands the sheet in, once however often it is sent. Raises CodeUsed."""
    sheet = Sheet(
        key=sitting.key,
        channel=Channel(sitting.channel),
        answers=answers,
        group=sitting.group,
        device=sitting.device,
        started_at=sitting.started_at,
        code=sitting.code,
    )
    return receive(sitting.version, sheet, by=by, rules=rules)


def give_up_unfinished(now: datetime) -> int:
    """Removes sheets that nobody finished; how many there were stays in the log of their projects."""
    old = Sitting.objects.filter(updated_at__lt=now - timedelta(days=KEPT_DAYS))
    counts = dict(old.order_by().values_list("survey").annotate(Count("pk")))
    removed = 0
    for survey in Survey.objects.filter(pk__in=counts).select_related("project"):
        with transaction.atomic():
            number, _ = old.filter(survey=survey).delete()
            removed += number
            _tell(survey, number)
    return removed


def _tell(survey: Survey, number: int) -> None:
    """What is signed has a closed log; there the sheets go without a line."""
    subject = f"“{survey}”{KEPT_DAYS}天没有答完的答卷{number}份"
    try:
        with transaction.atomic():
            log(survey.project, by=None, kind="survey", verb="清除", subject=subject)
    except Frozen:
        return
