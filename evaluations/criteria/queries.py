"""Reads of one indicator's definition, its paper's inputs, and what a changed one does to scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from evaluations.criteria.contents import contents, entry_with
from evaluations.papers.facts import settle
from evaluations.papers.models import PaperInput, WorkingPaper
from evaluations.papers.queries import Standing, rule_data, scoring_data, standing_of
from evaluations.projects.models import Activity, Project
from indicators.scoring import Refused
from indicators.systems.models import Indicator

KIND = "indicator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An indicator with all that is said of it; `inputs` by their keys; a leaf is scored itself."""

    indicator: Indicator
    paper: WorkingPaper | None
    inputs: Mapping[int, PaperInput]
    values: Mapping[str, Any]
    is_leaf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How the project stands on a definition: scores before and after, or why they cannot be computed."""

    before: Standing | None
    after: Standing | None


def subject(indicator: Indicator) -> str:
    """What the log calls the indicator."""
    return f"指标 {indicator.code} {indicator.name}"


def definition(project: Project, code: str, *, lock: bool = False) -> Definition | None:
    """The definition of the project's indicator of this code; `lock` for an action in its transaction."""
    rows = Indicator.objects.filter(system=project.system_id)
    rows = rows.select_for_update(of=("self",)) if lock else rows.select_related("rule")
    indicator = rows.filter(code=code).first()
    if indicator is None:
        return None
    papers = WorkingPaper.objects.filter(indicator=indicator)
    paper = (papers.select_for_update(of=("self",)) if lock else papers).first()
    inputs = list(paper.inputs.prefetch_related("items").order_by("position")) if paper else []
    settle(project, inputs)
    return Definition(
        indicator=indicator,
        paper=paper,
        inputs={row.pk: row for row in inputs},
        values=contents(indicator, rule_data(indicator), inputs),
        is_leaf=not indicator.children.exists(),
    )


def entry_of(data: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    """The indicator of the dossier of this code."""
    entries: list[Mapping[str, Any]] = [*data.get("indicators", ())]
    return next(entry for entry in entries if entry["code"] == code)


def with_entry(data: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """The dossier with this indicator in place of the one of its code."""
    entries = [entry if one["code"] == entry["code"] else one for one in data["indicators"]]
    return {**data, "indicators": entries}


def standing(data: Mapping[str, Any]) -> Standing | None:
    """What comes of the data; None where rules of it cannot be read."""
    try:
        return standing_of(data)
    except Refused:
        return None


def effect(data: Mapping[str, Any], found: Definition, values: Mapping[str, Any]) -> Effect:
    """The scores as they are, and as they would be with these values."""
    entry = entry_with(entry_of(data, found.indicator.code), values, found.inputs)
    return Effect(before=standing(data), after=standing(with_entry(data, entry)))


def present(project: Project) -> dict[str, Any]:
    """The part of the dossier that scores depend on."""
    return scoring_data(project)


def changes_of(project: Project, indicator: Indicator) -> QuerySet[Activity]:
    """The log of one indicator's definition, newest first."""
    lines = project.activities.filter(kind=KIND, subject__startswith=f"指标 {indicator.code} ")
    return lines.select_related("by").order_by("-at", "-pk")


def ruled(project: Project, code: str) -> QuerySet[Indicator]:
    """The other indicators that have a rule, which may be taken for this one, too."""
    rows = Indicator.objects.filter(system=project.system_id, rule__isnull=False).exclude(code=code)
    return rows.select_related("rule").order_by("position")


def neighbours(project: Project, code: str) -> tuple[Indicator | None, Indicator | None]:
    """The scored indicators before and after this one."""
    rows = Indicator.objects.filter(system=project.system_id).only("pk", "code", "name", "parent_id")
    listed = list(rows.order_by("position"))
    branches = {row.parent_id for row in listed}
    leaves = [row for row in listed if row.pk not in branches or row.code == code]
    place = next(number for number, row in enumerate(leaves) if row.code == code)
    before = leaves[place - 1] if place else None
    return before, leaves[place + 1] if place + 1 < len(leaves) else None
