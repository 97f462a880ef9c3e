"""已核对: somebody else than who linked a document has seen that it proves what it is linked to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from evaluations.evidence.actions import target_of
from evaluations.evidence.models import TARGETS, EvidenceLink
from evaluations.people.models import User
from evaluations.projects.actions import log


class NotCheckable(Exception):
    """Says why the link cannot be checked by this person, and what to do."""


@transaction.atomic
def check_link(made: EvidenceLink, *, by: User) -> EvidenceLink:
    """核对 by another than who made the link. Raises NotCheckable; who checks again changes nothing."""
    row = _locked(made)
    if row.checked_at is not None:
        return row
    if row.made_by_id == by.pk:
        raise NotCheckable("这处关联是您建立的，须由另一人核对。")
    if row.document.is_withdrawn or (row.version is not None and row.version.is_withdrawn):
        raise NotCheckable(f"{row.document.number}已经撤回，不能核对。")
    row.checked_by, row.checked_at = by, timezone.now()
    return _kept(row, "核对佐证", by)


@transaction.atomic
def uncheck_link(made: EvidenceLink, *, by: User) -> EvidenceLink:
    """取消核对, by whomever finds that it does not prove it after all."""
    row = _locked(made)
    if row.checked_at is None:
        return row
    row.checked_by = row.checked_at = None
    return _kept(row, "取消核对", by)


def _locked(made: EvidenceLink) -> EvidenceLink:
    rows = EvidenceLink.objects.select_for_update(of=("self",))
    return rows.select_related("document__project", "version", *TARGETS).get(pk=made.pk)


def _kept(row: EvidenceLink, verb: str, by: User) -> EvidenceLink:
    row.save(update_fields=["checked_by", "checked_at"])
    subject = f"资料 {row.document} → {target_of(row)} {row.where}".strip()
    log(row.document.project, by=by, kind="evidence", verb=verb, subject=subject[:300])
    return row
