"""The rows of a grid's page: every cell as it is written alone, however many rows there are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.fieldwork.grids import OUTPUTS, items_grid, unit_grid
from evaluations.fieldwork.models import BaseTable, BaseTableItem, FactKind, ItemState
from evaluations.grids.columns import write_cell
from evaluations.grids.grid import Grid
from evaluations.grids.queries import rows_of, state
from evaluations.money.grids import LINES, SOURCES, YEARS
from evaluations.projects.models import Project
from tests.factories import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project("hongda_2018")


def one_by_one(grid: Grid, project: Project, unit: str) -> list[dict[str, Any]]:
    """The same rows, each cell asked for by itself."""
    order = rows_of(grid, project)
    rows = [placed.row for placed in order]
    computed = grid.compute(rows, unit)
    columns = [column for column in grid.columns if grid.is_shown(column, rows)]
    found = []
    for row, depth in order:
        own = getattr(row, grid.unit_field) if grid.unit_field else ""
        marks = {one.key: computed.marks.get((row.pk, one.key)) for one in columns}
        values = {one.key: computed.values.get((row.pk, one.key)) for one in columns}
        typed = [one for one in columns if not one.is_computed]
        found.append(
            {
                "id": row.pk,
                "revision": row.revision,
                "depth": depth,
                "parent": getattr(row, "parent_id", None),
                "last": grid.is_last(row),
                "unit": "" if own in {unit, "元", "万元"} else own,
                "cells": {one.key: write_cell(one, grid.value(row, one, unit)) for one in typed},
                "computed": {key: text for key, text in values.items() if text is not None},
                "marks": {
                    key: {"kind": mark.kind, "text": mark.text, "beside": mark.beside}
                    for key, mark in marks.items()
                    if mark is not None
                },
            }
        )
    return found


@pytest.mark.parametrize("unit", ["元", "万元"])
@pytest.mark.parametrize("grid", [LINES, YEARS, SOURCES, OUTPUTS], ids=lambda grid: grid.name)
def test_cells_are_what_each_is_alone(project: Project, grid: Grid, unit: str) -> None:
    shown = state(grid, project, unit=unit)
    assert shown["rows"] == one_by_one(grid, project, unit if grid.unit_field else "")


def table_of(project: Project, count: int) -> BaseTable:
    """A table in which every kind, state and idle value stands."""
    table = BaseTable.objects.create(project=project, position=900, code="大表")
    kinds, states = list(FactKind), list(ItemState)
    BaseTableItem.objects.bulk_create(
        BaseTableItem(
            table=table,
            position=place,
            name=f"数据项{place}",
            kind=kinds[place % 3],
            number=None if place % 5 == 0 else Decimal(place) / 8,
            text="" if place % 2 else f"文字{place}",
            flag=[None, True, False][place % 3],
            state=states[place % len(states)],
            returned_reason="请写明来源" if states[place % len(states)] == ItemState.RETURNED else "",
            is_locked=place % 7 == 0,
        )
        for place in range(count)
    )
    return table


def test_items_of_every_kind_and_state(project: Project) -> None:
    table = table_of(project, 84)
    for grid in (items_grid(table.pk), unit_grid(table.pk)):
        rows = state(grid, project)["rows"]
        assert rows == one_by_one(grid, project, "")
        said = {row["computed"]["state"] for row in rows}
        assert said == {"已报送", *(str(one.label) for one in ItemState)}
    marked = [row for row in state(items_grid(table.pk), project)["rows"] if "flag" in row["marks"]]
    assert all(row["cells"]["kind"] != "是否" for row in marked)
    assert marked


def test_a_table_asks_as_often_for_one_row_as_for_three(project: Project) -> None:
    asked = []
    for count in (1, 3):
        table = table_of(project, count)
        with CaptureQueriesContext(connection) as queries:
            state(items_grid(table.pk), project, may_edit=True)
        asked.append(len(queries))
        table.delete()
    assert asked == [1, 1]
