"""Reads of 意见采纳情况表: opinions with their answers, the lines of the table, what lacks a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.adoption.models import Answer, Decision, Opinion, ScoreChange
from evaluations.reviews.adoption.movement import Movement, Reading
from evaluations.reviews.anchors import common
from evaluations.reviews.rounds import ROUNDS, is_signed
from evaluations.stages.queries import Standing, standing
from evaluations.stages.showing import Moved

OPEN, HALF, ANSWERED, RECORDED = "todo", "active", "signed", "none"
STATES = {OPEN: "未答复", HALF: "答复中", ANSWERED: "已答复", RECORDED: "已记录"}
TABS = {
    "": "全部",
    "open": "未答复",
    ProjectRole.EXPERT: "专家",
    ProjectRole.BUREAU_OFFICER: "委托方",
    ProjectRole.UNIT_CONTACT: "被评价单位",
}
ADOPTED = (Decision.ADOPT, Decision.PARTLY)
COMPLETE = Q(answer__decision=Decision.ADOPT) | Q(
    answer__decision__in=(Decision.PARTLY, Decision.DECLINE), answer__reason__gt=""
)
"""Opinions whose answer says enough: `Answer.is_complete`, in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage before and after: what stands still around what was taken out and put in."""

    head: str
    removed: str
    added: str
    tail: str


def passage(before: str, after: str) -> Passage:
    """Where the two differ, as one stretch."""
    start = common(before, after)
    end = common(before[start:][::-1], after[start:][::-1])
    return Passage(
        head=before[:start],
        removed=before[start : len(before) - end],
        added=after[start : len(after) - end],
        tail=before[len(before) - end :],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the table: the opinion, its answer, and what moved with its indicator."""

    opinion: Opinion
    answer: Answer | None
    moved: Moved | None
    inputs: tuple[tuple[str, str, str], ...]
    score: str
    """The indicator's score where it did not move."""
    movement: Movement
    is_closed: bool

    @property
    def state(self) -> str:
        """Which of `STATES`."""
        if self.opinion.is_no_opinion:
            return RECORDED
        if self.answer is None or self.answer.decision == "":
            return OPEN
        return ANSWERED if self.answer.is_complete else HALF

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def is_open(self) -> bool:
        """Whether it still has to be answered."""
        return self.state in {OPEN, HALF}

    @property
    def passage(self) -> Passage | None:
        """What the answer says was changed, marked where it differs."""
        if self.answer is None or not (self.answer.before or self.answer.after):
            return None
        return passage(self.answer.before, self.answer.after)

    @property
    def grade_word(self) -> str:
        """What the moved total means: 仍为良, 良改为优."""
        before, after = self.movement.grades
        return f"仍为{after}" if before == after else f"{before}改为{after}"

    @property
    def round_label(self) -> str:
        return ROUNDS.get(self.opinion.round, self.opinion.round)


def opinions_of(project: Project) -> QuerySet[Opinion]:
    """The project's opinions in the order of their numbers, with what the table shows of each."""
    rows = Opinion.objects.filter(project=project).select_related(
        "answer__answered_by", "attachment", "thread", "form", "recipient", "recorded_by"
    )
    return rows.order_by("number")


def unanswered(rows: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """Those that wait for an answer; half an answer is none."""
    answered = Opinion.objects.filter(COMPLETE).values("pk")
    return rows.filter(is_no_opinion=False).exclude(pk__in=answered)


def lines(project: Project, state: Standing | None, rows: Sequence[Opinion] | None = None) -> list[Line]:
    """The table's lines; queries do not grow with them."""
    found = list(opinions_of(project)) if rows is None else rows
    reading = Reading(project, state)
    keys = {one.round for one in found}
    movements = {key: reading.movement(key) for key in keys}
    closed = {key: is_signed(state, key) for key in keys}
    return [_line(row, movements[row.round], is_closed=closed[row.round]) for row in found]


def line_of(row: Opinion) -> Line:
    """One line, as it is now."""
    return lines(row.project, standing(row.project), [row])[0]


def answer_of(row: Opinion) -> Answer | None:
    """The opinion's answer, if there is one."""
    return getattr(row, "answer", None)


def _line(row: Opinion, movement: Movement, *, is_closed: bool) -> Line:
    return Line(
        opinion=row,
        answer=answer_of(row),
        moved=movement.moved.get(row.code),
        inputs=movement.inputs.get(row.code, ()),
        score=movement.scores.get(row.code, "") if row.code not in movement.moved else "",
        movement=movement,
        is_closed=is_closed,
    )


def counts(found: Sequence[Line]) -> dict[str, int]:
    """How many lines each tab has."""
    return {
        "": len(found),
        "open": sum(one.is_open for one in found),
        **{role: sum(one.opinion.role == role for one in found) for role in list(TABS)[2:]},
    }


def of_tab(found: Sequence[Line], tab: str) -> list[Line]:
    """The lines of a tab."""
    if tab == "open":
        return [one for one in found if one.is_open]
    return [one for one in found if tab in {"", one.opinion.role}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A score that is not what was signed, and what says why: opinions that were adopted, or a reason."""

    moved: Moved
    opinions: tuple[Opinion, ...]
    change: ScoreChange | None
    """The newest reason that somebody wrote."""

    @property
    def fits(self) -> bool:
        """Whether the written reason is about the score as it is now."""
        return self.change is not None and self.change.after == self.moved.after

    @property
    def is_explained(self) -> bool:
        return bool(self.opinions) or self.fits


def explained(project: Project, state: Standing | None) -> list[Explained]:
    """Every score that is not what the score stage signed, with its reasons."""
    found = Reading(project, state).unsigned_changes()
    if not found:
        return []
    codes = [one.code for one in found]
    adopted = opinions_of(project).filter(COMPLETE, code__in=codes, answer__decision__in=ADOPTED)
    changes: dict[str, ScoreChange] = {}
    for row in project.score_changes.filter(code__in=codes).select_related("by").order_by("pk"):
        changes[row.code] = row
    by_code: dict[str, list[Opinion]] = {}
    for one in adopted:
        by_code.setdefault(one.code, []).append(one)
    return [
        Explained(moved=one, opinions=tuple(by_code.get(one.code, ())), change=changes.get(one.code))
        for one in found
    ]
