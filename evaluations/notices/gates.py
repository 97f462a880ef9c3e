"""What a person may still be told. Slices above say it; mails and the list ask it at the last moment.

Somebody who lost a project after a notice was posted gets neither its mail nor its words on the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from evaluations.notices.models import Notice
from evaluations.people.models import User

Opening = Callable[[User, Sequence[str]], set[str]]
"""Of these paths, those that the person may open now."""

Linking = Callable[[Notice], str | None]
"""The path that the mail of a notice leads to; None where it is not to be sent any more."""

_OPENINGS: list[Opening] = []
_LINKS: dict[str, Linking] = {}


def open_by(opening: Opening) -> None:
    """From now on a path that `opening` does not let through is closed."""
    if opening not in _OPENINGS:
        _OPENINGS.append(opening)


def link_by(kind: str, linking: Linking) -> None:
    """Mails of this kind lead to a page of their own, which needs no account: `linking` says which."""
    _LINKS[kind] = linking


def opened(person: User, paths: Iterable[str]) -> set[str]:
    """The paths that the person may open."""
    left = set(paths)
    for opening in _OPENINGS:
        left &= opening(person, sorted(left))
    return left


def links(person: User, notices: Sequence[Notice]) -> list[tuple[Notice, str]]:
    """The notices that a mail may carry now, each with the path that it leads to."""
    free = opened(person, (one.url for one in notices if one.kind not in _LINKS))
    found = [
        (one, _LINKS[one.kind](one) if one.kind in _LINKS else one.url if one.url in free else None)
        for one in notices
    ]
    return [(one, path) for one, path in found if path is not None]
