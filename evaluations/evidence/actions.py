"""What changes in the evidence: files come in, are described, linked to what they prove, asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone

from evaluations.evidence.filetypes import Kind, Refused, judge
from evaluations.evidence.intake import SMALL, Upload, keeping
from evaluations.evidence.models import (
    PREFIXES,
    TARGETS,
    Document,
    DocumentKind,
    DocumentVersion,
    EvidenceLink,
    RequestedAnswer,
    RequestedItem,
    RequestState,
)
from evaluations.evidence.pictures import Picture, read_picture
from evaluations.people.models import User
from evaluations.projects.actions import Change, log, save_as, take_over
from evaluations.projects.figures import shown
from evaluations.projects.models import Project

DOCUMENT_FIELDS = (
    "number",
    "title",
    "kind",
    "archive_class",
    "source_unit",
    "obtained",
    "pages",
    "note",
)
REQUEST_FIELDS = ("title", "reason", "indicator", "due", "state", "unavailable_reason")
STORED, DUPLICATE, COMPLETED, SAME_NAME = "stored", "duplicate", "completed", "same_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a file: stored, a duplicate of `version`, or its missing bytes.

    With SAME_NAME nothing yet: `version` has its name and other content, and somebody has to say whether
    the file is the next version.
    """

    state: str
    version: DocumentVersion
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An upload that has been looked into: its kind, its name as kept, what was corrected, a picture."""

    upload: Upload
    kind: Kind
    name: str
    note: str
    picture: Picture | None
    thumbnail: Path | None


def check(upload: Upload) -> Checked:
    """Judges an upload by its content. Raises Refused."""
    kind, name, note = judge(upload.path, upload.name)
    picture, thumbnail = None, None
    if kind.is_picture:
        thumbnail = upload.path.with_suffix(SMALL)
        picture = read_picture(upload.path, thumbnail)
    return Checked(upload=upload, kind=kind, name=name, note=note, picture=picture, thumbnail=thumbnail)


def add_file(
    project: Project,
    upload: Upload,
    *,
    by: User,
    kind: str = DocumentKind.WORKING,
    version_of: Document | None = None,
    as_new: bool = False,
) -> Receipt:
    """Takes an upload in as a new document, or as the next version of `version_of`.

    The same bytes are kept once per project. Raises Refused; then, and when anything fails, no file stays.
    """
    checked = check(upload)
    with keeping() as keep, transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        known = _known(locked, upload)
        if known is not None:
            return _known_receipt(known, checked, keep, by)
        namesake = None if version_of or as_new else _namesake(locked, checked.name)
        if namesake is not None:
            return Receipt(state=SAME_NAME, version=namesake, note=checked.note)
        _check_space(locked, upload)
        document = version_of or _new_document(locked, checked.name, kind, by)
        version = _new_version(locked, document, checked, keep, by)
        log(locked, by=by, kind="evidence", verb="上传", subject=f"资料 {document} {version}"[:300])
        note = "　".join(filter(None, (checked.note, _hint(locked, upload))))
        return Receipt(state=STORED, version=version, note=note)


def hand_in(item: RequestedItem, upload: Upload, *, by: User) -> RequestedAnswer:
    """Takes in a file that answers a requested item, which then counts as received. Raises Refused."""
    checked = check(upload)
    with keeping() as keep, transaction.atomic():
        project = Project.objects.select_for_update().get(pk=item.project_id)
        row = RequestedItem.objects.select_for_update().get(pk=item.pk)
        if row.state == RequestState.VERIFIED:
            raise Refused("这一项已经核对完毕，不再接收文件。如需补充，请联系评价小组重新列入清单。")
        version = _known(project, upload)
        if version is None:
            _check_space(project, upload)
            document = _new_document(project, checked.name, DocumentKind.FORMAL, by)
            version = _new_version(project, document, checked, keep, by)
        elif not version.file:
            _keep_bytes(version, checked, keep)
        answer = _answered(row, version, checked.name, by)
        if row.state != RequestState.RECEIVED:
            row.state, row.unavailable_reason = RequestState.RECEIVED, ""
            row.revision += 1
            save_as(row, by=by)
        log(project, by=by, kind="evidence", verb="提交", subject=f"清单 {row} {checked.name}"[:300])
        return answer


def _answered(item: RequestedItem, version: DocumentVersion, name: str, by: User) -> RequestedAnswer:
    position = item.answers.count()
    values = {"version": version, "name": name, "at": timezone.now(), "position": position}
    return RequestedAnswer.objects.get_or_create(
        item=item, document=version.document, handed_in_by=by, defaults=values
    )[0]


# Files ----------------------------------------------------------------------------------------------


def _standing(project: Project) -> QuerySet[DocumentVersion]:
    rows = DocumentVersion.objects.select_related("document")
    return rows.filter(project=project, withdrawn_at__isnull=True)


def _known(project: Project, upload: Upload) -> DocumentVersion | None:
    return _standing(project).filter(sha256=upload.sha256).first()


def _namesake(project: Project, name: str) -> DocumentVersion | None:
    return _standing(project).filter(name=name).order_by("-document", "-position").first()


def _hint(project: Project, upload: Upload) -> str:
    """Says that the same file was withdrawn before, where it was."""
    gone = DocumentVersion.objects.filter(project=project, sha256=upload.sha256, withdrawn_at__isnull=False)
    twin = gone.select_related("document").order_by("-withdrawn_at").first()
    return "" if twin is None else f"同一文件曾以{twin.document.number}上传并撤回，那一份仍在“已撤回”里"


def _known_receipt(known: DocumentVersion, checked: Checked, keep: Any, by: User) -> Receipt:
    """A duplicate; or the bytes of a version that came with a dossier."""
    if known.file:
        return Receipt(state=DUPLICATE, version=known, note=checked.note)
    _keep_bytes(known, checked, keep)
    subject = f"资料 {known.document} {known}"[:300]
    log(known.project, by=by, kind="evidence", verb="补上文件", subject=subject)
    return Receipt(state=COMPLETED, version=known, note=checked.note)


def _keep_bytes(version: DocumentVersion, checked: Checked, keep: Any) -> None:
    version.uploaded_at = timezone.now()
    lay_bytes(version, checked, keep)


def lay_bytes(version: DocumentVersion, checked: Checked, keep: Any) -> None:
    """The bytes of a version that had none; when it was uploaded stays as it is told. `keep`: `keeping()`."""
    _place(version, checked, keep)
    version.save()


def _check_space(project: Project, upload: Upload) -> None:
    used = DocumentVersion.objects.filter(project=project).aggregate(all=Sum("size"))["all"] or 0
    most = settings.EVIDENCE_PROJECT_BYTES
    if used + upload.size > most:
        raise Refused(
            f"本项目的资料已有{used / 1024**2:.0f}MB，上限{most / 1024**2:.0f}MB，放不下这个文件。"
            "请联系机构管理员提高上限。"
        )


def _new_document(project: Project, name: str, kind: str, by: User) -> Document:
    newest = Document.objects.filter(project=project).aggregate(at=Max("position"))["at"]
    document = Document(
        project=project,
        position=0 if newest is None else newest + 1,
        number=next_number(project, kind),
        title=name.rpartition(".")[0] or name,
        kind=kind,
    )
    save_as(document, by=by)
    return document


def next_number(project: Project, kind: str) -> str:
    """The index number to suggest for a new document of the kind: Z-001, Z-002 …"""
    prefix = f"{PREFIXES[DocumentKind(kind)]}-"
    taken = Document.objects.filter(project=project, number__startswith=prefix)
    ends = (number.removeprefix(prefix) for number in taken.values_list("number", flat=True))
    last = max((int(end) for end in ends if end.isdecimal() and len(end) < 9), default=0)
    return f"{prefix}{last + 1:03}"


def _new_version(
    project: Project, document: Document, checked: Checked, keep: Any, by: User
) -> DocumentVersion:
    version = DocumentVersion(
        project=project,
        document=document,
        position=document.versions.count(),
        name=checked.name,
        sha256=checked.upload.sha256,
        size=checked.upload.size,
        content_type=checked.kind.mime,
        uploaded_at=timezone.now(),
        uploaded_by=by,
    )
    _place(version, checked, keep)
    version.save()
    document.links.filter(version__isnull=True).update(checked_by=None, checked_at=None)
    return version


def _place(version: DocumentVersion, checked: Checked, keep: Any) -> None:
    """Moves the bytes to `evidence/PROJECT/SHA-256-…`, and notes what a picture tells.

    Behind the hash stands what is this upload's own, so that a failed one never takes away another's file.
    """
    own = checked.upload.path.name[:8]
    version.file.name = f"evidence/{version.project_id}/{version.sha256}-{own}"
    keep(checked.upload.path, version.file.name)
    if checked.thumbnail is not None:
        version.thumbnail.name = f"{version.file.name}{SMALL}"
        keep(checked.thumbnail, version.thumbnail.name)
    if checked.picture is not None:
        version.taken_at = checked.picture.taken_at
        version.latitude, version.longitude = checked.picture.latitude, checked.picture.longitude


# What documents say and prove ---------------------------------------------------------------------------


class NumberTaken(Exception):
    """Another document of the project has this index number."""


@transaction.atomic
def edit_document(
    document: Document, data: Mapping[str, Any], *, revision: int, by: User, verb: str = "修改"
) -> Document:
    """Change what is said of a document (`DOCUMENT_FIELDS`). Raises Conflict, NumberTaken."""
    row = Document.objects.select_for_update(of=("self",)).select_related("project").get(pk=document.pk)
    changes = take_over(row, DOCUMENT_FIELDS, data, revision)
    others = Document.objects.filter(project=row.project, number=row.number).exclude(pk=row.pk)
    if others.exists():
        raise NumberTaken(f"索引号“{row.number}”已经是“{others[0].title}”的，请换一个。")
    if changes:
        row.revision += 1
        save_as(row, by=by)
        subject, told = f"资料 {row}"[:300], _worded(row, changes)
        log(row.project, by=by, kind="evidence", verb=verb, subject=subject, changes=told)
    return row


@transaction.atomic
def link(document: Document, target: Any, *, by: User, **values: Any) -> EvidenceLink:
    """Says that a document proves `target`; `values` are pages, place, note, version. Twice is once."""
    row = Document.objects.select_for_update(of=("self",)).select_related("project").get(pk=document.pk)
    field = target_field(target)
    same = {"version": None, "page_from": None, "page_to": None, "place": "", **values}
    same.pop("note", None)
    known = row.links.filter(**{field: target}, **same).first()
    if known is not None:
        return known
    newest = row.links.aggregate(at=Max("position"))["at"]
    made = EvidenceLink.objects.create(
        document=row, position=0 if newest is None else newest + 1, made_by=by, **{field: target}, **values
    )
    subject = f"资料 {row} → {target} {made.where}".strip()
    log(row.project, by=by, kind="evidence", verb="关联", subject=subject[:300])
    return made


@transaction.atomic
def unlink(made: EvidenceLink, *, by: User) -> None:
    """Takes a link away; document and target stay."""
    row = EvidenceLink.objects.select_related("document__project", *TARGETS).get(pk=made.pk)
    subject = f"资料 {row.document} → {target_of(row)} {row.where}".strip()
    log(row.document.project, by=by, kind="evidence", verb="解除关联", subject=subject[:300])
    row.delete()


@transaction.atomic
def annotate(made: EvidenceLink, *, note: str, before: str, by: User) -> bool:
    """Says what a document shows of its target; False, and nothing is saved, if it is no longer `before`."""
    row = EvidenceLink.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if row.note not in (before, note):
        return False
    if row.note != note:
        changes: list[Change] = [{"field": "说明", "before": shown(row.note), "after": shown(note)}]
        row.note = note
        row.save(update_fields=["note"])
        document = made.document
        log(
            document.project,
            by=by,
            kind="evidence",
            verb="修改",
            subject=f"资料 {document} 说明"[:300],
            changes=changes,
        )
    return True


def target_field(target: Any) -> str:
    """The column that holds such a target."""
    return next(name for name in TARGETS if EvidenceLink._meta.get_field(name).related_model is type(target))


def target_of(made: EvidenceLink) -> Any:
    """What the link points at."""
    return next(found for name in TARGETS if (found := getattr(made, name)) is not None)


# What is asked for --------------------------------------------------------------------------------------


@transaction.atomic
def request_item(project: Project, data: Mapping[str, Any], *, by: User) -> RequestedItem:
    """Puts an item on the list of what the unit is asked for."""
    locked = Project.objects.select_for_update().get(pk=project.pk)
    newest = RequestedItem.objects.filter(project=locked).aggregate(at=Max("position"))["at"]
    item = RequestedItem(project=locked, position=0 if newest is None else newest + 1, **data)
    save_as(item, by=by)
    log(locked, by=by, kind="evidence", verb="索取", subject=f"清单 {item}"[:300])
    return item


@transaction.atomic
def edit_request(
    item: RequestedItem, data: Mapping[str, Any], *, revision: int, by: User, verb: str = "修改"
) -> RequestedItem:
    """Change what is asked for, or how far it is (`REQUEST_FIELDS`). Raises Conflict."""
    row = RequestedItem.objects.select_for_update(of=("self",)).select_related("project").get(pk=item.pk)
    changes = take_over(row, REQUEST_FIELDS, data, revision)
    if changes:
        row.revision += 1
        save_as(row, by=by)
        subject, told = f"清单 {row}"[:300], _worded(row, changes)
        log(row.project, by=by, kind="evidence", verb=verb, subject=subject, changes=told)
    return row


def _worded(row: Any, changes: list[Change]) -> list[Change]:
    """The changes with the labels of choices in place of their codes."""
    words = {str(field.verbose_name): dict(field.flatchoices) for field in row._meta.fields if field.choices}
    return [
        {
            "field": one["field"],
            "before": words.get(one["field"], {}).get(one["before"], one["before"]),
            "after": words.get(one["field"], {}).get(one["after"], one["after"]),
        }
        for one in changes
    ]
