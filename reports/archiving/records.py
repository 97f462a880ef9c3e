"""What rows say of signatures, opinions, evidence, results and history, as plain data for an archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from evaluations.evidence.models import Document, DocumentVersion
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.reviews.adoption.models import ScoreChange
from evaluations.reviews.adoption.queries import opinions_of
from evaluations.reviews.consulting.models import Consultation
from evaluations.reviews.expertise.models import ExpertForm
from evaluations.reviews.models import Thread
from evaluations.stages import queries as stages
from evaluations.stages.canonical import canonical
from evaluations.stages.chain import said
from evaluations.stages.contents import unpacked
from evaluations.stages.models import ChainHead, SignedContent
from reports.archiving.container import Class, Item
from reports.archiving.container.format import SIGNED, SNAPSHOTS
from reports.publishing.models import Edition
from reports.publishing.releases import queries as releases
from reports.publishing.releases.models import Release

Plain = dict[str, Any]


def signatures(project: Project) -> Plain:
    """Every link of the chain as it was sealed, its digest, and how far the chain goes."""
    head = ChainHead.objects.filter(project=project).first()
    return {
        "links": [{"said": said(row), "digest": row.digest} for row in stages.chain_of(project)],
        "head": {"number": head.number if head else 0, "digest": head.digest if head else ""},
    }


def signed_contents(project: Project) -> Iterator[Item]:
    """What was signed, as the text whose SHA-256 stands in the links; equal contents are kept once."""
    kept = SignedContent.objects.filter(project=project).order_by("pk")
    for number, digest in kept.values_list("pk", "sha256"):
        read = partial(_signed, number)
        path, title = f"{SIGNED}/{digest}.json", f"签署内容 {digest[:16]}"
        yield _again(path, read, digest, title=title, group="签署内容")


def snapshots(project: Project) -> Iterator[Item]:
    """What editions and releases were printed from: canonical text, so that its SHA-256 is the snapshot's."""
    editions = Edition.objects.filter(project=project).exclude(pdf="").order_by("number")
    for number, pk, digest in editions.values_list("number", "pk", "snapshot_sha256"):
        read = partial(_frozen, Edition, pk)
        path, title = f"{SNAPSHOTS}/edition-{number}.json", f"报告第{number}版的快照"
        yield _again(path, read, digest, title=title, group="快照")
    issued = Release.objects.filter(project=project, file__isnull=False).order_by("sequence")
    for sequence, pk, digest, name in issued.values_list("sequence", "pk", "snapshot_sha256", "number"):
        read = partial(_frozen, Release, pk)
        path, title = f"{SNAPSHOTS}/release-{sequence}.json", f"{name}的快照"
        yield _again(path, read, digest, title=title, group="快照")


def _again(path: str, read: Callable[[], bytes], digest: str, *, title: str, group: str) -> Item:
    """An item that is read now for its size, and once more when it is written: rows that never change."""
    return Item(
        path=path,
        cls=Class.DATA,
        group=group,
        title=title,
        media_type="application/json",
        size=len(read()),
        sha256=digest,
        open=lambda: nullcontext(BytesIO(read())),
    )


def _signed(number: int) -> bytes:
    return canonical(unpacked(SignedContent.objects.get(pk=number).packed)).encode()


def _frozen(model: type[Edition] | type[Release], number: int) -> bytes:
    return canonical(model._default_manager.only("snapshot").get(pk=number).snapshot).encode()


def results(project: Project) -> Plain:
    """Editions that were finished, and releases with what became of them."""
    editions = Edition.objects.filter(project=project).exclude(pdf="").order_by("number").defer("snapshot")
    return {
        "editions": [
            {
                "number": one.number,
                "created_at": moment(one.created_at),
                "pages": one.pages,
                "pdf_sha256": one.pdf_sha256,
                "snapshot": f"{SNAPSHOTS}/edition-{one.number}.json",
                "snapshot_sha256": one.snapshot_sha256,
            }
            for one in editions
        ],
        "releases": [
            _release(one)
            for one in releases.of_project(project).order_by("sequence")
            if releases.file_of(one) is not None
        ],
    }


def _release(release: Release) -> Plain:
    file, withdrawal = releases.file_of(release), releases.withdrawal_of(release)
    assert file is not None
    return {
        "sequence": release.sequence,
        "number": release.number,
        "title": release.title,
        "code": release.code,
        "issued_at": moment(release.issued_at),
        "state": str(releases.state_of(release)),
        "kind": release.kind,
        "reason": release.reason,
        "withdrawn_at": moment(withdrawal.at) if withdrawal else None,
        "withdrawn_reason": withdrawal.reason if withdrawal else "",
        "pages": file.pages,
        "pdf_sha256": file.pdf_sha256,
        "seal": file.seal,
        "snapshot": f"{SNAPSHOTS}/release-{release.sequence}.json",
        "snapshot_sha256": release.snapshot_sha256,
    }


def evidence(project: Project) -> Plain:
    """All documents with their files, also what was withdrawn and why; of an erased one only the number."""
    versions = Prefetch("versions", DocumentVersion.objects.order_by("position"))
    rows = Document.objects.filter(project=project).order_by("position").prefetch_related(versions)
    return {
        "documents": [
            {
                "number": one.number,
                "title": one.title,
                "kind": one.kind,
                "archive_class": one.archive_class,
                "withdrawn_at": moment(one.withdrawn_at),
                "withdrawn_reason": one.withdrawn_reason,
                "erased_at": moment(one.erased_at),
                "versions": [_version(version) for version in one.versions.all()],
            }
            for one in rows
        ]
    }


def _version(version: DocumentVersion) -> Plain:
    return {
        "number": version.number,
        "name": version.name,
        "size": version.size,
        "sha256": version.sha256,
        "uploaded_at": moment(version.uploaded_at),
        "has_file": bool(version.file) and not version.is_withdrawn,
        "withdrawn_at": moment(version.withdrawn_at),
        "withdrawn_reason": version.withdrawn_reason,
    }


def opinions(project: Project) -> Plain:
    """批注 that were handed in, 专家评审意见表, 征求意见, lines of 意见采纳情况表, reasons of new scores."""
    return {
        "threads": [_thread(one) for one in _threads(project)],
        "expert_forms": [_form(one) for one in _forms(project)],
        "consultations": [_consultation(one) for one in _consultations(project)],
        "opinions": [_opinion(one) for one in opinions_of(project)],
        "score_changes": [
            {
                "code": one.code,
                "name": one.name,
                "before": one.before,
                "after": one.after,
                "reason": one.reason,
                "by": person(one.by),
                "at": moment(one.at),
            }
            for one in ScoreChange.objects.filter(project=project).select_related("by").order_by("pk")
        ],
    }


def _threads(project: Project) -> QuerySet[Thread]:
    rows = Thread.objects.submitted().filter(project=project).select_related("created_by", "decided_by")
    return rows.order_by("pk").prefetch_related("comments__author")


def _thread(row: Thread) -> Plain:
    return {
        "kind": row.kind,
        "target": row.target,
        "place": row.place,
        "quoted": row.exact,
        "text": row.text,
        "suggestion": row.suggestion,
        "by": person(row.created_by),
        "role": row.role,
        "submitted_at": moment(row.submitted_at),
        "state": row.state,
        "decided_by": person(row.decided_by),
        "decided_at": moment(row.decided_at),
        "before": row.before,
        "after": row.after,
        "replies": [
            {"by": person(one.author), "at": moment(one.at), "text": one.text} for one in row.comments.all()
        ],
    }


def _forms(project: Project) -> QuerySet[ExpertForm]:
    rows = ExpertForm.objects.filter(project=project, submitted_at__isnull=False)
    return rows.order_by("pk").prefetch_related("scores")


def _form(row: ExpertForm) -> Plain:
    return {
        "round": row.round,
        "edition": row.edition,
        "name": row.name,
        "title": row.title,
        "overall": row.overall,
        "changes": row.changes,
        "conclusion": row.conclusion,
        "submitted_at": moment(row.submitted_at),
        "scores": [
            {"name": one.name, "full": str(one.full), "score": None if one.score is None else str(one.score)}
            for one in row.scores.all()
        ],
    }


def _consultations(project: Project) -> QuerySet[Consultation]:
    rows = Consultation.objects.filter(project=project).order_by("number")
    return rows.select_related("sent_by").prefetch_related("recipients")


def _consultation(row: Consultation) -> Plain:
    return {
        "number": row.number,
        "round": row.round,
        "note": row.note,
        "due": row.due.isoformat(),
        "edition_number": row.edition_number,
        "edition_sha256": row.edition_sha256,
        "sent_by": person(row.sent_by),
        "sent_at": moment(row.sent_at),
        "recipients": [
            {
                "name": one.name,
                "title": one.title,
                "role": one.role,
                "answered_at": moment(one.answered_at),
                "is_late": one.is_late,
            }
            for one in row.recipients.all()
        ],
    }


def _opinion(row: Any) -> Plain:
    answer = getattr(row, "answer", None)
    return {
        "number": row.number,
        "round": row.round,
        "role": row.role,
        "name": row.name,
        "title": row.title,
        "text": row.text,
        "quoted": row.quoted,
        "suggestion": row.suggestion,
        "place": row.place,
        "code": row.code,
        "is_no_opinion": row.is_no_opinion,
        "is_late": row.is_late,
        "at": moment(row.at),
        "answer": None
        if answer is None
        else {
            "decision": answer.decision,
            "reason": answer.reason,
            "place": answer.place,
            "before": answer.before,
            "after": answer.after,
            "by": person(answer.answered_by),
            "at": moment(answer.answered_at),
        },
    }


def history(project: Project) -> Plain:
    """The project's log, the newest line first."""
    rows = project.activities.select_related("by").order_by("-at", "-pk")
    return {
        "lines": [
            {
                "at": moment(one.at),
                "by": person(one.by),
                "kind": one.kind,
                "verb": one.verb,
                "subject": one.subject,
                "changes": one.changes,
                "saves": one.saves,
            }
            for one in rows.iterator()
        ]
    }


def person(user: User | None) -> str:
    """The name as the site shows it; "" for nobody."""
    return "" if user is None else str(user)


def moment(at: datetime | None) -> str | None:
    """The local time with its zone."""
    return None if at is None else timezone.localtime(at).isoformat(timespec="seconds")
