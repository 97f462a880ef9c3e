"""How many notices a person has not read, for the bell of every page."""

from __future__ import annotations

from django import template
from django.http import HttpRequest

from evaluations.notices.queries import unread_count
from evaluations.people.models import User

register = template.Library()


@register.simple_tag
def unread_notices(request: HttpRequest) -> int:
    """Asked once per request; nothing for somebody without an account."""
    known = vars(request).setdefault("_unread_notices", {})
    user = request.user
    if not isinstance(user, User):
        return 0
    if user.pk not in known:
        known[user.pk] = unread_count(user)
    return int(known[user.pk])
