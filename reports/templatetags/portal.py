"""Whether the person of a page is a bureau's officer, for the bar at the top."""

from __future__ import annotations

from typing import Any

from django import template

from evaluations.people.models import User
from reports.portal.queries import OFFICER, roles_of

register = template.Library()


@register.simple_tag
def portal_of(user: Any) -> str:
    """`only` for an officer and nothing else, `also` for one with other roles beside it, else nothing."""
    if not isinstance(user, User):
        return ""
    roles = roles_of(user)
    return "" if OFFICER not in roles else "only" if roles == {OFFICER} else "also"
