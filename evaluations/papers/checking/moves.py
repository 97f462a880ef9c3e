"""The table of moves between the states of a working paper."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.papers.checking.models import PaperState


class MoveRefused(Exception):
    """A paper cannot be moved on; says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step from one of `sources` to `target`; with `other_eyes` not by who prepared or last changed it."""

    name: str
    label: str
    sources: frozenset[PaperState]
    target: PaperState
    other_eyes: bool = False
    needs_reason: bool = False


PREPARE = Move(
    name="prepare",
    label="编制完成",
    sources=frozenset({PaperState.DRAFTING, PaperState.RETURNED}),
    target=PaperState.PREPARED,
)
CHECK = Move(
    name="check",
    label="复核通过",
    sources=frozenset({PaperState.PREPARED}),
    target=PaperState.CHECKED,
    other_eyes=True,
)
SEND_BACK = Move(
    name="send_back",
    label="退回",
    sources=frozenset({PaperState.PREPARED, PaperState.CHECKED}),
    target=PaperState.RETURNED,
    other_eyes=True,
    needs_reason=True,
)
MOVES = (PREPARE, CHECK, SEND_BACK)
