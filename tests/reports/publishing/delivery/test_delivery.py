"""送达: every download is kept, the bureau signs once, each sees what is theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.notices.models import Notice
from evaluations.people.models import User
from evaluations.projects.models import Organisation, Project, ProjectRole
from reports.publishing.delivery import actions
from reports.publishing.delivery.models import Download, Receipt, Way
from reports.publishing.releases.actions import withdraw
from reports.publishing.releases.models import Release
from tests.factories import add_member, make_user
from tests.reports.publishing.delivery.conftest import browser_of
from tests.reports.publishing.delivery.making import PDF, make_release

pytestmark = pytest.mark.django_db


def url(name: str, project: Project, *more: int) -> str:
    return reverse(f"delivery:{name}", args=[project.pk, 1, *more])


def test_a_download_is_kept_with_person_way_and_address(
    project: Project, release: Release, lead: User, officer: User
) -> None:
    for person in (lead, officer):
        answer: Any = browser_of(person).get(url("download", project), REMOTE_ADDR="192.0.2.9")
        assert b"".join(answer.streaming_content) == PDF
    rows = Download.objects.order_by("pk").values_list("by", "way", "address", "release")
    assert list(rows) == [
        (lead.pk, Way.PROJECT, "192.0.2.9", release.pk),
        (officer.pk, Way.PORTAL, "192.0.2.9", release.pk),
    ]


def test_a_file_that_is_not_there_was_given_to_nobody(project: Project, release: Release, lead: User) -> None:
    release.file.pdf.storage.delete(release.file.pdf.name)
    with pytest.raises(FileNotFoundError):  # a fault, and logged as one
        browser_of(lead).get(url("download", project))
    assert not Download.objects.exists()


def test_asking_for_the_head_of_a_file_is_no_download(project: Project, release: Release, lead: User) -> None:
    answer: Any = browser_of(lead).head(url("download", project))
    for close in answer._resource_closers:  # the whole answer's `close` would close the test's connection
        close()
    assert answer.status_code == 200
    assert not Download.objects.exists()


def test_the_firm_sees_the_whole_log_and_an_officer_their_own(
    project: Project, release: Release, lead: User, officer: User
) -> None:
    for person in (lead, officer):
        actions.record_download(release, way=Way.PROJECT, by=person, address=None)
    link = actions.share(release, recipient="市审计局", until=_day(), most=5, by=officer).link
    actions.record_download(release, way=Way.LINK, link=link, address=None)
    of_firm = browser_of(lead).get(url("page", project)).context["page"].object_list
    own = browser_of(officer).get(url("page", project)).context["page"].object_list
    assert {str(one.by or one.link.recipient) for one in of_firm} == {"沈知行", "何景明", "市审计局"}
    assert {str(one.by or one.link.recipient) for one in own} == {"何景明", "市审计局"}


def test_the_bureau_signs_once_and_the_issuer_is_told(
    project: Project, release: Release, lead: User, officer: User
) -> None:
    other = add_member(project, make_user(display_name="江蓠"), ProjectRole.BUREAU_OFFICER)
    page = browser_of(officer).get(url("page", project)).content.decode()
    assert url("sign-for", project) in page
    for person in (officer, other, officer):
        browser_of(person).post(url("sign-for", project))
    receipt = Receipt.objects.get()
    assert (receipt.by, receipt.bureau) == (officer, str(project.commissioning_bureau or "委托方"))
    told = Notice.objects.get(to=lead, kind="delivery")
    assert f"已签收{release}" in told.subject
    assert "何景明" in told.body
    assert project.activities.filter(verb="签收", by=officer).count() == 1
    page = browser_of(lead).get(url("page", project)).content.decode()
    assert "已签收" in page
    assert url("sign-for", project) not in page


def test_another_bureau_signs_for_itself(project: Project, release: Release, officer: User) -> None:
    actions.sign_for(release, by=officer)
    project.commissioning_bureau = Organisation.objects.create(firm=project.firm, name="云澜市审计局")
    project.save()
    assert actions.sign_for(release, by=officer).bureau == "云澜市审计局"
    assert Receipt.objects.count() == 2


def test_what_is_void_is_not_signed_for(
    project: Project, release: Release, lead: User, officer: User
) -> None:
    withdraw(release, reason="委托撤回", by=lead)
    told = browser_of(officer).post(url("sign-for", project), follow=True).content.decode()
    assert "已作废，不能再签收" in told
    assert not Receipt.objects.exists()


def test_officers_are_told_of_what_came_and_of_what_is_void(
    project: Project, release: Release, lead: User, officer: User
) -> None:
    withdraw(release, reason="委托撤回", by=lead)
    told = list(Notice.objects.filter(to=officer).order_by("pk").values_list("subject", flat=True))
    assert told == [f"新到正式报告{release}", f"{release}已作废"]


def test_who_is_not_concerned_finds_nothing(project: Project, release: Release) -> None:
    contact = add_member(project, make_user(), ProjectRole.UNIT_CONTACT)
    for person in (contact, make_user(role="admin")):
        for name in ("page", "download"):
            assert browser_of(person).get(url(name, project)).status_code == 404
        for name in ("sign-for", "share"):
            assert browser_of(person).post(url(name, project)).status_code == 404


def test_the_firm_does_not_sign_for_the_bureau(project: Project, release: Release, lead: User) -> None:
    assert browser_of(lead).post(url("sign-for", project)).status_code == 403


def test_queries_do_not_grow_with_the_log(project: Project, release: Release, lead: User) -> None:
    browser = browser_of(lead)

    def add() -> None:
        actions.record_download(release, way=Way.PROJECT, by=make_user(), address=None)
        actions.share(release, recipient="市审计局", until=_day(), most=5, by=make_user())

    add()
    once = _count(browser, url("page", project))
    add()
    add()
    assert _count(browser, url("page", project)) == once


def _count(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address)
    counted = len(captured)
    assert answer.status_code == 200
    return counted


def _day() -> Any:
    from django.utils import timezone

    return timezone.localdate()


def test_a_correction_is_a_release_of_its_own(
    project: Project, release: Release, lead: User, officer: User
) -> None:
    actions.sign_for(release, by=officer)
    second = make_release(project, lead, kind="correct", reason="更正附件三")
    page = browser_of(officer).get(reverse("delivery:page", args=[project.pk, 2])).content.decode()
    assert second.number in page
    assert "更正附件三" in page
    assert "待签收" in page
