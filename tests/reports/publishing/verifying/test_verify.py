"""公开核验: the verdict first, for everybody, and nothing that is not public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.document import Signature
from reports.publishing.releases import actions, codes
from reports.publishing.verifying.limits import MOST
from tests.reports.publishing.releases.conftest import _patient, certificate, issued, lead, project, ready

__all__ = ["_patient", "certificate", "issued", "lead", "project", "ready"]

SIGNED = tuple(
    Signature(stage=stage, role=role, person=person, at="2026-05-29T10:00:00+08:00", opinion="同意签发")
    for stage, role, person in (
        ("内部复核", "复核人", "秦若谷"),
        ("内部复核", "复核人", "宋怀瑾"),
        ("定稿签发", "主评人", "沈知行"),
    )
)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def page_of(client: Client, code: str, *, status: int = 200) -> str:
    answer = client.get(reverse("verifying:release", args=[code]))
    assert answer.status_code == status
    return answer.content.decode()


def test_a_release_in_force_is_genuine(client: Client, issued: Any) -> None:
    release = issued(signatures=SIGNED)
    page = page_of(client, release.code)
    today = timezone.localdate()
    for said in (
        '<h1 id="verdict">真实有效</h1>',
        release.title,
        release.number,
        "砚清会计师事务所",
        f"{today.year}年{today.month}月{today.day}日",
        "复核人、主评人　共3环",
        "自签证书，仅供演示",
        f'data-digest="{release.file.pdf_sha256}"',
        " ".join(release.file.pdf_sha256[at : at + 8] for at in range(0, 64, 8)),
        "第1次签发",
    ):
        assert said in page
    for private in ("秦若谷", "宋怀瑾", "同意签发", "99.67", release.issued_by.username, "sessionid"):
        assert private not in page


def test_the_address_in_the_qr_code_is_that_of_the_page(client: Client, issued: Any) -> None:
    release = issued()
    address = release.snapshot["release"]["address"]
    assert address == f"https://yanqing.example{reverse('verifying:release', args=[release.code])}"


def test_a_typed_code_is_found_however_it_is_written(client: Client, issued: Any) -> None:
    release = issued()
    typed = release.code.lower().replace("-", " ")
    answer = client.get(reverse("verifying:verify"), {"code": typed})
    assert answer["Location"] == reverse("verifying:release", args=[release.code])


def test_a_corrected_release_points_to_the_new_one(client: Client, issued: Any) -> None:
    first = issued()
    second = issued(kind="correct", reason="附件三漏印一行")
    page = page_of(client, first.code)
    assert '<h1 id="verdict">已更正</h1>' in page
    assert f'<a href="{reverse("verifying:release", args=[second.code])}">{second.number}</a>' in page
    assert "附件三漏印一行" in page
    newer = page_of(client, second.code)
    assert '<h1 id="verdict">真实有效</h1>' in newer
    assert f"替代{first.number}" in newer


def test_a_withdrawn_release_is_void_and_says_why(client: Client, issued: Any, lead: User) -> None:
    release = issued()
    actions.withdraw(release, reason="委托方撤回委托", by=lead)
    page = page_of(client, release.code)
    assert '<h1 id="verdict">已作废</h1>' in page
    assert "委托方撤回委托" in page
    again = issued(kind="void", reason="补正后重新签发")
    assert "重新签发的是<a" in page_of(client, release.code)
    assert '<h1 id="verdict">真实有效</h1>' in page_of(client, again.code)


def test_a_chain_of_corrections_says_that_the_next_one_is_not_the_last(client: Client, issued: Any) -> None:
    first = issued()
    issued(kind="correct", reason="一")
    issued(kind="correct", reason="二")
    assert "新的报告后来也被更正或作废" in page_of(client, first.code)


def test_an_unknown_code_is_no_release(client: Client, db: None) -> None:
    page = page_of(client, codes.make(), status=404)
    assert "没有这个核验码" in page
    answer = client.get(reverse("verifying:verify"), {"code": "YQ17-4C61"})
    assert answer.status_code == 404
    assert "核验码由16个字母和数字组成" in answer.content.decode()


def test_what_is_still_being_made_is_not_known(client: Client, ready: Project, lead: User) -> None:
    release = actions.issue(ready, by=lead)
    page_of(client, release.code, status=404)


def test_a_stored_file_that_has_changed_is_told(client: Client, issued: Any) -> None:
    release = issued()
    assert "与签发时的摘要不一致" not in page_of(client, release.code)
    name = release.file.pdf.name
    with default_storage.open(name, "r+b") as file:
        file.seek(200)
        file.write(b"!")
    assert "系统里存档的文件与签发时的摘要不一致" in page_of(client, release.code)
    default_storage.delete(name)
    assert "系统里存档的文件与签发时的摘要不一致" in page_of(client, release.code)


def test_trying_many_codes_is_stopped_and_a_known_one_costs_nothing(client: Client, issued: Any) -> None:
    release = issued()
    for _ in range(MOST + 5):
        page_of(client, release.code)
    for _ in range(MOST):
        page_of(client, codes.make(), status=404)
    assert "请10分钟后再试" in page_of(client, codes.make(), status=429)


def test_everybody_reads_how_to_recompute(client: Client, db: None) -> None:
    page = client.get(reverse("verifying:explained")).content.decode()
    assert "python manage.py recompute 报告.pdf" in page
    assert "snapshot.json" in page


def test_the_page_asks_few_questions(client: Client, issued: Any, django_assert_max_num_queries: Any) -> None:
    release = issued()
    with django_assert_max_num_queries(3):
        page_of(client, release.code)
