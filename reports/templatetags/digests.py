"""How digests are shown: in groups that one can compare by eye."""

from __future__ import annotations

from django import template

register = template.Library()

GROUP = 8


@register.filter
def grouped(digest: str) -> str:
    """4c61a0d87be2915f… → 4c61a0d8 7be2915f …"""
    return " ".join(digest[start : start + GROUP] for start in range(0, len(digest), GROUP))
