"""彻底删除: bytes, names and words of withdrawn evidence go for good; only its number stays."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evaluations.evidence.models import Document, DocumentVersion
from evaluations.evidence.withdrawing import NotPossible
from evaluations.people.models import User
from evaluations.projects.actions import Change, log, save_as
from evaluations.projects.models import Project

ERASED = "（已彻底删除）"


@transaction.atomic
def erase(document: Document, reason: str, *, by: User, version: DocumentVersion | None = None) -> Document:
    """Erases a withdrawn document, or one withdrawn `version` of it: for what must not be kept.

    Gone are bytes, small pictures, names, hashes, history and links. The numbers and the lines of the log
    stay, with who did what when, but without names. Raises NotPossible. A file that another version holds
    stays on disk.
    """
    Project.objects.select_for_update().get(pk=document.project_id)
    rows = Document.objects.select_for_update(of=("self",)).select_related("project")
    row = rows.get(pk=document.pk)
    _refuse(row, version, reason)
    if version is None:
        files = _empty_versions(row.versions.all())
        _forget_document(row)
        _empty(row, by)
    else:
        files = _forget_version(row, version)
    changes: list[Change] = [{"field": "原因", "before": "—", "after": reason.strip()}]
    subject = f"资料 {row.number}" if version is None else f"资料 {row.number} 第{version.number}版"
    log(row.project, by=by, kind="evidence", verb="彻底删除", subject=subject, changes=changes)
    transaction.on_commit(partial(remove_files, files))
    return row


def _refuse(row: Document, version: DocumentVersion | None, reason: str) -> None:
    if not (row if version is None else version).is_withdrawn:
        raise NotPossible("请先撤回，看过哪些关联受影响，再彻底删除。")
    if row.erased_at is not None or (version is not None and not version.sha256):
        raise NotPossible(f"{row.number}已经彻底删除。")
    if not reason.strip():
        raise NotPossible("彻底删除须写原因，例如“误传含身份证号的名单”。")


def _forget_version(row: Document, version: DocumentVersion) -> list[str]:
    for line in row.project.activities.filter(kind="evidence", subject__contains=version.name):
        line.subject = line.subject.replace(version.name, ERASED)[:300]
        line.save(update_fields=["subject"])
    version.links.all().delete()
    version.answers.all().delete()
    return _empty_versions([version])


def _empty_versions(found: Iterable[DocumentVersion]) -> list[str]:
    """Leaves of each version its number; the names of the files that nobody needs any more."""
    versions = list(found)
    files = [name for one in versions for name in (one.file.name, one.thumbnail.name) if name]
    for one in versions:
        one.name, one.sha256, one.size, one.content_type = ERASED, "", 0, ""
        one.file = one.thumbnail = ""
        one.taken_at = one.latitude = one.longitude = ""
        one.extras = {}
        one.save()
    return files


def _forget_document(row: Document) -> None:
    """Takes titles and file names out of the log; who did what when stays."""
    records: Any = row.history
    numbers = {row.number, *records.values_list("number", flat=True)}
    for number in numbers:
        lines = row.project.activities.filter(kind="evidence", subject__startswith=f"资料 {number} ")
        lines.exclude(verb="撤回").update(subject=f"资料 {row.number} {ERASED}", changes=[])
        lines.filter(verb="撤回").update(subject=f"资料 {row.number} {ERASED}")
    for answer in row.answers.select_related("item"):
        lines = row.project.activities.filter(
            kind="evidence", subject=f"清单 {answer.item} {answer.name}"[:300]
        )
        lines.update(subject=f"清单 {answer.item} {ERASED}"[:300])
    row.answers.all().delete()
    row.links.all().delete()
    records.all().delete()


def _empty(row: Document, by: User) -> None:
    row.title, row.note, row.source_unit, row.obtained, row.archive_class = ERASED, "", "", "", ""
    row.pages, row.extras, row.erased_at = None, {}, timezone.now()
    row.revision += 1
    save_as(row, by=by)


def remove_files(names: list[str]) -> None:
    """Removes files below the private folder that no version names any more."""
    for name in names:
        held = DocumentVersion.objects.filter(file=name) | DocumentVersion.objects.filter(thumbnail=name)
        if not held.exists():
            (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
