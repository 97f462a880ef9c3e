"""Base tables: made, filled by the unit, handed in, verified or returned; what each step refuses."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.evidence.actions import link
from evaluations.evidence.models import EvidenceLink
from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_dossier, export_file
from evaluations.fieldwork import actions
from evaluations.fieldwork.actions import NotPossible
from evaluations.fieldwork.grids import compute_outputs
from evaluations.fieldwork.models import BaseTable, BaseTableItem, FactKind, ItemState, OutputFact
from evaluations.papers.binding import bind
from evaluations.papers.models import WorkingPaper
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from tests.evaluations.evidence.making import PDF, add
from tests.evaluations.papers.making import leaf, make_small
from tests.factories import add_member, make_user

pytestmark = pytest.mark.django_db
D = Decimal
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def project() -> Project:
    return make_small(leaf("A1", "A", 10))


@pytest.fixture
def by(project: Project) -> User:
    return add_member(project, role=ProjectRole.EVALUATOR)


@pytest.fixture
def table(project: Project, by: User) -> BaseTable:
    """Two numbers, as the formula of A1 names them."""
    return actions.derive_table(project, "A1", by=by)


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    return browser


def contact_of(project: Project) -> Client:
    return browser_of(add_member(project, make_user(), ProjectRole.UNIT_CONTACT))


def item(name: str) -> BaseTableItem:
    return BaseTableItem.objects.get(name=name)


def send(browser: Client, project: Project, grid: str, *operations: dict[str, Any]) -> dict[str, Any]:
    address = reverse("grids:changes", args=[project.pk, grid])
    body = json.dumps({"unit": "", "operations": operations})
    response = browser.post(address, body, content_type="application/json")
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def put(row: BaseTableItem, column: str, text: str) -> dict[str, Any]:
    return {"op": "set", "row": row.pk, "column": column, "text": text, "revision": row.revision}


def test_items_follow_the_formula(project: Project, by: User, table: BaseTable) -> None:
    assert (table.code, table.title) == ("A1", "指标A1")
    assert [(one.name, one.kind, one.state) for one in table.items.all()] == [
        ("done", FactKind.NUMBER, ItemState.OPEN),
        ("planned", FactKind.NUMBER, ItemState.OPEN),
    ]
    item("done").delete()
    assert actions.derive_table(project, "A1", by=by) == table
    assert [one.name for one in table.items.all()] == ["planned", "done"]
    with pytest.raises(NotPossible, match="指标A没有计算公式，不知道要哪些输入。"):
        actions.derive_table(project, "A", by=by)


def test_a_table_from_a_template(project: Project, by: User, table: BaseTable) -> None:
    BaseTableItem.objects.filter(name="done").update(unit="人次", definition="服务满30分钟计1次", number=D(5))
    template = actions.keep_template(table, "助餐", by=by)
    other = actions.add_table(project, code="A2", title="", by=by, template=template)
    assert other.title == "助餐"
    assert list(other.items.values_list("name", "unit", "definition", "number")) == [
        ("done", "人次", "服务满30分钟计1次", None),
        ("planned", "", "", None),
    ]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("A1", "已经有编号为“A1”的基础表，请换一个编号，或在那张表里加数据项。"),
        (" ", "请填表的编号，通常是它所依据的指标的编号，例如B1-1。"),
        ("长" * 41, "编号最多40个字，名称最多200个字，请缩短。"),
    ],
)
def test_tables_that_are_not_made(
    project: Project, by: User, table: BaseTable, code: str, message: str
) -> None:
    with pytest.raises(NotPossible) as refusal:
        actions.add_table(project, code=code, title="", by=by)
    assert str(refusal.value) == message
    assert list(BaseTable.objects.all()) == [table]


def test_a_table_with_values_goes_and_comes_back_whole(project: Project, by: User, table: BaseTable) -> None:
    document = add(project, "台账.pdf", PDF, by=by).version.document
    BaseTableItem.objects.filter(name="done").update(number=D(5))
    link(document, item("done"), by=by, page_from=3)
    before = list(BaseTableItem.objects.values_list("pk", "name", "number"))
    browser = browser_of(by)
    gone = browser.post(reverse("fieldwork:remove-table", args=[project.pk, table.pk]), follow=True)
    assert not BaseTable.objects.exists()
    assert not EvidenceLink.objects.exists()
    kept = project.removed_rows.get()
    page = gone.content.decode()
    back = reverse("fieldwork:restore-table", args=[project.pk, kept.pk])
    assert "已删除基础表“A1 指标A1”，在本页下方可以恢复" in page
    assert back in page
    shown = browser.post(back, follow=True)
    assert "已恢复基础表“A1 指标A1”" in shown.content.decode()
    assert list(BaseTableItem.objects.values_list("pk", "name", "number")) == before
    assert (BaseTable.objects.get(), EvidenceLink.objects.get().page_from) == (table, 3)
    verbs = list(project.activities.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["删除", "恢复"]
    assert browser.post(back).status_code == 404


def test_a_table_whose_items_are_read_stays_and_says_where(by: User, table: BaseTable) -> None:
    paper = WorkingPaper.objects.get(indicator__code="A1")
    BaseTableItem.objects.update(number=D(5))
    for number, name in enumerate(("done", "planned")):
        bind(paper, name, f"base:A1.{name}", revision=paper.revision + number, by=by)
    with pytest.raises(NotPossible) as refusal:
        actions.remove_table(table, by=by)
    assert str(refusal.value) == (
        "基础表A1 指标A1没有删除：“done”正被底稿A1引用，没有删除。请先在底稿里另选来源或取消引用。"
        "这张表里这样的数据项共2个。"
    )
    assert BaseTableItem.objects.count() == 2


def test_a_table_does_not_come_back_beside_another_of_its_code(
    project: Project, by: User, table: BaseTable
) -> None:
    actions.remove_table(table, by=by)
    actions.add_table(project, code="A1", title="新的", by=by)
    with pytest.raises(NotPossible, match="没有恢复：另一张基础表现在用着编号“A1”"):
        actions.restore_table(project.removed_rows.get(), by=by)
    assert str(BaseTable.objects.get()) == "A1 新的"


def test_the_way_of_an_item(project: Project, by: User, table: BaseTable) -> None:
    """待填 → 已填报 → locked → 已退回 → 已填报 → 已核实; a change afterwards falls back and says so."""
    contact = contact_of(project)
    grid, team = f"fill-items-{table.pk}", f"base-items-{table.pk}"
    actions.hand_out(table, is_out=True, by=by)
    assert send(contact, project, grid, put(item("done"), "number", "93"))["told"] == []
    assert item("done").state == ItemState.FILLED
    contact.post(reverse("fieldwork:hand-in", args=[project.pk, table.pk]))
    assert item("done").is_locked
    told = send(contact, project, grid, put(item("done"), "number", "94"))["told"]
    assert [one["message"] for one in told] == ["“done”已经报送，评价机构退回后才能改。"]
    actions.move_item(item("done"), "return", revision=item("done").revision, by=by, reason="与台账不符")
    page = contact.get(reverse("fieldwork:fill-table", args=[project.pk, table.pk])).content.decode()
    assert "done：与台账不符" in page
    assert send(contact, project, grid, put(item("done"), "number", "94"))["told"] == []
    assert (item("done").state, item("done").returned_reason) == (ItemState.FILLED, "")
    actions.move_item(item("done"), "verify", revision=item("done").revision, by=by)
    assert (item("done").state, item("done").verified_by, item("done").is_locked) == ("verified", by, True)
    state = send(browser_of(by), project, team, put(item("done"), "number", "95"))["state"]
    assert item("done").state == ItemState.FILLED
    assert state["rows"][0]["marks"]["state"]["text"] == "核实后又改过，请重新核实。"
    assert state["rows"][0]["computed"]["state"] == "已填报"


@pytest.mark.parametrize(
    ("name", "state", "reason", "message"),
    [
        ("verify", "open", "", "“done”现在是待填，不能核实。"),
        ("verify", "verified", "", "“done”现在是已核实，不能核实。"),
        ("return", "open", "错", "“done”现在是待填，不能退回。"),
        ("return", "filled", " ", "退回“done”要写原因，让单位知道改什么。"),
    ],
)
def test_moves_that_are_refused(
    by: User, table: BaseTable, name: str, state: str, reason: str, message: str
) -> None:
    BaseTableItem.objects.filter(name="done").update(state=state)
    with pytest.raises(NotPossible) as refusal:
        actions.move_item(item("done"), name, revision=1, by=by, reason=reason)
    assert str(refusal.value) == message
    assert item("done").state == state


def test_an_item_changed_meanwhile_is_not_verified(by: User, table: BaseTable) -> None:
    BaseTableItem.objects.filter(name="done").update(state="filled", revision=2)
    with pytest.raises(NotPossible, match="“done”在您打开之后又改过，没有核实。"):
        actions.move_item(item("done"), "verify", revision=1, by=by)


def test_nothing_to_hand_in(by: User, table: BaseTable) -> None:
    with pytest.raises(NotPossible, match="这张表已经收回，不能报送。"):
        actions.hand_in(table, by=by)
    actions.hand_out(table, is_out=True, by=by)
    with pytest.raises(NotPossible, match="没有新填的数据项可以报送。"):
        actions.hand_in(table, by=by)


def test_the_database_returns_nothing_without_a_reason(table: BaseTable) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        table.items.update(state=ItemState.RETURNED)


def test_the_contact_changes_values_only(project: Project, by: User, table: BaseTable) -> None:
    contact, grid = contact_of(project), f"fill-items-{table.pk}"
    actions.hand_out(table, is_out=True, by=by)
    told = send(
        contact,
        project,
        grid,
        put(item("done"), "name", "别的"),
        put(item("done"), "text", "九十三"),
        {"op": "remove", "row": item("done").pk},
        {"op": "add", "key": "n", "after": None, "parent": None, "cells": {"name": "新"}},
    )["told"]
    assert [one["message"] for one in told] == [
        "“数据项”由评价机构设定，不能改；有疑问请写在“说明”里。",
        "“done”要填的是数值，请填在那一列。",
        "这张表的项是定好的，不能增删或移动。",
        "这张表的项是定好的，不能增删或移动。",
    ]
    assert [one.name for one in table.items.all()] == ["done", "planned"]


def test_the_contact_sees_only_what_was_handed_out(project: Project, by: User, table: BaseTable) -> None:
    contact = contact_of(project)
    addresses = [
        reverse("fieldwork:fill-table", args=[project.pk, table.pk]),
        reverse("grids:rows", args=[project.pk, f"fill-items-{table.pk}"]),
        reverse("grids:export", args=[project.pk, f"fill-items-{table.pk}"]),
    ]
    assert [contact.get(one).status_code for one in addresses] == [404, 404, 404]
    actions.hand_out(table, is_out=True, by=by)
    assert [contact.get(one).status_code for one in addresses] == [200, 200, 200]
    closed = [
        reverse("grids:rows", args=[project.pk, f"base-items-{table.pk}"]),
        reverse("fieldwork:base-table", args=[project.pk, table.pk]),
        reverse("grids:rows", args=[project.pk, "budget"]),
    ]
    assert [contact.get(one).status_code for one in closed] == [404, 404, 404]
    other = make_small(leaf("A1", "A", 10))
    stranger = contact_of(other)
    foreign = reverse("grids:rows", args=[other.pk, f"fill-items-{table.pk}"])
    assert stranger.get(foreign).status_code == 404


def test_excel_goes_round(project: Project, by: User, table: BaseTable) -> None:
    person = add_member(project, make_user(display_name="甄可"), ProjectRole.UNIT_CONTACT)
    contact, grid = browser_of(person), f"fill-items-{table.pk}"
    actions.hand_out(table, is_out=True, by=by)
    file = contact.get(reverse("grids:export", args=[project.pk, grid])).content
    send(contact, project, grid, put(item("done"), "number", "93"))
    newer = contact.get(reverse("grids:export", args=[project.pk, grid])).content
    address = reverse("grids:import", args=[project.pk, grid])
    same = contact.post(address, {"file": BytesIO(newer)})
    assert (same.context["trial"].changes, same.context["trial"].faults) == ((), ())
    old = contact.post(address, {"file": BytesIO(file)})
    message = "甄可在导出之后改成了“93”，文件里是“—”。请重新导出。"
    assert [fault.message for fault in old.context["trial"].faults] == [message]


def test_a_changed_item_says_which_scores_it_moves(project: Project, by: User, table: BaseTable) -> None:
    BaseTableItem.objects.filter(name="done").update(number=D(90), state="filled")
    paper = project.papers.get(indicator__code="A1")
    bind(paper, "done", "base:A1.done", revision=paper.revision, by=by)
    answer = send(browser_of(by), project, f"base-items-{table.pk}", put(item("done"), "number", "93"))
    assert answer["effects"] == ["影响：A1 指标A1 9.00 → 9.30，总分 9.00 → 9.30"]
    answer = send(browser_of(by), project, f"base-items-{table.pk}", put(item("planned"), "number", "3"))
    assert answer["effects"] == []


def test_outputs_are_compared_with_their_formulas() -> None:
    rows = [
        OutputFact(pk=1, name="实际床位", value=D(93)),
        OutputFact(pk=2, name="计划床位", value=D(120)),
        OutputFact(pk=3, name="完成率", value=D("77.5"), formula="实际床位/计划床位*100"),
        OutputFact(pk=4, name="错", value=D(79), formula="实际床位/计划床位*100"),
        OutputFact(pk=5, name="缺", formula="月球*2"),
        OutputFact(pk=6, name="除零", formula="1/(实际床位-实际床位)"),
        OutputFact(pk=7, name="字", formula="实际÷计划"),
    ]
    found = compute_outputs(rows, "")
    assert found.values == {(3, "computed"): "77.5", (4, "computed"): "77.5"}
    assert {key: mark.text for key, mark in found.marks.items()} == {
        (4, "value"): "录入79，按算式是77.5。请核对数值或算式。",
        (5, "formula"): "算式没有计算：产出数据里没有“月球”的数值。",
        (6, "formula"): found.marks[6, "formula"].text,
        (7, "formula"): "算式没有计算：第3字：不能使用“÷”，除号写作“/”",
    }


def test_what_is_said_of_items_goes_round(project: Project, by: User, table: BaseTable) -> None:
    BaseTableItem.objects.filter(name="done").update(
        number=D(5), unit="人次", period="2025年", definition="口径"
    )
    data = export_dossier(project)
    assert data["base_table"] == [
        {
            "code": "A1",
            "title": "指标A1",
            "fields": {"done": D(5), "planned": None},
            "items": {"done": {"unit": "人次", "period": "2025年", "definition": "口径"}},
        }
    ]
    again = import_dossier(export_file(project), firm=project.firm, by=by)
    assert export_file(again) == export_file(project)
    assert [one.state for one in again.basetables.get().items.all()] == ["filled", "open"]


@pytest.mark.parametrize("name", ["fieldwork:base-table", "fieldwork:verification"])
def test_pages_ask_as_often_for_one_item_as_for_three(project: Project, by: User, name: str) -> None:
    asked = []
    for count in (1, 3):
        table = actions.add_table(project, code=f"X{count}", title="", by=by)
        for place in range(count):
            BaseTableItem.objects.create(table=table, position=place, name=f"项{place}", number=D(1))
        browser, url = browser_of(by), reverse(name, args=[project.pk, table.pk])
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        asked.append(len(queries))
    assert asked[0] == asked[1]
