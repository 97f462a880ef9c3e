"""The pages of evidence: the contact's view, lists in a constant number of queries, forms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.evidence.actions import link
from evaluations.evidence.models import Document, DocumentVersion, EvidenceLink, RequestedItem
from evaluations.fieldwork.models import BaseTableItem, Interview
from evaluations.money.models import FundCheckItem
from evaluations.projects.models import ProjectRole
from tests.evaluations.evidence.making import PDF, add, make_request, page, send, told
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db


def signed_in(person):
    browser = Client()
    browser.force_login(person)
    return browser


def of_role(project, role):
    return signed_in(add_member(project, make_user(), role))


# The unit's contact -------------------------------------------------------------------------------


def test_the_contact_sees_the_list_and_their_own_only(project, person):
    contact = add_member(project, make_user(), ProjectRole.UNIT_CONTACT)
    browser = signed_in(contact)
    item = make_request(project, by=person)
    theirs = add(project, "小组底稿.txt", b"team", by=person).version
    answer = send(browser, "evidence:hand-in", project.pk, item.pk, file="凭证.txt", content=b"mine")
    assert told(answer) == (200, {"state": "handed_in", "label": "凭证.txt"})
    again = send(browser, "evidence:hand-in", project.pk, item.pk, file="复印件.txt", content=b"team")
    assert told(again) == (200, {"state": "handed_in", "label": "复印件.txt"})
    shown = page(browser, "requests", project.pk).content.decode()
    assert "凭证.txt" in shown
    assert "复印件.txt" in shown
    assert "小组底稿" not in shown
    assert "G-001" not in shown
    own = DocumentVersion.objects.get(name="凭证.txt")
    found = page(browser, "file", project.pk, own.pk)
    assert b"".join(found.streaming_content) == b"mine"
    same = page(browser, "file", project.pk, theirs.pk)
    assert "filename*=utf-8''%E5%A4%8D" in same["Content-Disposition"]
    assert b"".join(same.streaming_content) == b"team"
    newer = add(project, "小组底稿.txt", b"team 2", by=person, version_of=theirs.document).version
    assert page(browser, "file", project.pk, newer.pk).status_code == 404
    for name in ("list", "targets", "choices", "request-add"):
        assert page(browser, name, project.pk).status_code == 404
    assert page(browser, "document", project.pk, own.document_id).status_code == 404


def test_one_contact_does_not_see_anothers(project, person):
    item = make_request(project, by=person)
    first, second = (of_role(project, ProjectRole.UNIT_CONTACT) for _ in range(2))
    send(first, "evidence:hand-in", project.pk, item.pk, file="甲.txt", content=b"1")
    version = DocumentVersion.objects.get()
    assert "甲.txt" not in page(second, "requests", project.pk).content.decode()
    assert page(second, "file", project.pk, version.pk).status_code == 404
    other = make_request(make_project(), by=person)
    answer = send(first, "evidence:hand-in", project.pk, other.pk, file="乙.txt", content=b"2")
    assert answer.status_code == 404


# Lists --------------------------------------------------------------------------------------------


def filled(project, person, count):
    rate = project.system.indicators.get(code="B1-1")
    for place in range(count):
        document = add(project, f"{place}.txt", f"{project.pk} {place}".encode(), by=person).version.document
        link(document, rate, by=person, page_from=1)
        make_request(project, by=person, indicator=rate)


@pytest.mark.parametrize("name", ["list", "requests", "targets", "choices"])
def test_pages_ask_as_often_for_one_row_as_for_three(name, person):
    asked = []
    for count in (1, 3):
        project = make_project(firm=person.firms.get(), by=person)
        filled(project, person, count)
        browser = signed_in(person)
        page(browser, name, project.pk)
        with CaptureQueriesContext(connection) as queries:
            page(browser, name, project.pk)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_paper_asks_as_often_for_one_document_as_for_three(person):
    asked = []
    for count in (1, 3):
        project = make_project(firm=person.firms.get(), by=person)
        filled(project, person, count)
        browser, url = signed_in(person), reverse("papers:paper", args=[project.pk, "B1-1"])
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).content.decode().count('class="file"') == count
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_two_thousand_documents_are_paged(browser, project):
    Document.objects.bulk_create(
        Document(project=project, position=n, number=f"Z-{n:04}", title=f"资料{n}") for n in range(2000)
    )
    shown = page(browser, "list", project.pk, query="?page=2")
    assert len(shown.context["page"].object_list) == 50
    assert shown.context["page"].paginator.num_pages == 40


def test_filters(browser, project, person):
    filled(project, person, 1)
    add(project, "合同.pdf", PDF, by=person, kind="formal")
    item = make_request(project, by=person)
    send(browser, "evidence:hand-in", project.pk, item.pk, file="凭证.txt", content=b"x")

    def numbers(query):
        return [one.number for one in page(browser, "list", project.pk, query=query).context["page"]]

    assert numbers("") == ["G-001", "Z-001", "Z-002"]
    assert numbers("?show=linked") == ["G-001"]
    assert numbers("?show=unlinked") == ["Z-001", "Z-002"]
    assert numbers("?show=requested") == ["Z-002"]
    assert numbers("?kind=formal&q=合同") == ["Z-001"]
    assert numbers("?q=凭证.txt") == ["Z-002"]
    tabs = page(browser, "list", project.pk).context["tabs"]
    assert [tab["count"] for tab in tabs] == [3, 1, 2, 1]
    assert "没有符合条件的资料" in page(browser, "list", project.pk, query="?q=无").content.decode()


# Forms --------------------------------------------------------------------------------------------


def test_link_from_a_document_and_from_a_paper(browser, project, person):
    document = add(project, "合同.pdf", PDF, by=person).version.document
    rate = project.system.indicators.get(code="B1-1")
    url, target = reverse("evidence:link", args=[project.pk]), f"indicator:{rate.pk}"
    data = {"document": document.pk, "target": target, "page_from": "6", "page_to": "8", "place": "4.2条"}
    assert browser.post(url, data).url == reverse("evidence:document", args=[project.pk, document.pk])
    paper = browser.post(url, {**data, "page_from": "9", "page_to": "", "paper": "B1-1"})
    assert paper.url == reverse("papers:paper", args=[project.pk, "B1-1"]) + "#evidence"
    assert [one.where for one in EvidenceLink.objects.all()] == ["第6—8页 4.2条", "第9页 4.2条"]
    shown = browser.get(paper.url).content.decode()
    assert f"/evidence/{document.pk}/?page=6" in shown
    assert "第6—8页 4.2条" in shown
    first = EvidenceLink.objects.first()
    browser.post(reverse("evidence:unlink", args=[project.pk, first.pk]), {"paper": "B1-1"})
    assert EvidenceLink.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"target": ""}, "请先选要关联的对象"),
        ({"target": "indicator:x"}, "要关联的对象不在本项目里"),
        ({"target": "user:1"}, "要关联的对象不在本项目里"),
        ({"document": "999999"}, "这份资料不在本项目里"),
        ({"page_from": "3", "page_to": "2"}, "截止页应不小于起始页"),
        ({"page_from": "六"}, "没有关联"),
    ],
)
def test_a_link_that_is_not_made_says_why(browser, project, person, wrong, said):
    document = add(project, "合同.pdf", PDF, by=person).version.document
    rate = project.system.indicators.get(code="B1-1")
    data = {"document": document.pk, "target": f"indicator:{rate.pk}", **wrong}
    answer = browser.post(reverse("evidence:link", args=[project.pk]), data, follow=True)
    assert said in answer.content.decode()
    assert EvidenceLink.objects.count() == 0


def test_links_stay_inside_the_project(browser, project, person):
    other = make_project()
    strange = add(other, "合同.pdf", PDF, by=person).version.document
    rate = project.system.indicators.get(code="B1-1")
    theirs = other.system.indicators.get(code="B1-1")
    own = add(project, "合同.pdf", PDF, by=person).version.document
    url = reverse("evidence:link", args=[project.pk])
    browser.post(url, {"document": strange.pk, "target": f"indicator:{rate.pk}"})
    browser.post(url, {"document": own.pk, "target": f"indicator:{theirs.pk}"})
    assert EvidenceLink.objects.count() == 0


def test_every_kind_of_target_is_found(browser, project):
    def found(words):
        answer = page(browser, "targets", project.pk, query=f"?words={words}")
        return {one.kind for one in answer.context["targets"]}

    assert found("") == {"指标", "基础表", "预算", "资金检查", "访谈"}
    assert "基础表" in found(BaseTableItem.objects.filter(table__project=project)[0].name)
    assert "资金检查" in found(FundCheckItem.objects.filter(check_form__project=project)[0].text)
    assert "访谈" in found(Interview.objects.filter(project=project)[0].subject_role)
    assert found("绝对没有") == set()


def edited(browser, project, document, **values):
    url = reverse("evidence:edit", args=[project.pk, document.pk])
    form = browser.get(url).context["form"]
    data = {field.html_name: field.value() for field in form}
    data |= {field.html_initial_name: field.initial for field in form if field.field.show_hidden_initial}
    data = {name: "" if value is None else value for name, value in data.items()} | values
    return browser.post(url, data)


def test_edit_and_its_refusals(browser, project, person):
    document = add(project, "合同.pdf", PDF, by=person).version.document
    add(project, "b.txt", b"2", by=person)
    saved = edited(browser, project, document, obtained="2026-04", kind="formal")
    assert saved.url == reverse("evidence:document", args=[project.pk, document.pk])
    document.refresh_from_db()
    assert (document.obtained, document.kind, document.revision) == ("2026-04", "formal", 2)
    for values, said in (
        ({"obtained": "四月"}, "“四月”不是日期"),
        ({"number": "G-002"}, "索引号“G-002”已经是“b”的"),
        ({"title": ""}, "请填资料名称"),
        ({"pages": "三"}, "页数应是整数"),
    ):
        answer = edited(browser, project, document, **values)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    conflict = edited(browser, project, document, title="新名", revision="1")
    assert conflict.status_code == 409
    assert "两人同时改了这份资料" in conflict.content.decode()


def test_requests_are_listed_by_date_and_counted(browser, project, person):
    today = timezone.localdate()
    url = reverse("evidence:request-add", args=[project.pk])
    for title, due in (("后", today + timedelta(5)), ("逾", today - timedelta(1))):
        data = {"title": title, "due": due.isoformat(), "state": "requested", "revision": 1}
        assert browser.post(url, data).status_code == 302
    browser.post(url, {"title": "了", "state": "verified", "revision": 1})
    answer = browser.post(url, {"title": "", "due": "x", "state": "unavailable", "revision": 1})
    assert answer.status_code == 422
    for said in ("请写明需要什么资料", "期限应写成年-月-日", "请写明为什么无法提供"):
        assert said in answer.content.decode()
    shown = page(browser, "requests", project.pk)
    assert [item.title for item in shown.context["page"]] == ["逾", "后", "了"]
    counts = shown.context["counts"]
    assert (counts["total"], counts["requested"], counts["overdue"], counts["verified"]) == (3, 2, 1, 1)


def test_edit_a_request(browser, project, person):
    item = make_request(project, by=person)
    url = reverse("evidence:request-edit", args=[project.pk, item.pk])
    data = {"title": "改", "state": "verified", "revision": 1}
    assert browser.get(url).status_code == 200
    assert browser.post(url, {**data, "title": ""}).status_code == 422
    assert browser.post(url, data).status_code == 302
    conflict = browser.post(url, {**data, "title": "又改"})
    assert conflict.status_code == 409
    assert "已核对" in conflict.content.decode() or "又改" in conflict.content.decode()
    assert RequestedItem.objects.get().title == "改"


def test_a_reviewer_sees_the_evidence_of_a_paper_and_picks_none(project, person):
    filled(project, person, 1)
    reviewer = of_role(project, ProjectRole.REVIEWER)
    shown = reviewer.get(reverse("papers:paper", args=[project.pk, "B1-1"])).content.decode()
    assert 'id="evidence"' in shown
    assert "evidence-picker" not in shown


def test_the_document_page_allows_its_frame(browser, project, person):
    version = add(project, "合同.pdf", PDF, by=person).version
    shown = page(browser, "document", project.pk, version.document_id, query="?page=3")
    assert "frame-src 'self'" in shown["Content-Security-Policy"]
    assert f"/files/{version.pk}/#page=3" in shown.content.decode()
    answer = page(browser, "file", project.pk, version.pk)
    assert (answer["X-Frame-Options"], b"".join(answer.streaming_content)) == ("SAMEORIGIN", PDF)
