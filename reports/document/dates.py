"""Dates as a report writes them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

PEKING = timezone(timedelta(hours=8))
_PARTS = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def written_date(text: str | None) -> str | None:
    """2018 → 2018年, 2019-05 → 2019年5月, 2018-11-30 → 2018年11月30日; other spellings stay."""
    if text is None:
        return None
    found = _PARTS.fullmatch(text)
    if found is None:
        return text
    return "".join(f"{int(part)}{unit}" for part, unit in zip(found.groups(), "年月日", strict=True) if part)


def written_day(moment: str | None) -> str:
    """The day in Peking of a moment in ISO 8601: 2026-04-14T17:00:00+00:00 → 2026年4月15日; else nothing."""
    try:
        local = datetime.fromisoformat(moment or "").astimezone(PEKING)
    except (ValueError, OverflowError):
        return ""
    return written_date(f"{local:%Y-%m-%d}") or ""


def written_moment(moment: str) -> str:
    """The minute in Peking of a moment in ISO 8601: 2026-04-14T17:00:00+00:00 → 2026-04-15 01:00."""
    try:
        return f"{datetime.fromisoformat(moment).astimezone(PEKING):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return moment
