"""Where the person of a page works."""

from __future__ import annotations

from typing import Any

from django import template

from evaluations.people.models import FirmMembership

register = template.Library()


@register.simple_tag
def membership(user: Any) -> FirmMembership | None:
    """The person's place in a firm: the one that they administer before others; one query."""
    if not user.is_authenticated:
        return None
    places = user.firm_memberships.select_related("firm").order_by("role", "pk")
    first: FirmMembership | None = places.first()
    return first
