"""Taking evidence back: a document or one version goes out of sight and can come back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.evidence.models import (
    TARGETS,
    Document,
    DocumentVersion,
    EvidenceLink,
    RequestedAnswer,
    RequestedItem,
    RequestState,
)
from evaluations.evidence.resting import Leaving, Rest, let_go, rests
from evaluations.people.models import User
from evaluations.projects.actions import Change, log, save_as
from evaluations.projects.models import Project

TAKEN_BACK = "提交人收回"
"""The reason where the unit's contact takes back what they handed in."""


class NotPossible(Exception):
    """Says why not and what to do; nothing was changed."""


class Signed(NotPossible):
    """Signed papers rest on it, and nobody has said that their signatures may fall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What rests on a document (or one version of it): links, other things, and what it answers."""

    links: tuple[EvidenceLink, ...]
    rests: tuple[Rest, ...]
    answers: tuple[RequestedAnswer, ...]

    @property
    def signed(self) -> tuple[Rest, ...]:
        """What loses its signatures."""
        return tuple(rest for rest in self.rests if rest.is_signed)


def impact(document: Document, version: DocumentVersion | None = None) -> Impact:
    """What taking it back touches; a constant number of queries."""
    answers = document.answers.select_related("item").order_by("item__position")
    return Impact(
        links=tuple(_links(document, version)),
        rests=tuple(rests(_leaving(document, version))),
        answers=() if version is not None else tuple(answers),
    )


def _links(document: Document, version: DocumentVersion | None) -> list[EvidenceLink]:
    rows = document.links.select_related("version", "base_item__table", *TARGETS).order_by("position")
    return [one for one in rows if version is None or one.version_id == version.pk]


def _leaving(document: Document, version: DocumentVersion | None) -> Leaving:
    """With the newest version what people see changes, so links to the document as a whole count too."""
    newest = document.versions.filter(withdrawn_at__isnull=True).order_by("-position").first()
    is_newest = version is None or (newest is not None and newest.pk == version.pk)
    rows = document.links.select_related("indicator").filter(indicator__isnull=False)
    codes = {
        one.indicator.code
        for one in rows
        if one.indicator is not None
        and (version is None or one.version_id == version.pk or (is_newest and one.version_id is None))
    }
    return Leaving(document=document, version=version, codes=frozenset(codes), is_newest=is_newest)


@transaction.atomic
def withdraw(
    document: Document,
    reason: str,
    *,
    by: User,
    version: DocumentVersion | None = None,
    heir: Document | None = None,
    may_void: bool = False,
) -> Document:
    """撤回 of a document, or of one `version` that is not its only one; `heir` takes over its links.

    Without an heir the links wait out of sight and come back with it. Raises NotPossible; Signed while
    signed papers rest on it and not `may_void`, which takes their signatures off.
    """
    row = _locked(document)
    _refuse(row, reason, version, heir)
    leaving = replace(_leaving(row, version), because=_because(row, version, heir), heir=heir)
    if not may_void and (signed := [rest for rest in rests(leaving) if rest.is_signed]):
        names = "、".join(rest.name for rest in signed)
        raise Signed(f"{names}已经签字，撤回会使签字失效。请先确认“签字随之失效”。")
    moved = _hand_over(_links(row, version), heir, by) if heir is not None else 0
    let_go(leaving, by=by)
    if leaving.is_newest:
        row.links.filter(version__isnull=True).update(checked_by=None, checked_at=None)
    _mark(row, version, reason.strip(), timezone.now(), by)
    subject = f"资料 {row}" if version is None else f"资料 {row} {version}"
    changes: list[Change] = [{"field": "原因", "before": "—", "after": reason.strip()}]
    if heir is not None:
        changes.append({"field": "关联", "before": row.number, "after": f"{heir.number}（{moved}处）"})
    log(row.project, by=by, kind="evidence", verb="撤回", subject=subject[:300], changes=changes)
    if version is None:
        _reopen(row, by)
    return row


def _locked(document: Document) -> Document:
    Project.objects.select_for_update().get(pk=document.project_id)
    return Document.objects.select_for_update(of=("self",)).select_related("project").get(pk=document.pk)


def _refuse(row: Document, reason: str, version: DocumentVersion | None, heir: Document | None) -> None:
    if row.is_withdrawn:
        raise NotPossible(f"{row.number}已经撤回。")
    if not reason.strip():
        raise NotPossible("撤回须写原因，例如“传错了文件，应为2025年度的合同”。")
    if heir is not None and (heir.pk == row.pk or heir.is_withdrawn or heir.project_id != row.project_id):
        raise NotPossible("接替的资料应是本项目里另一份没有撤回的资料，请重新选。")
    if version is None:
        return
    standing = row.versions.filter(withdrawn_at__isnull=True)
    if version.document_id != row.pk or not standing.filter(pk=version.pk).exists():
        raise NotPossible("这一版已经撤回，请刷新页面。")
    if standing.count() == 1:
        raise NotPossible(f"{row.number}只有这一版文件，请撤回整份资料。")


def _because(row: Document, version: DocumentVersion | None, heir: Document | None) -> str:
    what = f"佐证{row.number}" if version is None else f"佐证{row.number}第{version.number}版"
    return f"{what}已撤回" if heir is None else f"{what}已撤回，改为{heir.number}"


def _hand_over(links: Iterable[EvidenceLink], heir: Document, by: User) -> int:
    """Lets the links point from the heir; what it says of the same target already is enough. How many."""
    newest = heir.links.aggregate(at=Max("position"))["at"]
    free = 0 if newest is None else newest + 1
    known = {tuple(getattr(one, f"{name}_id") for name in TARGETS) for one in heir.links.all()}
    moved = 0
    for one in links:
        target = tuple(getattr(one, f"{name}_id") for name in TARGETS)
        moved += 1
        if target in known:
            one.delete()
            continue
        known.add(target)
        one.document, one.version, one.position = heir, None, free
        one.made_by, one.checked_by, one.checked_at = by, None, None
        one.page_from = one.page_to = None
        one.place = ""
        one.save()
        free += 1
    return moved


def _mark(row: Document, version: DocumentVersion | None, reason: str, at: datetime, by: User) -> None:
    """Versions go with their document at the same moment, by which they come back with it."""
    values = {"withdrawn_at": at, "withdrawn_by": by, "withdrawn_reason": reason}
    if version is not None:
        row.versions.filter(pk=version.pk).update(**values)
        return
    row.versions.filter(withdrawn_at__isnull=True).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
    row.revision += 1
    save_as(row, by=by)


def _reopen(row: Document, by: User) -> None:
    """What only this document answered is asked for again."""
    done = (RequestState.RECEIVED, RequestState.VERIFIED)
    items = RequestedItem.objects.filter(answers__document=row, state__in=done).distinct()
    for item in items:
        reopen(item, by=by)


def reopen(item: RequestedItem, *, by: User) -> None:
    """Asked for again, unless another document that stands answers it."""
    if item.answers.filter(document__withdrawn_at__isnull=True).exists():
        return
    before = item.get_state_display()
    item.state = RequestState.REQUESTED
    item.revision += 1
    save_as(item, by=by)
    changes: list[Change] = [{"field": "状态", "before": before, "after": item.get_state_display()}]
    log(item.project, by=by, kind="evidence", verb="重新索取", subject=f"清单 {item}"[:300], changes=changes)


@transaction.atomic
def restore(document: Document, *, by: User, version: DocumentVersion | None = None) -> Document:
    """恢复 of a document with the versions that went with it, or of one version. Raises NotPossible."""
    row = _locked(document)
    if row.erased_at is not None:
        raise NotPossible(f"{row.number}已经彻底删除，不能恢复。")
    if version is not None and row.is_withdrawn:
        raise NotPossible(f"{row.number}整份已经撤回，请先恢复整份资料。")
    if version is None and not row.is_withdrawn:
        raise NotPossible(f"{row.number}没有撤回，不需要恢复。")
    going = row.versions.filter(withdrawn_at__isnull=False)
    back = list(
        going.filter(withdrawn_at=row.withdrawn_at) if version is None else going.filter(pk=version.pk)
    )
    if version is not None and (not back or not back[0].sha256):
        raise NotPossible("这一版没有撤回，或者已经彻底删除，不能恢复。")
    _refuse_doubled(row, back)
    nothing = {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_reason": ""}
    DocumentVersion.objects.filter(pk__in=[one.pk for one in back]).update(**nothing)
    row.links.filter(version__isnull=True).update(checked_by=None, checked_at=None)
    if version is None:
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = None, None, ""
        row.revision += 1
        save_as(row, by=by)
        _receive(row, by)
    subject = f"资料 {row}" if version is None else f"资料 {row} {version}"
    log(row.project, by=by, kind="evidence", verb="恢复", subject=subject[:300])
    return row


def _refuse_doubled(row: Document, back: Iterable[DocumentVersion]) -> None:
    hashes = [one.sha256 for one in back]
    again = DocumentVersion.objects.filter(
        project=row.project, sha256__in=hashes, withdrawn_at__isnull=True
    ).select_related("document")
    if twin := again.first():
        raise NotPossible(
            f"同一文件后来又上传为{twin.document}，同一项目里只保留一处。要恢复这一份，请先撤回{twin.document.number}。"
        )


def _receive(row: Document, by: User) -> None:
    """What it answers and was asked for again has been received."""
    for item in RequestedItem.objects.filter(answers__document=row, state=RequestState.REQUESTED).distinct():
        item.state = RequestState.RECEIVED
        item.revision += 1
        save_as(item, by=by)


@transaction.atomic
def take_back(answer: RequestedAnswer, *, by: User) -> None:
    """收回 by whoever handed it in, until the item is verified or the team uses it. Raises NotPossible.

    A file that is nobody else's is withdrawn; of one that was there already only the submission goes.
    """
    document = _locked(answer.document)
    row = RequestedAnswer.objects.select_related("item__project", "version").get(pk=answer.pk)
    if row.handed_in_by_id != by.pk:
        raise NotPossible("只能收回自己提交的文件。")
    if row.item.state == RequestState.VERIFIED:
        raise NotPossible("这一项评价小组已经核对，不能收回。如果交错了，请联系评价小组。")
    if _is_own(document, row, by):
        if document.links.exists() or rests(_leaving(document, None)):
            raise NotPossible("评价小组已经采用这份文件，不能收回。如果交错了，请联系评价小组。")
        withdraw(document, TAKEN_BACK, by=by)
    else:
        row.delete()
        subject = f"清单 {row.item} {row.name}"
        log(row.item.project, by=by, kind="evidence", verb="收回", subject=subject[:300])
        reopen(row.item, by=by)


def _is_own(document: Document, answer: RequestedAnswer, by: User) -> bool:
    others = document.answers.exclude(pk=answer.pk)
    foreign = document.versions.exclude(uploaded_by=by)
    return not others.exists() and not foreign.exists()
