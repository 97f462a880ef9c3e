"""A phone by a random word that it keeps for one survey: for 重复作答 and going on, for nothing else."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from evaluations.questionnaires.answering.doors import Door

NAME = "jiheng-survey"
SECONDS = 180 * 24 * 3600
LONGEST = 64


def known(request: HttpRequest, door: Door) -> str:
    """The digest of a phone that has been here; empty for a new one."""
    word = request.COOKIES.get(NAME, "")
    return _digest(word, door) if 0 < len(word) <= LONGEST else ""


def new(request: HttpRequest, door: Door) -> tuple[str, str]:
    """The word to keep, and its digest; those that are there where the phone has been here."""
    word = request.COOKIES.get(NAME, "")
    if not 0 < len(word) <= LONGEST:
        word = secrets.token_urlsafe(16)
    return word, _digest(word, door)


def keep(response: HttpResponse, word: str, door: Door, *, is_secure: bool) -> None:
    """Lets the phone keep its word, for the pages of this survey."""
    response.set_cookie(
        NAME,
        word,
        max_age=SECONDS,
        path=reverse("answering:open", args=[door.token]),
        httponly=True,
        samesite="Lax",
        secure=is_secure,
    )


def _digest(word: str, door: Door) -> str:
    return salted_hmac(f"survey-device:{door.survey}", word, algorithm="sha256").hexdigest()
