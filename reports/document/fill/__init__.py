"""Generators: each writes the tables, charts and forms of one section. Outlines name them, and only these."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reports.document.fill import (
    adoption,
    analysis,
    annexes,
    basis,
    conclusion,
    costs,
    evidence,
    findings,
    front,
    inquiries,
    method,
    papers,
    self_evaluation,
    sensitivity,
    surveys,
    visits,
    weights,
    work,
)
from reports.document.material import Context, Filled

Generator = Callable[[Context], Filled]

GENERATORS: Mapping[str, Generator] = {
    "cover": front.cover,
    "signatures": front.signatures,
    "imprint": front.imprint,
    "team": work.team,
    "schedule": work.schedule,
    "duties": work.duties,
    "policies": work.policies,
    "weights": work.weights,
    "funding": costs.funding,
    "budget": basis.budget,
    "progress": basis.progress,
    "objectives": basis.objectives,
    "standards": method.standards,
    "collected": method.collected,
    "summary": conclusion.summary,
    "branches": conclusion.branches,
    "achieved": conclusion.achieved,
    "full_marks": analysis.full_marks,
    "deductions": analysis.deductions,
    "unscored": analysis.unscored,
    "by_branch": analysis.by_branch,
    "disputed": sensitivity.disputed,
    "firmness": sensitivity.firmness,
    "experience": findings.experience,
    "problems": findings.problems,
    "suggestions": findings.suggestions,
    "main_problems": findings.main_problems,
    "main_suggestions": findings.main_suggestions,
    "base_table": annexes.base_table,
    "system": annexes.system,
    "papers": papers.papers,
    "interviews": inquiries.interviews,
    "surveys": surveys.surveys,
    "weighings": weights.weighings,
    "visits": visits.visits,
    "fund_check": inquiries.fund_check,
    "costs": costs.costs,
    "evidence": evidence.evidence,
    "adoption": adoption.adoption,
    "self_evaluation": self_evaluation.form,
}
