"""What became of each operation on a grid, as its page says it beside the cell."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.grids.operations import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of an operation: saved, problem (`message`), or conflict (`theirs` was saved by `by`)."""

    state: str
    row: Id
    column: str = ""
    message: str = ""
    mine: str = ""
    theirs: str = ""
    by: str = ""
    fix: str = ""
    """What the text most likely means."""
