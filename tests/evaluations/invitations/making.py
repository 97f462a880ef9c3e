"""The link that the mail of a person's newest invitation holds."""

from __future__ import annotations

from evaluations.invitations.links import secret_of
from evaluations.invitations.models import Invitation
from evaluations.people.models import User


def link_of(user: User) -> str:
    row = Invitation.objects.filter(user=user).latest("pk")
    return f"{row.pk}-{secret_of(row.nonce)}"
