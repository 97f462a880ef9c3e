"""How often one address may begin and send sheets: a village shares one, a robot is faster than a village."""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

SECONDS = 600
MOST_WRONG_CODES = 60


def may_begin(request: HttpRequest, survey: int) -> bool:
    """Counts a sheet that is begun, and says whether there were not too many from this address."""
    return _count(request, f"begin:{survey}") <= settings.SURVEY_STARTS


def may_send(request: HttpRequest, survey: int) -> bool:
    """Counts a page that is sent."""
    return _count(request, f"send:{survey}") <= settings.SURVEY_POSTS


def may_type(request: HttpRequest) -> bool:
    """Whether this address may try another code; wrong ones are counted."""
    return int(cache.get(_key(request, "code"), 0)) < MOST_WRONG_CODES


def count_wrong_code(request: HttpRequest) -> None:
    """One more code that nobody has."""
    _count(request, "code")


def _count(request: HttpRequest, what: str) -> int:
    key = _key(request, what)
    if cache.add(key, 1, SECONDS):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it has just ended
        return 1


def _key(request: HttpRequest, what: str) -> str:
    return f"survey-{what}:{get_client_ip_address(request)}"
