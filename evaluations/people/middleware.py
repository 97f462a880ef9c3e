"""Who is at the other end: behind a reverse proxy every request comes from the proxy."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Puts the client's address into REMOTE_ADDR, where signatures, lock-outs and logs read it.

    Each proxy appends whom it was asked by to X-Forwarded-For; what stands before that anybody may have
    written. So only as many entries are believed, from the right, as there are proxies of our own
    (`TRUSTED_PROXIES`); with none of them the header says nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = forwarded(request.headers.get("X-Forwarded-For", ""), settings.TRUSTED_PROXIES)
        if address:
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def forwarded(header: str, proxies: int) -> str:
    """Whom the outermost of our `proxies` was asked by; empty where the header does not tell."""
    entries = [entry.strip() for entry in header.split(",")] if header else []
    if proxies < 1 or len(entries) < proxies:
        return ""
    return _address(entries[-proxies])


def _address(entry: str) -> str:
    """An address without port and brackets; empty for anything else."""
    bare = entry
    if entry.startswith("["):
        bare = entry[1:].partition("]")[0]
    elif entry.count(":") == 1:
        bare = entry.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return ""
