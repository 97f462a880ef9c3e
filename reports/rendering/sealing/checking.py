"""A PDF in, what its seal says out: who sealed it, whether it is whole, whether anything came after it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reports.rendering.sealing.aside import aside
from reports.rendering.sealing.keys import Certificate, about

BROKEN = (PdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What a file that somebody has bent may make a reader raise."""
NO_SEAL = "文件没有电子签章。"
UNREADABLE = "文件读不出来，不是完整的PDF，无法核验签章。"
NOT_WHOLE = "签章与内容不符：盖章以后文件被改动过。"
APPENDED = "盖章以后，文件末尾又追加了内容。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a seal's check found. `problem` is empty when the file is, byte for byte, what was sealed.

    Whether anybody trusts the certificate is another question: `is_self_made` and `issuer` say who vouches.
    """

    problem: str
    signer: str = ""
    issuer: str = ""
    fingerprint: str = ""
    is_self_made: bool = False
    sealed_at: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.problem

    def as_plain(self) -> dict[str, Any]:
        """As JSON knows it."""
        return asdict(self)


def check(pdf: bytes) -> Seal:
    """The seal of `pdf`; nothing is fetched, and a broken file is a problem, not an error."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        signatures = reader.embedded_signatures
        if not signatures:
            return Seal(problem=NO_SEAL)
        return _checked(signatures[0])
    except BROKEN:
        return Seal(problem=UNREADABLE)


def _checked(signature: EmbeddedPdfSignature) -> Seal:
    certificate = about(x509.load_der_x509_certificate(signature.signer_cert.dump()))
    at = signature.self_reported_timestamp
    trusted = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False, moment=at)
    usage = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
    )
    status = aside(lambda: validate_pdf_signature(signature, trusted, key_usage_settings=usage))
    if not (status.intact and status.valid):
        return _said(NOT_WHOLE, certificate, at)
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return _said(APPENDED, certificate, at)
    return _said("", certificate, at)


def _said(problem: str, certificate: Certificate, at: datetime | None) -> Seal:
    return Seal(
        problem=problem,
        signer=certificate.subject,
        issuer=certificate.issuer,
        fingerprint=certificate.fingerprint,
        is_self_made=certificate.is_self_made,
        sealed_at=at.isoformat() if at else "",
    )
