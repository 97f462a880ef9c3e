"""分享链接: nothing before the password, few tries, few openings, an end; every step is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.publishing.delivery import actions
from reports.publishing.delivery.actions import Shared
from reports.publishing.delivery.models import Download, ShareAttempt, ShareLink, Way
from reports.publishing.delivery.queries import WRONG_MOST, Standing
from reports.publishing.releases.actions import withdraw
from reports.publishing.releases.models import Release
from tests.reports.publishing.delivery.conftest import browser_of
from tests.reports.publishing.delivery.making import PDF, make_release

pytestmark = pytest.mark.django_db

WRONG = "AAAAAAAAAA"


@pytest.fixture
def shared(release: Release, lead: User) -> Shared:
    return actions.share(release, recipient="市审计局", until=timezone.localdate(), most=2, by=lead)


def address(shared: Shared) -> str:
    return reverse("delivery:shared", args=[shared.secret])


def file_address(shared: Shared) -> str:
    return reverse("delivery:shared-file", args=[shared.secret])


def typed(client: Client, shared: Shared, password: str) -> Any:
    return client.post(address(shared), {"password": password})


def proof_in(page: str) -> str:
    found = re.search(r'name="proof" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_secret_and_password_are_kept_as_digests_only(shared: Shared) -> None:
    row = ShareLink.objects.values().get()
    assert shared.secret not in str(row)
    assert shared.password not in str(row)
    assert len(shared.secret) >= 43


def test_nothing_is_said_before_the_password(client: Client, shared: Shared, release: Release) -> None:
    page = client.get(address(shared)).content.decode()
    for hidden in (release.title, release.number, release.code, release.firm.name, "市审计局"):
        assert hidden not in page
    assert "请输入密码" in page


def test_the_password_opens_the_report_and_its_file(client: Client, shared: Shared, release: Release) -> None:
    answer = typed(client, shared, f" {shared.password.lower()} ")
    page = answer.content.decode()
    assert release.title in page
    assert release.number in page
    got: Any = client.post(file_address(shared), {"proof": proof_in(page)}, REMOTE_ADDR="192.0.2.7")
    assert b"".join(got.streaming_content) == PDF
    row = Download.objects.get()
    assert (row.way, row.link, row.by, row.address) == (Way.LINK, shared.link, None, "192.0.2.7")
    assert list(ShareAttempt.objects.values_list("outcome", flat=True)) == ["opened"]


def test_every_answer_is_kept_by_nobody(client: Client, shared: Shared) -> None:
    opened = typed(client, shared, shared.password)
    answers = [
        client.get(address(shared)),
        typed(client, shared, WRONG),
        opened,
        client.post(file_address(shared), {"proof": proof_in(opened.content.decode())}),
        client.post(file_address(shared)),
        client.get(reverse("delivery:shared", args=["no-such-link"])),
    ]
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
        if answer.streaming:
            list(answer)


def test_it_works_where_the_browser_sends_no_origin(shared: Shared) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(shared), {"password": shared.password}, HTTP_ORIGIN="null").status_code == 200


def test_wrong_passwords_lock_the_link(client: Client, shared: Shared) -> None:
    for left in range(WRONG_MOST - 1, 0, -1):
        answer = typed(client, shared, WRONG)
        assert answer.status_code == 422
        assert f"还可以输入{left}次" in answer.content.decode()
    assert "链接已锁定" in typed(client, shared, WRONG).content.decode()
    answer = typed(client, shared, shared.password)
    assert (answer.status_code, "链接已锁定" in answer.content.decode()) == (429, True)
    assert ShareAttempt.objects.count() == WRONG_MOST
    assert actions.open_link(shared.secret, shared.password, address=None) == Standing.LOCKED


def test_an_opening_forgives_what_was_typed_wrong_before(client: Client, shared: Shared) -> None:
    for _ in range(WRONG_MOST - 1):
        typed(client, shared, WRONG)
    assert typed(client, shared, shared.password).status_code == 200
    assert f"还可以输入{WRONG_MOST - 1}次" in typed(client, shared, WRONG).content.decode()


def test_it_opens_as_often_as_was_said(client: Client, shared: Shared) -> None:
    for _ in range(2):
        page = typed(client, shared, shared.password).content.decode()
    answer = typed(client, shared, shared.password)
    assert (answer.status_code, "打开次数已用完" in answer.content.decode()) == (410, True)
    last: Any = client.post(file_address(shared), {"proof": proof_in(page)})
    assert b"".join(last.streaming_content) == PDF, "who opened it last still gets the file"


def test_it_ends_after_its_day(shared: Shared, client: Client) -> None:
    assert actions.open_link(shared.secret, shared.password, address=None) == Standing.OPEN
    tomorrow = timezone.now() + timedelta(days=1)
    late = actions.open_link(shared.secret, shared.password, address=None, at=tomorrow)
    assert late == Standing.EXPIRED
    ShareLink.objects.update(until=timezone.localdate() - timedelta(days=1))
    answer = client.get(address(shared))
    assert (answer.status_code, "链接已到期" in answer.content.decode()) == (410, True)


def test_who_revokes_closes_it_at_once(client: Client, shared: Shared, project: Project, lead: User) -> None:
    proof = proof_in(typed(client, shared, shared.password).content.decode())
    browser_of(lead).post(reverse("delivery:revoke", args=[project.pk, 1, shared.link.pk]))
    answer = client.get(address(shared))
    assert (answer.status_code, "链接已撤销" in answer.content.decode()) == (410, True)
    assert "链接已撤销" in client.post(file_address(shared), {"proof": proof}).content.decode()
    assert not Download.objects.exists()
    assert project.activities.filter(verb="撤销分享", by=lead).count() == 1


def test_a_proof_is_for_one_link_and_half_an_hour(
    client: Client, shared: Shared, release: Release, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = proof_in(typed(client, shared, shared.password).content.decode())
    other = actions.share(release, recipient="市人大", until=timezone.localdate(), most=1, by=lead)
    for strange in (proof, "", "forged:proof"):
        assert client.post(file_address(other), {"proof": strange}).status_code == 410
    monkeypatch.setattr("reports.publishing.delivery.views.public.PROOF_SECONDS", -1)
    answer = client.post(file_address(shared), {"proof": proof})
    assert (answer.status_code, "请重新输入密码" in answer.content.decode()) == (410, True)
    assert not Download.objects.exists()


def test_it_says_that_the_report_was_corrected(
    client: Client, shared: Shared, project: Project, lead: User
) -> None:
    second = make_release(project, lead, kind="correct", reason="更正附件三")
    page = typed(client, shared, shared.password).content.decode()
    assert "这份报告已更正" in page
    assert second.number in page
    assert 'name="proof"' in page


def test_a_void_report_is_not_given_out(client: Client, shared: Shared, release: Release, lead: User) -> None:
    proof = proof_in(typed(client, shared, shared.password).content.decode())
    withdraw(release, reason="委托撤回", by=lead)
    page = typed(client, shared, shared.password).content.decode()
    assert "这份报告已作废" in page
    assert 'name="proof"' not in page
    assert "这份报告已作废" in client.post(file_address(shared), {"proof": proof}).content.decode()
    assert not Download.objects.exists()


def test_the_page_gives_address_and_password_once(project: Project, release: Release, officer: User) -> None:
    browser = browser_of(officer)
    page = reverse("delivery:page", args=[project.pk, 1])
    sent = {"recipient": "市审计局", "until": str(timezone.localdate()), "most": "3"}
    answer = browser.post(reverse("delivery:share", args=[project.pk, 1]), sent)
    made = answer.context["made"]
    assert f"https://yanqing.example{address(made)}" in answer.content.decode()
    assert made.password in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert made.password not in browser.get(page).content.decode()
    assert project.activities.get(verb="分享").by == officer


def test_what_is_typed_wrong_is_told_and_kept(project: Project, release: Release, lead: User) -> None:
    browser = browser_of(lead)
    for sent, told in (
        ({"recipient": "", "until": str(timezone.localdate()), "most": "3"}, "请写明分享给谁"),
        ({"recipient": "市审计局", "until": "2020-01-01", "most": "3"}, "2020-01-01已经过去"),
        ({"recipient": "市审计局", "until": "2999-01-01", "most": "3"}, "最长180天"),
        ({"recipient": "市审计局", "until": str(timezone.localdate()), "most": "0"}, "至少1次"),
    ):
        answer = browser.post(reverse("delivery:share", args=[project.pk, 1]), sent)
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert f'value="{sent["most"]}"' in answer.content.decode()
    assert not ShareLink.objects.exists()


def test_every_try_is_listed_for_who_shared(
    client: Client, project: Project, shared: Shared, lead: User, officer: User
) -> None:
    client.post(address(shared), {"password": WRONG}, REMOTE_ADDR="192.0.2.44")
    typed(client, shared, shared.password)
    page = reverse("delivery:page", args=[project.pk, 1])
    told = browser_of(lead).get(page)
    assert [one.outcome for one in told.context["attempts"]] == ["opened", "wrong"]
    assert "192.0.2.44" in told.content.decode()
    assert "192.0.2.44" not in browser_of(officer).get(page).content.decode()


def test_an_officer_revokes_only_what_is_their_own(
    project: Project, shared: Shared, officer: User, lead: User, release: Release
) -> None:
    own = actions.share(release, recipient="市人大", until=timezone.localdate(), most=1, by=officer).link
    browser = browser_of(officer)
    foreign = reverse("delivery:revoke", args=[project.pk, 1, shared.link.pk])
    assert browser.post(foreign).status_code == 404
    browser.post(reverse("delivery:revoke", args=[project.pk, 1, own.pk]))
    own.refresh_from_db()
    assert own.revoked_by == officer


def test_nothing_is_shared_that_is_not_in_force(project: Project, release: Release, lead: User) -> None:
    withdraw(release, reason="委托撤回", by=lead)
    with pytest.raises(actions.Refused, match="不能再分享"):
        actions.share(release, recipient="市审计局", until=timezone.localdate(), most=1, by=lead)


@pytest.mark.parametrize(
    ("days", "most", "told"),
    [(-1, 2, "有效期应在"), (181, 2, "有效期应在"), (0, 0, "打开次数应在1至50"), (180, 51, "打开次数")],
)
def test_the_action_itself_holds_the_limits(
    release: Release, lead: User, days: int, most: int, told: str
) -> None:
    until = timezone.localdate() + timedelta(days=days)
    with pytest.raises(actions.Refused, match=told):
        actions.share(release, recipient="市审计局", until=until, most=most, by=lead)
    assert not ShareLink.objects.exists()
