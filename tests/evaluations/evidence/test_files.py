"""Files of evidence: uploaded with an answer for each, shown behind rights and shut in."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.evidence.models import Document, DocumentVersion, EvidenceLink
from tests.evaluations.evidence.making import HTML, PDF, SVG, add, page, picture, send, sheet, told
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db


# Upload -------------------------------------------------------------------------------------------


def test_upload_answers_for_each_file(browser, project):
    status, answer = told(send(browser, "evidence:upload", project.pk, file="合同.pdf", content=PDF))
    document = Document.objects.get(project=project)
    assert (status, answer) == (
        200,
        {
            "state": "stored",
            "note": "",
            "document": document.pk,
            "label": "G-001 合同",
            "version": 1,
            "url": f"/projects/{project.pk}/evidence/{document.pk}/",
        },
    )
    again = told(send(browser, "evidence:upload", project.pk, file="b.pdf", content=PDF))
    assert (again[0], again[1]["state"], again[1]["label"]) == (200, "duplicate", "G-001 合同")
    asked = told(send(browser, "evidence:upload", project.pk, file="合同.pdf", content=PDF + b"2"))
    assert (asked[0], asked[1]["state"]) == (200, "same_name")
    query = f"?version_of={document.pk}"
    newer = told(
        send(browser, "evidence:upload", project.pk, file="合同.pdf", content=PDF + b"2", query=query)
    )
    assert (newer[1]["state"], newer[1]["version"]) == ("stored", 2)


def test_upload_links_to_the_target_at_hand(browser, project):
    rate = project.system.indicators.get(code="B1-1")
    query = f"?kind=voucher&target=indicator:{rate.pk}"
    send(browser, "evidence:upload", project.pk, file="a.txt", content=b"1", query=query)
    made = EvidenceLink.objects.get()
    assert (made.indicator, made.document.number) == (rate, "Y-001")


def test_upload_says_why_not(browser, project, settings, kept):
    def refused(file, content, query=""):
        response = send(browser, "evidence:upload", project.pk, file=file, content=content, query=query)
        status, answer = told(response)
        assert (status, answer["state"]) == (200, "refused")
        return answer["reason"]

    other = add(make_project(), "x.txt", b"x", by=make_user()).version.document
    assert "可以带脚本" in refused("合同.pdf", HTML)
    assert "可以带脚本" in refused("图.svg", SVG)
    assert "0字节" in refused("空.pdf", b"")
    assert "不在本项目里" in refused("a.txt", b"1", f"?version_of={other.pk}")
    settings.EVIDENCE_FILE_BYTES = 10
    assert "每个文件最多" in refused("a.txt", b"1" * 11)
    form = browser.post(reverse("evidence:upload", args=[project.pk]), {"file": "x"})
    assert "没有按原样发送文件" in told(form)[1]["reason"]
    assert Document.objects.filter(project=project).count() == 0
    assert len(kept()) == 1


def test_hostile_names_become_plain_ones(browser, project, folder):
    send(browser, "evidence:upload", project.pk, file="../../../etc/" + "长" * 300 + ".pdf", content=PDF)
    version = DocumentVersion.objects.get()
    assert version.name == "长" * 196 + ".pdf"
    assert version.file.name.startswith(f"evidence/{project.pk}/{version.sha256}-")
    answer = page(browser, "file", project.pk, version.pk)
    assert b"".join(answer.streaming_content) == PDF


# Files out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind", "is_inline"),
    [
        ("合同.pdf", PDF + HTML, "application/pdf", True),
        ("图.png", picture(), "image/png", True),
        ("页.txt", b"x <script>alert(1)</script>", "application/octet-stream", False),
        ("表.xlsx", sheet(("甲",)), "application/octet-stream", False),
    ],
)
def test_files_cannot_run_anything(browser, project, person, name, content, kind, is_inline):
    version = add(project, name, content, by=person).version
    answer = page(browser, "file", project.pk, version.pk)
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == kind
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline" if is_inline else "attachment")
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert ("sandbox" in policy) == (kind != "application/pdf")
    assert "script-src" not in policy
    saved = page(browser, "file", project.pk, version.pk, query="?download=1")
    assert saved["Content-Disposition"].startswith("attachment")
    assert "sandbox" in saved["Content-Security-Policy"]
    assert b"".join(saved.streaming_content) == content


def test_the_small_copy(browser, project, person):
    version = add(project, "图.png", picture(), by=person).version
    answer = page(browser, "thumbnail", project.pk, version.pk)
    assert (answer["Content-Type"], b"".join(answer.streaming_content)[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    text = add(project, "a.txt", b"1", by=person).version
    assert page(browser, "thumbnail", project.pk, text.pk).status_code == 404


def test_another_projects_file_is_not_there(browser, project, person):
    other = make_project()
    version = add(other, "合同.pdf", PDF, by=person).version
    for pk in (project.pk, other.pk):
        assert page(browser, "file", pk, version.pk).status_code == 404
        assert page(browser, "thumbnail", pk, version.pk).status_code == 404
        assert page(browser, "document", pk, version.document_id).status_code == 404


def test_a_file_that_is_gone_is_not_there(browser, project, person):
    version = add(project, "合同.pdf", PDF, by=person).version
    DocumentVersion.objects.update(file="")
    assert page(browser, "file", project.pk, version.pk).status_code == 404
    assert "文件未随数据包" in page(browser, "document", project.pk, version.document_id).content.decode()
    assert "文件未随数据包" in page(browser, "list", project.pk).content.decode()
