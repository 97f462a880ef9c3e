"""Evidence (证据资料) and what is asked for (资料清单), as typed data; conventions in `model`."""

from __future__ import annotations

from dataclasses import dataclass, field

from evaluations.dossier.values import COUNT, DATE, Extras

DOCUMENT_KINDS = ("formal", "working", "voucher", "statement")
ARCHIVE_CLASSES = ("initiation", "proof", "conclusion")
REQUEST_STATES = ("requested", "received", "verified", "unavailable")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVersion:
    """A file of a document, without its bytes: name, SHA-256, size in bytes, when it was uploaded."""

    name: str
    sha256: str
    size: int = field(metadata=COUNT)
    content_type: str | None = None
    uploaded_at: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseItemPlace:
    """An item of a base table, by the table's code and its own name."""

    table: str
    name: str
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLink:
    """What a document proves: exactly one of the nine, and where in the document.

    An indicator and a budget line are named by their code, an item of a base table by the table's code and
    its name, a point of the fund check, an interview and a site visit by their place in the dossier, from 1.
    `version` is given where only that version (from 1) counts.
    """

    indicator: str | None = None
    base_item: BaseItemPlace | None = None
    budget_line: str | None = None
    fund_check_item: int | None = field(default=None, metadata=COUNT)
    interview: int | None = field(default=None, metadata=COUNT)
    site_visit: int | None = field(default=None, metadata=COUNT)
    output: int | None = field(default=None, metadata=COUNT)
    funding_source: int | None = field(default=None, metadata=COUNT)
    cost_item: int | None = field(default=None, metadata=COUNT)
    version: int | None = field(default=None, metadata=COUNT)
    page_from: int | None = field(default=None, metadata=COUNT)
    page_to: int | None = field(default=None, metadata=COUNT)
    place: str | None = None
    note: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A piece of evidence (证据资料) under its index number.

    `kind` is as in 财预〔2021〕101号, `archive_class` as in 财监〔2021〕4号 第二十条.
    """

    number: str
    title: str
    kind: str = field(metadata={"choices": DOCUMENT_KINDS})
    archive_class: str | None = field(default=None, metadata={"choices": ARCHIVE_CLASSES})
    source_unit: str | None = None
    obtained: str | None = field(default=None, metadata=DATE)
    pages: int | None = field(default=None, metadata=COUNT)
    note: str | None = None
    versions: tuple[DocumentVersion, ...] = ()
    links: tuple[EvidenceLink, ...] = ()
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedItem:
    """Something that the unit is asked for (资料清单); `documents` are the numbers of what answers it."""

    title: str
    reason: str | None = None
    indicator: str | None = None
    due: str | None = field(default=None, metadata=DATE)
    state: str = field(metadata={"choices": REQUEST_STATES})
    unavailable_reason: str | None = None
    documents: tuple[str, ...] = ()
    extras: Extras = field(default_factory=dict)
