"""The certificate that a firm seals with now, and the number that its next release would get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from evaluations.people.models import Firm
from reports.publishing.firms import numbering
from reports.publishing.firms.models import FirmCertificate, NumberScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class NextNumber:
    """The next number of a year."""

    year: int
    serial: int
    number: str


def certificate_of(firm: Firm) -> FirmCertificate | None:
    """The newest certificate: the one in use."""
    return FirmCertificate.objects.filter(firm=firm).first()


def is_valid(certificate: FirmCertificate, at: datetime) -> bool:
    """Whether it may seal at that moment."""
    return certificate.valid_from <= at <= certificate.valid_until


def scheme_of(firm: Firm) -> NumberScheme:
    """The firm's scheme; a new one, not stored, where it has set none."""
    found = NumberScheme.objects.filter(firm=firm).first()
    return found or NumberScheme(firm=firm, pattern=numbering.usual(firm.name), revision=0)


def last_serial(firm: Firm, year: int) -> int:
    """The last count that the firm has given in a year; 0 where there is none."""
    given = firm.releases.filter(year=year).aggregate(last=Max("serial"))["last"]
    return int(given or 0)


def next_number(scheme: NumberScheme, year: int) -> NextNumber:
    """What the next release of the year is called: one more than the last, without gaps."""
    last = last_serial(scheme.firm, year)
    first = scheme.first if scheme.first_year == year else 1
    serial = max(last + 1, first)
    return NextNumber(
        year=year, serial=serial, number=numbering.written(scheme.pattern, year=year, count=serial)
    )
