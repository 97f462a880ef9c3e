"""Plain snapshots of things whose rows keep no history: stored at each save, listed, and given back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evaluations.people.models import User
from evaluations.projects.models import Project, Snapshot


def keep(
    project: Project,
    thing: str,
    values: Mapping[str, Any],
    *,
    revision: int,
    by: User | None,
    at: datetime,
) -> Snapshot:
    """Store what the thing says from `at` on; in the transaction of the action that makes it say so."""
    return Snapshot.objects.create(
        project=project, thing=thing, values=dict(values), revision=revision, by=by, at=at
    )


def kept(project: Project, thing: str) -> list[Snapshot]:
    """Every snapshot of the thing, oldest first."""
    rows = Snapshot.objects.filter(project=project, thing=thing)
    return list(rows.select_related("by").order_by("at", "pk"))


def newest(project: Project, thing: str) -> Snapshot | None:
    """The last snapshot of the thing."""
    return Snapshot.objects.filter(project=project, thing=thing).order_by("-at", "-pk").first()
