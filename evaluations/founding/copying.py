"""The structure of a project → unsaved rows of a new one, as the table of structure says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from evaluations.founding.structure import PLANS, SYSTEM, Model, Plan
from evaluations.projects.models import Project
from indicators.systems.models import IndicatorSystem, Rule, RulePart

Copies = dict[tuple[Model, int], Any]
"""The new row of each copied one, by model and number."""


def copy_system(source: Project, name: str) -> IndicatorSystem:
    """The indicator system of the new project, without its indicators."""
    system = copied(SYSTEM, source.system)
    system.name = name
    assert isinstance(system, IndicatorSystem)
    return system


def copy_structure(source: Project, project: Project, *, is_next_year: bool) -> dict[Model, list[Any]]:
    """All rows that the new project begins with, by model; `project` has its system. One query per model."""
    copies: Copies = {(Project, source.pk): project, (IndicatorSystem, source.system_id): project.system}
    rows: dict[Model, list[Any]] = {}
    for plan in PLANS:
        if plan.is_of_the_case and not is_next_year:
            continue
        found = [one for one in _rows(plan, source, copies) if _is_at_hand(plan, one, copies)]
        rows[plan.model] = [_take(plan, one, copies) for one in found]
        for one, copy in zip(found, rows[plan.model], strict=True):
            _link(plan, one, copy, copies)
    return rows


def _rows(plan: Plan, source: Project, copies: Copies) -> Iterable[Any]:
    """The rows of the source; rules hang on indicators or, in composites, on one another."""
    if plan.way:
        return plan.model._default_manager.filter(**{plan.way: source}).order_by("pk")
    if plan.model is Rule:
        return _all_rules(source)
    name = "composite" if plan.model is RulePart else "rule"
    known = [number for model, number in copies if model is Rule]
    return plan.model._default_manager.filter(**{f"{name}__in": known}).order_by("pk")


def _all_rules(source: Project) -> list[Rule]:
    """Rules of indicators, then those of composites' parts, level by level."""
    level: QuerySet[Rule] = Rule.objects.filter(indicator__system=source.system_id)
    found: list[Rule] = []
    while fetched := list(level.order_by("pk")):
        found += fetched
        level = Rule.objects.filter(part_of__composite__in=[rule.pk for rule in fetched])
    return found


def _is_at_hand(plan: Plan, row: Any, copies: Copies) -> bool:
    """Whether everything that the row cannot be without is copied: a removed indicator's paper is not."""
    links: list[Any] = [plan.model._meta.get_field(name) for name in plan.links]
    needed = [(one.related_model, getattr(row, one.attname)) for one in links if not one.null]
    return all(one in copies for one in needed)


def _take(plan: Plan, row: Any, copies: Copies) -> Any:
    copy = copies[plan.model, row.pk] = copied(plan, row)
    return copy


def copied(plan: Plan, row: Any) -> Any:
    """A new row with the columns that go along, and no links yet."""
    columns = [*plan.structure, *(name for name in ("position",) if hasattr(row, name))]
    fields = [plan.model._meta.get_field(name) for name in columns]
    copy = plan.model(**{field.attname: getattr(row, field.attname) for field in fields})  # type: ignore[union-attr]
    if plan.keeps_extras:
        copy.extras = row.extras  # type: ignore[attr-defined]
    return copy


def _link(plan: Plan, row: Any, copy: Any, copies: Copies) -> None:
    for name in plan.links:
        field: Any = plan.model._meta.get_field(name)
        linked = copies.get((field.related_model, getattr(row, field.attname)))
        setattr(copy, name, linked)
