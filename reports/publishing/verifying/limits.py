"""How many wrong codes one address may try: they cannot be guessed, and trying shall keep no server busy."""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest

MOST, SECONDS = 20, 600


def is_over(request: HttpRequest) -> bool:
    """Whether this address has tried too many wrong codes within ten minutes."""
    return int(cache.get(_key(request), 0)) >= MOST


def count_miss(request: HttpRequest) -> None:
    """One more wrong code."""
    key = _key(request)
    if not cache.add(key, 1, SECONDS):
        cache.incr(key)


def _key(request: HttpRequest) -> str:
    return f"verify-misses:{get_client_ip_address(request)}"
