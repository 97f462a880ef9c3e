"""Whether a text is a date as dossiers write it: a year, a month or a day; nothing is converted."""

from __future__ import annotations

import re
from calendar import monthrange

_SHAPE = re.compile(
    r"(?P<year>\d{4})(?:[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2})日?|月)?|年)?"
    r"(?:[ T　]?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:[-—–至~]+\d{1,2}[:：]\d{2})?)?"
)


def is_date(text: str) -> bool:
    """2018 · 2019-05 · 2018-11-30, also 2019年5月 and 2019-06-13 14:00; the day has to exist."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        return False
    year, month, day = int(found["year"]), found["month"], found["day"]
    if year == 0 or (month and not 1 <= int(month) <= 12):
        return False
    return day is None or 1 <= int(day) <= monthrange(year, int(month))[1]


def date_parts(text: str) -> tuple[int, ...]:
    """Year, month and day, as far as the text gives them; nothing where it is no date."""
    found = _SHAPE.fullmatch(text)
    given = () if found is None else (found["year"], found["month"], found["day"])
    return tuple(int(part) for part in given if part)
