"""What changes on invitations: sent, withdrawn, accepted. Each stands in the project's log."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from evaluations.invitations import queries
from evaluations.invitations.links import secret_of, sha256_of
from evaluations.invitations.models import Invitation
from evaluations.notices.actions import post
from evaluations.people.models import User
from evaluations.projects.actions import log
from evaluations.projects.models import Project, ProjectMember, ProjectRole

KIND = "invitation"
"""Of the lines in the log."""
VALID = timedelta(days=14)


class NotPossible(Exception):
    """Why this cannot be; the text says what to do."""


@transaction.atomic
def invite(member: ProjectMember, *, by: User) -> Invitation | None:
    """Tells a person from outside that they are on the team.

    Who has an account is only told (None). Others get a link, and older ones of theirs in this project are
    void from now on.
    """
    project, user = _locked(member)
    if user.has_usable_password():
        _tell(member, by=by)
        return None
    now, nonce = timezone.now(), secrets.token_hex(16)
    _open_ones(project, user).update(withdrawn_at=now)
    row = Invitation.objects.create(
        project=project,
        user=user,
        nonce=nonce,
        sha256=sha256_of(secret_of(nonce)),
        created_by=by,
        expires_at=now + VALID,
    )
    until = timezone.localtime(row.expires_at)
    post(
        to=user,
        kind=queries.KIND,
        subject=f"{project.firm}邀请您参加一项绩效评价",
        body=f"{by}（{project.firm}）邀请您作为{member.get_role_display()}参加一项财政支出绩效评价。\n"
        f"请打开下面的链接，填写姓名、设置密码。链接只能用一次，{until.month}月{until.day}日前有效；"
        "如果您不认识邀请人，不必理会这封邮件。",
        url=landing(member),
        key=queries.notice_key(row),
        is_mandatory=True,
    )
    log(project, by=by, kind=KIND, verb="邀请", subject=f"{user}　{member.get_role_display()}")
    return row


@transaction.atomic
def withdraw(member: ProjectMember, *, by: User) -> None:
    """撤回: the person's open link is void; their place in the team stays. Raises NotPossible."""
    project, user = _locked(member)
    if not _open_ones(project, user).update(withdrawn_at=timezone.now()):
        raise NotPossible(f"没有可以撤回的邀请：{user}已经接受，或邀请已撤回。")
    log(project, by=by, kind=KIND, verb="撤回邀请", subject=str(user))


@transaction.atomic
def accept(row: Invitation, *, name: str, password: str) -> User:
    """The person sets name and password, once. Raises NotPossible where the link is void meanwhile."""
    project, user = _locked(row)
    kept = Invitation.objects.get(pk=row.pk)
    kept.project, kept.user = project, user
    if not queries.is_open(kept, timezone.now()):
        raise NotPossible("这个链接刚刚已经用过或已撤回。")
    user.display_name = name
    user.set_password(password)
    user.save(update_fields=["display_name", "password"])
    kept.accepted_at = timezone.now()
    kept.save(update_fields=["accepted_at"])
    log(project, by=user, kind=KIND, verb="接受邀请", subject=str(user))
    return user


def landing(member: ProjectMember) -> str:
    """Where a person from outside begins: an expert with the declaration of independence."""
    name = "engagement:declaration" if member.role == ProjectRole.EXPERT else "desk:project"
    return reverse(name, args=[member.project_id])


def _tell(member: ProjectMember, *, by: User) -> None:
    project = member.project
    role = member.get_role_display()
    declares = "请先签署独立性声明，签后才能看项目内容。" if member.role == ProjectRole.EXPERT else ""
    post(
        to=member.user,
        kind="joined",
        subject=f"您已作为{role}加入“{project.title}”",
        body=f"{by}（{project.firm}）把您加入了这个项目。{declares}",
        url=landing(member),
        key=f"joined:{member.pk}",
    )


def _open_ones(project: Project, user: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        project=project, user=user, accepted_at__isnull=True, withdrawn_at__isnull=True
    )


def _locked(row: ProjectMember | Invitation) -> tuple[Project, User]:
    """The project and the person's account, locked in this order: nobody invites or accepts meanwhile."""
    project = Project.objects.select_for_update(of=("self",)).select_related("firm").get(pk=row.project_id)
    return project, User.objects.select_for_update().get(pk=row.user_id)
