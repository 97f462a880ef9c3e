"""What everybody may know of a release: whether it is genuine and in force, and what its file has to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone

from reports.composing import snapshot as snapshots
from reports.publishing.production import stored_digest
from reports.publishing.releases import codes
from reports.publishing.releases.models import Release, ReleaseFile
from reports.publishing.releases.queries import (
    State,
    file_of,
    releases,
    state_of,
    successor_of,
    withdrawal_of,
)


class Verdict(StrEnum):
    """What stands first on the page."""

    VALID = "valid"
    CORRECTED = "corrected"
    VOID = "void"


VERDICTS = {State.CURRENT: Verdict.VALID, State.CORRECTED: Verdict.CORRECTED, State.VOID: Verdict.VOID}


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """The release in the place of another one."""

    number: str
    code: str
    issued_on: date
    is_valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """What the page says: nothing of the text, no score, no person.

    `is_stored_whole` says whether the firm's own copy is, now, what was issued. `roles` are those of the
    signatures, each once, in their order; `links` counts the signatures.
    """

    verdict: Verdict
    state: State
    number: str
    title: str
    firm: str
    code: str
    sequence: int
    issued_on: date
    sealed_at: datetime
    signer: str
    is_self_made: bool
    sha256: str
    pages: int
    size: int
    roles: tuple[str, ...]
    links: int
    reason: str
    ended_on: date | None
    successor: Successor | None
    corrects: str
    is_stored_whole: bool


def look_up(typed: str) -> Public | None:
    """The release with that code; None where there is none (or its file is not made yet)."""
    code = codes.read(typed)
    release = releases().defer(None).filter(code=code).first() if code else None
    file = file_of(release) if release else None
    return _public(release, file) if release and file else None


def _public(release: Release, file: ReleaseFile) -> Public:
    state, after = state_of(release), successor_of(release)
    imprint = snapshots.imprint_of(release.snapshot)
    signatures = imprint.signatures if imprint else ()
    withdrawal = withdrawal_of(release)
    ended = withdrawal.at if withdrawal else after.issued_at if after else None
    return Public(
        verdict=VERDICTS[state],
        state=state,
        number=release.number,
        title=release.title,
        firm=release.firm.name,
        code=release.code,
        sequence=release.sequence,
        issued_on=timezone.localdate(release.issued_at),
        sealed_at=file.sealed_at,
        signer=file.seal["signer"],
        is_self_made=file.seal["is_self_made"],
        sha256=file.pdf_sha256,
        pages=file.pages,
        size=file.size,
        roles=tuple(dict.fromkeys(one.role for one in signatures)),
        links=len(signatures),
        reason=withdrawal.reason if withdrawal else after.reason if after else "",
        ended_on=timezone.localdate(ended) if ended else None,
        successor=_successor(after) if after else None,
        corrects=release.replaces.number if release.replaces else "",
        is_stored_whole=_is_whole(file),
    )


def _successor(after: Release) -> Successor:
    is_valid = state_of(releases().get(pk=after.pk)) == State.CURRENT
    return Successor(
        number=after.number,
        code=after.code,
        issued_on=timezone.localdate(after.issued_at),
        is_valid=is_valid,
    )


def _is_whole(file: ReleaseFile) -> bool:
    """Whether the stored file is, byte for byte, what the seal was checked on."""
    try:
        return stored_digest(str(file.pdf.name)) == file.pdf_sha256
    except OSError:
        return False
