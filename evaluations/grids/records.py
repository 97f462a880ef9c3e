"""The history of a whole grid: what was typed, added and removed in which row, and the way back for a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from evaluations.grids.actions import Outcome, change
from evaluations.grids.columns import Column, Kind, write_cell, write_cell_exactly
from evaluations.grids.grid import Grid
from evaluations.grids.operations import Operation, Restore, Set
from evaluations.grids.queries import unit_shown
from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict
from evaluations.projects.figures import GAP, shown
from evaluations.projects.models import Project

GONE = "（已删除）"
Names = Mapping[str, Mapping[int, str]]
"""For each column that names rows: their keys, and what people type for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One save of one row: `revision` is that of the row now, 0 where it is removed."""

    pk: int
    name: str
    verb: str
    at: datetime
    by: Any
    changes: Sequence[Change]
    revision: int
    is_newest: bool


def records_of(grid: Grid, project: Project) -> QuerySet[Any]:
    """All records of the grid's rows, those of removed ones too, newest first."""
    of: dict[str, Any] = {f"{key}_id": row.pk for key, row in grid.owner(project).items()}
    for column in grid.typed:
        if column.references is not None and column.is_required:
            of[f"{column.key}_id__in"] = {row.pk for row in column.references(project).values()}
    history: Any = grid.model.history  # type: ignore[attr-defined]
    found: QuerySet[Any] = history.filter(**of).select_related("history_user")
    return found.order_by("-history_date", "-history_id")


def entries(grid: Grid, project: Project, records: Sequence[Any]) -> list[Entry]:
    """The records of one page, each with what it changed; a constant number of queries."""
    numbers = {record.id for record in records}
    told: dict[int, list[Any]] = {}
    for record in records_of(grid, project).filter(id__in=numbers):
        told.setdefault(record.id, []).append(record)
    standing = dict(grid.rows(project).filter(pk__in=numbers).values_list("pk", "revision"))
    names = names_of(grid, project)
    found = []
    for record in records:
        line = told[record.id]
        place = next(at for at, one in enumerate(line) if one.history_id == record.history_id)
        older = line[place + 1] if place + 1 < len(line) else None
        found.append(
            Entry(
                pk=record.history_id,
                name=_name(grid, record, names),
                verb=_verb(record, older),
                at=record.history_date,
                by=record.history_user,
                changes=_changes(grid, record, older, names),
                revision=standing.get(record.id, 0),
                is_newest=place == 0 and record.id in standing,
            )
        )
    return found


def names_of(grid: Grid, project: Project) -> Names:
    """What rows that others may name are called."""
    found: dict[str, dict[int, str]] = {}
    for column in grid.typed:
        if column.references is not None:
            typed = column.references(project)
            found[column.key] = {
                row.pk: str(row) if str(row) in typed else text for text, row in typed.items()
            }
    return found


def _verb(record: Any, older: Any) -> str:
    if record.history_type == "-":
        return "删除"
    if older is None:
        return "新增"
    return "恢复" if older.history_type == "-" else "修改"


def _name(grid: Grid, record: Any, names: Names) -> str:
    return _text(grid.name_column, record, names).split("\n")[0][:60]


def _changes(grid: Grid, record: Any, older: Any, names: Names) -> list[Change]:
    """What a save changed; of a removal all that went, of what is new or back all that came."""
    is_gone, was_gone = record.history_type == "-", older is None or older.history_type == "-"
    found: list[Change] = []
    for column in grid.typed:
        now = GAP if is_gone else _text(column, record, names)
        before = _text(column, record, names) if is_gone else GAP if was_gone else _text(column, older, names)
        if now != before:
            found.append({"field": column.label, "before": before, "after": now})
    return found


def _text(column: Column, record: Any, names: Names) -> str:
    if column.kind is Kind.REFERENCE:
        number = getattr(record, f"{column.key}_id")
        return GAP if number is None else names[column.key].get(number, GONE)
    return shown(write_cell_exactly(column, getattr(record, column.key)))


@transaction.atomic
def restore_row(grid: Grid, project: Project, number: int, *, revision: int, by: User) -> Outcome:
    """Types the values of a record into its row anew; a removed row comes back first, with what hung on it.

    Raises Conflict where the row was saved since `revision` (0: removed), Refused where a value does not fit
    now, and the model's DoesNotExist for a record of another grid.
    """
    record = records_of(grid, project).get(history_id=number)
    row = grid.rows(project).filter(pk=record.id).first()
    if (row.revision if row else 0) != revision:
        raise Conflict(theirs={}, mine={}, revision=row.revision if row else 0)
    operations: list[Operation] = []
    if row is None:
        operations.append(Restore(row=record.id))
        newest: Any = grid.model.history.filter(id=record.id).first()  # type: ignore[attr-defined]
        revision = newest.revision + 1
    unit = unit_shown(grid, list(grid.rows(project)))
    operations += [
        Set(row=record.id, column=column.key, text=text, revision=revision)
        for column, text in _typed(grid, project, record, unit)
    ]
    verb = f"恢复到第{record.revision}版" if row is not None else "恢复"
    return change(grid, project, operations, by=by, unit=unit, verb=verb, is_strict=True)


def _typed(grid: Grid, project: Project, record: Any, unit: str) -> list[tuple[Column, str]]:
    """The record's cells as somebody would type them, its own unit first, because figures rest on it."""
    names = names_of(grid, project)
    found = []
    for column in sorted(grid.typed, key=lambda one: one.key != grid.unit_field):
        if column.kind is Kind.REFERENCE:
            number = getattr(record, f"{column.key}_id")
            text = "" if number is None else names[column.key].get(number)
        else:
            text = write_cell(column, grid.value(record, column, unit))
        if text is not None:
            found.append((column, text))
    return found
