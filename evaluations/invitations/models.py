"""Invitations (邀请): how a person from outside the firm comes by an account, with a link that works once."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evaluations.projects.models import Project


class Invitation(models.Model):
    """One link. A further one for the same person makes it void.

    The secret of the link is in no row: it follows from `nonce` and the installation's key, and `sha256` is
    what a link is held against.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    nonce = models.CharField(max_length=32)
    sha256 = models.CharField("摘要", max_length=64)
    created_at = models.DateTimeField("邀请", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField("到期")
    accepted_at = models.DateTimeField("接受", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回", null=True, blank=True)

    class Meta:
        ordering = ["project", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.project}"
