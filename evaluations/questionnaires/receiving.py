"""The one door through which an answer is stored: from a link, an interviewer, paper or a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.people.models import User
from evaluations.questionnaires.models import (
    AccessCode,
    Channel,
    Collection,
    FormVersion,
    Response,
    Sitting,
    SurveyPolicy,
)
from evaluations.surveying import coding, plainly, quality
from evaluations.surveying.definition import Questionnaire
from evaluations.surveying.quality import Rules, read_rules
from evaluations.surveying.routing import on_the_way


class CodeUsed(Exception):
    """The one-time link has answered already, with another submission."""


class SheetTaken(Exception):
    """The number of the paper sheet is another sheet's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An answer as it comes in; `key` is the same when it is sent again. Paper has a `sheet` number.

    `submitted_at` is None for one that comes in now.
    """

    key: UUID
    channel: Channel
    answers: Mapping[str, Any]
    group: str = ""
    sheet: str = ""
    device: str = ""
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    code: AccessCode | None = None


def receive(
    version: FormVersion, sheet: Sheet, *, by: User | None = None, rules: Rules | None = None
) -> Response:
    """Stores a sheet once, with what speaks against counting it; sent again it is the one that is there.

    The answers are those of `surveying.intake`; what was jumped over is left out. A one-time code is used up
    in the same transaction. Raises CodeUsed where another sheet has used it, SheetTaken where the paper's
    number is known.
    """
    try:
        with transaction.atomic():
            if sheet.code is not None:
                _use(sheet.code)
            stored = _store(version, sheet, by, rules or rules_of(version))
            Sitting.objects.filter(key=sheet.key).delete()
            return stored
    except (CodeUsed, IntegrityError) as clash:
        there = _there(version, sheet)
        if there is not None:
            return there
        if isinstance(clash, CodeUsed):
            raise
        raise SheetTaken from clash


@transaction.atomic
def receive_many(
    version: FormVersion, sheets: Iterable[Sheet], *, by: User | None = None, rules: Rules | None = None
) -> int:
    """Stores sheets from a table, all or none; how many. Neither codes nor devices, both are of one person.

    Raises SheetTaken where one of them, or the number on its paper, is there already.
    """
    in_force = rules or rules_of(version)
    made = [_made(version, sheet, by, in_force) for sheet in sheets]
    try:
        with transaction.atomic():
            Response.objects.bulk_create(made, batch_size=BATCH)
    except IntegrityError as clash:
        raise SheetTaken from clash
    return len(made)


BATCH = 500


def _there(version: FormVersion, sheet: Sheet) -> Response | None:
    return Response.objects.filter(survey=version.survey_id, key=sheet.key).first()


def _use(code: AccessCode) -> None:
    """Uses the link up. Only the day is kept: a time would say which answer is whose."""
    free = AccessCode.objects.filter(pk=code.pk, used_at__isnull=True, withdrawn_at__isnull=True)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if not free.update(used_at=today):
        raise CodeUsed


def _store(version: FormVersion, sheet: Sheet, by: User | None, rules: Rules) -> Response:
    known = Response.objects.filter(survey=version.survey_id, device=sheet.device)
    is_repeated = rules.once_per_device and bool(sheet.device) and known.exists()
    made = _made(version, sheet, by, rules, is_repeated=is_repeated)
    made.save(force_insert=True)
    return made


def _made(
    version: FormVersion, sheet: Sheet, by: User | None, rules: Rules, *, is_repeated: bool = False
) -> Response:
    """The sheet as a row that is not stored yet, with what speaks against counting it."""
    questionnaire = questionnaire_of(version)
    answers = on_the_way(questionnaire, sheet.answers)
    row, words = coding.encode(questionnaire, answers)
    now = sheet.submitted_at or timezone.now()
    seconds = None if sheet.started_at is None else max(0, int((now - sheet.started_at).total_seconds()))
    found = quality.reasons(questionnaire, answers, rules, seconds=seconds, is_repeated=is_repeated)
    return Response(
        survey_id=version.survey_id,
        version=version,
        key=sheet.key,
        channel=sheet.channel,
        group=sheet.group,
        sheet=sheet.sheet,
        coded=row,
        words=words,
        device=sheet.device,
        started_at=sheet.started_at,
        submitted_at=now,
        seconds=seconds,
        entered_by=by,
        flags=",".join(found),
        is_valid=not found,
    )


def questionnaire_of(version: FormVersion) -> Questionnaire:
    """The questionnaire of a published version; read once in a process, for it never changes."""
    known = _READ.get(version.sha256)
    if known is None:
        known = _READ[version.sha256] = plainly.read(version.content)
        while len(_READ) > MOST_KEPT:
            _READ.pop(next(iter(_READ)))
    return known


MOST_KEPT = 64
_READ: dict[str, Questionnaire] = {}


def rules_of(version: FormVersion) -> Rules:
    """The rules in force for a survey: its own, else its firm's, else the default."""
    own = Collection.objects.filter(survey=version.survey_id).values_list("rules", flat=True).first()
    if own:
        return read_rules(own)
    firms = SurveyPolicy.objects.filter(firm__projects__surveys__versions=version)
    return read_rules(firms.values_list("rules", flat=True).first() or {})
