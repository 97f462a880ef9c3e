"""What the page of a working paper says about its signatures, and what its person may do about them."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.papers.checking.listing import TONES
from evaluations.papers.checking.models import PaperState
from evaluations.papers.checking.moves import CHECK, MOVES, Move
from evaluations.papers.checking.queries import strayed, unproven
from evaluations.papers.models import WorkingPaper
from evaluations.papers.queries import Standing
from evaluations.papers.rules import CHECK as MAY_CHECK
from evaluations.people.models import EvidencePolicy, User
from evaluations.projects.access import may
from evaluations.projects.models import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """`moves` are the names of what the person may do now; `why_not` says why a checker cannot check."""

    tone: str
    label: str
    moves: tuple[str, ...]
    why_not: str
    changes: tuple[str, ...]
    is_unproven: bool
    is_blocking: bool


def panel(project: Project, paper: WorkingPaper, standing: Standing, user: User) -> Panel:
    """The signatures of `paper` as `user` meets them."""
    checks = may(user, MAY_CHECK, project)
    code = paper.indicator.code
    own = user.pk in (paper.prepared_by_id, paper.updated_by_id)
    return Panel(
        tone=TONES[PaperState(paper.state)],
        label=paper.get_state_display(),
        moves=tuple(move.name for move in MOVES if _is_open(move, paper, user, project, own=own)),
        why_not=_why_not(paper, user) if checks and own and paper.state in CHECK.sources else "",
        changes=strayed(paper, standing.entries[code]),
        is_unproven=code in unproven(project, standing),
        is_blocking=project.firm.evidence_policy == EvidencePolicy.BLOCK,
    )


def _is_open(move: Move, paper: WorkingPaper, user: User, project: Project, *, own: bool) -> bool:
    right = MAY_CHECK if move.other_eyes else "projects.edit"
    return paper.state in move.sources and may(user, right, project) and not (move.other_eyes and own)


def _why_not(paper: WorkingPaper, user: User) -> str:
    did = "编制" if user.pk == paper.prepared_by_id else "最后修改"
    return f"您{did}了这份底稿，须由另一人复核"
