"""What a change of facts moves elsewhere. Slices above tell it here, so that grids need not know of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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


def begin(project: Project, *, by: User) -> Callable[[], Effect]:
    """Before a change of facts; call what it returns at its end, in its transaction."""
    begun = [watcher(project, by) for watcher in _WATCHERS]

    def ended() -> Effect:
        found = [moved() for moved in begun]
        return Effect(
            said=tuple(sentence for one in found for sentence in one.said),
            changes=tuple(change for one in found for change in one.changes),
        )

    return ended
