"""The history of a grid: every row's saves on one page, and the way back for one row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.engagement.grids import MILESTONES, OBJECTIVES
from evaluations.grids.actions import change
from evaluations.grids.grid import Grid
from evaluations.grids.operations import Operation, Remove, Set
from evaluations.grids.records import entries, records_of, restore_row
from evaluations.money.grids import LINES
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from tests.factories import make_firm, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhou() -> User:
    return make_user(firm=make_firm(), display_name="周屿")


@pytest.fixture
def project(zhou: User) -> Project:
    return make_project("linfang_2018", firm=zhou.firms.get(), by=zhou)


def do(grid: Grid, project: Project, by: User, *operations: Operation) -> None:
    change(grid, project, operations, by=by)


def listed(grid: Grid, project: Project) -> Any:
    return entries(grid, project, list(records_of(grid, project)))


def test_what_was_typed_and_removed_is_told_row_by_row(project: Project, zhou: User) -> None:
    row = project.milestones.order_by("position")[0]
    do(MILESTONES, project, zhou, Set(row=row.pk, column="progress", text="完成", revision=1))
    do(MILESTONES, project, zhou, Remove(row=row.pk))
    gone, typed = listed(MILESTONES, project)[:2]
    assert (gone.verb, gone.name, gone.revision, gone.by) == ("删除", row.item[:60], 0, zhou)
    assert {"field": "完成情况", "before": "完成", "after": "—"} in gone.changes
    assert (typed.verb, typed.changes) == (
        "修改",
        [{"field": "完成情况", "before": row.progress or "—", "after": "完成"}],
    )


def test_a_row_goes_back_and_a_removed_one_comes_back(project: Project, zhou: User) -> None:
    row = project.milestones.order_by("position")[0]
    first = row.progress
    do(MILESTONES, project, zhou, Set(row=row.pk, column="progress", text="完成", revision=1))
    imported = records_of(MILESTONES, project).filter(id=row.pk).last()
    with pytest.raises(Conflict):
        restore_row(MILESTONES, project, imported.history_id, revision=1, by=zhou)
    restore_row(MILESTONES, project, imported.history_id, revision=2, by=zhou)
    row.refresh_from_db()
    assert (row.progress, row.revision) == (first, 3)
    line = project.activities.latest("pk")
    assert (line.verb, line.by) == ("恢复到第1版", zhou)
    typed = records_of(MILESTONES, project).filter(id=row.pk)[1]
    do(MILESTONES, project, zhou, Remove(row=row.pk))
    restore_row(MILESTONES, project, typed.history_id, revision=0, by=zhou)
    row.refresh_from_db()
    assert (row.progress, row.position) == ("完成", 0)


def test_figures_go_back_exactly_in_their_own_unit(project: Project, zhou: User) -> None:
    row = project.budgetlines.exclude(actual=None).order_by("position")[0]
    held = row.actual
    do(LINES, project, zhou, Set(row=row.pk, column="actual", text="1", revision=row.revision))
    first = records_of(LINES, project).filter(id=row.pk).last()
    restore_row(LINES, project, first.history_id, revision=row.revision + 1, by=zhou)
    row.refresh_from_db()
    assert (row.actual, type(row.actual)) == (held, Decimal)


def test_a_row_that_names_another_goes_back(project: Project, zhou: User) -> None:
    leaf = project.system.indicators.order_by("-position")[0]
    row = project.objectives.order_by("position")[0]
    before = row.indicator
    do(OBJECTIVES, project, zhou, Set(row=row.pk, column="indicator", text=leaf.code, revision=row.revision))
    newest = listed(OBJECTIVES, project)[0]
    assert [one["after"] for one in newest.changes] == [str(leaf)]
    first = records_of(OBJECTIVES, project).filter(id=row.pk).last()
    restore_row(OBJECTIVES, project, first.history_id, revision=row.revision + 1, by=zhou)
    row.refresh_from_db()
    assert row.indicator == before


def test_the_page_restores_and_tells_when_it_is_too_late(
    project: Project, zhou: User, client: Client
) -> None:
    client.force_login(zhou)
    row = project.milestones.order_by("position")[0]
    do(MILESTONES, project, zhou, Set(row=row.pk, column="progress", text="完成", revision=1))
    url = reverse("grids:versions", args=[project.pk, "milestones"])
    assert "<ins>完成</ins>" in client.get(url).content.decode()
    first = records_of(MILESTONES, project).filter(id=row.pk).last()
    back = reverse("grids:restore", args=[project.pk, "milestones"])
    late = client.post(back, {"version": first.history_id, "revision": 1}, follow=True).content.decode()
    assert "又有人保存了新版本" in late
    done = client.post(back, {"version": first.history_id, "revision": 2}, follow=True).content.decode()
    assert "项目内容与完成情况：已恢复" in done
    assert client.post(back, {"version": 10**9, "revision": 2}).status_code == 400


def test_another_projects_record_is_not_restored(project: Project, zhou: User, client: Client) -> None:
    other = make_project("linfang_2018")
    record = records_of(MILESTONES, other)[0]
    client.force_login(zhou)
    back = reverse("grids:restore", args=[project.pk, "milestones"])
    assert client.post(back, {"version": record.history_id, "revision": 1}).status_code == 400


def test_the_queries_of_the_page_do_not_grow(
    project: Project, zhou: User, django_assert_max_num_queries: Any
) -> None:
    records = list(records_of(MILESTONES, project))
    for count in (1, 3):
        with django_assert_max_num_queries(3):
            entries(MILESTONES, project, records[:count])
