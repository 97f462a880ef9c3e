"""What has to fit together in a dossier's evidence and request list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evaluations.dossier.documents import Document, EvidenceLink
from evaluations.dossier.model import Dossier

Note = tuple[str, str]
SHA256 = re.compile(r"[0-9a-f]{64}")
TARGETS = (
    "indicator",
    "base_item",
    "budget_line",
    "fund_check_item",
    "interview",
    "site_visit",
    "output",
    "funding_source",
    "cost_item",
)


def problems(dossier: Dossier) -> Iterable[Note]:
    """Numbers and files given twice, links to nothing or to nowhere, states without their reason."""
    yield from _doubled(dossier)
    targets = _targets(dossier)
    for place, document in enumerate(dossier.evidence):
        for at, version in enumerate(document.versions):
            if not SHA256.fullmatch(version.sha256):
                path = f"evidence[{place}].versions[{at}].sha256"
                yield path, "SHA-256 应为 64 位小写十六进制，请改正。"
        for at, link in enumerate(document.links):
            yield from _link_problems(link, document, targets, f"evidence[{place}].links[{at}]")
    yield from _request_problems(dossier)


def _doubled(dossier: Dossier) -> Iterable[Note]:
    numbers: set[str] = set()
    files: set[str] = set()
    for place, document in enumerate(dossier.evidence):
        if document.number in numbers:
            yield f"evidence[{place}].number", f"索引号“{document.number}”重复，请改成不同的索引号。"
        numbers.add(document.number)
        for at, version in enumerate(document.versions):
            if version.sha256 in files:
                path = f"evidence[{place}].versions[{at}].sha256"
                yield path, "同一文件（SHA-256 相同）前面已有，请只保留一处。"
            files.add(version.sha256)


def _targets(dossier: Dossier) -> dict[str, set[object]]:
    check = dossier.fund_check
    points = sum(map(len, check.groups.values())) if check else 0
    return {
        "indicator": {one.code for one in dossier.indicators},
        "base_item": {(table.code, name) for table in dossier.base_table for name in table.fields},
        "budget_line": {one.code for one in dossier.budget},
        "fund_check_item": set(range(1, points + 1)),
        "interview": set(range(1, len(dossier.interviews) + 1)),
        "site_visit": set(range(1, len(dossier.site_visits) + 1)),
        "output": set(range(1, len(dossier.output_facts) + 1)),
        "funding_source": set(range(1, len(dossier.funding) + 1)),
        "cost_item": set(range(1, len(dossier.cost_check) + 1)),
    }


def _link_problems(
    link: EvidenceLink, document: Document, targets: dict[str, set[object]], path: str
) -> Iterable[Note]:
    named = [name for name in TARGETS if getattr(link, name) is not None]
    if len(named) != 1:
        yield path, f"应恰好写明证明对象中的一个（{'、'.join(TARGETS)}），这里有 {len(named)} 个。"
    for name in named:
        value = getattr(link, name)
        if name == "base_item":
            value = (value.table, value.name)
        if value not in targets[name]:
            yield f"{path}.{name}", "数据包里没有这个证明对象，请改正或删去这处关联。"
    if link.version is not None and not 1 <= link.version <= len(document.versions):
        yield f"{path}.version", f"这份资料没有第 {link.version} 版，请改正。"
    if link.page_to is not None and (link.page_from is None or link.page_to < link.page_from):
        yield f"{path}.page_to", "截止页应不小于起始页，请改正。"


def _request_problems(dossier: Dossier) -> Iterable[Note]:
    numbers = {document.number for document in dossier.evidence}
    for place, item in enumerate(dossier.requested_items):
        path = f"requested_items[{place}]"
        if item.state == "unavailable" and not (item.unavailable_reason or "").strip():
            yield f"{path}.unavailable_reason", "无法提供的资料须写明原因。"
        for at, number in enumerate(item.documents):
            if number not in numbers:
                yield f"{path}.documents[{at}]", f"证据资料中没有索引号“{number}”。"
            if number in item.documents[:at]:
                yield f"{path}.documents[{at}]", f"索引号“{number}”写了两次，请只保留一个。"
