"""What the weights of the whole tree, and grades with rounding, were after each save.

Both are held by many rows, some of them without a history of their own, so every change of a system leaves a
plain snapshot: of how it stood before, where nobody has stored that yet, and of how it stands now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects import snapshots
from evaluations.projects.models import Project, Snapshot
from indicators.systems.models import Indicator, IndicatorSystem
from indicators.systems.records import same

WEIGHTS, CONVENTIONS = "weights", "conventions"
METHOD, BASIS = "method", "basis:"
COLUMNS = ("value_decimals", "value_mode", "score_decimals", "score_mode", "score_applies_to")


def _weights(system: IndicatorSystem) -> dict[str, Any]:
    """Weight and its basis of every indicator by its key, with what it was called; and how they were set."""
    rows = system.indicators.order_by("position").only("pk", "code", "name", "weight", "weight_basis")
    listed = [
        {"key": row.pk, "name": str(row), "weight": row.weight, "basis": row.weight_basis} for row in rows
    ]
    return {"rows": listed, METHOD: system.weight_method}


def _conventions(system: IndicatorSystem) -> dict[str, Any]:
    """Grades from the highest down, and the rounding columns."""
    bands = sorted(system.grades.all(), key=lambda band: band.minimum, reverse=True)
    listed = [{"grade": band.grade, "minimum": band.minimum} for band in bands]
    return {"bands": listed, "rounding": {name: getattr(system, name) for name in COLUMNS}}


_STATES: Mapping[str, Callable[[IndicatorSystem], dict[str, Any]]] = {
    WEIGHTS: _weights,
    CONVENTIONS: _conventions,
}


def weights_said(values: Mapping[str, Any]) -> dict[str, Any]:
    """A snapshot of weights: by the indicators' keys the weight, under `BASIS` the basis, and the method."""
    said: dict[str, Any] = {}
    for row in values["rows"]:
        said |= {str(row["key"]): Decimal(row["weight"]), f"{BASIS}{row['key']}": row["basis"]}
    return said | {METHOD: values[METHOD]}


def keep_before(project: Project, system: IndicatorSystem) -> None:
    """Store how the locked system stands, by whoever saved it last, where the newest snapshot says else."""
    for thing in _STATES:
        unsaved = _unsaved(project, system, thing)
        if unsaved is not None:
            unsaved.save()


def keep_after(project: Project, system: IndicatorSystem, *, by: User) -> None:
    """Store what a change made of the system; nothing where it changed neither weights nor conventions."""
    at = timezone.now()
    for thing, read in _STATES.items():
        values = read(system)
        if not _is_newest(snapshots.newest(project, thing), values):
            snapshots.keep(project, thing, values, revision=system.revision, by=by, at=at)


def states(project: Project, thing: str) -> list[Snapshot]:
    """Every state that is known, newest first; the present one too, which may not be stored (pk None)."""
    system = IndicatorSystem.objects.get(pk=project.system_id)
    unsaved = _unsaved(project, system, thing)
    return [*([unsaved] if unsaved is not None else []), *reversed(snapshots.kept(project, thing))]


def _unsaved(project: Project, system: IndicatorSystem, thing: str) -> Snapshot | None:
    values = _STATES[thing](system)
    if _is_newest(snapshots.newest(project, thing), values):
        return None
    rows = [system.history, Indicator.history.filter(system=system.pk)]
    found = [
        one.select_related("history_user").order_by("-history_date", "-history_id").first() for one in rows
    ]
    last = max((one for one in found if one is not None), key=lambda one: one.history_date, default=None)
    return Snapshot(
        project=project,
        thing=thing,
        values=values,
        revision=system.revision,
        by=last.history_user if last else None,
        at=last.history_date if last else project.created_at,
    )


def _is_newest(stored: Snapshot | None, values: Mapping[str, Any]) -> bool:
    """Whether a snapshot says this; names and order of indicators are no matter of weights."""
    if stored is None:
        return False
    if "rows" in values:
        return same(weights_said(stored.values), weights_said(values))
    return same(stored.values, values)
