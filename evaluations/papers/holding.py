"""Base-table items that hold a fact follow it whenever facts change, and a fact that is held stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from evaluations.dossier.factkeys import LONGEST
from evaluations.fieldwork.models import BaseTableItem, FactKind, ItemState
from evaluations.grids.effects import Effect, keep, watch
from evaluations.papers.factbook import Fact
from evaluations.papers.facts import book
from evaluations.papers.following import CALLED, options_of_questions
from evaluations.people.models import User
from evaluations.projects.actions import Change, log, save_as
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Question

LONGEST_SOURCE = 300


@watch
def items_followed(project: Project, by: User) -> Callable[[], Effect]:
    """Knows the fact of every bound item before a change, and gives the item its value and key after it."""
    keys = dict(_bound(project).values_list("pk", "fact"))
    if not keys:
        return Effect
    before = {key: fact.anchor for key, fact in book(project, keys.values()).items()}

    def follow() -> Effect:
        rows = list(_bound(project).filter(pk__in=keys).order_by("table__position", "position"))
        facts = book(project, [row.fact for row in rows])
        after = {fact.anchor: key for key, fact in facts.items()}
        moved: list[tuple[BaseTableItem, str]] = []
        for row in rows:
            was, stood = said(row), _columns(row)
            key = after.get(before[row.fact], row.fact) if row.fact in before else row.fact
            row.fact = key if len(key) <= LONGEST else row.fact
            number = row.number
            take(row, facts.get(row.fact))
            if _columns(row) != stood:
                save(row, by)
            if row.number != number:
                moved.append((row, was))
        return _told(project, moved, by)

    return follow


@keep
def held_rows(project: Project) -> Callable[[Any], str]:
    """Why a row that base-table items are read from cannot go, and what to do first."""
    rows = list(_bound(project))
    facts = book(project, [row.fact for row in rows]) if rows else {}
    held: dict[tuple[Any, ...], list[BaseTableItem]] = defaultdict(list)
    for one in rows:
        if one.fact in facts:
            held[facts[one.fact].anchor[:2]].append(one)
    surveyed = options_of_questions(project) if held else {}

    def why(row: Any) -> str:
        found = held.get((CALLED.get(type(row), ""), row.pk), [])
        if isinstance(row, Question):
            found = [
                *found,
                *(one for pk in surveyed.get(row.pk, ()) for one in held.get(("option", pk), [])),
            ]
        if not found:
            return ""
        named = "、".join(f"{one.table.code}“{one.name}”" for one in found)
        return f"“{row}”正被基础表{named}引用，没有删除。请先取消那里的引用。"

    return why


# Rows ---------------------------------------------------------------------------------------------


def _bound(project: Project) -> Any:
    return BaseTableItem.objects.filter(table__project=project).exclude(fact="").select_related("table")


def take(row: BaseTableItem, fact: Fact | None) -> None:
    """The fact's value, unit and name; a lost fact leaves a gap. A changed item has to be verified again."""
    number = fact.value if fact is not None and isinstance(fact.value, Decimal) else None
    if row.number != number or row.kind != FactKind.NUMBER:
        row.kind, row.number, row.text, row.flag = FactKind.NUMBER, number, "", None
        row.state = ItemState.OPEN if number is None else ItemState.FILLED
        row.is_locked, row.returned_reason = False, ""
    if fact is not None:
        row.unit, row.source = fact.unit, fact.name[:LONGEST_SOURCE]


def _columns(row: BaseTableItem) -> tuple[Any, ...]:
    return row.fact, row.kind, row.number, row.unit, row.source


def save(row: BaseTableItem, by: User) -> None:
    """Writes a changed item with its version."""
    row.revision += 1
    save_as(row, by=by)


def said(row: BaseTableItem) -> str:
    """Value and source, as the log says them."""
    value = f"{shown(row.value)}{row.unit}" if row.value is not None else shown(None)
    return f"{value}（引自{row.source}）" if row.fact else value


def _told(project: Project, moved: list[tuple[BaseTableItem, str]], by: User) -> Effect:
    """A line of the log of its own: what a signature has frozen in base tables refuses the change."""
    if not moved:
        return Effect()
    changes: list[Change] = [
        {"field": f"{row.table.code}　{row.name}", "before": was, "after": said(row)} for row, was in moved
    ]
    log(project, by=by, kind="base", verb="随引用更新", subject="基础表", changes=changes)
    named = "、".join(f"{row.table.code}“{row.name}”" for row, _ in moved)
    return Effect(said=(f"基础表随之更新：{named}",))
