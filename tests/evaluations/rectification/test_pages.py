"""整改跟踪 in the browser: what is offered, what is missing, on the desk, how many queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.projects.models import Project
from evaluations.rectification import actions, queries
from evaluations.rectification.models import State
from tests.evaluations.rectification.making import (
    again,
    browser_of,
    handed_in,
    make,
    url,
)
from tests.evaluations.stages.making import Cast, make_cast

pytestmark = pytest.mark.django_db


def test_the_page_offers_what_one_may_do_now(cast: Cast) -> None:
    item = handed_in(cast)
    for role, expected in (
        ("bureau_officer", {"close", "return"}),
        ("lead", {"close", "return"}),
        ("unit_contact", set()),
        ("reviewer", set()),
    ):
        page = browser_of(cast[role]).get(url("item", item)).content.decode()
        assert {name for name in ("work", "close", "return") if url(name, item) in page} == expected
    browser_of(cast["bureau_officer"]).post(url("close", item), {"note": "属实。"})
    assert again(item).closed_by == cast["bureau_officer"]


def test_handing_in_saves_first_and_says_what_is_missing(cast: Cast) -> None:
    item = make(cast)
    contact = browser_of(cast["unit_contact"])
    sent = {"measure": "建台账。", "progress": "", "revision": "1", "submit": "1"}
    answer = contact.post(url("work", item), sent)
    assert answer.status_code == 422
    assert "“整改情况”还没有写" in answer.content.decode()
    assert again(item).measure == "建台账。"
    contact.post(url("work", item), sent | {"progress": "已建。", "revision": "2"})
    assert again(item).state == State.SUBMITTED


def test_requirements_are_changed_by_who_is_in_charge(cast: Cast) -> None:
    item = make(cast)
    sent = {"problem": "送餐超时，没有台账", "source": "", "responsible": "热线中心", "due": "2026-06-30"}
    browser = browser_of(cast["manager"])
    browser.post(url("edit", item), sent | {"revision": "1"})
    assert again(item).due == date(2026, 6, 30)
    assert item.steps.get(verb="修改").changes[-1]["after"] == "2026-06-30"
    answer = browser.post(url("edit", item), sent | {"revision": "1", "problem": "第三种"})
    assert (answer.status_code, "第三种" in answer.content.decode()) == (422, True)
    assert browser_of(cast["unit_contact"]).post(url("edit", item), sent).status_code == 403
    assert browser_of(cast["expert"]).get(url("item", item)).status_code == 404


def test_it_waits_on_the_desk(cast: Cast) -> None:
    item = handed_in(cast)
    titles = [one.title for one in browser_of(cast["lead"]).get("/").context["items"]]
    assert "整改1：送餐超时未建台账" in titles
    actions.send_back(item, reason="请补上四月的通报。", by=cast["lead"])
    mine = [one for one in browser_of(cast["unit_contact"]).get("/").context["items"] if "整改1" in one.title]
    assert [(one.label, one.detail) for one in mine] == [("退回", "请补上四月的通报。")]


def test_queries_do_not_grow_with_items(cast: Cast) -> None:
    browser = browser_of(cast["manager"])
    addresses = [reverse("rectification:list", args=[cast.project.pk]), "/"]

    def count() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                browser.get(address)
            found.append(len(captured))
        return found

    handed_in(cast)
    count()
    once = count()
    handed_in(cast)
    handed_in(cast)
    assert count() == once


def test_projects_are_counted_apart(cast: Cast) -> None:
    handed_in(cast)
    actions.close(handed_in(cast), note="", by=cast["lead"])
    other = make_cast().project
    assert queries.open_by_project([cast.project, other]) == {cast.project.pk: (1, 2)}
    assert not Project.objects.filter(pk=other.pk, rectification_items__isnull=False).exists()
