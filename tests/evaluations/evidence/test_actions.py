"""Files come in once, as versions, within bounds; nothing is left of what failed."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from evaluations.evidence import actions
from evaluations.evidence.actions import (
    COMPLETED,
    DOCUMENT_FIELDS,
    DUPLICATE,
    REQUEST_FIELDS,
    SAME_NAME,
    STORED,
    NumberTaken,
    edit_document,
    edit_request,
    hand_in,
    link,
    next_number,
    unlink,
)
from evaluations.evidence.filetypes import Refused
from evaluations.evidence.intake import receiving
from evaluations.evidence.models import (
    Document,
    DocumentVersion,
    EvidenceLink,
    RequestedAnswer,
    RequestState,
)
from evaluations.fieldwork.models import BaseTableItem
from evaluations.projects.actions import Conflict
from tests.evaluations.evidence.making import HTML, PDF, add, make_request, photo, picture
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db


def last_line(project):
    line = project.activities.order_by("-pk").first()
    return line.by, line.verb, line.subject


def test_a_new_file_becomes_a_document(project, person, kept):
    receipt = add(project, "合同.pdf", PDF, by=person, kind="formal")
    version = receipt.version
    assert (receipt.state, version.document.number, version.document.title) == (STORED, "Z-001", "合同")
    assert (version.number, version.name, version.size, version.content_type) == (
        1,
        "合同.pdf",
        len(PDF),
        "application/pdf",
    )
    assert Path(version.file.path).read_bytes() == PDF
    assert kept() == [Path(version.file.name).name]
    assert last_line(project) == (person, "上传", "资料 Z-001 合同 第1版 合同.pdf")
    assert version.document.history.get().history_user == person


def test_numbers_follow_the_kind(project, person):
    assert next_number(project, "voucher") == "Y-001"
    for place, name in enumerate(("a.txt", "b.txt")):
        add(project, name, str(place).encode(), by=person, kind="voucher")
    Document.objects.create(project=project, position=9, number="Y-手编", title="x")
    assert next_number(project, "voucher") == "Y-003"


def test_a_photo_keeps_time_and_place_apart(project, person, kept):
    version = add(project, "现场.jpg", photo(), by=person).version
    assert (version.taken_at, version.latitude, version.longitude) == (
        "2026-04-09 14:20:31",
        "31.230000",
        "-121.470000",
    )
    assert kept() == [Path(file.name).name for file in (version.file, version.thumbnail)]


def test_the_same_bytes_are_kept_once_per_project(project, person, kept):
    first = add(project, "合同.pdf", PDF, by=person).version
    again = add(project, "另一个名字.pdf", PDF, by=person)
    assert (again.state, again.version) == (DUPLICATE, first)
    assert Document.objects.count() == 1
    other = make_project("linfang_2018")
    assert add(other, "合同.pdf", PDF, by=person).state == STORED
    assert len(kept()) == 2


def test_the_same_name_asks_first(project, person, kept):
    first = add(project, "合同.pdf", PDF, by=person).version
    asked = add(project, "合同.pdf", PDF + b"2", by=person)
    assert (asked.state, asked.version) == (SAME_NAME, first)
    assert len(kept()) == 1
    second = add(project, "合同.pdf", PDF + b"2", by=person, version_of=first.document).version
    third = add(project, "合同.pdf", PDF + b"3", by=person, as_new=True).version
    assert (second.document, second.number) == (first.document, 2)
    assert (third.document.number, third.number) == ("G-002", 1)
    assert Path(first.file.path).read_bytes() == PDF


def test_bytes_that_a_dossier_left_out_are_completed(project, person, kept):
    version = add(project, "合同.pdf", PDF, by=person).version
    Path(version.file.path).unlink()
    DocumentVersion.objects.update(file="")
    receipt = add(project, "别名.pdf", PDF, by=person)
    assert (receipt.state, receipt.version) == (COMPLETED, version)
    assert Path(receipt.version.file.path).read_bytes() == PDF
    assert last_line(project)[1] == "补上文件"
    assert kept() == [Path(receipt.version.file.name).name]


def test_too_big_is_refused_while_it_comes(project, person, settings, kept):
    settings.EVIDENCE_FILE_BYTES = 200_000
    with pytest.raises(Refused, match="每个文件最多"), receiving(io.BytesIO(b"x" * 300_000), name="a.txt"):
        pass
    with pytest.raises(Refused, match="文件至少0"), receiving(io.BytesIO(b""), name="a", length=300_000):
        pass
    assert kept() == []


def test_an_interrupted_upload_is_refused(kept):
    half = io.BytesIO(b"half")
    with pytest.raises(Refused, match="只收到4字节，应有9字节"), receiving(half, name="a.txt", length=9):
        pass
    assert kept() == []


def test_a_full_project_takes_no_more(project, person, settings, kept):
    add(project, "a.txt", b"12345", by=person)
    settings.EVIDENCE_PROJECT_BYTES = 8
    with pytest.raises(Refused, match="本项目的资料已有0MB"):
        add(project, "b.txt", b"67890", by=person)
    assert (Document.objects.count(), len(kept())) == (1, 1)


def test_what_is_refused_leaves_nothing(project, person, kept):
    with pytest.raises(Refused):
        add(project, "合同.pdf", HTML, by=person)
    with pytest.raises(Refused):
        add(project, "图.png", picture()[:60], by=person)
    assert (Document.objects.count(), kept()) == (0, [])


def test_a_transaction_that_fails_leaves_no_file_and_no_row(project, person, kept, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("the disk of the database is full")

    monkeypatch.setattr(actions, "log", fail)
    with pytest.raises(RuntimeError):
        add(project, "现场.jpg", photo(), by=person)
    assert (Document.objects.count(), DocumentVersion.objects.count(), kept()) == (0, 0, [])


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_is_kept_once(project, person, kept):
    states, start = [], threading.Barrier(2)

    def upload():
        start.wait()
        while len(states) < 2:  # an embedded database in memory refuses instead of waiting: sent again
            try:
                states.append(add(project, "合同.pdf", PDF, by=person).state)
                break
            except OperationalError:
                continue
        connection.close()

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == [DUPLICATE, STORED]
    assert (Document.objects.count(), len(kept())) == (1, 1)


# What documents say and prove ---------------------------------------------------------------------


def described(document, **values):
    return {name: getattr(document, name) for name in DOCUMENT_FIELDS} | values


def test_edit_a_document(project, person):
    document = add(project, "合同.pdf", PDF, by=person).version.document
    saved = edit_document(document, described(document, kind="formal", pages=3), revision=1, by=person)
    assert (saved.revision, saved.pages) == (2, 3)
    assert project.activities.order_by("-pk").first().changes == [
        {"field": "种类", "before": "工作资料", "after": "正式资料"},
        {"field": "页数", "before": "—", "after": "3"},
    ]
    with pytest.raises(Conflict) as conflict:
        edit_document(document, described(document, title="新"), revision=1, by=person)
    assert (conflict.value.theirs["pages"], conflict.value.mine["title"]) == (3, "新")


def test_an_index_number_is_one_documents(project, person):
    first = add(project, "a.txt", b"1", by=person).version.document
    second = add(project, "b.txt", b"2", by=person).version.document
    with pytest.raises(NumberTaken, match="索引号“G-001”已经是“a”的"):
        edit_document(second, described(second, number=first.number), revision=1, by=person)
    second.refresh_from_db()
    assert (second.number, second.revision) == ("G-002", 1)


def test_link_once_and_unlink(project, person):
    document = add(project, "合同.pdf", PDF, by=person).version.document
    rate = project.system.indicators.get(code="B1-1")
    made = link(document, rate, by=person, page_from=6, page_to=8, place="4.2条", note="")
    assert link(document, rate, by=person, page_from=6, page_to=8, place="4.2条", note="再来") == made
    item = BaseTableItem.objects.filter(table__project=project).first()
    assert link(document, item, by=person).position == 1
    assert last_line(project)[1:] == ("关联", f"资料 G-001 合同 → {item}")
    unlink(made, by=person)
    assert [one.base_item for one in EvidenceLink.objects.all()] == [item]
    assert last_line(project)[1:] == ("解除关联", f"资料 G-001 合同 → {rate} 第6—8页 4.2条")


def test_a_link_proves_exactly_one_thing(project, person):
    document = add(project, "合同.pdf", PDF, by=person).version.document
    rate = project.system.indicators.get(code="B1-1")
    for targets in ({}, {"indicator": rate, "budget_line": project.budgetlines.first()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenceLink.objects.create(document=document, position=0, **targets)


# What is asked for --------------------------------------------------------------------------------


def handed(item, name, content, by):
    with receiving(io.BytesIO(content), name=name) as upload:
        return hand_in(item, upload, by=by)


def test_hand_in(project, person):
    contact = add_member(project, make_user(), "unit_contact")
    item = make_request(project, by=person)
    answer = handed(item, "凭证.pdf", PDF, contact)
    item.refresh_from_db()
    assert (item.state, item.revision) == (RequestState.RECEIVED, 2)
    assert (answer.document.number, answer.name, answer.handed_in_by) == ("Z-001", "凭证.pdf", contact)
    assert last_line(project) == (contact, "提交", "清单 结算凭证 凭证.pdf")
    assert handed(item, "凭证.pdf", PDF, contact) == answer
    assert RequestedAnswer.objects.count() == 1


def test_what_the_team_has_already_answers_under_the_units_own_name(project, person, kept):
    version = add(project, "小组的名字.pdf", PDF, by=person).version
    contact = add_member(project, make_user(), "unit_contact")
    answer = handed(make_request(project, by=person), "我们的名字.pdf", PDF, contact)
    assert (answer.version, answer.name) == (version, "我们的名字.pdf")
    assert len(kept()) == 1


def test_a_verified_item_takes_nothing_more(project, person, kept):
    item = make_request(project, by=person, state="verified")
    with pytest.raises(Refused, match="已经核对完毕"):
        handed(item, "凭证.pdf", PDF, person)
    assert (Document.objects.count(), kept()) == (0, [])


def test_edit_a_request(project, person):
    item = make_request(project, by=person)
    data = {name: getattr(item, name) for name in REQUEST_FIELDS}
    gone = {"state": RequestState.UNAVAILABLE, "unavailable_reason": "未建台账"}
    assert edit_request(item, data | gone, revision=1, by=person).revision == 2
    assert project.activities.order_by("-pk").first().changes == [
        {"field": "状态", "before": "待提供", "after": "无法提供"},
        {"field": "无法提供的原因", "before": "—", "after": "未建台账"},
    ]
    with pytest.raises(Conflict):
        edit_request(item, data, revision=1, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        edit_request(item, data | {"state": "unavailable", "unavailable_reason": ""}, revision=2, by=person)
