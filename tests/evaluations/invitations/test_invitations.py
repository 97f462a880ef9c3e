"""Invitations: one link, once, for who got the mail; before the declaration an expert sees nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.engagement.actions import add_outsider, remove_member, sign_declaration
from evaluations.invitations.actions import NotPossible, accept, invite, withdraw
from evaluations.invitations.links import secret_of
from evaluations.invitations.models import Invitation
from evaluations.invitations.queries import KIND, Standing, invited
from evaluations.notices.delivering import deliver
from evaluations.notices.models import Mail, MailState, Notice
from evaluations.people.models import User
from evaluations.projects.models import Activity, Project, ProjectMember, ProjectRole
from tests.evaluations.invitations.making import link_of
from tests.evaluations.papers.making import leaf, make_small
from tests.factories import add_member, make_user

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NEW = "a-longer-one-2026"
POSTED = {"name": "梁思齐", "new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def project() -> Project:
    return make_small(leaf("A1", "A", 100))


@pytest.fixture
def manager(project: Project) -> User:
    return project.members.get(role=ProjectRole.MANAGER).user


@pytest.fixture
def member(project: Project, manager: User) -> ProjectMember:
    """An expert who was invited and has not come yet."""
    return outsider(project, manager)


def outsider(project: Project, by: User, email: str = "liang@expert.example", role: str = "expert") -> Any:
    return add_outsider(project, email=email, name="梁思齐", role=role, duties="", by=by)


def url(link: str) -> str:
    return reverse("invitations:accept", args=[link])


def page_text(client: Client, link: str, status: int) -> str:
    page = client.get(url(link))
    assert page.status_code == status
    return page.content.decode()


def standing(member: ProjectMember) -> Standing:
    return invited(member.project, [member])[member.pk].standing


def test_the_way_of_an_expert_from_mail_to_project(
    client: Client, project: Project, member: ProjectMember
) -> None:
    assert deliver(timezone.now()) == 1
    (mail,) = outbox.outbox
    link = link_of(member.user)
    assert mail.to == ["liang@expert.example"]
    assert url(link) in mail.body
    assert project.title not in mail.subject + str(mail.body)
    assert standing(member) == Standing.INVITED

    shown = page_text(client, link, 200)
    assert "liang@expert.example" in shown
    assert project.title not in shown
    done = client.post(url(link), POSTED)
    declaration = reverse("engagement:declaration", args=[project.pk])
    assert (done.status_code, done["Location"]) == (302, declaration)
    user = User.objects.get(pk=member.user_id)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (str(user), user.check_password(NEW)) == ("梁思齐", True)
    assert Activity.objects.filter(project=project).first().verb == "接受邀请"
    assert standing(ProjectMember.objects.get(pk=member.pk)) == Standing.ACCEPTED

    for name in ("desk:project", "papers:list", "papers:scores", "design:tree", "composing:sections"):
        assert client.get(reverse(name, args=[project.pk]))["Location"] == declaration
    text = client.get(declaration).content.decode()
    assert project.title in text
    assert "签署之后才能看送审的内容" in text
    client.post(declaration, {"has_interest": "0"})
    assert client.get(reverse("desk:project", args=[project.pk])).status_code == 200
    assert client.get(reverse("papers:list", args=[project.pk])).status_code == 404


def test_a_link_works_once(client: Client, member: ProjectMember) -> None:
    link = link_of(member.user)
    client.post(url(link), POSTED)
    other = Client()
    assert "这个链接已经用过" in page_text(other, link, 410)
    again = other.post(
        url(link), POSTED | {"new_password1": "another-2026-x", "new_password2": "another-2026-x"}
    )
    assert again.status_code == 410
    assert User.objects.get(pk=member.user_id).check_password(NEW)
    assert "_auth_user_id" not in other.session
    with pytest.raises(NotPossible):
        accept(Invitation.objects.get(), name="别人", password="another-2026-x")


def test_looking_uses_nothing_up(client: Client, member: ProjectMember) -> None:
    """Mail servers open links to look for viruses."""
    for _ in range(3):
        page_text(client, link_of(member.user), 200)
    assert Invitation.objects.get().accepted_at is None


def test_an_old_link_is_void(client: Client, member: ProjectMember) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "这个链接已过期" in page_text(client, link_of(member.user), 410)
    assert client.post(url(link_of(member.user)), POSTED).status_code == 410
    assert standing(member) == Standing.EXPIRED


def test_a_withdrawn_link_is_void_and_its_mail_does_not_go_out(
    client: Client, member: ProjectMember, manager: User
) -> None:
    withdraw(member, by=manager)
    assert "这个链接已失效" in page_text(client, link_of(member.user), 410)
    assert standing(member) == Standing.WITHDRAWN
    assert deliver(timezone.now()) == 0
    assert Mail.objects.get().state == MailState.NOT_WANTED
    with pytest.raises(NotPossible, match="没有可以撤回的邀请"):
        withdraw(member, by=manager)


def test_sending_again_makes_the_old_link_void(client: Client, member: ProjectMember, manager: User) -> None:
    old = link_of(member.user)
    invite(member, by=manager)
    assert "这个链接已失效" in page_text(client, old, 410)
    page_text(client, link_of(member.user), 200)
    assert Notice.objects.filter(kind=KIND).count() == 2
    assert deliver(timezone.now()) == 1


def test_who_was_taken_off_the_team_cannot_come(client: Client, member: ProjectMember, manager: User) -> None:
    remove_member(member.project, member.pk, by=manager)
    assert "这个链接已失效" in page_text(client, link_of(member.user), 410)


def test_no_row_holds_the_secret(member: ProjectMember) -> None:
    row = Invitation.objects.get()
    secret = secret_of(row.nonce)
    assert len(secret) == 43
    rows = [*Invitation.objects.values_list(), *Notice.objects.values_list(), *Mail.objects.values_list()]
    assert secret not in str(rows)


def test_forged_and_foreign_links(client: Client, member: ProjectMember, manager: User) -> None:
    other = outsider(member.project, manager, "bai@expert.example")
    number, secret = link_of(member.user).split("-", 1)
    foreign = link_of(other.user).split("-", 1)[1]
    wrong = ("x" if secret[0] != "x" else "y") + secret[1:]
    for link in (f"{number}-{wrong}", f"{number}-{foreign}", f"999999-{secret}", "nonsense", f"0-{secret}"):
        assert "没有这个邀请" in page_text(client, link, 410)
        assert client.post(url(link), POSTED).status_code == 410
    assert not User.objects.get(pk=member.user_id).has_usable_password()


def test_guessing_is_limited_like_signing_in(client: Client, member: ProjectMember, manager: User) -> None:
    """Five wrong ones for an invitation; then even the right one has to wait. Others are not touched."""
    other = outsider(member.project, manager, "bai@expert.example")
    link = link_of(member.user)
    number = link.split("-", 1)[0]
    for guess in "abcde":
        assert "没有这个邀请" in page_text(client, f"{number}-{guess * 43}", 410)
    assert "请15分钟后再试" in page_text(client, link, 429)
    assert client.post(url(link), POSTED).status_code == 429
    page_text(client, link_of(other.user), 200)
    page_text(Client(REMOTE_ADDR="192.0.2.9"), link, 200)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"name": " "}, "请填姓名"),
        ({"new_password1": "short", "new_password2": "short"}, "密码太短，至少8位。"),
        ({"new_password2": "other-2026-xyz"}, "两次输入的密码不一样"),
        ({"new_password1": "", "new_password2": ""}, "请填写密码。"),
        ({"new_password1": "password", "new_password2": "password"}, "这个密码太常见了"),
    ],
)
def test_a_bad_password_uses_nothing_up(
    client: Client, member: ProjectMember, posted: dict[str, str], said: str
) -> None:
    page = client.post(url(link_of(member.user)), POSTED | posted)
    assert page.status_code == 422
    assert said in page.content.decode()
    page_text(client, link_of(member.user), 200)


def test_who_has_an_account_is_just_told(project: Project, manager: User) -> None:
    known = make_user(username="he@bureau.example", display_name="何景明")
    row = outsider(project, manager, "he@bureau.example", ProjectRole.BUREAU_OFFICER)
    assert row.user == known
    assert not Invitation.objects.exists()
    assert deliver(timezone.now()) == 1
    assert outbox.outbox[0].subject == f"【绩衡】您已作为委托方加入“{project.title}”"
    assert standing(row) == Standing.ACCOUNT


def test_an_invitation_in_a_second_project_is_void_once_there_is_a_password(
    client: Client, member: ProjectMember
) -> None:
    elsewhere = make_small(leaf("A1", "A", 100))
    boss = elsewhere.members.get(role=ProjectRole.MANAGER).user
    first = link_of(member.user)
    second = outsider(elsewhere, boss)
    assert second.user == member.user
    other = link_of(second.user)
    assert Invitation.objects.filter(withdrawn_at__isnull=True).count() == 2
    client.post(url(first), POSTED)
    assert "这个链接已经用过" in page_text(Client(), other, 410)
    assert standing(second) == Standing.INVITED
    assert standing(ProjectMember.objects.get(pk=second.pk)) == Standing.ACCOUNT


def test_an_expert_sees_no_score_in_any_list(client: Client, project: Project) -> None:
    expert = add_member(project, role=ProjectRole.EXPERT, has_declared=False)
    client.force_login(expert, backend=BACKEND)
    rows = client.get(reverse("desk:projects")).context["rows"]
    assert [row["project"].shows_score for row in rows] == [False]
    home = client.get(reverse("desk:home")).context["items"]
    assert [item.title for item in home] == ["独立性声明：尚未签署"]
    sign_declaration(project, has_interest=False, explanation="", by=expert)
    rows = client.get(reverse("desk:projects")).context["rows"]
    assert [row["project"].shows_score for row in rows] == [False]


def test_the_team_page_shows_how_invitations_stand(
    client: Client, project: Project, member: ProjectMember, manager: User
) -> None:
    client.force_login(manager, backend=BACKEND)
    team = reverse("engagement:team", args=[project.pk])
    assert "已邀请" in client.get(team).content.decode()
    Mail.objects.update(state=MailState.GIVEN_UP, last_error="收件地址没有被接受（550 no such user）")
    assert "邮件没有送达：收件地址没有被接受（550 no such user）" in client.get(team).content.decode()
    done = client.post(reverse("invitations:withdraw", args=[project.pk, member.pk]), follow=True)
    assert "已撤回给梁思齐的邀请" in done.content.decode()
    done = client.post(reverse("invitations:send", args=[project.pk, member.pk]), follow=True)
    text = done.content.decode()
    assert "邀请已发给梁思齐" in text
    assert "已邀请" in text
    inside = project.members.get(user=manager)
    assert client.post(reverse("invitations:send", args=[project.pk, inside.pk])).status_code == 404


def test_the_team_page_asks_as_often_for_many_outsiders(
    client: Client, project: Project, member: ProjectMember, manager: User
) -> None:
    client.force_login(manager, backend=BACKEND)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("engagement:team", args=[project.pk]))
        return len(captured)

    once = asked()
    for number in range(2):
        outsider(project, manager, f"more{number}@expert.example")
    assert asked() == once
