"""Excel files: out and back in, tried first, and files that mean no good."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluations.grids.actions import change
from evaluations.grids.excel import export, request_of, take_over, try_out
from evaluations.grids.operations import Add
from evaluations.grids.workbook import KEY, read_book
from evaluations.money.grids import LINES, SOURCES
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.workbooks import NotAWorkbook
from tests.factories import add_member, make_project, make_user

HEADS = ["编号", "预算科目", "年初预算（万元）", "调整后预算（万元）", "实际支出（万元）"]


def made(rows: list[list[Any]], **options: Any) -> bytes:
    """An Excel file with these cells."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(at, place, value, day)  # type: ignore[arg-type]
            else:
                sheet.write(at, place, value)
    book.close()
    return target.getvalue()


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def project(person: User) -> Project:
    project = make_project("hongda_2018")
    add_member(project, person)
    return project


def tried(project: Project, person: User, content: bytes) -> Any:
    unit, wanted = request_of(LINES, project, read_book(content))
    return try_out(LINES, project, wanted, unit=unit, by=person)


def changed(content: bytes, cells: dict[tuple[int, int], Any]) -> bytes:
    """An exported file with some cells replaced, as a person would do it in Excel."""
    book = read_book(content)
    rows = [list(book.heads), *(list(line.texts) for line in book.lines)]
    for (row, column), value in cells.items():
        rows[row][column] = value
    return made(rows, strings_to_numbers=False, strings_to_formulas=False)


@pytest.mark.django_db
@pytest.mark.parametrize("unit", ["元", "万元", "亿元"])
def test_what_was_exported_changes_nothing(project: Project, person: User, unit: str) -> None:
    trial = tried(project, person, export(LINES, project, unit=unit))
    assert (trial.changes, trial.added, trial.removed, trial.faults, trial.ignored) == ((), 0, (), (), ())


@pytest.mark.django_db
def test_texts_that_look_like_formulas_stay_texts(project: Project, person: User) -> None:
    cells = {"name": "=HYPERLINK(1)", "document": "@SUM(A1)", "kind": "+1"}
    change(SOURCES, project, [Add(key="a", after=None, parent=None, cells=cells)], by=person, unit="万元")
    content = export(SOURCES, project)
    book = read_book(content)
    assert (book.lines[0].texts[0], book.formulas) == ("=HYPERLINK(1)", frozenset())
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")


@pytest.mark.django_db
def test_a_trial_names_each_wrong_cell_and_saves_nothing(project: Project, person: User) -> None:
    content = changed(
        export(LINES, project), {(2, 6): "84.O5", (3, 6): "12万元", (4, 4): "1e400", (5, 6): "1,234.50"}
    )
    trial = tried(project, person, content)
    assert [(fault.place, fault.message) for fault in trial.faults] == [
        ("G3", "“84.O5”不是数字：第4个字符是字母O，应为数字0。"),
        ("G4", "“12万元”不是数字：第3个字符是“万”。单位“万元”不要写在格子里，只填数字。"),
        ("E5", "“1e400”不是数字：第2个字符是字母e。"),
    ]
    assert [(one["before"], one["after"]) for one in trial.changes] == [("933.51", "1,234.5")]
    assert project.budgetlines.get(code="二.1").actual == Decimal("933.51")
    assert not project.activities.filter(kind="budget").exists()


@pytest.mark.django_db
def test_new_lines_changed_and_missing_ones(project: Project, person: User) -> None:
    book = read_book(export(LINES, project))
    key_at = book.heads.index(KEY)
    rows = [list(book.heads), *(list(line.texts) for line in book.lines if line.texts[0] != "六.1")]
    rows.append(["六.2", "会议费", "", "", "3"] + [""] * (key_at - 4))
    content = made(rows, strings_to_numbers=False)
    trial = tried(project, person, content)
    assert (trial.added, trial.removed, trial.faults) == (1, ("六.1 日常办公经费",), ())
    unit, wanted = request_of(LINES, project, read_book(content))
    take_over(LINES, project, wanted, unit=unit, by=person)
    added = project.budgetlines.get(code="六.2")
    assert (added.parent.code, added.budget, added.unit) == ("六", Decimal(3), "万元")
    assert not project.budgetlines.filter(code="六.1").exists()
    assert project.activities.get(kind="budget").verb == "导入Excel"


@pytest.mark.django_db
def test_somebody_changed_it_after_the_export(project: Project, person: User) -> None:
    content = changed(export(LINES, project), {(2, 6): "26"})
    row = project.budgetlines.get(code="一.1")
    row.actual, row.revision = Decimal(27), 2
    row.save()
    [fault] = tried(project, person, content).faults
    assert (fault.place, fault.message) == ("G3", "另一人在导出之后改成了“27”，文件里是“26”。请重新导出。")


@pytest.mark.django_db
def test_a_table_of_ones_own_is_added(project: Project, person: User) -> None:
    project.budgetlines.all().delete()
    rows = [
        HEADS,
        ["1", "甲", 10, "1,234.50", "—"],
        ["1.1", "乙", 0.1, "１２", ""],
        [],
        ["2", "丙", None, 3, 4.5],
    ]
    unit, wanted = request_of(LINES, project, read_book(made([*rows[:1], *rows[1:]])))
    take_over(LINES, project, wanted, unit=unit, by=person)
    found = [
        (one.code, one.initial, one.budget, one.actual) for one in project.budgetlines.order_by("position")
    ]
    assert found == [
        ("1", Decimal(10), Decimal("1234.5"), None),
        ("1.1", Decimal("0.1"), Decimal(12), None),
        ("2", None, Decimal(3), Decimal("4.5")),
    ]


@pytest.mark.django_db
def test_formulas_and_strange_heads_are_told(project: Project, person: User) -> None:
    rows = [[*HEADS, "备注"], ["9", "甲", "=1+1", 2, 3, "x"]]
    trial = tried(project, person, made(rows))
    assert [(fault.place, fault.message) for fault in trial.faults] == [
        ("C2", "是公式。请复制后“粘贴为数值”再导入。")
    ]
    assert trial.ignored == ("备注",)
    with pytest.raises(NotAWorkbook, match="第一行里没有“预算科目”这一列"):
        tried(project, person, made([["甲", "乙"], ["1", "2"]]))


def test_dates_and_booleans_of_excel() -> None:
    book = read_book(made([["甲", "乙", "丙"], [date(2025, 11, 6), True, 45123.5]]))
    assert book.lines[0].texts == ("2025-11-06", "是", "45123.5")


@pytest.mark.django_db
def test_the_way_over_the_pages(project: Project, person: User) -> None:
    client = Client()
    client.force_login(person)
    where = [project.pk, "budget"]
    answer = client.get(reverse("grids:export", args=where))
    assert answer["Content-Disposition"].startswith('attachment; filename="budget.xlsx"')
    content = changed(answer.content, {(2, 6): "29"})
    url = reverse("grids:import", args=where)
    page = client.post(url, {"file": SimpleUploadedFile("预算.xlsx", content)})
    assert (page.status_code, len(page.context["trial"].changes)) == (200, 1)
    assert project.budgetlines.get(code="一.1").actual == Decimal(28)
    confirm = reverse("grids:confirm", args=where)
    assert client.post(confirm, {"token": page.context["token"]}).status_code == 302
    assert project.budgetlines.get(code="一.1").actual == Decimal(29)
    again = client.post(confirm, {"token": page.context["token"]})
    assert (again.status_code, again.context["refused"]) == (
        422,
        "上传的文件已经不在了（只保留一天），请重新选择。",
    )
    refused = client.post(url, {"file": SimpleUploadedFile("预算.xlsx", b"%PDF")})
    assert (refused.status_code, refused.context["refused"]) == (
        422,
        "“文件”是PDF，不是Excel文件。请选扩展名为.xlsx的文件。",
    )
    assert client.post(url).status_code == 422
