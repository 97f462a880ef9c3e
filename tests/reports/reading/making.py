"""Things opened to people, for tests."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.models import Kind, Thread
from reports.reading.actions import open_reading
from reports.reading.models import Opened, ReadingGrant
from tests.evaluations.reviews.making import make_thread

BACKEND = "django.contrib.auth.backends.ModelBackend"


def make_grant(
    project: Project, what: Opened = Opened.REPORT, *, by: User, user: User | None = None, **values: Any
) -> ReadingGrant:
    """Open from today on: to one person, else to all experts."""
    role = "" if user else ProjectRole.EXPERT
    standard = {"opens_on": timezone.localdate(), "until": None, "role": role, "user": user}
    return open_reading(project, what, by=by, **{**standard, **values})


def make_suggestion(project: Project, by: User, exact: str, suggestion: str, **values: Any) -> Thread:
    """A submitted suggestion."""
    return make_thread(
        project, by, kind=Kind.SUGGESTION, exact=exact, suggestion=suggestion, text="", **values
    )


def signed_in(user: User) -> Client:
    """This person's browser."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client
