"""What changes on a firm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from evaluations.people.models import EvidencePolicy, Firm, FirmActivity, User


class PoliciesChanged(Exception):
    """Somebody saved other policies in between; nothing was written. `firm` holds what they saved."""

    def __init__(self, firm: Firm) -> None:
        super().__init__(f"已有第{firm.revision}版")
        self.firm = firm


@transaction.atomic
def set_policies(firm: Firm, *, evidence_policy: EvidencePolicy, revision: int, by: User) -> Firm:
    """Change the firm's policies; its history names the person. Raises PoliciesChanged on an old revision."""
    row: Firm = Firm.objects.select_for_update().get(pk=firm.pk)
    if row.revision != revision:
        raise PoliciesChanged(row)
    if row.evidence_policy != evidence_policy:
        row.evidence_policy = evidence_policy
        row.revision += 1
        row._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 - read by django-simple-history
        row.save()
    return row


def log_for_firm(
    firm: Firm,
    *,
    by: User,
    kind: str,
    row: int,
    verb: str,
    subject: str,
    changes: Sequence[Mapping[str, Any]] = (),
    content: Mapping[str, Any] | None = None,
) -> FirmActivity:
    """Write one line of the firm's log, in the transaction of the change that it tells of."""
    return FirmActivity.objects.create(
        firm=firm,
        by=by,
        kind=kind,
        row=row,
        verb=verb,
        subject=subject[:300],
        changes=list(changes),
        content=dict(content or {}),
    )
