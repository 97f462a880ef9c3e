"""自评表 in one grid: the same facts as on the working papers, with the scores beside them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.grids.excel import export, request_of, take_over
from evaluations.grids.queries import state
from evaluations.grids.workbook import read_book
from evaluations.papers.actions import save_paper
from evaluations.papers.checking.actions import prepare
from evaluations.papers.form_grid import FORM, target
from evaluations.papers.models import WorkingPaper
from evaluations.papers.ticks.actions import Mark, tick
from evaluations.people.models import User
from evaluations.projects.models import Project
from tests.evaluations.papers.making import leaf, make_sized, make_small, signed_in
from tests.factories import add_member, make_project

pytestmark = pytest.mark.django_db
LIST = {"kind": "checklist", "deduct": {"points": 10}, "items": ["专账核算", "专款专用"]}


@pytest.fixture
def project() -> Project:
    return make_project("selfeval_2023_hotline")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


def paper(project: Project, code: str) -> WorkingPaper:
    return project.papers.select_related("indicator").get(indicator__code=code)


def row_of(project: Project, code: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = state(FORM, project)["rows"]
    return next(row for row in rows if row["id"] == paper(project, code).pk)


def put(project: Project, code: str, column: str, text: str) -> dict[str, Any]:
    row = paper(project, code)
    return {"op": "set", "row": row.pk, "column": column, "text": text, "revision": row.revision}


def send(browser: Client, project: Project, *operations: dict[str, Any]) -> dict[str, Any]:
    address = reverse("grids:changes", args=[project.pk, "self-evaluation"])
    body = json.dumps({"unit": "", "operations": operations})
    response = browser.post(address, body, content_type="application/json")
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def test_every_indicator_is_a_row_with_target_value_and_score(project: Project) -> None:
    found = state(FORM, project)
    assert len(found["rows"]) == project.papers.in_use().count() == 10
    row = row_of(project, "O31")
    assert row["cells"]["actual"] == "1"
    assert row["computed"] | {"branch": ""} == {
        "title": str(paper(project, "O31").indicator),
        "branch": "",
        "target": "≤1工作日",
        "weight": "10",
        "score": "10.00",
    }
    assert row_of(project, "E21")["cells"]["actual"] == "是"
    first = row_of(project, "P1")
    assert (first["cells"]["actual"], first["computed"]["target"]) == ("", "≥100%")
    assert first["computed"]["actual"].startswith("96.7")
    assert (found["foot"]["score"], found["foot"]["deduction_reason"]) == ("99.67", "优")


def test_what_is_typed_is_the_papers_own_fact(project: Project, person: User) -> None:
    answer = send(
        signed_in(person),
        project,
        put(project, "O13", "actual", "40个"),
        put(project, "O13", "deduction_reason", "设备未到货，下年补齐"),
        put(project, "E21", "actual", "未达成"),
    )
    assert answer["told"] == []
    row = paper(project, "O13")
    assert (row.inputs.get().number, row.deduction_reason, row.revision) == (40, "设备未到货，下年补齐", 2)
    assert row.updated_by == person
    assert paper(project, "E21").inputs.get().flag is False
    shown = next(one for one in answer["state"]["rows"] if one["id"] == row.pk)
    assert (shown["cells"]["actual"], shown["computed"]["score"]) == ("40", "5.00")
    assert answer["state"]["foot"]["score"] == "84.67"
    assert any("总分 99.67 → 84.67" in said for said in answer["effects"])
    line = project.activities.latest("pk")
    assert (line.kind, line.subject, line.moves_scores) == ("paper", "自评表　2项", True)
    assert {"field": f"{row.indicator}　实际完成值", "before": "80", "after": "40"} in line.changes
    page = signed_in(person).get(reverse("papers:versions", args=[project.pk, "O13"])).content.decode()
    assert "<del>80</del> <ins>40</ins>" in page


@pytest.mark.parametrize(
    ("code", "column", "text", "message"),
    [
        ("O13", "actual", "八十", "“八十”不是数字"),
        ("E21", "actual", "大概", "“大概”看不出是或否，请填“是”或“否”。"),
        ("P1", "actual", "97", "P1有2个输入，不在这里填。请在底稿P1里录入或引用。"),
        ("O13", "title", "别的", "这一列是算出来的，不能录入。"),
        ("O13", "score", "10", "这一列是算出来的，不能录入。"),
    ],
)
def test_what_does_not_fit_is_told_and_not_saved(
    project: Project, person: User, code: str, column: str, text: str, message: str
) -> None:
    [told] = send(signed_in(person), project, put(project, code, column, text))["told"]
    assert message in told["message"]
    assert paper(project, code).revision == 1


def test_a_gap_is_no_zero(project: Project, person: User) -> None:
    answer = send(signed_in(person), project, put(project, "O13", "actual", ""))
    assert paper(project, "O13").inputs.get().number is None
    assert answer["state"]["foot"]["score"] == "—"
    mark = row_of(project, "O13")["marks"]["score"]
    assert (mark["kind"], bool(mark["text"])) == ("warn", True)


def test_another_cell_of_the_paper_is_no_conflict_and_the_same_one_is(project: Project, person: User) -> None:
    browser, old = signed_in(person), put(project, "O13", "actual", "70")
    save_paper(paper(project, "O13"), {"calculation_note": "见台账"}, revision=1, by=person)
    assert send(browser, project, old)["told"] == []
    assert paper(project, "O13").calculation_note == "见台账"
    [told] = send(browser, project, old | {"text": "60"})["told"]
    assert (told["state"], told["mine"], told["theirs"], told["by"]) == ("conflict", "60", "70", str(person))


def test_a_changed_value_takes_the_signature_off(project: Project, person: User) -> None:
    prepare(paper(project, "O13"), revision=1, by=person)
    answer = send(signed_in(person), project, put(project, "O13", "actual", "79"))
    assert any(said.startswith("签字失效：O13") for said in answer["effects"])


def test_bound_and_ticked_values_are_not_typed_here(person: User) -> None:
    project = make_small(
        leaf("A1", "A", 60, inputs={"failed": 0}, value="failed", rule=LIST, unit=""),
        leaf("A2", "A", 40, inputs={"done": 90}, value="done"),
        by=person,
    )
    assert send(signed_in(person), project, put(project, "A1", "actual", "1"))["told"] == []
    marks = [Mark(met=Decimal(1)), Mark(met=Decimal(1))]
    tick(paper(project, "A1"), {"failed": marks}, revision=2, by=person)
    [told] = send(signed_in(person), project, put(project, "A1", "actual", "2"))["told"]
    assert told["message"] == "A1由逐项勾选得出，不在这里填。请在底稿A1里勾选。"
    paper(project, "A2").inputs.update(source="budget.total.actual")
    [told] = send(signed_in(person), project, put(project, "A2", "actual", "2"))["told"]
    assert "A2的“done”引用了别处的事实" in told["message"]


def test_the_versions_of_a_cell(project: Project, person: User) -> None:
    browser = signed_in(person)
    send(browser, project, put(project, "O13", "actual", "70"))
    address = reverse("grids:cell", args=[project.pk, "self-evaluation"])
    wanted = {"row": paper(project, "O13").pk, "column": "actual"}
    told = browser.get(address, wanted).json()["versions"]
    assert [(one["before"], one["after"]) for one in told] == [("80", "70"), ("", "80")]
    assert browser.get(reverse("grids:versions", args=[project.pk, "self-evaluation"])).status_code == 404


def test_it_round_trips_through_excel(project: Project, person: User) -> None:
    unit, wanted = request_of(FORM, project, read_book(export(FORM, project)))
    assert (wanted.faults, take_over(FORM, project, wanted, unit=unit, by=person).changes) == ([], ())


def test_more_rows_take_no_more_queries() -> None:
    counted = []
    for size in (1, 4):
        project = make_sized(size)
        with CaptureQueriesContext(connection) as told:
            state(FORM, project)
        counted.append(len(told))
    assert counted[0] == counted[1]


def test_a_target_that_is_computed_is_shown_as_its_formula() -> None:
    rule = {"kind": "proportional", "target": {"formula": "planned * 2"}}
    assert target({"rule": rule, "unit": "次"}) == "planned * 2"
    assert target({"rule": {"target": 95, "direction": "higher"}, "unit": "%"}) == "≥95%"
