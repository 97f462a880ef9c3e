"""签发信息: what a release says of itself: number, code, who signed; typed here, plain in snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """签核: one signature of a stage; `at` in ISO 8601, digests in hex.

    `content_sha256` is that of what was signed, `sha256` the link of the project's chain of signatures. It is
    printed, and goes into the file as `signatures.json`: nothing private.
    """

    stage: str
    role: str
    person: str
    at: str
    verdict: str = "同意"
    opinion: str = ""
    content_sha256: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What the signature page (签字页) states. `address` is where the release can be verified.

    `corrects` is the number of the release that this one takes the place of, `verb` how (更正, 作废重签).
    """

    number: str
    code: str
    address: str
    firm: str
    issued_on: str
    verb: str = ""
    corrects: str = ""
    reason: str = ""
    signatures: tuple[Signature, ...] = ()


def as_plain(imprint: Imprint) -> dict[str, Any]:
    """As JSON knows it: a list of dictionaries for the signatures."""
    return {**asdict(imprint), "signatures": [asdict(one) for one in imprint.signatures]}


def from_plain(data: Mapping[str, Any]) -> Imprint:
    """Back from `as_plain`."""
    return Imprint(**{**data, "signatures": tuple(Signature(**one) for one in data["signatures"])})
