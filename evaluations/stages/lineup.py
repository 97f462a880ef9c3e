"""The line of stages as pages show it: state, who must act, since when, due when, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from evaluations.projects.models import Project
from evaluations.stages import queries, scopes
from evaluations.stages.checks import Gap
from evaluations.stages.models import Holding, Signature, Stage
from evaluations.stages.queries import Standing

SIGNED, ACTIVE, EARLY, WAITING = "signed", "active", "early", ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stage on the line. `state` is signed, active, early (begun before its turn) or empty."""

    stage: Stage
    number: int
    state: str
    due: date
    signatures: tuple[Signature, ...]
    """Those in force, in their order."""
    gaps: tuple[tuple[Gap, str], ...] = ()
    """What is missing, each with its address; of the stage in turn only."""
    waits_for: str = ""
    """The place that is to be signed next."""

    @property
    def late(self) -> int:
        """Days since it was due; 0 where it is signed, or not due yet."""
        return 0 if self.state == SIGNED else max(0, (timezone.localdate() - self.due).days)

    @property
    def signed_on(self) -> date | None:
        """The day of its last signature."""
        return timezone.localtime(self.signatures[-1].at).date() if self.signatures else None

    @property
    def signed_by(self) -> str:
        """Who signed, shortly."""
        names = [row.name for row in self.signatures]
        return names[0] if len(names) == 1 else f"{len(names)}人签"

    @property
    def blocking(self) -> int:
        """How much stands against signing."""
        return sum(gap.is_blocking for gap, _ in self.gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineup:
    """All stages, and the one whose turn it is."""

    marks: tuple[Mark, ...]
    current: Mark | None
    opened: str
    """The parts that are open for revision, as people call them."""

    @property
    def signed(self) -> int:
        """How many stages are signed."""
        return sum(mark.state == SIGNED for mark in self.marks)

    @property
    def early(self) -> str:
        """The stages that were begun before their turn."""
        return "、".join(mark.stage.name for mark in self.marks if mark.state == EARLY)


def lineup(project: Project, state: Standing, *, with_gaps: bool = True) -> Lineup:
    """How the project's stages stand today; without `with_gaps` nothing is checked."""
    current, due = state.current, queries.dues(project, state)
    begun = begun_parts(project)
    marks = []
    for number, stage in enumerate(state.stages, start=1):
        is_current = current is not None and stage.key == current.key
        signer = state.next_signer(stage) if is_current else None
        gaps = queries.gaps(project, stage) if is_current and with_gaps else []
        marks.append(
            Mark(
                stage=stage,
                number=number,
                state=_state(state, stage, is_current=is_current, begun=begun),
                due=due[stage.key],
                signatures=tuple(state.signature(link) for link in state.line.approvals.get(stage.key, ())),
                gaps=tuple((gap, gap.url(project)) for gap in gaps),
                waits_for=signer.label if signer else "",
            )
        )
    return Lineup(
        marks=tuple(marks),
        current=next((mark for mark in marks if current and mark.stage.key == current.key), None),
        opened=scopes.labels(state.line.opened),
    )


def _state(state: Standing, stage: Stage, *, is_current: bool, begun: set[str]) -> str:
    if state.line.is_signed(stage.key):
        return SIGNED
    if is_current:
        return ACTIVE
    return EARLY if begun & set(queries.held(stage, Holding.FREEZE)) else WAITING


def begun_parts(project: Project) -> set[str]:
    """The parts on which somebody has worked already: their kinds stand in the log."""
    kinds = set(project.activities.order_by().values_list("kind", flat=True).distinct())
    return {scope.key for scope in scopes.SCOPES.values() if scope.is_work and kinds & set(scope.kinds)}
