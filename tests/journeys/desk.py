"""A window of somebody of the team beside the tests' own server, in which nothing may go wrong unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, Page

from evaluations.people.models import User


@contextmanager
def signed_in(chromium: Browser, live_server: Any, person: User) -> Iterator[Page]:
    """The person's window; whatever goes wrong in a script fails the test at its end."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 900}, locale="zh-CN"
    )
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    # Who is here is asked every few seconds; the tests' database, in memory, has no turns to wait for.
    context.route("**/presence/", lambda route: route.fulfill(status=204))
    window = context.new_page()
    wrong: list[str] = []
    window.on("pageerror", lambda error: wrong.append(str(error)))
    yield window
    context.close()
    assert wrong == []
