"""How every view answers the browser that saves while one types (`static/js/autosave.js`).

The same address answers a plain form as ever (POST, redirect, GET). With the header `X-Autosave` it answers
JSON:

200  {"revision": 8, "at": "12:03:22", "effects": {"preview": "…"}, "next": "/…"}: all of it is stored
409  {"revision": 8, "html": "<form …>"}: nothing is stored; both versions as a form that merges them
422  {"errors": {"year": ["…"]}}: nothing is stored; what to mend, by the names of the fields

A save is whole or not at all, so that a revision is always a state that somebody saw and that passed every
check; what was refused stays on the page, and in the browser of its person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone


def is_autosave(request: HttpRequest) -> bool:
    """Whether a script asks, which stays on the page whatever the answer is."""
    return request.headers.get("X-Autosave") == "1"


def saved(
    *, revision: int, following: str, effects: Mapping[str, str] | None = None, again: bool = False
) -> JsonResponse:
    """Stored as `revision`. `effects`: new content by element id; `following`: where a button leads.

    `again`: a button leads here, and the page has to be read anew because more than its values changed.
    """
    at = timezone.localtime().strftime("%H:%M:%S")
    answer = {"revision": revision, "at": at, "effects": dict(effects or {}), "next": following}
    return JsonResponse({**answer, "again": True} if again else answer)


def refused(*forms: BaseForm) -> JsonResponse:
    """What the forms of a page found, in the order of their fields."""
    errors = {
        form.add_prefix(name): [str(one) for one in found]
        for form in forms
        for name, found in form.errors.items()
    }
    return JsonResponse({"errors": errors}, status=422)


def conflicting(
    request: HttpRequest, template: str, context: dict[str, Any], *, revision: int
) -> JsonResponse:
    """Both versions: `template` is the form that merges them, as the page of a conflict has it."""
    html = render_to_string(template, context, request)
    return JsonResponse({"revision": revision, "html": html}, status=409)
