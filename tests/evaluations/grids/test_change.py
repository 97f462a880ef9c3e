"""Changes of a grid: what is saved, refused, disputed, removed, restored and moved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.grids.actions import Refused, change
from evaluations.grids.grid import Grid, declare, find
from evaluations.grids.operations import Add, Operation, Place, Remove, Restore, Set
from evaluations.grids.queries import state, versions
from evaluations.money.check_grids import COSTS, POINTS
from evaluations.money.grids import LINES, SOURCES, YEARS
from evaluations.money.models import BudgetLine
from evaluations.people.models import User
from evaluations.projects.models import Project
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_user(display_name="周屿")


@pytest.fixture
def project(person: User) -> Project:
    made = make_project("hongda_2018")
    add_member(made, person)
    return made


def line(project: Project, code: str) -> BudgetLine:
    return BudgetLine.objects.get(project=project, code=code)


def codes(project: Project) -> list[str]:
    return [row["cells"]["code"] for row in state(LINES, project)["rows"]]


def cell(row: Any, column: str, text: str, revision: int = 1) -> Set:
    return Set(row=row.pk, column=column, text=text, revision=revision)


def do(project: Project, by: User, *operations: Operation, grid: Grid = LINES, unit: str = "万元") -> Any:
    return change(grid, project, operations, by=by, unit=unit)


def test_what_is_right_is_saved_and_what_is_wrong_is_not(project: Project, person: User) -> None:
    first, second = line(project, "一.1"), line(project, "一.2")
    outcome = do(project, person, cell(first, "actual", "84.O5"), cell(second, "actual", "１，０２９．５"))
    assert [(told.state, told.message, told.fix) for told in outcome.told] == [
        ("problem", "第2行 实际支出：“84.O5”不是数字：第4个字符是字母O，应为数字0。", "84.05"),
        ("saved", "", ""),
    ]
    assert (line(project, "一.1").actual, line(project, "一.2").actual) == (Decimal(28), Decimal("1029.5"))
    assert (line(project, "一.1").revision, line(project, "一.2").revision) == (1, 2)
    entry = project.activities.get(kind="budget")
    assert (entry.verb, entry.subject, entry.by) == ("修改", "预算　315宣传资料费", person)
    assert entry.changes == [{"field": "315宣传资料费　实际支出", "before": "25.7", "after": "1,029.5"}]
    version = line(project, "一.2").history.first()
    assert (version.history_user, version.actual) == (person, Decimal("1029.5"))


def test_two_people_in_one_cell_lose_nothing(project: Project, person: User) -> None:
    row, other = line(project, "一.1"), make_user(display_name="许青禾")
    do(project, other, cell(row, "actual", "27"))
    outcome = do(project, person, cell(row, "actual", "26"), cell(row, "budget", "31"))
    assert [(told.state, told.mine, told.theirs, told.by) for told in outcome.told] == [
        ("conflict", "26", "27", "许青禾"),
        ("saved", "", "", ""),
    ]
    saved = line(project, "一.1")
    assert (saved.actual, saved.budget, saved.revision) == (Decimal(27), Decimal(31), 3)
    do(project, person, cell(row, "actual", "26", revision=3))
    assert line(project, "一.1").actual == Decimal(26)


def test_sending_again_what_was_saved_is_no_conflict(project: Project, person: User) -> None:
    row = line(project, "一.1")
    do(project, person, cell(row, "actual", "27"))
    outcome = do(project, person, cell(row, "actual", "27"))
    assert ([told.state for told in outcome.told], line(project, "一.1").revision) == (["saved"], 2)


def test_strict_is_all_or_nothing(project: Project, person: User) -> None:
    row = line(project, "一.1")
    with pytest.raises(Refused):
        change(
            LINES,
            project,
            [cell(row, "actual", "27"), cell(row, "budget", "甲")],
            by=person,
            unit="万元",
            is_strict=True,
        )
    assert (line(project, "一.1").actual, project.activities.filter(kind="budget").exists()) == (
        Decimal(28),
        False,
    )


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("name", "", "第2行 预算科目：“预算科目”不能空着，请填写。"),
        ("code", "一.2", "第2行 编号：“一.2”与第3行重复，请改成不同的编号。"),
        ("rate", "5", "这一列是算出来的，不能录入。"),
        ("secret", "5", "这一列是算出来的，不能录入。"),
        ("actual", "1" * 35, "第2行 实际支出：这个数超出范围：整数和小数各不超过30位。"),
    ],
)
def test_refusals(project: Project, person: User, column: str, text: str, message: str) -> None:
    outcome = do(project, person, cell(line(project, "一.1"), column, text))
    assert [told.message for told in outcome.told] == [message]


def test_a_row_of_another_project_is_not_there(project: Project, person: User) -> None:
    foreign = line(make_project("hongda_2018"), "一")
    outcome = do(
        project, person, cell(foreign, "actual", "1"), Remove(row=foreign.pk), Restore(row=foreign.pk)
    )
    assert [told.state for told in outcome.told] == ["problem", "saved", "problem"]
    number = foreign.pk
    foreign.delete()
    assert [told.state for told in do(project, person, Restore(row=number)).told] == ["problem"]
    assert not BudgetLine.objects.filter(pk=number).exists()


def test_figures_are_converted_exactly_and_stored_in_the_rows_unit(project: Project, person: User) -> None:
    row = line(project, "一.1")
    do(project, person, cell(row, "actual", "280001"), unit="元")
    assert (line(project, "一.1").actual, line(project, "一.1").unit) == (Decimal("28.0001"), "万元")
    shown = next(one for one in state(LINES, project, unit="亿元")["rows"] if one["id"] == row.pk)
    assert shown["cells"]["actual"] == "0.00280001"


def test_new_rows_find_their_parent_their_code_and_the_total(person: User) -> None:
    project = make_project("hongda_2018")
    project.budgetlines.all().delete()
    rows = [
        {"code": "一", "name": "甲"},
        {"code": "一.1", "name": "乙", "budget": "1"},
        {"name": "丙"},
        {"name": "合计"},
    ]
    added = [Add(key=f"new-{at}", after=None, parent=None, cells=cells) for at, cells in enumerate(rows)]
    outcome = do(project, person, *added)
    assert sorted(outcome.created) == ["new-0", "new-1", "new-2", "new-3"]
    found = [
        (one.code, one.parent and one.parent.code, one.unit, one.is_total)
        for one in project.budgetlines.order_by("position")
    ]
    assert found == [
        ("一", None, "万元", False),
        ("一.1", "一", "万元", False),
        ("2", None, "万元", False),
        ("T", None, "万元", True),
    ]


def test_a_row_without_its_name_waits_and_a_wrong_cell_does_not_hold_the_others(
    project: Project, person: User
) -> None:
    nameless = Add(key="new-1", after=None, parent=None, cells={"budget": "5"})
    partly = Add(
        key="new-2",
        after=line(project, "一.1").pk,
        parent=None,
        cells={"name": "丁", "budget": "5", "actual": "x"},
    )
    outcome = do(project, person, nameless, partly)
    assert [(told.row, told.state, told.message) for told in outcome.told] == [
        ("new-1", "problem", "先填好“预算科目”，这一行才能保存。"),
        ("new-2", "saved", ""),
        ("new-2", "problem", "新增的科目 实际支出：“x”不是数字：第1个字符是字母x。"),
    ]
    assert codes(project)[:4] == ["一", "一.1", "7", "一.2"]
    assert line(project, "7").parent == line(project, "一")


def test_removing_takes_the_parts_along_and_can_be_taken_back(project: Project, person: User) -> None:
    before = codes(project)
    outcome = do(project, person, Remove(row=line(project, "二").pk))
    assert codes(project) == [code for code in before if not code.startswith("二")]
    entry = project.activities.get(kind="budget")
    assert (entry.verb, entry.subject, len(entry.changes)) == ("删除", "预算　5科目", 5)
    do(project, person, *(Restore(row=pk) for pk in outcome.removed))
    assert codes(project) == before
    assert line(project, "二.2").parent == line(project, "二")
    assert line(project, "二.2").actual == Decimal("114.28")


def test_a_row_whose_code_was_taken_meanwhile_does_not_come_back(project: Project, person: User) -> None:
    [gone] = do(project, person, Remove(row=line(project, "六.1").pk)).removed
    do(project, person, Add(key="new", after=None, parent=None, cells={"code": "六.1", "name": "别的"}))
    [told] = do(project, person, Restore(row=gone)).told
    assert told.message == "编号“六.1”已经有另一行在用，没有恢复。"


def test_moving_in_and_out_of_the_tree(project: Project, person: User) -> None:
    one, two, part = line(project, "一"), line(project, "二"), line(project, "一.1")
    do(project, person, Place(row=part.pk, parent=one.pk, after=line(project, "一.2").pk))
    assert codes(project)[:3] == ["一", "一.2", "一.1"]
    do(project, person, Place(row=two.pk, parent=one.pk, after=part.pk))
    assert (line(project, "二").parent, codes(project)[3:5]) == (one, ["二", "二.1"])
    do(project, person, Place(row=two.pk, parent=None, after=None))
    assert codes(project)[:2] == ["二", "二.1"]
    positions = [row.position for row in BudgetLine.objects.filter(project=project).order_by("position")]
    assert positions == list(range(31))


def test_a_row_never_becomes_its_own_parent(project: Project, person: User) -> None:
    one, part, total = line(project, "一"), line(project, "一.1"), line(project, "T")
    wanted = [Place(row=one.pk, parent=part.pk, after=None), Place(row=part.pk, parent=total.pk, after=None)]
    outcome = do(project, person, *wanted, Place(row=total.pk, parent=None, after=None))
    assert [told.message for told in outcome.told] == [
        "不能移到这里：一行不能成为自己或合计行的下级。",
        "不能移到这里：一行不能成为自己或合计行的下级。",
        "合计行总在最后，不能移动。",
    ]


def test_a_parent_that_states_another_sum_is_marked(project: Project, person: User) -> None:
    do(project, person, cell(line(project, "一.1"), "actual", "29"))
    shown = state(LINES, project)["rows"][0]
    assert shown["marks"]["actual"] == {
        "kind": "wrong",
        "text": "录入53.70，下级合计54.70，少1.00万元。改下级，或清空这一格按下级合计。",
        "beside": "≠ 54.70",
    }
    do(project, person, cell(line(project, "一"), "actual", ""))
    shown = state(LINES, project)["rows"][0]
    assert (shown["cells"]["actual"], shown["computed"]["actual"], shown["marks"]) == ("", "54.70", {})


def test_sums_go_over_any_depth(person: User) -> None:
    project = make_project("hongda_2018")
    project.budgetlines.all().delete()
    cells = [{"code": "1", "name": "甲"}, {"code": "1.1", "name": "乙"}]
    cells += [{"code": f"1.1.{at}", "name": "丙", "budget": "0.1", "actual": "0.05"} for at in (1, 2, 3)]
    do(
        project,
        person,
        *(Add(key=f"n{at}", after=None, parent=None, cells=one) for at, one in enumerate(cells)),
    )
    found = state(LINES, project)
    assert [row["depth"] for row in found["rows"]] == [0, 1, 2, 2, 2]
    assert (found["rows"][0]["computed"]["budget"], found["foot"]["budget"], found["foot"]["rate"]) == (
        "0.30",
        "0.30",
        "50.00%",
    )


def test_other_grids_compute_their_rates(project: Project, person: User) -> None:
    source = {"name": "市级财政", "planned": "960", "arrived": "912", "date": "2025年11月6日"}
    do(project, person, Add(key="a", after=None, parent=None, cells=source), grid=SOURCES)
    [row] = state(SOURCES, project)["rows"]
    assert (row["computed"]["rate"], row["cells"]["date"]) == ("95.00%", "2025-11-06")
    cost = {"name": "餐食", "planned": "200", "actual": "150"}
    do(project, person, Add(key="a", after=None, parent=None, cells=cost), grid=COSTS)
    assert state(COSTS, project)["foot"]["saving"] == "25.00%"
    point = {"group": "支付", "text": "手续", "result": "齐全"}
    do(project, person, Add(key="a", after=None, parent=None, cells=point), grid=POINTS)
    assert project.fund_check.items.get().result == "齐全"
    years = [Add(key=str(at), after=None, parent=None, cells={"year": "2024"}) for at in (1, 2)]
    outcome = do(project, person, *years, grid=YEARS)
    assert [told.message for told in outcome.told] == [
        "",
        "先填好“年度”，这一行才能保存。",
        "新增的年度 年度：“2024”与第1行重复，请改成不同的年度。",
    ]


def test_the_versions_of_a_cell(project: Project, person: User) -> None:
    row = line(project, "一.1")
    do(project, person, cell(row, "actual", "27"), cell(row, "budget", "31"))
    do(project, person, cell(row, "name", "广告", revision=2))
    found = versions(LINES, project, row.pk, "actual", unit="万元")
    assert [(one["by"], one["before"], one["after"]) for one in found[:1]] == [("周屿", "28", "27")]
    assert [(one["why"], one["after"]) for one in found[1:]] == [("导入", "28")]
    assert versions(LINES, project, row.pk, "rate") == []


def test_a_name_belongs_to_one_grid(project: Project) -> None:
    assert find("budget", project) is LINES
    with pytest.raises(ValueError, match="declared already"):
        declare(Grid(name="budget", title="", model=BudgetLine, rows=LINES.rows, columns=(), kind="x"))


# Over HTTP ----------------------------------------------------------------------------------------


@pytest.fixture
def client(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def send(client: Client, project: Project, operations: Any, grid: str = "budget") -> Any:
    url = reverse("grids:changes", args=[project.pk, grid])
    return client.post(url, {"unit": "万元", "operations": operations}, content_type="application/json")


def test_an_answer_that_was_lost_adds_no_second_row(client: Client, project: Project) -> None:
    wanted = [{"op": "add", "key": "new-x", "after": None, "parent": None, "cells": {"name": "新科目"}}]
    first, again = send(client, project, wanted).json(), send(client, project, wanted).json()
    assert first["created"] == again["created"]
    assert project.budgetlines.filter(name="新科目").count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"operations": 5}',
        b'{"operations": [{"op": "drop"}]}',
        b'{"operations": [{"op": "set", "row": true, "column": "actual", "text": "1", "revision": 1}]}',
        b'{"operations": [{"op": "set", "row": 1, "column": "actual", "text": 5, "revision": 1}]}',
        b'{"operations": [{"op": "remove", "row": 99999999999999999999}]}',
        b'{"operations": [{"op": "add", "key": "a\\u0000", "cells": {}}]}',
        b"[" * 100_000,
    ],
)
def test_a_request_of_another_form_changes_nothing(client: Client, project: Project, body: bytes) -> None:
    url = reverse("grids:changes", args=[project.pk, "budget"])
    answer = client.post(url, body, content_type="application/json")
    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "这个请求看不懂，没有保存。请重新打开页面再试。",
    )


def test_a_grid_that_nobody_declared_is_not_there(client: Client, project: Project) -> None:
    assert send(client, project, [], grid="secrets").status_code == 404


@pytest.mark.parametrize(
    "name", ["money:budget", "money:years", "money:funding", "money:fund-check", "money:costs"]
)
def test_pages_ask_as_often_for_one_row_as_for_three(client: Client, name: str, person: User) -> None:
    asked = []
    for count in (1, 3):
        project = make_project("selfeval_2023_hotline")
        add_member(project, person)
        project.budgetlines.all().delete()
        for grid, column in ((LINES, "name"), (SOURCES, "name"), (COSTS, "name"), (YEARS, "year")):
            cells = [{column: f"{2020 + at}"} for at in range(count)]
            do(
                project,
                person,
                *(Add(key=f"{at}", after=None, parent=None, cells=one) for at, one in enumerate(cells)),
                grid=grid,
            )
        points = [{"group": "甲", "text": f"{at}"} for at in range(count)]
        do(
            project,
            person,
            *(Add(key=f"{at}", after=None, parent=None, cells=one) for at, one in enumerate(points)),
            grid=POINTS,
        )
        client.get(reverse(name, args=[project.pk]))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name, args=[project.pk])).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
