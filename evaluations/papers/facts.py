"""The facts of a project, and what inputs read from them: settling, binding, naming the source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.urls import reverse

from evaluations.dossier.factkeys import called, read_key
from evaluations.fieldwork.models import BaseTableItem, OutputFact
from evaluations.money.models import BudgetLine, FundCheck
from evaluations.papers.factbook import WORDS, Book, Fact, Item, Material, book_of
from evaluations.papers.models import InputKind, PaperInput
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Survey


def book(project: Project, keys: Iterable[str] | None = None) -> Book:
    """The facts of the project; with `keys` only the sources that these name are read.

    The number of queries depends on the sources alone.
    """
    wanted = None if keys is None else [key for key in map(read_key, keys) if key is not None]
    sources = None if wanted is None else {key.source for key in wanted}
    codes = None if wanted is None else {key.parts[0] for key in wanted if key.source == "base"}

    def is_read(source: str) -> bool:
        return sources is None or source in sources

    lines = BudgetLine.objects.filter(project=project).order_by("position")
    material = Material(
        lines=list(lines) if is_read("budget") else (),
        tables=_tables(project, codes) if is_read("base") else (),
        check=FundCheck.objects.filter(project=project).first() if is_read("check") else None,
        outputs=_rows_of(OutputFact, project) if is_read("output") else (),
        surveys=_asked(project) if is_read("survey") else (),
    )
    return book_of(material, pages_of(project))


def pages_of(project: Project) -> dict[str, str]:
    """Where the facts of each source are entered."""
    names = {
        "budget": "money:budget",
        "check": "money:fund-check",
        "base": "fieldwork:base-tables",
        "output": "fieldwork:outputs",
        "survey": "questionnaires:surveys",
    }
    return {source: reverse(name, args=[project.pk]) for source, name in names.items()}


def settle(project: Project, inputs: Iterable[PaperInput]) -> Book:
    """Gives every bound input the value of its fact, in memory; the facts they rest on.

    An input whose source is gone, empty or of another type holds nothing: it is missing, never zero.
    """
    bound = [row for row in inputs if row.source]
    if not bound:
        return {}
    facts = book(project, [row.source for row in bound])
    for row in bound:
        put(row, facts.get(row.source))
    return facts


def put(row: PaperInput, fact: Fact | None) -> None:
    """Sets the input's value from a fact."""
    value = fact.value if fact is not None and fact.fits(row.kind) else None
    match row.kind:
        case InputKind.FLAG:
            row.flag = value if isinstance(value, bool) else None
        case InputKind.LEVEL:
            row.level = value if isinstance(value, str) else ""
        case _:
            row.number = value if isinstance(value, Decimal) else None


def source_name(key: str, facts: Book) -> str:
    """What people call a source, even if it is gone."""
    return facts[key].name if key in facts else called(key, WORDS)


def gap(row: PaperInput, facts: Book) -> str:
    """Why a bound input has no value, and what to do; empty where it has one."""
    fact = facts.get(row.source)
    name = source_name(row.source, facts)
    if fact is None:
        return f"引用的“{name}”已经不在了，请另选来源，或取消引用后录入。"
    if fact.value is None or fact.value == "":
        return f"引用的“{name}”还没有数据，请到那里填写。"
    if not fact.fits(row.kind):
        return f"引用的“{name}”不是{InputKind(row.kind).label}，请另选来源。"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """From where a bound input is read, as pages show it; `gap` says why it has no value.

    `formula` is how a statistic is worked out, with its counts.
    """

    key: str
    name: str
    text: str
    page: str
    gap: str
    formula: str = ""


def shown_binding(row: PaperInput, facts: Book) -> Binding:
    """The binding of an input that has one."""
    fact = facts.get(row.source)
    return Binding(
        key=row.source,
        name=source_name(row.source, facts),
        text=shown(None) if fact is None else fact.text,
        page="" if fact is None else fact.page,
        gap=gap(row, facts),
        formula="" if fact is None else fact.formula,
    )


# Rows ---------------------------------------------------------------------------------------------


def _rows_of(model: Any, project: Project) -> list[Any]:
    return list(model.objects.filter(project=project).order_by("position"))


def _tables(project: Project, codes: set[str] | None) -> list[tuple[str, Sequence[Item]]]:
    rows = BaseTableItem.objects.filter(table__project=project)
    if codes is not None:
        rows = rows.filter(table__code__in=codes)
    ordered = rows.order_by("table__position", "table", "position")
    columns = ordered.values_list("table", "table__code", *Item._fields)
    return [
        (code, [Item(*row[2:]) for row in items])
        for (_, code), items in groupby(columns, key=lambda row: row[:2])
    ]


def _asked(project: Project) -> list[tuple[Survey, list[tuple[Any, list[Any]]]]]:
    surveys = Survey.objects.filter(project=project).order_by("position")
    return [
        (survey, [(question, list(question.options.all())) for question in survey.questions.all()])
        for survey in surveys.prefetch_related("questions__options")
    ]
