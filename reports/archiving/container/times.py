"""Moments as people in China read them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
"""China has one time and does not change its clocks."""


def moment(at: str) -> str:
    """2026-03-02 16:40 of an ISO time; what is none is shown as it is, shortened."""
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return at[:20]
    return (found.astimezone(BEIJING) if found.tzinfo else found).strftime("%Y-%m-%d %H:%M")
