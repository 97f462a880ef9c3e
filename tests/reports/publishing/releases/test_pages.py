"""签发 in the browser: what will be fixed, what stands in the way, the list on 成果."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import JobFailed, Lease
from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.publishing.releases import actions, queries
from reports.publishing.releases.models import Release
from reports.publishing.releases.queries import State
from tests.factories import add_member, make_user
from tests.reports.publishing.releases.conftest import content


@pytest.fixture
def browser(client: Client, lead: User) -> Client:
    client.force_login(lead)
    return client


def url(name: str, project: Project, *more: int) -> str:
    return reverse(f"releases:{name}", args=[project.pk, *more])


def results(project: Project) -> str:
    return reverse("publishing:editions", args=[project.pk])


def test_the_page_says_what_will_be_fixed(browser: Client, ready: Project) -> None:
    assert url("issue", ready) in browser.get(results(ready)).content.decode()
    page = browser.get(url("issue", ready)).content.decode()
    for said in (
        f"砚清评字〔{timezone.localdate().year}〕1号",
        "99.67 优",
        "沈知行",
        "自签，仅供演示",
        "签发之后不能改动",
        "凭核验码查到",
    ):
        assert said in page
    assert Release.objects.count() == 0


def test_what_stands_in_the_way_is_said_instead(browser: Client, project: Project) -> None:
    page = browser.get(url("issue", project)).content.decode()
    assert "现在还不能签发" in page
    assert "机构还没有签章证书" in page
    assert ">签发 <kbd" not in page
    browser.post(url("issue", project))
    assert Release.objects.count() == 0


def test_the_button_gives_a_sealed_release(
    browser: Client, ready: Project, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(url("issue", ready))
    assert answer["Location"] == results(ready)
    release = Release.objects.get()
    page = browser.get(results(ready)).content.decode()
    assert release.number in page
    assert release.code in page
    assert State.CURRENT in page
    got: Any = browser.get(reverse("delivery:download", args=[ready.pk, 1]))
    assert b"".join(got.streaming_content) == content(release)
    assert unquote(got["Content-Disposition"]) == f"attachment; filename*=utf-8''{release.number}.pdf"


def test_a_second_release_asks_what_becomes_of_the_first(
    browser: Client, ready: Project, issued: Any
) -> None:
    first = issued()
    page = browser.get(url("issue", ready)).content.decode()
    assert f"原报告　{first.number}" in page
    answer = browser.post(url("issue", ready), {"reason": ""})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "请选择是更正原报告，还是作废后重新签发。" in told
    assert "请写明原因，原因随报告公开。" in told
    browser.post(url("issue", ready), {"kind": "correct", "reason": "更正附件三"})
    assert Release.objects.get(sequence=2).replaces == first


def test_withdrawing_asks_for_the_reason(browser: Client, ready: Project, issued: Any) -> None:
    release = issued()
    assert url("withdraw", ready, 1) in browser.get(results(ready)).content.decode()
    assert "作废不能撤回" in browser.get(url("withdraw", ready, 1)).content.decode()
    assert browser.post(url("withdraw", ready, 1), {"reason": ""}).status_code == 422
    browser.post(url("withdraw", ready, 1), {"reason": "委托撤回"})
    assert queries.state_of(queries.releases().get(pk=release.pk)) == State.VOID
    page = browser.get(results(ready)).content.decode()
    assert "作废：委托撤回" in page
    assert url("withdraw", ready, 1) not in page


def test_progress_is_asked_for_while_the_job_is_open(browser: Client, ready: Project, lead: User) -> None:
    release = actions.issue(ready, by=lead, hand_over=jobs.record)
    page = browser.get(results(ready)).content.decode()
    assert url("status", ready, 1) in page
    assert "排队，等待执行" in page
    assert "加盖电子签章并核验" in browser.get(url("status", ready, 1)).content.decode()
    browser.post(url("cancel", ready, 1))
    assert browser.get(url("status", ready, 1))["HX-Refresh"] == "true"
    page = browser.get(results(ready)).content.decode()
    assert "编号保留，可以重试。" in page
    browser.post(url("retry", ready, 1))
    assert release.attempts.count() == 2


def test_a_failure_says_where(browser: Client, ready: Project, lead: User) -> None:
    def fail(lease: Lease) -> None:
        raise JobFailed("机构证书打不开。", place="加盖电子签章并核验")

    release = actions.issue(ready, by=lead, hand_over=jobs.record)
    jobs.run(release.attempts.get().job_id, fail)
    page = browser.get(results(ready)).content.decode()
    assert "<b>加盖电子签章并核验</b>　机构证书打不开。" in page
    assert browser.get(reverse("delivery:download", args=[ready.pk, 1])).status_code == 404


def test_a_reviewer_reads_a_release_and_does_not_issue(client: Client, ready: Project, issued: Any) -> None:
    release = issued()
    client.force_login(add_member(ready, role="reviewer"))
    page = client.get(results(ready)).content.decode()
    assert release.number in page
    assert url("issue", ready) not in page
    assert url("withdraw", ready, 1) not in page
    download: Any = client.get(reverse("delivery:download", args=[ready.pk, 1]))
    assert b"".join(download.streaming_content) == content(release)
    assert client.post(url("issue", ready)).status_code == 403


def test_another_firm_finds_nothing(client: Client, ready: Project, issued: Any) -> None:
    issued()
    client.force_login(make_user(role="admin"))
    for name, more in (("issue", ()), ("withdraw", (1,))):
        assert client.get(url(name, ready, *more)).status_code == 404
    assert client.get(reverse("delivery:download", args=[ready.pk, 1])).status_code == 404


def test_queries_do_not_grow_with_releases(
    browser: Client,
    ready: Project,
    issued: Any,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    issued()
    browser.get(results(ready))  # what is kept by the project's mark is there now
    with django_assert_max_num_queries(90) as first:
        browser.get(results(ready))
    once = len(first)  # now: the log that it counts in has an end, and issuing asks much
    issued(kind="correct", reason="一")
    issued(kind="correct", reason="二")
    browser.get(results(ready))
    with django_assert_num_queries(once):
        browser.get(results(ready))


def test_a_failed_release_waits_on_the_desk_with_its_place(
    browser: Client, ready: Project, lead: User
) -> None:
    def fail(lease: Lease) -> None:
        raise JobFailed("机构证书打不开。", place="加盖电子签章并核验")

    release = actions.issue(ready, by=lead, hand_over=jobs.record)
    jobs.run(release.attempts.get().job_id, fail)
    page = browser.get(reverse("desk:home")).content.decode()
    assert "加盖电子签章并核验：机构证书打不开。" in page
    assert f'href="{results(ready)}"' in page
