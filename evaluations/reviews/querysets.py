"""The vocabulary of lists of threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from evaluations.projects.rules import is_inside
from evaluations.reviews.rules import AUDIENCES

if TYPE_CHECKING:
    from evaluations.people.models import User
    from evaluations.projects.models import Project

OUTSIDE = ("expert", "bureau_officer", "unit_contact")
"""Roles of people who do not work for the firm; each of their opinions has to be answered."""


class ThreadQuerySet(models.QuerySet[Any]):
    """Every list of threads starts at `visible_to`; the firm's own lists start at `submitted`."""

    def visible_to(self, user: User, project: Project) -> ThreadQuerySet:
        """The project's threads that exist for `user`: one's own, and what was submitted to one's group.

        The firm's people on the project see everything that was submitted; a draft is its author's alone.
        """
        seen = models.Q(created_by=user)
        if is_inside.test(user, project):
            seen |= models.Q(submitted_at__isnull=False)
        for field, is_of_group in AUDIENCES.items():
            if is_of_group.test(user, project):
                seen |= models.Q(submitted_at__isnull=False, **{field: True})
        return self.filter(seen, project=project)

    def submitted(self) -> ThreadQuerySet:
        """Those that were handed in; drafts and marks are not."""
        return self.filter(submitted_at__isnull=False)

    def from_outside(self) -> ThreadQuerySet:
        """Opinions of experts, bureau and unit: each is a line of the 意见采纳情况表."""
        return self.submitted().filter(role__in=OUTSIDE)

    def awaiting(self) -> ThreadQuerySet:
        """Those that nobody has decided on."""
        return self.submitted().filter(state__in=self.model.OPEN)
