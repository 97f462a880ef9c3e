"""Binding a base-table item to a fact, so that its number is read from there instead of being typed again."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from evaluations.dossier.factkeys import read_key
from evaluations.fieldwork.models import BaseTableItem
from evaluations.grids.effects import Effect, begin
from evaluations.papers.binding import NotBindable
from evaluations.papers.facts import book
from evaluations.papers.holding import said, save, take
from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, log
from evaluations.projects.figures import shown
from evaluations.projects.models import Project


@transaction.atomic
def hold(item: BaseTableItem, key: str, *, revision: int, by: User) -> BaseTableItem:
    """From now on the item holds the value of the fact `key`; what was typed stays in its history.

    Raises NotBindable for an unknown fact, one of another base table or one that is no number, Conflict for
    an old revision.
    """
    row, project = _locked(item, revision)
    found = read_key(key)
    if found is None or found.source == "base":
        raise NotBindable("基础表的数据项不能引用基础表。请从预算、产出数据或社会调查里选来源。")
    fact = book(project, [key]).get(key)
    if fact is None:
        raise NotBindable("没有找到所选的来源，它可能刚被改名或删除。请重新选择。")
    if not isinstance(fact.value, Decimal | None):
        raise NotBindable(f"“{fact.name}”是“{fact.text}”，不是数值，请另选来源。")
    ended = begin(project, by=by)
    before = said(row)
    row.fact = key
    take(row, fact)
    save(row, by)
    _tell(row, "引用", [{"field": row.name, "before": before, "after": said(row)}], ended(), by)
    return row


@transaction.atomic
def let_go(item: BaseTableItem, *, revision: int, by: User) -> BaseTableItem:
    """The item is typed again; it keeps its value and says where it came from. Raises Conflict."""
    row, _ = _locked(item, revision)
    if not row.fact:
        return row
    before = said(row)
    row.fact = ""
    save(row, by)
    change: Change = {"field": row.name, "before": before, "after": f"{shown(row.value)}（录入）"}
    _tell(row, "取消引用", [change], Effect(), by)
    return row


def _locked(item: BaseTableItem, revision: int) -> tuple[BaseTableItem, Project]:
    rows = BaseTableItem.objects.select_related("table__project")
    project = Project.objects.select_for_update().get(basetables__items=item)
    row = rows.get(pk=item.pk)
    if row.revision != revision:
        raise Conflict(theirs={}, mine={}, revision=row.revision)
    return row, project


def _tell(row: BaseTableItem, verb: str, changes: list[Change], effect: Effect, by: User) -> None:
    log(
        row.table.project,
        by=by,
        kind="base",
        verb=verb,
        subject=f"基础表{row.table}　{row.name}"[:300],
        changes=[*changes, *effect.changes],
        moves_scores=bool(effect.changes),
    )
