"""All that a reading page shows, for one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.projects.queries import team
from evaluations.reviews.models import Target
from reports.reading import queries
from reports.reading.cards import Card, cards, counts
from reports.reading.models import Opened, ReadingGrant
from reports.reading.pieces import Piece, contents
from reports.rendering.markup import ident

TITLES = {
    Target.REPORT: "绩效评价报告（送审稿）",
    Target.PLAN: "工作方案（送审稿）",
    Target.INDICATORS: "指标体系（送审稿）",
    Target.PAPER: "工作底稿",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the contents: its pieces, how many comments they have, whether it was read."""

    piece: Piece
    pieces: tuple[Piece, ...]
    count: int
    is_read: bool

    @property
    def ident(self) -> str:
        return f"s-{ident(self.piece.key)}"

    @property
    def place(self) -> str:
        """The link to it, within the page."""
        return f"#{self.ident}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another thing that this person may read."""

    label: str
    url: str
    is_here: bool
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page of one target."""

    target: Target
    code: str
    lines: tuple[Line, ...]
    cards: tuple[Card, ...]
    grant: ReadingGrant | None
    links: tuple[Link, ...]
    names: tuple[str, ...]
    """Who may be addressed by an @."""

    @property
    def title(self) -> str:
        return TITLES[self.target]

    @property
    def read(self) -> int:
        return sum(1 for line in self.lines if line.is_read)

    @property
    def percent(self) -> int:
        return 100 * self.read // len(self.lines) if self.lines else 0

    @property
    def authors(self) -> tuple[str, ...]:
        """Whose comments there are."""
        return tuple(dict.fromkeys(str(one.thread.created_by) for one in self.cards))

    @property
    def missing(self) -> int:
        """Of the plan, how many elements there are not."""
        return sum(1 for line in self.lines for piece in line.pieces if piece.is_missing)


def page_of(user: User, project: Project, target: Target, code: str = "") -> Page:
    """Raises Unusable where the facts give no report."""
    pieces = queries.pieces_of(project, target, code)
    shown = cards(user, project, target, pieces)
    open_to = queries.readable(user, project)
    what = Opened.REPORT if target == Target.PAPER else Opened(target.value)
    return Page(
        target=target,
        code=code,
        lines=_lines(pieces, counts(shown), queries.read_keys(user, project, target)),
        cards=shown,
        grant=open_to.get(what),
        links=links_to(project, open_to, target),
        names=tuple(str(one.user) for one in team(project)),
    )


def links_to(
    project: Project, open_to: Mapping[str, ReadingGrant | None], here: str = ""
) -> tuple[Link, ...]:
    """What this person may read, in the order of an evaluation."""
    return tuple(
        Link(
            label=str(what.label),
            url=reverse("reading:read", args=[project.pk, what]),
            is_here=what == here,
            until=grant.until if (grant := open_to[what]) else None,
        )
        for what in Opened
        if what in open_to
    )


def _lines(pieces: tuple[Piece, ...], told: Mapping[str, int], read: frozenset[str]) -> tuple[Line, ...]:
    by_key = {piece.key: piece for piece in pieces}
    return tuple(
        Line(
            piece=one.piece,
            pieces=tuple(by_key[key] for key in one.keys),
            count=sum(told.get(key, 0) for key in one.keys),
            is_read=one.piece.key in read,
        )
        for one in contents(pieces)
    )
