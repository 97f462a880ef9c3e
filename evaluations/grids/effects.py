"""What a change of facts moves elsewhere. Slices above tell it here, so that grids need not know of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from evaluations.people.models import User
from evaluations.projects.actions import Change
from evaluations.projects.models import Project

EFFECT = "影响　"
"""Before what the log says of a score that moved with a fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What moved: `said` in sentences for the page, `changes` for the line of the log."""

    said: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


Watcher = Callable[[Project, User], Callable[[], Effect]]
"""Looks at the project before the change; what it returns, called once after it, does what follows."""

_WATCHERS: list[Watcher] = []


def watch(watcher: Watcher) -> Watcher:
    """From now on asked about every change of facts."""
    if watcher not in _WATCHERS:
        _WATCHERS.append(watcher)
    return watcher


Keeper = Callable[[Project], Callable[[Any], str]]
"""Looks at the project; what it returns says why a row cannot be removed, or nothing."""

_KEEPERS: list[Keeper] = []


def keep(keeper: Keeper) -> Keeper:
    """From now on asked before rows of facts are removed."""
    if keeper not in _KEEPERS:
        _KEEPERS.append(keeper)
    return keeper


def why_kept(project: Project) -> Callable[[Any], str]:
    """Why a row of the project cannot be removed because of what rests on it; read at the first row only."""
    begun: list[Callable[[Any], str]] = []

    def why(row: Any) -> str:
        if not begun:
            begun.extend(keeper(project) for keeper in _KEEPERS)
        return next((said for one in begun if (said := one(row))), "")

    return why


def begin(project: Project, *, by: User, also: Watcher | None = None) -> Callable[[], Effect]:
    """Before a change of facts; call what it returns at its end, in its transaction."""
    begun = [watcher(project, by) for watcher in (*_WATCHERS, also) if watcher is not None]

    def ended() -> Effect:
        found = [moved() for moved in begun]
        return Effect(
            said=tuple(sentence for one in found for sentence in one.said),
            changes=tuple(change for one in found for change in one.changes),
        )

    return ended
