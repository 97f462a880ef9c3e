"""What editions and releases share: a snapshot checked, failures told to people, the file kept by content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from evaluations.jobs.leases import JobFailed
from reports.composing import snapshot as snapshots
from reports.publishing import stages
from reports.rendering import Attachment, MissingGlyphs, RenderingFailed


def check_snapshot(snapshot: snapshots.Snapshot, digest: str, *, place: str) -> None:
    """Raises JobFailed unless the snapshot is what was frozen."""
    if snapshots.digest(snapshot) != digest:
        raise JobFailed("快照与冻结时的摘要不符，不能据此出报告。请重新生成。", place=place)


def check_scores(snapshot: snapshots.Snapshot) -> None:
    """Raises JobFailed unless the frozen scores are what the frozen dossier gives."""
    if found := snapshots.differences(snapshot):
        raise JobFailed(
            "\n".join([*found[:20], "评分与记录不一致，请重新计算评分后再生成。"]), place="评分核对"
        )


@contextmanager
def failures_told() -> Iterator[None]:
    """What stops a rendering, as the failure of its job."""
    try:
        yield
    except MissingGlyphs as error:
        raise JobFailed(str(error), place=stages.GLYPHS) from error
    except RenderingFailed as error:
        raise JobFailed(str(error), place=stages.LAYOUT) from error
    except snapshots.Unusable as error:
        raise JobFailed(str(error), place=stages.FREEZE) from error


def dossier_attached(snapshot: snapshots.Snapshot) -> Attachment:
    """The data that the report rests on, as a file in it."""
    return Attachment(
        name="dossier.json",
        mime="application/json",
        content=snapshot["dossier"].encode(),
        description="评价数据包：评分和报告所依据的全部数据，可据此重新计算",
        relationship="Source",
    )


def kept(pdf: bytes, digest: str, *, folder: str) -> str:
    """Stores the file under the name of its content and returns that name.

    A file of this name with another content is what a killed worker left half written; it is replaced.
    """
    name = f"{folder}/{digest}.pdf"
    if default_storage.exists(name):
        if stored_digest(name) == digest:
            return name
        default_storage.delete(name)
    stored = default_storage.save(name, ContentFile(pdf))
    if stored_digest(stored) != digest:
        raise JobFailed("存下的文件与生成的不一致，请检查磁盘空间后重新生成。", place="存档")
    return stored


def stored_digest(name: str) -> str:
    """SHA-256 of a stored file, as it is now."""
    with default_storage.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
