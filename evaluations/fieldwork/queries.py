"""Reads of the collected facts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from evaluations.fieldwork.models import (
    BaseTable,
    BaseTableItem,
    FactKind,
    ItemState,
    ItemTemplate,
    OutputFact,
)
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from indicators.systems.models import Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A data item as it is shown; an empty text is a gap."""

    name: str
    text: str
    is_figure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A base table with the indicator it belongs to; `is_scored` where that has a working paper."""

    code: str
    indicator: str
    is_scored: bool
    entries: tuple[Entry, ...]

    @property
    def known(self) -> int:
        """How many items are known."""
        return sum(1 for entry in self.entries if entry.text)


def base_tables(project: Project) -> list[Table]:
    """基础表 in their order, with all items."""
    names = dict(project.system.indicators.values_list("code", "name"))
    scored = set(project.system.indicators.filter(paper__isnull=False).values_list("code", flat=True))
    tables = BaseTable.objects.filter(project=project).prefetch_related("items").order_by("position")
    return [
        Table(
            code=table.code,
            indicator=names.get(table.code, ""),
            is_scored=table.code in scored,
            entries=tuple(map(_entry, table.items.all())),
        )
        for table in tables
    ]


def _entry(item: BaseTableItem) -> Entry:
    match item.kind:
        case FactKind.NUMBER:
            text = "" if item.number is None else shown(item.number)
        case FactKind.FLAG:
            text = "" if item.flag is None else shown(item.flag)
        case _:
            text = item.text
    return Entry(name=item.name, text=text, is_figure=item.kind == FactKind.NUMBER)


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
