"""引用检查: inputs read from facts, those of them that are broken, those typed though a fact says it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from evaluations.papers.factbook import Book, Fact
from evaluations.papers.facts import Binding, book, put, shown_binding
from evaluations.papers.models import InputKind, PaperInput
from evaluations.papers.shapes import input_value
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from indicators.systems.models import RuleKind

TRIVIAL = {Decimal(0), Decimal(1), Decimal(100)}
"""Figures that agree with many a fact by accident."""
JUDGED = {RuleKind.GRADED, RuleKind.JUDGED}
"""Rules whose input is somebody's judgement: it is no figure that stands anywhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An input with what it is read from, or with the one fact that says the same."""

    code: str
    indicator: str
    revision: int
    input: str
    value: str
    bound: Binding | None = None
    proposed: Fact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All bound inputs, those without a value first; proposals for typed ones; how many are only typed."""

    bound: tuple[Reference, ...]
    proposed: tuple[Reference, ...]
    typed: int

    @property
    def broken(self) -> int:
        return sum(1 for one in self.bound if one.bound and one.bound.gap)


def review(project: Project) -> Review:
    """Every input of the papers in use beside the fact book; a constant number of queries."""
    facts = book(project)
    same = _by_value(facts)
    bound, proposed, typed = [], [], 0
    for row in _inputs(project):
        if row.source:
            put(row, facts.get(row.source))
            bound.append(_reference(row, bound=shown_binding(row, facts)))
            continue
        typed += 1
        found = [] if row.number is None or _is_judgement(row) else same.get(row.number, [])
        if len(found) == 1:
            proposed.append(_reference(row, proposed=found[0]))
    bound.sort(key=lambda one: not (one.bound and one.bound.gap))
    return Review(bound=tuple(bound), proposed=tuple(proposed), typed=typed)


def _is_judgement(row: PaperInput) -> bool:
    rule = getattr(row.paper.indicator, "rule", None)
    return rule is not None and rule.kind in JUDGED


def _inputs(project: Project) -> list[PaperInput]:
    rows = PaperInput.objects.filter(
        paper__project=project,
        paper__indicator__system=project.system,
        paper__indicator__children__isnull=True,
    ).exclude(kind=InputKind.LIST)
    return list(
        rows.select_related("paper__indicator__rule").order_by("paper__indicator__position", "position")
    )


def _by_value(facts: Book) -> dict[Decimal, list[Fact]]:
    found: dict[Decimal, list[Fact]] = defaultdict(list)
    for fact in facts.values():
        if isinstance(fact.value, Decimal) and fact.value not in TRIVIAL:
            found[fact.value].append(fact)
    return found


def _reference(row: PaperInput, *, bound: Binding | None = None, proposed: Fact | None = None) -> Reference:
    return Reference(
        code=row.paper.indicator.code,
        indicator=row.paper.indicator.name,
        revision=row.paper.revision,
        input=row.name,
        value=shown(input_value(row)),
        bound=bound,
        proposed=proposed,
    )
