"""Versions of what is said of a document and of what is asked for, and the way back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.evidence.actions import DOCUMENT_FIELDS, REQUEST_FIELDS, edit_document, edit_request
from evaluations.evidence.models import Document, RequestedItem
from evaluations.evidence.withdrawing import withdraw
from evaluations.people.models import User
from evaluations.projects.models import Project
from tests.evaluations.evidence.making import PDF, add, make_request
from tests.evaluations.inquiries.making import browser_of
from tests.factories import add_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project("hongda_2018")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


def described(row: Document, by: User, **more: Any) -> Document:
    return edit_document(
        row, {name: getattr(row, name) for name in DOCUMENT_FIELDS} | more, revision=row.revision, by=by
    )


def asked(row: RequestedItem, by: User, **more: Any) -> RequestedItem:
    return edit_request(
        row, {name: getattr(row, name) for name in REQUEST_FIELDS} | more, revision=row.revision, by=by
    )


def test_a_document_goes_back_and_its_number_stays_its_own(project: Project, person: User) -> None:
    row = add(project, "合同.pdf", PDF, by=person).version.document
    first = row.number
    row = described(row, person, number="Z-900", title="坐席服务合同", kind="formal")
    row = described(row, person, title="写错了", pages=12)
    browser = browser_of(project)
    page = browser.get(reverse("evidence:versions", args=[project.pk, row.pk])).content.decode()
    assert "正式资料" in page
    back = reverse("evidence:restore-version", args=[project.pk, row.pk])
    wanted = {"version": row.history.get(revision=2).history_id, "revision": 3}
    assert "又有人保存了新版本" in browser.post(back, {**wanted, "revision": 2}, follow=True).content.decode()
    done = browser.post(back, wanted, follow=True).content.decode()
    assert "Z-900 已恢复到第2版的内容" in done
    row.refresh_from_db()
    assert (row.title, row.pages, row.kind) == ("坐席服务合同", None, "formal")
    assert project.activities.latest("pk").verb == "恢复到第2版"
    other = add(project, "账册.pdf", PDF + b"%", by=person).version.document
    described(other, person, number=first)
    oldest = {"version": row.history.get(revision=1).history_id, "revision": row.revision}
    refused = browser.post(back, oldest, follow=True).content.decode()
    assert f"没有恢复：索引号“{first}”已经是“账册”的，请换一个。" in refused


def test_a_withdrawn_document_is_shown_and_not_restored(project: Project, person: User) -> None:
    row = add(project, "合同.pdf", PDF, by=person).version.document
    row = described(row, person, title="坐席服务合同")
    row = withdraw(row, "传错了", by=person)
    browser = browser_of(project)
    page = browser.get(reverse("evidence:versions", args=[project.pk, row.pk])).content.decode()
    assert "坐席服务合同" in page
    assert "恢复到此版本" not in page
    back = reverse("evidence:restore-version", args=[project.pk, row.pk])
    wanted = {"version": row.history.get(revision=1).history_id, "revision": row.revision}
    assert "恢复资料后才能修改" in browser.post(back, wanted, follow=True).content.decode()
    row.refresh_from_db()
    assert row.title == "坐席服务合同"


def test_what_is_asked_for_goes_back_without_an_indicator_that_is_gone(
    project: Project, person: User
) -> None:
    indicator = project.system.indicators.filter(paper__isnull=False).earliest("position")
    row = make_request(project, by=person)
    row = asked(row, person, indicator=indicator, due=date(2019, 4, 1), state="verified")
    row = asked(row, person, state="unavailable", unavailable_reason="平台停用", due=None)
    browser = browser_of(project)
    address = reverse("evidence:request-versions", args=[project.pk, row.pk])
    page = browser.get(address).content.decode()
    assert "<del>已核对</del> <ins>无法提供</ins>" in page
    assert f"{indicator.code} {indicator.name}" in page
    back = reverse("evidence:request-restore", args=[project.pk, row.pk])
    wanted = {"version": row.history.get(revision=2).history_id, "revision": 3}
    assert f"“{row}”已恢复到第2版的内容" in browser.post(back, wanted, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.state, row.due, row.indicator) == ("verified", date(2019, 4, 1), indicator)
    indicator.delete()
    assert "（已删除的指标）" in browser.get(address).content.decode()
    again = {"version": row.history.get(revision=2).history_id, "revision": 4}
    assert "那一版用于的指标已经删除" in browser.post(back, again, follow=True).content.decode()
    row.refresh_from_db()
    assert row.indicator is None


@pytest.mark.parametrize("kind", ["document", "request"])
def test_a_longer_history_takes_no_more_queries(project: Project, person: User, kind: str) -> None:
    browser = browser_of(project)
    leaves = list(project.system.indicators.filter(paper__isnull=False)[:4])
    counted = []
    for saves in (1, 3):
        if kind == "document":
            row: Any = add(project, f"合同{saves}.pdf", PDF + b"%" * saves, by=person).version.document
            for number in range(saves):
                row = described(row, person, title=f"合同{number}")
            address = reverse("evidence:versions", args=[project.pk, row.pk])
        else:
            row = make_request(project, by=person)
            for number in range(saves):
                row = asked(row, person, indicator=leaves[number])
            address = reverse("evidence:request-versions", args=[project.pk, row.pk])
        with CaptureQueriesContext(connection) as told:
            browser.get(address)
        counted.append(len(told))
    assert counted[0] == counted[1]
