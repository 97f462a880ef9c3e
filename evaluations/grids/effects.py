"""What a change of facts moves elsewhere. Slices above tell it here, so that grids need not know of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evaluations.projects.models import Project

Watcher = Callable[[Project], Callable[[], Sequence[str]]]
"""Looks at the project before the change; what it returns looks again afterwards and says what moved."""

_WATCHERS: list[Watcher] = []


def watch(watcher: Watcher) -> Watcher:
    """From now on asked about every change of a grid."""
    if watcher not in _WATCHERS:
        _WATCHERS.append(watcher)
    return watcher


def begin(project: Project) -> Callable[[], list[str]]:
    """Before a change; call what it returns afterwards for the sentences about what moved."""
    begun = [watcher(project) for watcher in _WATCHERS]
    return lambda: [sentence for moved in begun for sentence in moved()]
