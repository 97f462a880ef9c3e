"""Sheets from paper and from tables on their way in: stored by `receiving`, told in the log."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from evaluations.people.models import User
from evaluations.projects.actions import Fold, log
from evaluations.questionnaires.collecting.actions import KIND
from evaluations.questionnaires.models import FormVersion, Response
from evaluations.questionnaires.receiving import Sheet, receive, receive_many


@transaction.atomic
def enter_sheet(version: FormVersion, sheet: Sheet, *, by: User) -> Response:
    """Stores a sheet from paper; many in a row are one line of the log. Raises SheetTaken."""
    stored = receive(version, sheet, by=by)
    survey = version.survey
    fold = Fold(thing=f"paper-{survey.pk}")
    log(survey.project, by=by, kind=KIND, verb="录入", subject=f"{survey.title[:200]}　纸质问卷", fold=fold)
    return stored


@transaction.atomic
def import_sheets(version: FormVersion, sheets: Sequence[Sheet], *, by: User) -> int:
    """Stores sheets from a table, all or none; how many. Raises SheetTaken."""
    stored = receive_many(version, sheets, by=by)
    survey = version.survey
    log(
        survey.project,
        by=by,
        kind=KIND,
        verb="导入",
        subject=f"{survey.title[:200]}　Excel答卷{stored}份",
    )
    return stored
