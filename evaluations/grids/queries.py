"""What a page of a grid holds: rows as texts, what follows from them, and the versions of one cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any, TypeVar

from django.utils import timezone

from evaluations.grids.columns import Column, Kind, write_cell, write_cell_exactly, writer
from evaluations.grids.grid import Computed, Grid
from evaluations.grids.trees import Placed, arranged
from evaluations.projects.figures import UNITS, shown
from evaluations.projects.models import Project

VERSIONS = 12

_T = TypeVar("_T")


def rows_of(grid: Grid, project: Project) -> list[Placed]:
    """All rows in their order; one query."""
    return arranged(grid.ordered(project), grid.is_last)


def unit_shown(grid: Grid, rows: Sequence[Any], wanted: str = "") -> str:
    """The unit of the page: the one asked for, else that of the first row with a known one, else 万元."""
    if not grid.unit_field:
        return ""
    if wanted in UNITS:
        return wanted
    own = (getattr(row, grid.unit_field) for row in rows)
    return next((unit for unit in own if unit in UNITS), "万元")


def state(grid: Grid, project: Project, *, unit: str = "", may_edit: bool = False) -> dict[str, Any]:
    """Everything that the page shows, as plain data: columns, rows, sums, warnings."""
    order = rows_of(grid, project)
    rows = [placed.row for placed in order]
    unit = unit_shown(grid, rows, unit)
    computed = grid.compute(rows, unit)
    columns = [column for column in grid.columns if grid.is_shown(column, rows)]
    return {
        "name": grid.name,
        "title": grid.title,
        "noun": grid.noun,
        "unit": unit,
        "is_tree": grid.is_tree,
        "may_edit": may_edit,
        "is_fixed": grid.is_fixed,
        "proves": grid.proves,
        "may_add": may_edit and not grid.is_fixed and len(rows) < grid.most,
        "empty": grid.empty,
        "has_history": grid.has_history,
        "columns": [_column(grid, column, unit, project) for column in columns],
        "rows": _rows(grid, order, columns, computed, unit),
        "foot": dict(computed.foot),
        "warnings": list(computed.warnings),
    }


def _column(grid: Grid, column: Column, unit: str, project: Project) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": column.label,
        "aliases": list(column.aliases),
        "kind": column.kind.value,
        "unit": unit if column.is_scaled else column.unit,
        "formula": column.formula,
        "computed": column.is_computed,
        "required": column.is_required and not column.is_given,
        "width": column.width,
        "places": column.places,
        "choices": _choices(column, project),
        "names": column.key == grid.name_column.key,
    }


def _choices(column: Column, project: Project) -> list[str]:
    """What is proposed while one types: the choices, or each row that a reference may name, once."""
    if column.references is None:
        return [label for _, label in column.choices]
    return list(dict.fromkeys(map(str, column.references(project).values())))


def _rows(
    grid: Grid, order: Sequence[Placed], columns: Sequence[Column], computed: Computed, unit: str
) -> list[dict[str, Any]]:
    """What is the same for all rows is looked up once: a table has thousands."""
    shown_keys = {column.key for column in columns}
    values, marks = _by_row(computed.values, shown_keys), _by_row(computed.marks, shown_keys)
    cells = [
        (column.key, _reader(grid, column, unit), writer(column))
        for column in columns
        if not column.is_computed
    ]
    return [
        {
            "id": row.pk,
            "revision": row.revision,
            "depth": depth,
            "parent": getattr(row, "parent_id", None),
            "last": grid.is_last(row),
            "unit": _own_unit(grid, row, unit),
            "cells": {key: write(read(row)) for key, read, write in cells},
            "computed": values.get(row.pk, {}),
            "marks": {
                key: {"kind": mark.kind, "text": mark.text, "beside": mark.beside}
                for key, mark in marks.get(row.pk, {}).items()
            },
        }
        for row, depth in order
    ]


def _by_row(cells: Mapping[tuple[int, str], _T], keys: Collection[str]) -> dict[int, dict[str, _T]]:
    """Cells of some columns by their row."""
    found: dict[int, dict[str, _T]] = {}
    for (pk, key), value in cells.items():
        if key in keys:
            found.setdefault(pk, {})[key] = value
    return found


def _reader(grid: Grid, column: Column, unit: str) -> Callable[[Any], Any]:
    """What `Grid.value` gives for the column."""
    if column.is_scaled:
        return lambda row: grid.value(row, column, unit)
    return attrgetter(column.key)


def _own_unit(grid: Grid, row: Any, unit: str) -> str:
    """The row's unit where the page cannot show it in its own."""
    own = getattr(row, grid.unit_field) if grid.unit_field else ""
    return own if own != unit and own not in UNITS else ""


def versions(grid: Grid, project: Project, row_pk: int, key: str, *, unit: str = "") -> list[dict[str, str]]:
    """The versions of one cell, newest first: when, by whom, why, from what to what."""
    row = grid.rows(project).filter(pk=row_pk).first()
    column = grid.column(key)
    if row is None or column is None or column.is_computed:
        return []
    found = []
    records = grid.recorded(row)
    for record, older in zip(records, [*records[1:], None], strict=True):
        now = _text(grid, column, record, unit)
        before = _text(grid, column, older, unit) if older is not None else ""
        if now != before or (older is None and now):
            found.append(
                {
                    "at": f"{timezone.localtime(record.history_date):%Y-%m-%d %H:%M}",
                    "by": str(record.history_user or ""),
                    "why": record.history_change_reason or "",
                    "before": before,
                    "after": now,
                }
            )
    return found[:VERSIONS]


def _text(grid: Grid, column: Column, record: Any, unit: str) -> str:
    if column.kind is Kind.REFERENCE:
        related = getattr(record, column.key)
        return shown(write_cell(column, related))
    value = grid.value(record, column, unit)
    return shown(write_cell_exactly(column, value))


def money(value: Decimal | None, places: int = 2) -> str:
    """A computed figure with thousands and at least `places` decimals, none cut off; a gap is empty."""
    if value is None:
        return ""
    exact = -int(value.normalize().as_tuple().exponent)
    return f"{value:,.{max(places, exact)}f}"
