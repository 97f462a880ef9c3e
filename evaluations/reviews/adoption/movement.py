"""How scores moved in a round of opinions, out of what was signed before it and at its end (前 → 后)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluations.papers.models import WorkingPaper
from evaluations.projects.models import Project
from evaluations.reviews.rounds import ROUNDS, is_signed
from evaluations.stages import contents, queries
from evaluations.stages.contents import Content
from evaluations.stages.line import Link
from evaluations.stages.queries import Standing
from evaluations.stages.showing import Moved, moved

PAPERS = "papers"
VALUES = ("number", "flag", "level")
"""The columns of an input that hold its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """From the last signature before a round to its own, or to today. All empty where nothing moved."""

    moved: Mapping[str, Moved] = field(default_factory=dict)
    """By the codes of indicators."""
    inputs: Mapping[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    """By the codes: names of inputs with their texts before and after."""
    scores: Mapping[str, str] = field(default_factory=dict)
    """By the codes: every score as it is at the end."""
    totals: tuple[str, str] | None = None
    grades: tuple[str, str] = ("", "")


class Reading:
    """The contents of one project, each read once."""

    def __init__(self, project: Project, state: Standing | None) -> None:
        self.project = project
        self.state = state
        self._signed: dict[str, Content | None] = {}
        self._now: Content | None = None
        self._codes: dict[str, str] | None = None

    @property
    def now(self) -> Content:
        """Papers and scores as they are today."""
        if self._now is None:
            self._now = contents.content_of(self.project, stage="", scopes=[PAPERS])
        return self._now

    @property
    def codes(self) -> dict[str, str]:
        """Key of a paper → code of its indicator."""
        if self._codes is None:
            papers = WorkingPaper.objects.in_use().filter(project=self.project)
            pairs = papers.values_list("pk", "indicator__code")
            self._codes = {str(key): code for key, code in pairs}
        return self._codes

    def signed(self, link: Link | None) -> Content | None:
        """What the link showed of papers and scores; None where it was about something else."""
        if self.state is None or link is None:
            return None
        digest = self.state.signature(link).content_sha256
        if digest not in self._signed:
            self._signed[digest] = queries.signed_content(self.project, digest)
        found = self._signed[digest]
        return found if found and found["scores"] else None

    def score_stage(self) -> Content | None:
        """What the stage that first froze the papers signed last; None where it is not signed."""
        if self.state is None:
            return None
        links = (
            self.state.line.approvals.get(step.key, ())
            for step in self.state.line.steps
            if PAPERS in step.freezes
        )
        return self.signed(next((found[-1] for found in links if found), None))

    def unsigned_changes(self) -> list[Moved]:
        """The scores of leaves that are not what the score stage signed: branches follow from them."""
        was = self.score_stage()
        found = moved(was["scores"], self.now["scores"]) if was else []
        leaves = set(self.codes.values()) if found else set()
        return [one for one in found if one.code in leaves]

    def movement(self, key: str) -> Movement:
        """How scores moved in the round `key`."""
        if self.state is None:  # the firm works without a table of stages
            return Movement()
        was = self.signed(self._before(key))
        if was is None:
            return Movement()
        own = self.state.line.approvals.get(key, ()) if is_signed(self.state, key) else ()
        now = (self.signed(own[-1]) if own else None) or self.now
        found = moved(was["scores"], now["scores"])
        return Movement(
            moved={one.code: one for one in found},
            inputs=self._inputs(was, now) if found else {},
            scores={code: one["score"] or "" for code, one in now["scores"].get("indicators", {}).items()},
            totals=_totals(was, now),
            grades=(was["scores"].get("grade", ""), now["scores"].get("grade", "")),
        )

    def _before(self, key: str) -> Link | None:
        """The newest approval in force of a stage before the round."""
        assert self.state is not None
        earlier: list[Link] = []
        for step in self.state.line.steps:
            if step.key == key:
                return max(earlier, key=lambda link: link.number, default=None)
            earlier += self.state.line.approvals.get(step.key, ())
        return None

    def _inputs(self, was: Content, now: Content) -> dict[str, tuple[tuple[str, str, str], ...]]:
        found: dict[str, list[tuple[str, str, str]]] = {}
        rows = now["rows"][PAPERS]["PaperInput"]
        for one in contents.differences(was, now, [PAPERS]):
            row = rows.get(one.key)
            if one.model != "PaperInput" or one.column not in VALUES or row is None:
                continue
            code = self.codes.get(str(row["paper_id"]), "")
            found.setdefault(code, []).append((row["name"], one.before or "—", one.after or "—"))
        return {code: tuple(listed) for code, listed in found.items()}


def movements(project: Project, state: Standing | None) -> dict[str, Movement]:
    """Round → how scores moved in it; signed contents and today's facts are read once for all."""
    if state is None:
        return {key: Movement() for key in ROUNDS}
    reading = Reading(project, state)
    return {key: reading.movement(key) for key in ROUNDS}


def _totals(was: Content, now: Content) -> tuple[str, str] | None:
    before, after = was["scores"].get("total"), now["scores"].get("total")
    return None if before is None or before == after else (before, after or "—")
