"""What a page of a grid holds: rows as texts, what follows from them, and the versions of one cell."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from evaluations.grids.columns import Column, Kind, write_cell
from evaluations.grids.grid import Computed, Grid
from evaluations.grids.sheet import write_cell_exactly
from evaluations.grids.trees import Placed, arranged
from evaluations.projects.figures import UNITS, shown
from evaluations.projects.models import Project

VERSIONS = 12


def rows_of(grid: Grid, project: Project) -> list[Placed]:
    """All rows in their order; one query."""
    return arranged(grid.rows(project).order_by(*grid.order), grid.is_last)


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
        "columns": [_column(grid, column, unit, project) for column in columns],
        "rows": [_row(grid, placed, columns, computed, unit) for placed in order],
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


def _row(
    grid: Grid, placed: Placed, columns: Sequence[Column], computed: Computed, unit: str
) -> dict[str, Any]:
    row, depth = placed
    marks = {column.key: computed.marks.get((row.pk, column.key)) for column in columns}
    values = {column.key: computed.values.get((row.pk, column.key)) for column in columns}
    own = getattr(row, grid.unit_field) if grid.unit_field else ""
    return {
        "id": row.pk,
        "revision": row.revision,
        "depth": depth,
        "parent": getattr(row, "parent_id", None),
        "last": grid.is_last(row),
        "unit": own if own != unit and own not in UNITS else "",
        "cells": {
            column.key: write_cell(column, grid.value(row, column, unit))
            for column in columns
            if not column.is_computed
        },
        "computed": {key: value for key, value in values.items() if value is not None},
        "marks": {
            key: {"kind": mark.kind, "text": mark.text, "beside": mark.beside}
            for key, mark in marks.items()
            if mark
        },
    }


def versions(grid: Grid, project: Project, row_pk: int, key: str, *, unit: str = "") -> list[dict[str, str]]:
    """The versions of one cell, newest first: when, by whom, why, from what to what."""
    row = grid.rows(project).filter(pk=row_pk).first()
    column = grid.column(key)
    if row is None or column is None or column.is_computed:
        return []
    found = []
    records = list(row.history.select_related("history_user").order_by("-history_date", "-history_id")[:200])
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
