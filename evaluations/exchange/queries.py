"""A project's rows as a dossier, in a constant number of queries."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.db.models import QuerySet

from evaluations.dossier import FORMAT, Dossier
from evaluations.dossier.plain import json_text
from evaluations.engagement.models import Citation, Duty, Engagement, FurtherUnit, Step
from evaluations.exchange.evidence import fetch_evidence
from evaluations.exchange.shapes import PROJECT
from evaluations.fieldwork.models import (
    BaseTable,
    BaseTableItem,
    Interview,
    InterviewQuestion,
    InterviewRating,
    OutputFact,
    RatingLevel,
    SiteVisit,
    VisitCheck,
)
from evaluations.money.models import (
    BudgetLine,
    BudgetYear,
    CostItem,
    FundCheck,
    FundCheckItem,
    FundFinding,
    FundingSource,
)
from evaluations.papers.queries import scoring_data
from evaluations.projects.models import Milestone, Objective, Project
from evaluations.questionnaires.models import Option, Question, Survey
from indicators.systems.records import attach, write

_ORDER = ("format", *(item.name for item in fields(Dossier) if item.name != "extras"))


def export_dossier(project: Project) -> dict[str, Any]:
    """The whole dossier as plain data: what was imported with what changed since; numbers are exact."""
    _fetch_facts(project)
    data = {"format": FORMAT, **write(PROJECT, project), **export_system(project)}
    return {key: data[key] for key in _ORDER if key in data} | data


def export_system(project: Project) -> dict[str, Any]:
    """Only what scores depend on: format, grades, rounding, and indicators with their inputs."""
    return scoring_data(project)


def export_file(project: Project) -> bytes:
    """The dossier's file: UTF-8 JSON, keys in the order of the format, numbers as plain decimals."""
    return (json_text(export_dossier(project), indent=1) + "\n").encode()


def _fetch_facts(project: Project) -> None:
    """Brings all rows of a project's facts to hand, level by level."""
    for relation, rows in (
        ("budgetlines", BudgetLine.objects.select_related("parent")),
        ("budgetyears", BudgetYear.objects.all()),
        ("fundingsources", FundingSource.objects.all()),
        ("costitems", CostItem.objects.all()),
        ("milestones", Milestone.objects.all()),
        ("objectives", Objective.objects.select_related("indicator")),
        ("furtherunits", FurtherUnit.objects.select_related("organisation")),
        ("dutys", Duty.objects.all()),
        ("steps", Step.objects.select_related("responsible")),
        ("citations", Citation.objects.all()),
        ("outputfacts", OutputFact.objects.all()),
    ):
        _fetch([project], relation, rows.filter(project=project))
    _fetch([project], "engagement", Engagement.objects.filter(project=project))
    checks = _fetch([project], "fund_check", FundCheck.objects.filter(project=project))
    _fetch(checks, "items", FundCheckItem.objects.filter(check_form__project=project))
    _fetch(checks, "findings", FundFinding.objects.filter(check_form__project=project))
    tables = _fetch([project], "basetables", BaseTable.objects.filter(project=project))
    _fetch(tables, "items", BaseTableItem.objects.filter(table__project=project))
    surveys = _fetch([project], "surveys", Survey.objects.filter(project=project))
    questions = _fetch(surveys, "questions", Question.objects.filter(survey__project=project))
    _fetch(questions, "options", Option.objects.filter(question__survey__project=project))
    interviews = _fetch([project], "interviews", Interview.objects.filter(project=project))
    _fetch(interviews, "questions", InterviewQuestion.objects.filter(interview__project=project))
    _fetch(interviews, "scale", RatingLevel.objects.filter(interview__project=project))
    _fetch(interviews, "ratings", InterviewRating.objects.filter(interview__project=project))
    visits = _fetch([project], "sitevisits", SiteVisit.objects.filter(project=project))
    _fetch(visits, "checks", VisitCheck.objects.filter(visit__project=project))
    for relation, fetched in fetch_evidence(project, tables, interviews, visits).items():
        attach([project], relation, fetched, "project_id")


def _fetch(parents: list[Any], relation: str, rows: QuerySet[Any]) -> list[Any]:
    """The child rows in their order, laid at hand of their parents."""
    if not parents:
        return []
    field: Any = parents[0]._meta.get_field(relation)
    has_order = any(one.name == "position" for one in field.related_model._meta.concrete_fields)
    fetched = list(rows.order_by("position") if has_order else rows)
    attach(parents, relation, fetched, field.field.attname)
    return fetched
