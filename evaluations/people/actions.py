"""What changes on a firm."""

from __future__ import annotations

from django.db import transaction

from evaluations.people.models import EvidencePolicy, Firm, User


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
