"""What an admin sets: how the firm numbers its reports, and the certificate that it seals them with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evaluations.people.actions import log_for_firm
from evaluations.people.models import Firm, User
from reports.publishing.firms import numbering
from reports.publishing.firms.models import FirmCertificate, NumberScheme
from reports.publishing.firms.queries import last_serial, scheme_of
from reports.publishing.firms.vault import locked
from reports.rendering import sealing

KIND = "issuing"


class SchemeRefused(Exception):
    """The scheme cannot be set like this; the message says why."""


class SchemeChanged(Exception):
    """Somebody set another one in between; nothing was written."""

    def __init__(self, scheme: NumberScheme) -> None:
        super().__init__(f"编号格式刚被改为“{scheme.pattern}”。")
        self.scheme = scheme


@transaction.atomic
def set_scheme(
    firm: Firm, *, pattern: str, first: int | None, revision: int, by: User, at: datetime | None = None
) -> NumberScheme:
    """Sets pattern and, if given, the count with which this year's next numbers go on.

    Raises numbering.BadPattern, SchemeRefused, and SchemeChanged on an old revision.
    """
    numbering.check(pattern)
    year = timezone.localtime(at).year
    Firm.objects.select_for_update().get(pk=firm.pk)
    scheme = scheme_of(firm)
    if scheme.revision != revision:
        raise SchemeChanged(scheme)
    before = scheme.pattern
    if first is not None:
        last = last_serial(firm, year)
        if first <= last:
            raise SchemeRefused(f"{year}年已经签发到第{last}号，起号须大于{last}。")
        scheme.first_year, scheme.first = year, first
    scheme.pattern = pattern
    scheme.revision += 1
    scheme.save()
    changes = [{"field": "编号格式", "before": before, "after": pattern}]
    if first is not None:
        changes.append({"field": f"{year}年从第几号起", "before": "—", "after": str(first)})
    log_for_firm(firm, by=by, kind=KIND, row=scheme.pk, verb="设置", subject="报告编号规则", changes=changes)
    return scheme


def upload_certificate(
    firm: Firm, content: bytes, *, password: str, by: User, at: datetime | None = None
) -> FirmCertificate:
    """Checks a PKCS#12 file and keeps its key encrypted; the password is not kept. Raises BadCertificate."""
    opened = sealing.opened(content, password, at=at or timezone.now())
    return _keep(firm, opened, by=by, verb="上传")


def make_certificate(firm: Firm, *, by: User, at: datetime | None = None) -> FirmCertificate:
    """A certificate that nobody vouches for, for trying (自签，仅供演示)."""
    return _keep(firm, sealing.self_made(firm.name, at=at or timezone.now()), by=by, verb="自制")


@transaction.atomic
def _keep(firm: Firm, opened: bytes, *, by: User, verb: str) -> FirmCertificate:
    about = sealing.described(opened)
    kept = FirmCertificate.objects.create(
        firm=firm,
        vault=locked(opened),
        subject=about.subject[:300],
        issuer=about.issuer[:300],
        serial=about.serial,
        fingerprint=about.fingerprint,
        valid_from=about.valid_from,
        valid_until=about.valid_until,
        is_self_made=about.is_self_made,
        added_by=by,
    )
    changes = [{"field": "证书指纹", "before": "—", "after": about.fingerprint}]
    log_for_firm(
        firm, by=by, kind=KIND, row=kept.pk, verb=verb, subject=f"机构证书 {about.subject}", changes=changes
    )
    return kept
