"""How invitations stand, which one a link means, and where its mail leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from evaluations.invitations.links import parts_of, secret_of, sha256_of
from evaluations.invitations.models import Invitation
from evaluations.notices.models import Mail, MailState, Notice
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember, ProjectRole

KIND = "invitation"
"""Of the notice whose mail carries the link."""

OUTSIDE = (ProjectRole.EXPERT, ProjectRole.BUREAU_OFFICER, ProjectRole.UNIT_CONTACT)
"""Who is invited: people who do not work for the firm."""


class Standing(TextChoices):
    """How an invitation, or a person without one, stands."""

    NONE = "none", "未邀请"
    ACCOUNT = "account", "已有账号"
    INVITED = "invited", "已邀请"
    ACCEPTED = "accepted", "已接受"
    EXPIRED = "expired", "已过期"
    WITHDRAWN = "withdrawn", "已撤回"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """One person of the team from outside, and how their invitation stands."""

    standing: Standing
    until: datetime | None = None
    trouble: str = ""
    """Why the mail did not arrive yet."""

    @property
    def may_send(self) -> bool:
        """Whether there is somebody to invite: not once they have an account."""
        return self.standing not in {Standing.ACCOUNT, Standing.ACCEPTED}

    @property
    def may_withdraw(self) -> bool:
        """Whether a link is open."""
        return self.standing == Standing.INVITED


def standing_of(row: Invitation | None, user: User, now: datetime) -> Standing:
    """How the person's newest invitation stands."""
    if user.has_usable_password():
        is_own = row is not None and row.accepted_at is not None
        return Standing.ACCEPTED if is_own else Standing.ACCOUNT
    if row is None:
        return Standing.NONE
    if row.withdrawn_at is not None:
        return Standing.WITHDRAWN
    return Standing.EXPIRED if row.expires_at <= now else Standing.INVITED


def invited(project: Project, members: Iterable[ProjectMember]) -> dict[int, Invited]:
    """Number of a member from outside → how their invitation stands. Two queries."""
    now, newest = timezone.now(), dict[int, Invitation]()
    for row in Invitation.objects.filter(project=project).order_by("pk"):
        newest[row.user_id] = row
    keys = [notice_key(row) for row in newest.values()]
    mails = Mail.objects.filter(notices__key__in=keys, notices__kind=KIND).exclude(last_error="")
    undelivered = mails.filter(state__in=(MailState.FAILED, MailState.GIVEN_UP))
    trouble = dict(undelivered.values_list("notices__key", "last_error")) if keys else {}
    return {
        member.pk: Invited(
            standing=standing_of(row, member.user, now),
            until=row.expires_at if row else None,
            trouble=trouble.get(notice_key(row), "") if row else "",
        )
        for member in members
        if member.role in OUTSIDE
        for row in [newest.get(member.user_id)]
    }


def notice_key(row: Invitation) -> str:
    """The key of the notice that tells of this invitation."""
    return f"{KIND}:{row.pk}"


def meant_by(link: str) -> Invitation | None:
    """The invitation of this link, in whatever state it is; None for a forged one."""
    parts = parts_of(link)
    if parts is None:
        return None
    row = Invitation.objects.select_related("user", "project").filter(pk=parts[0]).first()
    is_right = row is not None and constant_time_compare(row.sha256, sha256_of(parts[1]))
    return row if is_right else None


def is_open(row: Invitation, now: datetime) -> bool:
    """Whether the link can still be used: not used, withdrawn, or too old; the person is in the team."""
    is_unused = row.accepted_at is None and row.withdrawn_at is None and row.expires_at > now
    is_new = row.user.is_active and not row.user.has_usable_password()
    return is_unused and is_new and row.project.members.filter(user=row.user, role__in=OUTSIDE).exists()


def secret_page(notice: Notice) -> str | None:
    """Where the mail of an invitation leads; None once its link is void."""
    rows = Invitation.objects.select_related("user", "project")
    row = rows.filter(user=notice.to, pk=notice.key.removeprefix(f"{KIND}:")).first()
    if row is None or not is_open(row, timezone.now()):
        return None
    return reverse("invitations:accept", args=[f"{row.pk}-{secret_of(row.nonce)}"])
