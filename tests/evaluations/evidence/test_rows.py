"""佐证 of rows: one dialog for every kind of row, checked by another, void with a new file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.desk.completeness import modules
from evaluations.evidence import queries
from evaluations.evidence.actions import link
from evaluations.evidence.models import TARGETS, EvidenceLink
from evaluations.evidence.proving import NotCheckable, check_link, uncheck_link
from evaluations.evidence.withdrawing import restore, withdraw
from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_file
from evaluations.fieldwork.models import BaseTableItem, Interview, OutputFact, SiteVisit
from evaluations.grids.grid import find
from evaluations.grids.queries import state
from evaluations.money.models import BudgetLine, CostItem, FundCheckItem, FundingSource
from evaluations.money.queries import budget
from evaluations.projects.models import ProjectRole
from tests.evaluations.evidence.making import PDF, add
from tests.factories import add_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(project, person):
    return add(project, "合同.pdf", PDF, by=person).version.document


@pytest.fixture
def reviewer(project):
    return add_member(project, make_user(display_name="秦复"), ProjectRole.REVIEWER)


@pytest.fixture
def rows(project) -> dict[str, Any]:
    """A row of every kind."""
    first = {"project": project, "position": 90}
    return {
        "indicator": project.system.indicators.get(code="B1-1"),
        "base_item": BaseTableItem.objects.filter(table__project=project).first(),
        "budget_line": BudgetLine.objects.filter(project=project).first(),
        "fund_check_item": FundCheckItem.objects.filter(check_form__project=project).last(),
        "interview": Interview.objects.filter(project=project).first(),
        "site_visit": SiteVisit.objects.create(**first, place="青溪街道"),
        "output": OutputFact.objects.create(**first, name="接通"),
        "funding_source": FundingSource.objects.create(**first, name="市级财政"),
        "cost_item": CostItem.objects.create(**first, name="坐席"),
    }


def signed_in(person):
    browser = Client()
    browser.force_login(person)
    return browser


def page(browser, name, project, query):
    return browser.get(reverse(f"evidence:{name}", args=[project.pk]), query)


def test_every_kind_of_row_opens_the_same_dialog(browser, project, document, rows):
    assert set(rows) == set(TARGETS)
    for kind, row in rows.items():
        value = f"{kind}:{row.pk}"
        data = {"document": document.pk, "target": value, "row": value, "page_from": "6", "page_to": "8"}
        answer = browser.post(reverse("evidence:link", args=[project.pk]), data)
        assert (answer.status_code, "第6—8页" in answer.content.decode()) == (200, True), kind
        counted = json.loads(page(browser, "marks", project, {"kind": kind}).content)
        assert counted == {"marks": {str(row.pk): [1, 0]}}
        assert document.number in page(browser, "of-row", project, {"target": value}).content.decode()
    told = browser.get(reverse("evidence:document", args=[project.pk, document.pk])).content.decode()
    assert all(queries.told(row) in told for row in rows.values())


def test_wrong_pages_are_told_in_the_dialog(browser, project, document, rows):
    value = f"output:{rows['output'].pk}"
    data = {"document": document.pk, "target": value, "row": value, "page_from": "8", "page_to": "6"}
    answer = browser.post(reverse("evidence:link", args=[project.pk]), data)
    assert "截止页应不小于起始页" in answer.content.decode()
    assert not EvidenceLink.objects.exists()


def test_a_row_of_another_project_is_not_there(browser, project):
    for value in ("output:1", "paper:1", "output", "output:x"):
        assert page(browser, "of-row", project, {"target": value}).status_code == 404
    assert page(browser, "of-row", project, {}).status_code == 400
    assert json.loads(page(browser, "marks", project, {"kind": "user"}).content) == {"marks": {}}


def test_grids_say_as_what_their_rows_are_proven(project):
    table = project.basetables.earliest("position")
    proves = {
        name: state(find(name, project), project)["proves"]
        for name in ("budget", "funding", "costs", "fund-check-points", "outputs", f"base-items-{table.pk}")
    }
    assert list(proves.values()) == [
        "budget_line",
        "funding_source",
        "cost_item",
        "fund_check_item",
        "output",
        "base_item",
    ]
    assert state(find("budget-years", project), project)["proves"] == ""


# 已核对 -------------------------------------------------------------------------------------------------


@pytest.fixture
def made(document, rows, person):
    return link(document, rows["budget_line"], by=person)


def checked(made) -> bool:
    made.refresh_from_db()
    return made.checked_at is not None


def test_another_than_who_linked_it_checks_it(project, made, person, reviewer):
    with pytest.raises(NotCheckable, match="您建立的，须由另一人核对"):
        check_link(made, by=person)
    check_link(made, by=reviewer)
    assert (checked(made), made.checked_by) == (True, reviewer)
    line = project.activities.order_by("-pk")[0]
    assert (line.by, line.verb) == (reviewer, "核对佐证")
    assert queries.marks(project, "budget_line")[made.budget_line_id] == queries.Proven(links=1, checked=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceLink.objects.update(checked_by=person)
    uncheck_link(made, by=person)
    assert not checked(made)


def test_the_button_stands_for_others_only(project, made, browser, reviewer):
    value = {"target": f"budget_line:{made.budget_line_id}"}
    address = reverse("evidence:check", args=[project.pk, made.pk])
    assert address not in page(browser, "of-row", project, value).content.decode()
    other = signed_in(reviewer)
    assert address in page(other, "of-row", project, value).content.decode()
    answer = other.post(address, {"row": value["target"]}).content.decode()
    assert ('data-checked="1"' in answer, "秦复" in answer) == (True, True)
    assert "须由另一人核对" in browser.post(
        address, {"row": value["target"], "undo": "1"}
    ).content.decode() or not checked(made)
    refused = browser.post(address, {"row": value["target"]}).content.decode()
    assert "须由另一人核对" in refused


def test_a_new_file_voids_the_check_of_the_whole_document(project, document, made, rows, person, reviewer):
    first = document.versions.get()
    pinned = link(document, rows["output"], by=person, version=first)
    check_link(made, by=reviewer)
    check_link(pinned, by=reviewer)
    add(project, "合同.pdf", PDF + b"2", by=person, version_of=document)
    assert (checked(made), checked(pinned)) == (False, True)


def test_withdrawing_and_restoring_want_a_new_check(document, made, person, reviewer):
    check_link(made, by=reviewer)
    withdraw(document, "传错", by=person)
    with pytest.raises(NotCheckable, match="已经撤回"):
        check_link(made, by=reviewer)
    restore(document, by=person)
    assert not checked(made)


def test_completeness_counts_checked_links(project, made, rows, document, person, reviewer):
    link(document, rows["output"], by=person)
    check_link(made, by=reviewer)
    part = next(one for one in modules(project, budget(project), None) if one.label == "佐证核对")
    assert (part.total, part.done, part.gaps[0].label) == (2, 1, f"{document.number} → 接通 待核对")


def test_marks_take_one_query_for_any_number(project, document, rows, person):
    link(document, rows["output"], by=person)
    for place in range(20):
        output = OutputFact.objects.create(project=project, position=100 + place, name=f"产出{place}")
        link(document, output, by=person)
    with CaptureQueriesContext(connection) as captured:
        assert len(queries.marks(project, "output")) == 21
    assert len(captured) == 1


def test_the_dossier_carries_links_of_every_kind(project, document, rows, person):
    for row in rows.values():
        link(document, row, by=person)
    text = export_file(project)
    again = import_dossier(text, firm=project.firm, by=person)
    said = [[one.keys() for one in doc["links"]] for doc in json.loads(text)["evidence"]]
    assert [next(iter(keys)) for keys in said[0]] == list(rows)
    assert export_file(again) == text
