"""Two versions of one thing, side by side: what the page of a conflict shows, and what was chosen on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.projects.figures import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Versus:
    """One field of both versions, as texts; `newest` is what is chosen to begin with."""

    key: str
    label: str
    mine: str
    theirs: str
    newest: str


def versus(
    *,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    labels: Mapping[str, str],
    changed: Collection[str],
) -> list[Versus]:
    """The fields that differ. What I changed (`changed`) is chosen as mine, everything else as theirs."""
    return [
        Versus(
            key=key,
            label=labels[key],
            mine=shown(mine[key]),
            theirs=shown(theirs[key]),
            newest="mine" if key in changed else "theirs",
        )
        for key in mine
        if mine[key] != theirs[key]
    ]


def chosen(
    *, posted: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> dict[str, Any]:
    """Mine, except where 「theirs」 was chosen on the page of a conflict."""
    return {key: theirs[key] if posted.get(f"choose-{key}") == "theirs" else mine[key] for key in mine}
