"""Reads of the collected facts."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from evaluations.fieldwork.models import (
    BaseTable,
    BaseTableItem,
    FactKind,
    ItemState,
    ItemTemplate,
    OutputFact,
)
from evaluations.projects.models import Project
from indicators.systems.models import Indicator

UNKNOWN = (
    Q(kind=FactKind.NUMBER, number__isnull=True)
    | Q(kind=FactKind.FLAG, flag__isnull=True)
    | Q(kind=FactKind.TEXT, text="")
)
"""Items whose `value` is None."""


def item_counts(project: Project) -> tuple[int, int]:
    """How many items the base tables have, and how many of them are not known; one query."""
    rows = BaseTableItem.objects.filter(table__project=project).order_by()
    found = rows.aggregate(total=Count("pk"), unknown=Count("pk", filter=UNKNOWN))
    return found["total"], found["unknown"]


def unknown_items(project: Project) -> QuerySet[BaseTableItem]:
    """The items that are not known, in the order of the tables."""
    rows = BaseTableItem.objects.filter(UNKNOWN, table__project=project)
    return rows.order_by("table__position", "position")


def outputs(project: Project) -> QuerySet[OutputFact]:
    """产出数据 in order."""
    return OutputFact.objects.filter(project=project).order_by("position")


def tables_of(project: Project) -> QuerySet[BaseTable]:
    """基础表 with how many items each has, and how many of them in each state."""
    counts = {state.value: Count("items", filter=Q(items__state=state)) for state in ItemState}
    rows = BaseTable.objects.filter(project=project).select_related("handed_in_by")
    named = Indicator.objects.filter(system__project=OuterRef("project"), code=OuterRef("code"))
    indicator = Subquery(named.values("name")[:1])
    return rows.annotate(total=Count("items"), indicator=indicator, **counts).order_by("position")


def handed_out(project: Project) -> QuerySet[BaseTable]:
    """The tables that the evaluated unit is to fill in."""
    return tables_of(project).filter(is_handed_out=True)


def items_to_verify(table: BaseTable) -> QuerySet[BaseTableItem]:
    """The items of a table in their order, with who verified them."""
    return table.items.select_related("verified_by").order_by("position")


def templates_of(project: Project) -> QuerySet[ItemTemplate]:
    """数据项模板 of the project's firm."""
    return ItemTemplate.objects.filter(firm=project.firm_id, is_retired=False).annotate(total=Count("items"))


def derivable(project: Project) -> QuerySet[Indicator]:
    """Indicators whose formula names inputs."""
    return (
        Indicator.objects.filter(system=project.system_id).exclude(value_expression="").order_by("position")
    )
