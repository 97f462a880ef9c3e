"""Rights that rest on the person alone; rights on a project are in `evaluations.projects.access`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required

View = Callable[..., Any]

SIGNED_IN = "signed in"
EVERYBODY = "everybody"


def signed_in(view: View) -> View:
    """Declares that anybody with an account may call `view`; the middleware turns everybody else away."""
    view.right = SIGNED_IN  # type: ignore[attr-defined]
    return view


def everybody(view: View) -> View:
    """Declares that `view` is public."""
    public = login_not_required(view)
    public.right = EVERYBODY  # type: ignore[attr-defined]
    return public
