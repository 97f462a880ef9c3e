"""A dossier's data → the rows of a project, not saved yet, and every problem with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.dossier import Dossier, parse, read, write
from evaluations.engagement.models import Step
from evaluations.evidence.models import Document, RequestedItem
from evaluations.exchange.bindings import contradictions
from evaluations.exchange.evidence import connect
from evaluations.exchange.parties import long_names
from evaluations.exchange.rows import Sheaf
from evaluations.exchange.shapes import PROJECT
from evaluations.money.models import BudgetLine
from evaluations.papers.models import WorkingPaper
from evaluations.papers.shapes import PAPER, PAPER_KEYS
from evaluations.papers.ticks.models import Tick
from evaluations.projects.models import Objective, Project
from indicators.scoring import Problem
from indicators.systems import records
from indicators.systems.models import Indicator, IndicatorSystem
from indicators.systems.shapes import INDICATOR, SYSTEM

SYSTEM_KEYS = ("grade_scheme", "rounding", "weight_method", "indicators")
UNNAMED = "指标体系"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a file holds: the dossier and its rows, or else the problems with it."""

    dossier: Dossier | None = None
    project: Project | None = None
    sheaf: Sheaf | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def take_in(source: str | bytes | Mapping[str, Any]) -> Intake:
    """Reads a dossier's text or data and builds its rows; collects what is wrong from end to end."""
    reading = read(source) if isinstance(source, Mapping) else parse(source)
    dossier = reading.dossier
    if dossier is None:
        return Intake(problems=reading.problems, warnings=reading.warnings)
    sheaf, project = _rows(write(dossier))
    problems = (*long_names(dossier), *_doubled_years(dossier), *_doubled_grades(dossier), *sheaf.problems)
    if problems:
        return Intake(problems=problems, warnings=reading.warnings)
    paths = {row.code: f"indicators[{place}]" for place, row in enumerate(dossier.indicators)}
    warnings = (*reading.warnings, *contradictions(sheaf, paths))
    return Intake(dossier=dossier, project=project, sheaf=sheaf, warnings=warnings)


def _doubled_years(dossier: Dossier) -> Iterator[Problem]:
    seen: set[int] = set()
    for place, year in enumerate(dossier.budget_history):
        if year.year in seen:
            yield Problem(
                path=f"budget_history[{place}].year", message=f"{year.year} 年已经有一行，请合并或改正年度。"
            )
        seen.add(year.year)


def _doubled_grades(dossier: Dossier) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, band in enumerate(dossier.grade_scheme):
        if band.grade in seen:
            yield Problem(
                path=f"grade_scheme[{place}].grade", message=f"等级“{band.grade}”写了两次，请只保留一个。"
            )
        seen.add(band.grade)


# Rows ---------------------------------------------------------------------------------------------


def _rows(data: Mapping[str, Any]) -> tuple[Sheaf, Project]:
    sheaf = Sheaf()
    facts = {key: value for key, value in data.items() if key not in (*SYSTEM_KEYS, "format")}
    conventions = {key: value for key, value in data.items() if key in SYSTEM_KEYS}
    entries = conventions.pop("indicators", None)
    record = records.read(SYSTEM, conventions)
    if entries is not None and not entries:
        record.extras["indicators"] = entries
    name = str(data["project"]["title"])[:200] or UNNAMED
    system = sheaf.add(IndicatorSystem, record, SYSTEM, "", name=name)
    project = sheaf.add(Project, records.read(PROJECT, facts), PROJECT, "", system=system)
    indicators = _add_indicators(sheaf, entries or [], system, project)
    _link(sheaf.rows[Indicator], "parent", indicators)
    _link(sheaf.rows[BudgetLine], "parent", {line.code: line for line in sheaf.rows[BudgetLine]})
    _link(sheaf.rows[Objective], "indicator", indicators)
    _link(sheaf.rows[RequestedItem], "indicator", indicators)
    _link_ticks(sheaf.rows[Tick], {one.number: one for one in sheaf.rows[Document]})
    connect(sheaf, project)
    _link(sheaf.rows[Step], "responsible", {})
    return sheaf, project


def _add_indicators(
    sheaf: Sheaf, entries: list[dict[str, Any]], system: IndicatorSystem, project: Project
) -> dict[str, Indicator]:
    """Indicators with their rules; for each that has no others under it also a working paper."""
    branches = {entry.get("parent") for entry in entries}
    added = {}
    for position, entry in enumerate(entries):
        path = f"indicators[{position}]"
        is_leaf = entry["code"] not in branches
        defined = {key: entry[key] for key in entry if not (is_leaf and key in PAPER_KEYS)}
        record = records.read(INDICATOR, defined)
        indicator = sheaf.add(Indicator, record, INDICATOR, path, system=system, position=position)
        added[indicator.code] = indicator
        if is_leaf:
            found = records.read(PAPER, {key: entry[key] for key in PAPER_KEYS if key in entry})
            sheaf.add(WorkingPaper, found, PAPER, path, project=project, indicator=indicator)
    return added


def _link_ticks(rows: list[Any], documents: Mapping[str, Document]) -> None:
    """The evidence of each tick; an index number that no document has is kept as it was written."""
    for row in rows:
        number = row.codes["document"]
        if number in documents:
            row.document = documents[number]
        elif number is not None:
            row.extras["evidence"] = number


def _link(rows: list[Any], relation: str, by_code: Mapping[str, Any]) -> None:
    """Sets what the rows refer to by its code; a code that nothing has is kept as it was written."""
    for row in rows:
        code = row.codes[relation]
        if code in by_code:
            setattr(row, relation, by_code[code])
        elif code is not None:
            row.extras[relation] = code
