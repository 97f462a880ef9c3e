"""Reads of sheets and codes. A key or code of another survey is none."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from evaluations.questionnaires.answering.doors import Door
from evaluations.questionnaires.models import (
    AccessCode,
    Channel,
    Form,
    FormVersion,
    Response,
    Sitting,
    Survey,
)
from evaluations.surveying import plainly
from evaluations.surveying.definition import Questionnaire
from evaluations.surveying.plainly import Unreadable


def _one(door: Door, sittings: QuerySet[Sitting]) -> Sitting | None:
    """The newest of them; its version is mostly the one that is known at the door."""
    found = sittings.filter(survey=door.survey).order_by("-pk").first()
    if found is not None and door.version is not None and found.version_id == door.version.pk:
        found.version = door.version
    return found


def sitting(door: Door, key: UUID) -> Sitting | None:
    """The unfinished sheet of this key that somebody answers on a link."""
    return _one(door, Sitting.objects.filter(key=key).exclude(channel=Channel.INTERVIEWER))


def interview(door: Door, key: UUID) -> Sitting | None:
    """The unfinished interview of this key."""
    return _one(door, Sitting.objects.filter(key=key, channel=Channel.INTERVIEWER))


def is_handed_in(door: Door, key: UUID) -> bool:
    """Whether the sheet of this key has been received."""
    return Response.objects.filter(survey=door.survey, key=key).exists()


def begun_on(device: str, door: Door) -> Sitting | None:
    """The newest unfinished sheet of a phone."""
    if not device:
        return None
    return _one(door, Sitting.objects.filter(device=device))


def begun_with(code: AccessCode, door: Door) -> Sitting | None:
    """The unfinished sheet of a one-time link."""
    return _one(door, Sitting.objects.filter(code=code))


def code_of(door: Door, code: str) -> AccessCode | None:
    """A code of this survey."""
    return AccessCode.objects.filter(survey=door.survey, code=code).first()


def place_of(code: str) -> tuple[str, str] | None:
    """Token and code by which the first page of a code is found, in whichever survey."""
    rows = AccessCode.objects.filter(code=code, survey__collection__isnull=False)
    return rows.values_list("survey__collection__token", "code").first() if code else None


def to_try(survey: Survey, version: int | None) -> Questionnaire | None:
    """The draft, or a published version; None where there is none that can be shown."""
    if version is None:
        content = Form.objects.filter(survey=survey).values_list("content", flat=True).first()
    else:
        rows = FormVersion.objects.filter(survey=survey, number=version)
        content = rows.values_list("content", flat=True).first()
    try:
        return plainly.read(content) if content else None
    except Unreadable:
        return None
