"""The files that an archive holds of evidence, reports and opinions; opened only when they are written."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from evaluations.evidence.models import ArchiveClass, Document, DocumentVersion
from evaluations.projects.models import Project
from evaluations.reviews.adoption.annex import TITLE as ADOPTION
from evaluations.reviews.adoption.annex import word
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.adoption.printing import annex_of
from evaluations.stages.models import ProvidedDocument
from reports.archiving.container import Class, Item, Readable, Source, folder_name, stored_bytes
from reports.archiving.contributions import contribute
from reports.archiving.models import Restoration
from reports.publishing.models import Edition
from reports.publishing.releases import queries as releases

CLASSES = {
    ArchiveClass.INITIATION: Class.INITIATION,
    ArchiveClass.PROOF: Class.PROOF,
    ArchiveClass.CONCLUSION: Class.CONCLUSION,
}
OF_STAGES = {"accept": Class.INITIATION, "experts": Class.CONCLUSION, "consult": Class.CONCLUSION}
"""What stages ask for, where nobody has chosen a class: the contract, and opinions on the report."""
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def versions_of(project: Project) -> QuerySet[DocumentVersion]:
    """The files of the evidence that stand, all versions, in the order of the documents."""
    rows = DocumentVersion.objects.filter(
        project=project, withdrawn_at__isnull=True, document__withdrawn_at__isnull=True
    )
    return rows.select_related("document").order_by("document__position", "position")


def class_of(document: Document, asked: Mapping[int, str]) -> Class | None:
    """As somebody said; else by the stage that asked for it (`asked_for`); else None."""
    if document.archive_class:
        return CLASSES[ArchiveClass(document.archive_class)]
    return OF_STAGES.get(asked[document.pk], Class.PROOF) if document.pk in asked else None


def asked_for(project: Project) -> dict[int, str]:
    """The documents that stages ask for and somebody provided, with the key of the stage."""
    rows = ProvidedDocument.objects.filter(project=project)
    return dict(rows.values_list("document", "required__stage__key"))


@contribute("evidence")
def _evidence(project: Project) -> Iterator[Item]:
    """Each version under its document's number; what nobody classed stands with the proof."""
    asked = asked_for(project)
    for version in versions_of(project).exclude(file=""):
        document = version.document
        cls = class_of(document, asked) or Class.PROOF
        name = f"第{version.number}版 {version.name}"
        folder = folder_name(f"{document.number} {document.title}")
        yield Item(
            path=f"{cls.folder}/{folder}/{folder_name(name)}",
            cls=cls,
            group=str(document),
            title=name,
            media_type=version.content_type or "application/octet-stream",
            size=version.size,
            sha256=version.sha256,
            open=_stored(str(version.file)),
        )


@contribute("editions")
def _editions(project: Project) -> Iterator[Item]:
    """Every edition that was finished."""
    rows = Edition.objects.filter(project=project).exclude(pdf="").order_by("number").defer("snapshot")
    for edition in rows:
        yield Item(
            path=f"{Class.CONCLUSION.folder}/报告稿/第{edition.number}版.pdf",
            cls=Class.CONCLUSION,
            group="报告稿",
            title=f"{edition}　{edition.pages or 0}页",
            media_type=PDF,
            size=edition.size or 0,
            sha256=edition.pdf_sha256,
            open=_stored(str(edition.pdf)),
        )


@contribute("releases")
def _releases(project: Project) -> Iterator[Item]:
    """The sealed file of every release, whatever became of it; its state stands in the title."""
    for release in releases.of_project(project).order_by("sequence"):
        file = releases.file_of(release)
        if file is not None:
            yield Item(
                path=f"{Class.CONCLUSION.folder}/正式报告/{folder_name(release.number)}.pdf",
                cls=Class.CONCLUSION,
                group="正式报告",
                title=f"{release}　{releases.state_of(release)}",
                media_type=PDF,
                size=file.size,
                sha256=file.pdf_sha256,
                open=_stored(str(file.pdf)),
            )


@contribute("adoption")
def _adoption(project: Project) -> Iterator[Item]:
    """反馈意见 and what was said to them, as the table that is printed."""
    if Opinion.objects.filter(project=project).exists():
        yield stored_bytes(
            f"{Class.CONCLUSION.folder}/{ADOPTION}.docx",
            word(annex_of(project)),
            title=ADOPTION,
            cls=Class.CONCLUSION,
            media_type=WORD,
            group="反馈意见",
        )


@contribute("restoration")
def _restoration(project: Project) -> Iterator[Item]:
    """The archive that the project was made of: what was signed and issued before goes on with it."""
    for made in Restoration.objects.filter(project=project):
        yield Item(
            path=f"{Class.CONCLUSION.folder}/原归档件/{made.sha256}.zip",
            cls=Class.CONCLUSION,
            group="原归档件",
            title=made.name,
            media_type=mimetypes.types_map[".zip"],
            size=made.size,
            sha256=made.sha256,
            open=_stored(str(made.file)),
        )


def _stored(name: str) -> Source:
    return partial(_opened, name)


@contextmanager
def _opened(name: str) -> Iterator[Readable]:
    with default_storage.open(name, "rb") as file:
        yield file
