"""From a dossier and its scores to the fact book: one module for each kind of source."""

from __future__ import annotations

from collections.abc import Iterator

from evaluations.dossier import Dossier
from indicators.scoring import Result
from indicators.scoring.sensitivity import Sensitivity
from reports.document.beside import NOTHING_BESIDE, Beside
from reports.document.facts import Fact, FactBook
from reports.document.sources.fieldwork import (
    base_facts,
    fund_facts,
    interview_facts,
    output_facts,
)
from reports.document.sources.firmness import analysed, firmness_facts
from reports.document.sources.funding import funding_facts
from reports.document.sources.money import money_facts
from reports.document.sources.project import law_facts, milestone_facts, objective_facts, project_facts
from reports.document.sources.proofs import proof_facts
from reports.document.sources.scores import score_facts
from reports.document.sources.surveys import survey_facts
from reports.document.sources.weighing import weighing_facts
from reports.document.sources.work import work_facts
from reports.document.tree import grow

__all__ = ["fact_book"]


def fact_book(
    dossier: Dossier,
    result: Result,
    *,
    issued: str | None = None,
    beside: Beside = NOTHING_BESIDE,
    sensitivity: Sensitivity | None = None,
) -> FactBook:
    """Every fact that a report may state; `issued` dates a report without a date of its own.

    `sensitivity` is worked out here where the caller does not have it already.
    """
    facts = _facts(dossier, result, issued, beside)
    return FactBook((*facts, *firmness_facts(dossier, sensitivity or analysed(dossier, result))))


def _facts(dossier: Dossier, result: Result, issued: str | None, beside: Beside) -> Iterator[Fact]:
    yield from project_facts(dossier, issued)
    yield from law_facts(dossier)
    yield from objective_facts(dossier)
    yield from milestone_facts(dossier)
    yield from work_facts(dossier, beside)
    yield from weighing_facts(dossier, beside)
    yield from money_facts(dossier)
    yield from funding_facts(dossier)
    yield from score_facts(dossier, result, grow(dossier, result))
    yield from survey_facts(dossier, beside)
    for source in (output_facts, base_facts, interview_facts, fund_facts, proof_facts):
        yield from source(dossier)
