"""The vocabulary of project lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from evaluations.people.models import FirmRole

if TYPE_CHECKING:
    from evaluations.people.models import User


class ProjectQuerySet(models.QuerySet[Any]):
    """Every list of projects starts at `visible_to`."""

    def visible_to(self, user: User) -> ProjectQuerySet:
        """Those that exist for `user`: with a role on them, or their firm's for its admin."""
        own = models.Q(members__user=user)
        of_firm = models.Q(firm__memberships__user=user, firm__memberships__role=FirmRole.ADMIN)
        return self.filter(pk__in=self.model.objects.filter(own | of_firm).values("pk"))
