"""What changes in a firm's 问卷库: kept, renamed, deleted, brought back."""

from __future__ import annotations

import json
from decimal import Decimal

from django.db import transaction

from evaluations.dossier.plain import json_text
from evaluations.people.actions import log_for_firm
from evaluations.people.models import Firm, FirmActivity, User
from evaluations.projects.actions import Conflict, log
from evaluations.questionnaires.designing.queries import SHELF
from evaluations.questionnaires.models import Form, LibraryForm


class NameTaken(Exception):
    """The library has a questionnaire of this name; nothing was written."""

    def __init__(self, name: str) -> None:
        super().__init__(f"问卷库里已有“{name}”，请换一个名称。")


@transaction.atomic
def keep(form: Form, name: str, *, by: User, is_replacing: bool = False) -> LibraryForm:
    """The draft as it is, for the firm's next surveys. Raises NameTaken unless it may replace."""
    project = form.survey.project
    Firm.objects.select_for_update().get(pk=project.firm_id)
    row = LibraryForm.objects.filter(firm=project.firm_id, name=name).first()
    if row is not None and not is_replacing:
        raise NameTaken(name)
    if row is None:
        row = LibraryForm.objects.create(firm=project.firm, name=name, content=form.content, created_by=by)
        _told(row, "从项目存入", by=by)
    else:
        row.content = form.content
        row.revision += 1
        row.save()
        _told(row, "从项目存入，替换原内容", by=by)
    log(project, by=by, kind="pattern", verb="存入问卷库", subject=f"问卷 {name}"[:300])
    return row


@transaction.atomic
def rename(row: LibraryForm, name: str, *, revision: int, by: User) -> LibraryForm:
    """Another name. Raises NameTaken, Conflict."""
    locked = _locked(row)
    if locked.name == name:
        return locked
    if locked.revision != revision:
        raise Conflict(theirs={"name": locked.name}, mine={"name": name}, revision=locked.revision)
    if LibraryForm.objects.filter(firm=locked.firm_id, name=name).exists():
        raise NameTaken(name)
    locked.name = name
    locked.revision += 1
    locked.save()
    _told(locked, "改名", by=by)
    return locked


@transaction.atomic
def drop(row: LibraryForm, *, by: User) -> None:
    """Out of the library; surveys that were made of it keep theirs, and it can be brought back."""
    locked = _locked(row)
    _told(locked, "删除", by=by)
    locked.delete()


@transaction.atomic
def bring_back(line: FirmActivity, *, by: User) -> LibraryForm:
    """What a line of the log says was deleted, anew. Raises NameTaken."""
    firm = Firm.objects.select_for_update().get(pk=line.firm_id)
    if LibraryForm.objects.filter(firm=firm, name=line.subject).exists():
        raise NameTaken(line.subject)
    content = json.loads(line.content["form"], parse_float=Decimal)
    row = LibraryForm.objects.create(firm=firm, name=line.subject, content=content, created_by=by)
    _told(row, "恢复", by=by)
    return row


def _locked(row: LibraryForm) -> LibraryForm:
    Firm.objects.select_for_update().get(pk=row.firm_id)
    return LibraryForm.objects.select_for_update(of=("self",)).select_related("firm").get(pk=row.pk)


def _told(row: LibraryForm, verb: str, *, by: User) -> None:
    content = {"form": json_text(row.content)} if verb == "删除" else {}
    log_for_firm(row.firm, by=by, kind=SHELF, row=row.pk, verb=verb, subject=row.name, content=content)
