"""The vocabulary of working papers."""

from __future__ import annotations

from typing import Any

from django.db import models


class PaperQuerySet(models.QuerySet[Any]):
    """Working papers of the project's own leaves come first in every list."""

    def in_use(self) -> PaperQuerySet:
        """Without those of indicators that were removed, or that became branches."""
        present = self.filter(indicator__system__project=models.F("project"))
        return present.filter(~models.Exists(self._branches()))

    def _branches(self) -> models.QuerySet[Any]:
        indicators = self.model._meta.get_field("indicator").related_model
        return indicators._default_manager.filter(parent=models.OuterRef("indicator"))
