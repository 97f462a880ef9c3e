"""Facts about who and what is evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluations.dossier import Dossier
from reports.document.dates import written_date
from reports.document.facts import Fact
from reports.document.outline import table
from reports.document.sources.making import count, scalar, text
from reports.document.sources.work import is_cited

_ENDING = re.compile(r"(?:财政项目支出|财政支出|支出)?绩效(?:评价报告|自评报告|自评表|评价)$")


def short_name(title: str) -> str:
    """What the title names, without the words for the kind of document."""
    return _ENDING.sub("", title) or title


def project_facts(dossier: Dossier, issued: str | None) -> Iterator[Fact]:
    project = dossier.project
    yield text("project.title", project.title, "project.title")
    yield text("project.name", short_name(project.title), "project.title")
    year = None if project.year is None else str(project.year)
    yield text("project.year", year, "project.year", unit="年")
    for key in ("evaluated_unit", "competent_department", "commissioning_bureau", "firm", "report_number"):
        yield text(f"project.{key}", getattr(project, key), f"project.{key}")
    yield text("project.funding_source", project.funding_source, "project.funding_source")
    yield text("project.report_date", written_date(project.report_date or issued), "project.report_date")
    unit = project.evaluated_unit or project.competent_department
    yield text("project.unit", unit or "项目单位", "project.evaluated_unit")


def law_facts(dossier: Dossier) -> Iterator[Fact]:
    """The rules that held in the project's year; without a year, those in force. Not those cited anyway."""
    year = dossier.project.year
    for name, law in table("phrases/laws.toml").items():
        since, until = law.get("from"), law.get("until")
        holds = until is None if year is None else (since or year) <= year <= (until or year)
        named = holds and not is_cited(dossier.policies, law["text"])
        yield text(f"law.{name}", law["text"] if named else None, "project.year")


def objective_facts(dossier: Dossier) -> Iterator[Fact]:
    from_here = "objectives"
    yield count("count.objectives", len(dossier.objectives) or None, from_here, "项")
    categories = list(dict.fromkeys(item.category for item in dossier.objectives if item.category))
    yield count("count.objective_categories", len(categories) or None, from_here, "类")
    yield text("objectives.categories", "、".join(categories), from_here)
    stated = sum(item.target is not None for item in dossier.objectives)
    yield count("count.objective_targets", stated or None, from_here, "项")
    for place, item in enumerate(dossier.objectives):
        scope, source = f"objective.{place + 1}", f"objectives[{place}]"
        yield text(f"{scope}.name", item.name, f"{source}.name")
        yield scalar(f"{scope}.target", item.target, f"{source}.target")
        yield scalar(f"{scope}.actual", item.actual, f"{source}.actual")
        yield text(f"{scope}.indicator", item.indicator, f"{source}.indicator")


def milestone_facts(dossier: Dossier) -> Iterator[Fact]:
    yield count("count.milestones", len(dossier.milestones) or None, "milestones", "项")
    for place, item in enumerate(dossier.milestones):
        scope, source = f"milestone.{place + 1}", f"milestones[{place}]"
        yield text(f"{scope}.item", item.item, f"{source}.item")
        yield text(f"{scope}.plan", written_date(item.plan), f"{source}.plan")
        yield text(f"{scope}.actual", written_date(item.actual), f"{source}.actual")
        yield text(f"{scope}.progress", item.progress, f"{source}.progress")
