"""The two signatures of a working paper: 编制 and 复核, always by different people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from indicators.systems.fields import PlainField


class PaperState(models.TextChoices):
    """How far a working paper is; `moves.MOVES` says what leads from one to another."""

    DRAFTING = "drafting", "编制中"
    PREPARED = "prepared", "待复核"
    CHECKED = "checked", "已复核"
    RETURNED = "returned", "退回"


SIGNED = (PaperState.PREPARED, PaperState.CHECKED)
"""States in which what was signed has to stay as it is."""


class Checked(models.Model):
    """Who prepared a working paper and who judged it, with what they signed.

    The names are those of the day of signing; one that came with a dossier has names only. `signed` is the
    indicator of the dossier as it was signed. `note` is the reason of a return, or what was changed since.
    Whose signatures fell through a change stands in `lost_...` until the paper is prepared again.
    """

    state = models.CharField("状态", max_length=8, choices=PaperState, default=PaperState.DRAFTING)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    prepared_name = models.CharField("编制人", max_length=60, blank=True)
    prepared_at = models.DateTimeField("编制日期", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_name = models.CharField("复核人", max_length=60, blank=True)
    checked_at = models.DateTimeField("复核日期", null=True, blank=True)
    lost_prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lost_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField("退回理由或改动", blank=True)
    signed = PlainField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PaperState.values), name="paper_state_known"),
            models.CheckConstraint(
                condition=Q(prepared_by__isnull=True)
                | Q(checked_by__isnull=True)
                | ~Q(checked_by=F("prepared_by")),
                name="paper_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="drafting", prepared_at__isnull=True, checked_at__isnull=True)
                | Q(state="prepared", prepared_at__isnull=False, checked_at__isnull=True)
                | Q(state__in=["checked", "returned"], prepared_at__isnull=False, checked_at__isnull=False),
                name="paper_state_has_its_signatures",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(note=""), name="paper_returned_with_reason"
            ),
        ]

    @property
    def is_signed(self) -> bool:
        """Whether what it says has to stay as it is."""
        return self.state in SIGNED
