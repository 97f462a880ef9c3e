"""Dates as a report writes them."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def written_date(text: str | None) -> str | None:
    """2018 → 2018年, 2019-05 → 2019年5月, 2018-11-30 → 2018年11月30日; other spellings stay."""
    if text is None:
        return None
    found = _PARTS.fullmatch(text)
    if found is None:
        return text
    return "".join(f"{int(part)}{unit}" for part, unit in zip(found.groups(), "年月日", strict=True) if part)
