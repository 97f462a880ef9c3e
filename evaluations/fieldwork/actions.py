"""What changes on base tables: made, handed out, handed in, verified or returned, kept as a template."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.fieldwork.models import (
    BaseTable,
    BaseTableItem,
    FactKind,
    ItemState,
    ItemTemplate,
    TemplateItem,
)
from evaluations.fieldwork.patterns import content_of, record
from evaluations.grids.effects import Effect, begin, why_kept
from evaluations.people.models import User
from evaluations.projects.actions import log, save_as
from evaluations.projects.models import Project, Removed
from evaluations.projects.removal import bring_back, remove_whole
from indicators.scoring import ExpressionError, parse_expression
from indicators.systems.models import Indicator


class NotPossible(Exception):
    """Says why not and what to do; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step of a data item; `said` is the line of the log."""

    name: str
    said: str
    sources: frozenset[ItemState]
    target: ItemState
    needs_reason: bool = False


MOVES = {
    move.name: move
    for move in (
        Move(name="verify", said="核实", sources=frozenset({ItemState.FILLED}), target=ItemState.VERIFIED),
        Move(
            name="return",
            said="退回",
            sources=frozenset({ItemState.FILLED, ItemState.VERIFIED}),
            target=ItemState.RETURNED,
            needs_reason=True,
        ),
    )
}


@transaction.atomic
def move_item(item: BaseTableItem, name: str, *, revision: int, by: User, reason: str = "") -> BaseTableItem:
    """Verifies a data item or returns it with a reason. Raises NotPossible; the log names item and value."""
    items = BaseTableItem.objects.select_for_update(of=("self",)).select_related("table__project")
    row = items.get(pk=item.pk)
    move = MOVES[name]
    if row.revision != revision:
        raise NotPossible(f"“{row.name}”在您打开之后又改过，没有{move.said}。请看过新的内容再决定。")
    if row.state not in move.sources:
        raise NotPossible(f"“{row.name}”现在是{ItemState(row.state).label}，不能{move.said}。")
    if move.needs_reason and not reason.strip():
        raise NotPossible(f"退回“{row.name}”要写原因，让单位知道改什么。")
    before = str(ItemState(row.state).label)
    row.state = move.target
    is_verified = move.target == ItemState.VERIFIED
    row.verified_by, row.verified_at = (by, timezone.now()) if is_verified else (None, None)
    row.returned_reason = reason.strip() if move.needs_reason else ""
    row.is_locked = is_verified
    row.revision += 1
    save_as(row, by=by)
    after = f"{move.target.label}：{row.returned_reason}" if row.returned_reason else str(move.target.label)
    changes = [{"field": row.name, "before": before, "after": after}]
    log(row.table.project, by=by, kind="base", verb=move.said, subject=_subject(row.table), changes=changes)  # type: ignore[arg-type]
    return row


@transaction.atomic
def add_table(
    project: Project, *, code: str, title: str, by: User, template: ItemTemplate | None = None
) -> BaseTable:
    """A base table, empty or with the items of a template. Raises NotPossible for a blank or doubled code."""
    Project.objects.select_for_update().get(pk=project.pk)
    table = _new_table(project, code.strip(), title.strip() or (template.title if template else ""))
    kept = template.items.all() if template else ()
    for place, one in enumerate(kept):
        item = BaseTableItem(table=table, position=place, name=one.name, kind=one.kind)
        item.unit, item.period, item.definition = one.unit, one.period, one.definition
        save_as(item, by=by)
    log(project, by=by, kind="base", verb="新增", subject=_subject(table))
    return table


@transaction.atomic
def derive_table(project: Project, code: str, *, by: User) -> BaseTable:
    """Data items for the inputs that the indicator's formula names; those that are there already stay."""
    Project.objects.select_for_update().get(pk=project.pk)
    indicator = Indicator.objects.filter(system=project.system_id, code=code).first()
    names = _names(indicator)
    if indicator is None or not names:
        raise NotPossible(f"指标{code}没有计算公式，不知道要哪些输入。请先在指标页写公式，或新建空表。")
    table = BaseTable.objects.filter(project=project, code=code).order_by("position").first()
    table = table or _new_table(project, code, indicator.name)
    taken = set(table.items.values_list("name", flat=True))
    place = (table.items.aggregate(last=Max("position"))["last"] or 0) + 1
    new = [name for name in names if name not in taken]
    for number, name in enumerate(new):
        item = BaseTableItem(table=table, position=place + number, name=name, kind=FactKind.NUMBER)
        save_as(item, by=by)
    log(
        project,
        by=by,
        kind="base",
        verb="按公式建数据项",
        subject=f"{_subject(table)}　{'、'.join(new) or '没有新的'}"[:300],
    )
    return table


def _names(indicator: Indicator | None) -> tuple[str, ...]:
    if indicator is None or not indicator.value_expression:
        return ()
    try:
        return parse_expression(indicator.value_expression).names
    except ExpressionError:
        return ()


def _new_table(project: Project, code: str, title: str) -> BaseTable:
    if not code:
        raise NotPossible("请填表的编号，通常是它所依据的指标的编号，例如B1-1。")
    if len(code) > 40 or len(title) > 200:
        raise NotPossible("编号最多40个字，名称最多200个字，请缩短。")
    if BaseTable.objects.filter(project=project, code=code).exists():
        raise NotPossible(f"已经有编号为“{code}”的基础表，请换一个编号，或在那张表里加数据项。")
    last = BaseTable.objects.filter(project=project).aggregate(last=Max("position"))["last"]
    place = 0 if last is None else last + 1
    return BaseTable.objects.create(project=project, position=place, code=code, title=title)


@transaction.atomic
def remove_table(table: BaseTable, *, by: User) -> None:
    """Takes away a table with its items, their values and evidence; `restore_table` brings it back.

    Raises NotPossible while inputs are read from its items.
    """
    row = _locked(table)
    ended = begin(row.project, by=by)
    hindrances = list(filter(None, map(why_kept(row.project), row.items.all())))
    if hindrances:
        more = f"这张表里这样的数据项共{len(hindrances)}个。" if hindrances[1:] else ""
        raise NotPossible(f"基础表{row}没有删除：{hindrances[0]}{more}")
    remove_whole(row.project, row, by=by, name=str(row))
    _log_with_effect(row, "删除", ended(), by)


@transaction.atomic
def restore_table(kept: Removed, *, by: User) -> int:
    """Brings a removed table back as it was; how many links to evidence could not come along.

    Raises NotPossible where another table has its code meanwhile.
    """
    project = Project.objects.select_for_update().get(pk=kept.project_id)
    head = BaseTable._meta.label_lower
    code = next(entry["values"]["code"] for entry in kept.rows if entry["model"] == head)
    if BaseTable.objects.filter(project=project, code=code).exists():
        raise NotPossible(f"没有恢复：另一张基础表现在用着编号“{code}”，请先把那一张删除或换成别的编号。")
    ended = begin(project, by=by)
    lost = bring_back(kept, by=by)
    table = BaseTable.objects.select_related("project").get(pk=kept.number)
    _log_with_effect(table, "恢复", ended(), by)
    return lost


def _log_with_effect(table: BaseTable, verb: str, effect: Effect, by: User) -> None:
    log(
        table.project,
        by=by,
        kind="base",
        verb=verb,
        subject=_subject(table),
        changes=effect.changes,
        moves_scores=bool(effect.changes),
    )


@transaction.atomic
def hand_out(table: BaseTable, *, is_out: bool, by: User) -> BaseTable:
    """Gives the table to the evaluated unit to fill in, or takes it back."""
    row = _locked(table)
    if row.is_handed_out != is_out:
        row.is_handed_out = is_out
        row.save(update_fields=["is_handed_out"])
        log(row.project, by=by, kind="base", verb="发给单位填报" if is_out else "收回", subject=_subject(row))
    return row


@transaction.atomic
def hand_in(table: BaseTable, *, by: User) -> int:
    """报送: locks what is filled until it is returned; how many items. NotPossible if there are none."""
    row = _locked(table)
    if not row.is_handed_out:
        raise NotPossible("这张表已经收回，不能报送。请与评价机构联系人确认。")
    items = list(row.items.filter(state=ItemState.FILLED, is_locked=False))
    if not items:
        raise NotPossible("没有新填的数据项可以报送。请先填写数值。")
    for item in items:
        item.is_locked = True
        item.revision += 1
        save_as(item, by=by)
    row.handed_in_at, row.handed_in_by = timezone.now(), by
    row.save(update_fields=["handed_in_at", "handed_in_by"])
    log(row.project, by=by, kind="base", verb="报送", subject=f"{_subject(row)}　{len(items)}项")
    return len(items)


@transaction.atomic
def keep_template(table: BaseTable, title: str, *, by: User) -> ItemTemplate:
    """Keeps the items without their values for the firm's next projects; replaces one of the same title."""
    row = _locked(table)
    title = title.strip()[:200] or str(row)
    found = ItemTemplate.objects.select_for_update().filter(firm=row.project.firm, title=title).first()
    before = content_of(found) if found else {}
    template = found or ItemTemplate(firm=row.project.firm, title=title, created_by=by)
    template.revision = template.revision + 1 if found else 1
    template.is_retired = False
    template.save()
    template.items.all().delete()
    columns = ("name", "kind", "unit", "period", "definition")
    TemplateItem.objects.bulk_create(
        TemplateItem(template=template, position=place, **{name: getattr(item, name) for name in columns})
        for place, item in enumerate(row.items.all())
    )
    record(template, f"从项目存入{'，替换原内容' if found else ''}", before, by=by)
    log(row.project, by=by, kind="pattern", verb="存为模板", subject=f"{_subject(row)}　{title}"[:300])
    return template


def _locked(table: BaseTable) -> BaseTable:
    tables = BaseTable.objects.select_for_update(of=("self",)).select_related("project__firm")
    return tables.get(pk=table.pk)


def _subject(table: BaseTable) -> str:
    return f"基础表　{table}"[:300]
