"""From a dossier and its scores to the fact book: one module for each kind of source."""

from __future__ import annotations

from collections.abc import Iterator

from evaluations.dossier import Dossier
from indicators.scoring import Result
from reports.document.facts import Fact, FactBook
from reports.document.sources.fieldwork import (
    base_facts,
    fund_facts,
    interview_facts,
    output_facts,
    survey_facts,
)
from reports.document.sources.money import money_facts
from reports.document.sources.project import law_facts, milestone_facts, objective_facts, project_facts
from reports.document.sources.scores import score_facts
from reports.document.tree import grow

__all__ = ["fact_book"]


def fact_book(dossier: Dossier, result: Result, *, issued: str | None = None) -> FactBook:
    """Every fact that a report may state; `issued` dates a report without a date of its own."""
    return FactBook(_facts(dossier, result, issued))


def _facts(dossier: Dossier, result: Result, issued: str | None) -> Iterator[Fact]:
    yield from project_facts(dossier, issued)
    yield from law_facts(dossier)
    yield from objective_facts(dossier)
    yield from milestone_facts(dossier)
    yield from money_facts(dossier)
    yield from score_facts(dossier, result, grow(dossier, result))
    for source in (output_facts, base_facts, interview_facts, fund_facts, survey_facts):
        yield from source(dossier)
