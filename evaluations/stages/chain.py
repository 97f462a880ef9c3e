"""The chain of a project's signatures: how a link is sealed, and whether the whole still holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from evaluations.findings import sealing
from evaluations.projects.models import Project
from evaluations.stages import contents, queries
from evaluations.stages.canonical import sha256
from evaluations.stages.models import ChainHead, Signature, SignedContent
from evaluations.stages.queries import Standing
from evaluations.stages.scopes import SCOPES

ANSWERS = "inquiries"
"""The part that was counted from answers."""


def sealed(row: Signature) -> str:
    """SHA-256 over everything that the link says, and over the link before it."""
    return sha256(said(row))


def said(row: Signature) -> dict[str, Any]:
    """Everything that the link says, as it is sealed: with this the chain can be proven without the rows."""
    return {
        "project": row.project_id,
        "number": row.number,
        "act": str(row.act),
        "stage": [row.stage_id, row.stage.key, row.stage.name],
        "place": row.signer_id,
        "target": row.target.key if row.target else "",
        "scopes": row.scopes,
        "person": [row.person_id, row.name, row.role],
        "at": row.at.astimezone(UTC).isoformat(),
        "address": row.address,
        "opinion": row.opinion,
        "content": row.content_sha256,
        "previous": row.previous,
    }


def append(row: Signature) -> None:
    """Seals the row as the next link and saves it. The project is locked by whoever calls."""
    head, _ = ChainHead.objects.get_or_create(project=row.project)
    row.number, row.previous = head.number + 1, head.digest
    row.digest = sealed(row)
    row.save(force_insert=True)
    head.number, head.digest = row.number, row.digest
    head.save(update_fields=["number", "digest"])


def faults(project: Project) -> list[str]:
    """Everything that is not as it was signed, in sentences; empty where the chain and the content hold."""
    state = queries.standing(project)
    rows = list(queries.chain_of(project))
    found = [*_broken(project, rows), *_contents(project, rows)]
    if state is not None and not found:
        found += _changed(project, state)
    return found


def _broken(project: Project, rows: Iterable[Signature]) -> list[str]:
    """Links that were changed, taken out, or cut off at the end."""
    found: list[str] = []
    number, digest = 0, ""
    for row in rows:
        number += 1
        if row.number != number:
            return [*found, f"第{number}环不见了，接着的是第{row.number}环"]
        if row.previous != digest:
            found.append(f"第{number}环“{row}”接不上前一环")
        if sealed(row) != row.digest:
            found.append(f"第{number}环“{row}”签后被改动")
        digest = row.digest
    head = ChainHead.objects.filter(project=project).first()
    if (head.number if head else 0, head.digest if head else "") != (number, digest):
        found.append(f"链条末尾不符：记录到第{head.number if head else 0}环，现有{number}环")
    return found


def _contents(project: Project, rows: Iterable[Signature]) -> list[str]:
    """Contents that were signed and are not kept as they were."""
    kept = {row.sha256: row for row in SignedContent.objects.filter(project=project)}
    found = []
    for row in rows:
        if not row.content_sha256:
            continue
        content = kept.get(row.content_sha256)
        if content is None:
            found.append(f"第{row.number}环“{row}”签署的内容不见了")
        elif not _is_whole(content):
            found.append(f"第{row.number}环“{row}”签署的内容被改动")
    return found


def _is_whole(content: SignedContent) -> bool:
    try:
        return sha256(contents.unpacked(content.packed)) == content.sha256
    except (ValueError, contents.Damaged):
        return False


def _changed(project: Project, state: Standing) -> list[str]:
    """Rows of frozen parts that are not as the newest signature about them shows them."""
    by_link: dict[int, list[str]] = {}
    for key in SCOPES:
        link = state.line.shown_by(key)
        if link is not None and state.line.frozen_by(key) is not None:
            by_link.setdefault(link.number, []).append(key)
    found = []
    for number, keys in sorted(by_link.items()):
        row = state.chain[number - 1]
        was = queries.signed_content(project, row.content_sha256)
        if was is not None:
            now = contents.content_of(project, stage=row.stage.key, scopes=keys)
            found += [_said(one) for one in contents.differences(was, now, keys)]
        if ANSWERS in keys:
            found += sealing.faults(project)
    return found


def _said(one: contents.Difference) -> str:
    column = f"“{one.column}”" if one.column else ""
    before, after = ("没有" if text is None else text for text in (one.before, one.after))
    return f"{SCOPES[one.scope].label}　{one.model}第{one.key}行{column}：签署时为{before}，现为{after}"
