"""The list of working papers with how far each is, and who is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.papers import queries
from evaluations.papers.checking.models import PaperState
from evaluations.papers.checking.queries import strayed, unproven
from evaluations.papers.models import WorkingPaper
from evaluations.papers.overview import Tree, Twig
from evaluations.papers.queries import Standing
from evaluations.papers.rules import CHECK
from evaluations.people.models import User
from evaluations.projects.access import may
from evaluations.projects.models import Project

TONES = {
    PaperState.DRAFTING: "active",
    PaperState.PREPARED: "todo",
    PaperState.CHECKED: "signed",
    PaperState.RETURNED: "returned",
}
FILTERS = {
    "": "全部",
    "drafting": "待编制",
    "prepared": "待复核",
    "checked": "已复核",
    "returned": "退回",
    "unproven": "满分无佐证",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One working paper of the list."""

    paper: WorkingPaper
    twig: Twig
    is_unproven: bool
    changes: tuple[str, ...]
    """What differs from what was signed."""
    may_check: bool

    @property
    def tone(self) -> str:
        return TONES[PaperState(self.paper.state)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The rows under one filter, with what stands around them."""

    rows: tuple[Row, ...]
    total: int
    scored: int
    current: str
    counts: Mapping[str, int]

    @property
    def tabs(self) -> list[dict[str, Any]]:
        return [
            {"key": key, "label": label, "count": self.counts[key], "is_on": key == self.current}
            for key, label in FILTERS.items()
            if key != "unproven" or self.counts[key] or key == self.current
        ]

    @property
    def may_check(self) -> bool:
        """Whether there is anything here that the person may check."""
        return any(row.may_check for row in self.rows)


def listing(project: Project, standing: Standing, grown: Tree, user: User, chosen: str) -> Listing:
    """All papers of a project; an unknown filter means all."""
    weak = unproven(project, standing)
    checks = may(user, CHECK, project)
    rows = [
        Row(
            paper=paper,
            twig=grown.twig(paper.indicator.code),
            is_unproven=paper.indicator.code in weak,
            changes=strayed(paper, standing.entries[paper.indicator.code]),
            may_check=checks and is_open_to(paper, user),
        )
        for paper in queries.papers_of(project)
    ]
    groups = {key: [row for row in rows if _is_in(row, key)] for key in FILTERS}
    current = chosen if chosen in FILTERS else ""
    return Listing(
        rows=tuple(groups[current]),
        total=len(rows),
        scored=sum(1 for row in rows if row.twig.status != "missing"),
        current=current,
        counts={key: len(group) for key, group in groups.items()},
    )


def is_open_to(paper: WorkingPaper, user: User) -> bool:
    """Whether the paper waits for a check that `user`, as far as four eyes go, may give."""
    return paper.state == PaperState.PREPARED and user.pk not in (paper.prepared_by_id, paper.updated_by_id)


def next_to_check(project: Project, user: User, after: int) -> WorkingPaper | None:
    """The next paper that waits for this person: behind position `after`, or else from the start."""
    papers = [paper for paper in queries.papers_of(project) if is_open_to(paper, user)]
    behind = [paper for paper in papers if paper.indicator.position > after]
    return next(iter([*behind, *papers]), None)


def _is_in(row: Row, key: str) -> bool:
    return not key or row.paper.state == key or (key == "unproven" and row.is_unproven)
