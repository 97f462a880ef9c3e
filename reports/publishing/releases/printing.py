"""A release's snapshot in, its pages and attachments out, before the seal; nothing else is read."""

from __future__ import annotations

import json
from collections.abc import Mapping

from reports.composing import snapshot as snapshots
from reports.document import Imprint
from reports.document.imprint import as_plain
from reports.document.tree import grow
from reports.publishing.production import dossier_attached
from reports.rendering import Attachment, Rendered, render
from reports.rendering.results import Listener
from reports.rendering.score_sheet import score_sheet

DOSSIER, SCORES, SIGNATURES, SNAPSHOT = "dossier.json", "scores.xlsx", "signatures.json", "snapshot.json"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NoImprint(Exception):
    """The snapshot is that of an edition, not of a release."""


def printed(
    snapshot: snapshots.Snapshot, *, pictures: Mapping[str, bytes], progress: Listener | None = None
) -> Rendered:
    """The file before the seal. The same snapshot and pictures give the same bytes.

    Raises what `render` raises, `snapshots.Unusable`, and NoImprint.
    """
    return render(
        snapshots.document_of(snapshot),
        identifier=snapshots.digest(snapshot),
        attachments=attachments(snapshot),
        pictures=pictures,
        progress=progress,
    )


def attachments(snapshot: snapshots.Snapshot) -> tuple[Attachment, ...]:
    """What the file carries: the dossier, scores, signatures, and the snapshot that gives it again."""
    imprint = imprint_of(snapshot)
    return (
        dossier_attached(snapshot),
        Attachment(
            name=SCORES,
            mime=EXCEL,
            content=scores_of(snapshot),
            description="评分表：全部指标的权重、业绩值和得分",
            relationship="Data",
        ),
        Attachment(
            name=SIGNATURES,
            mime="application/json",
            content=signatures_of(imprint),
            description="签核记录：各阶段的签字",
            relationship="Supplement",
        ),
        Attachment(
            name=SNAPSHOT,
            mime="application/json",
            content=written(snapshot),
            description="快照：排出本文件所用的全部内容，可据此重新排印并逐字节比较",
            relationship="Source",
        ),
    )


def imprint_of(snapshot: snapshots.Snapshot) -> Imprint:
    """What the release says of itself. Raises NoImprint."""
    imprint = snapshots.imprint_of(snapshot)
    if imprint is None:
        raise NoImprint
    return imprint


def scores_of(snapshot: snapshots.Snapshot) -> bytes:
    """The sheet of all indicators. Raises `snapshots.Unusable`."""
    material = snapshots.material_of(snapshot)
    title = f"{material.dossier.project.title}　评分表"
    return score_sheet(grow(material.dossier, material.result), material.result, title=title)


def signatures_of(imprint: Imprint) -> bytes:
    """The list of signatures as a JSON file."""
    return _json(as_plain(imprint)["signatures"])


def written(snapshot: snapshots.Snapshot) -> bytes:
    """The snapshot as a JSON file."""
    return _json(snapshot)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()
