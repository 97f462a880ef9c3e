"""Where somebody lands who is not at home at the desk: slices above say it for their people."""

from __future__ import annotations

from collections.abc import Callable

from evaluations.people.models import User

Landing = Callable[[User], str | None]
"""The address at which this person begins; None: the desk, or where another says."""

_LANDINGS: list[Landing] = []


def land_by(landing: Landing) -> None:
    """From now on `landing` is asked before the desk is shown."""
    if landing not in _LANDINGS:
        _LANDINGS.append(landing)


def landing_of(user: User) -> str | None:
    """Where the person begins, where that is not the desk."""
    return next((found for landing in _LANDINGS if (found := landing(user))), None)
