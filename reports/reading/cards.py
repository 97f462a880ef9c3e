"""Comments as a page shows them: where each hangs, and what this person may do with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluations.people.models import User
from evaluations.projects.access import may
from evaluations.projects.models import Project
from evaluations.reviews.actions import may_mend, may_mend_reply
from evaluations.reviews.anchors import Quotation, Stretch, changes, find
from evaluations.reviews.models import Comment, Kind, Target, Thread, ThreadState
from evaluations.reviews.queries import threads_beside
from evaluations.reviews.rules import DECIDE
from reports.reading.pieces import Piece
from reports.reading.screen import text_of
from reports.rendering.markup import Html

TONES = {
    ThreadState.OPEN: "todo",
    ThreadState.TO_CHANGE: "todo",
    ThreadState.ADOPTED: "signed",
    ThreadState.DECLINED: "none",
    ThreadState.SETTLED: "signed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang:
    """Where a thread hangs now: a stretch of the piece's text, a cell, the whole piece; or nowhere."""

    start: int | None = None
    end: int | None = None
    block: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply, and whether its reader may still change it."""

    comment: Comment
    may_mend: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A thread as one person sees it."""

    thread: Thread
    hang: Hang
    replies: tuple[Reply, ...]
    is_mine: bool
    may_mend: bool
    may_decide: bool

    @property
    def tone(self) -> str:
        return TONES[ThreadState(self.thread.state)]

    @property
    def swap(self) -> tuple[Stretch, ...]:
        """What the suggestion changes."""
        return changes(self.thread.exact, self.thread.suggestion) if self.thread.is_suggestion else ()

    @property
    def may_accept(self) -> bool:
        """Whether one click puts the suggestion into the report."""
        thread = self.thread
        return (
            self.may_decide
            and thread.is_suggestion
            and thread.is_open
            and thread.target == Target.REPORT
            and not thread.block
        )

    @property
    def is_mark(self) -> bool:
        return self.thread.kind == Kind.MARK

    @property
    def filters(self) -> str:
        """The filters of the page that show it."""
        names = ("mine" if self.is_mine else "", "open" if self.thread.is_open or self.is_draft else "done")
        return " ".join(filter(None, names))

    @property
    def is_draft(self) -> bool:
        return self.thread.is_draft

    @property
    def groups(self) -> tuple[tuple[str, str, bool], ...]:
        """Whom a draft may be shown to beside the firm: field, label, whether it will be."""
        labels = (("for_experts", "专家"), ("for_bureau", "委托方"), ("for_unit", "被评价单位"))
        return tuple((name, label, bool(getattr(self.thread, name))) for name, label in labels)

    @property
    def states(self) -> tuple[tuple[str, str], ...]:
        """What may be said of it, but for what is said."""
        return tuple((value, label) for value, label in ThreadState.choices if value != self.thread.state)


def cards(user: User, project: Project, target: Target, pieces: Iterable[Piece]) -> tuple[Card, ...]:
    """The comments beside these pieces, in the order of the text; those whose section is gone at the end."""
    listed = tuple(pieces)
    by_key = {piece.key: piece for piece in listed}
    places = {piece.key: place for place, piece in enumerate(listed)}
    keys = tuple(by_key) if target == Target.PAPER else ()
    made = [
        card_of(thread, user, project, by_key.get(thread.key))
        for thread in threads_beside(user, project, target, keys)
    ]
    last = len(listed)
    return tuple(
        sorted(made, key=lambda one: (places.get(one.thread.key, last), one.hang.start or 0, one.thread.pk))
    )


def card_of(thread: Thread, user: User, project: Project, piece: Piece | None) -> Card:
    """One thread beside its piece; None where there is no such piece any more."""
    return Card(
        thread=thread,
        hang=hang_of(thread, piece),
        replies=tuple(
            Reply(comment=one, may_mend=may_mend_reply(one, thread, user)) for one in thread.comments.all()
        ),
        is_mine=thread.created_by_id == user.pk,
        may_mend=may_mend(thread, user),
        may_decide=may(user, DECIDE, project) and not thread.is_draft,
    )


def hang_of(thread: Thread, piece: Piece | None) -> Hang:
    """Where the thread's quotation stands now."""
    if piece is None:
        return Hang(is_gone=True)
    if thread.block and cell_text(piece.html, thread.block) == thread.exact:
        return Hang(block=thread.block)
    if not thread.exact:
        return Hang(is_gone=bool(thread.block))
    said = Quotation(exact=thread.exact, prefix=thread.prefix, suffix=thread.suffix)
    place = find(said, piece.text)
    return Hang(is_gone=True) if place is None else Hang(start=place.start, end=place.end)


def cell_text(html: Html, block: str) -> str | None:
    """What the cell of this id says; None where there is none."""
    opened = re.search(rf'<t[dh][^>]*data-block="{re.escape(block)}"[^>]*>', html)
    if opened is None:
        return None
    return text_of(Html(re.split(r"</t[dh]>", html[opened.end() :], maxsplit=1)[0]))


def counts(shown: Iterable[Card]) -> Mapping[str, int]:
    """How many comments each piece has, marks left out."""
    return Counter(one.thread.key for one in shown if not one.is_mark)
