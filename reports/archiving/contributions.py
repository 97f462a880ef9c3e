"""What goes into an archive as files. Slices above say it here, so that archiving need not know of them.

A contributor gives items whose size and SHA-256 are known before their bytes are read; it is asked for every
page of the project's archives, and opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from evaluations.projects.models import Project
from reports.archiving.container import Item, unique

Contributor = Callable[[Project], Iterable[Item]]

_CONTRIBUTORS: dict[str, Contributor] = {}


def contribute(key: str) -> Callable[[Contributor], Contributor]:
    """From now on the function is asked for items of every project."""

    def take(source: Contributor) -> Contributor:
        _CONTRIBUTORS[key] = source
        return source

    return take


def contributed(project: Project) -> Iterator[Item]:
    """The files of all contributors, one contributor after another; no two have the same path."""
    taken: set[str] = set()
    for source in _CONTRIBUTORS.values():
        for item in source(project):
            yield replace(item, path=unique(item.path, taken))
