"""What changes the structure of an indicator system: each locks it, checks its revision, and logs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from evaluations.design.models import Removal, RemovedLink
from evaluations.design.outline import Outline
from evaluations.design.saving import check_codes, closed, opened, write_codes, write_order
from evaluations.design.snapshots import keep_before
from evaluations.papers.opening import open_papers
from evaluations.people.models import User
from evaluations.projects.actions import Change, save_as
from evaluations.projects.figures import GAP
from evaluations.projects.models import Objective, Project
from indicators.systems.codes import Style
from indicators.systems.models import Indicator, IndicatorSystem

NEW = "新指标"
TOP = "一级指标"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was changed, and what the person should know about it."""

    indicator: Indicator
    notes: tuple[str, ...] = ()


def where(outline: Outline, pk: int | None, place: int) -> str:
    """A place in words: B 过程　第2位."""
    above = TOP if pk is None else str(outline.rows.get(pk, "已删除的指标"))
    return f"{above}　第{place + 1}位"


def _stands(outline: Outline, pk: int) -> str:
    row = outline.rows.get(pk)
    return "已删除" if row is None else where(outline, row.parent_id, outline.place(row))


@transaction.atomic
def add_indicator(
    project: Project,
    *,
    parent: int | None,
    place: int,
    revision: int,
    by: User,
    name: str = NEW,
    code: str = "",
) -> Done:
    """A new indicator as the `place`th under `parent` (None: at the top), of weight 0, with a working paper.

    Without `code` it gets the next of the system's style. What was a leaf above it becomes a branch.
    """
    system, outline = opened(project, revision, {"add": name}, lambda _: {"add": GAP})
    outline.check_place(None, parent)
    notes = _branch_note(outline, parent)
    code = code.strip() or outline.free_code(parent)
    last = system.indicators.aggregate(last=Max("position"))["last"]
    row = Indicator(system=system, parent_id=parent, code=code, name=_named(name), weight=Decimal(0))
    row.position = 0 if last is None else last + 1
    check_codes(outline, {})
    if any(one.code == code for one in outline.rows.values()):
        raise ValidationError(f"编号“{code}”已经有了，请另取一个。")
    save_as(row, by=by)
    outline.put(row, parent, place)
    write_order(system, outline)
    open_papers(project)
    closed(project, system, by=by, verb="新增", subject=f"指标 {row}")
    return Done(indicator=row, notes=notes)


@transaction.atomic
def edit_indicator(
    project: Project, pk: int, *, name: str | None = None, code: str | None = None, revision: int, by: User
) -> Done:
    """Another name or code; codes of what is under it follow where they are made of its own."""
    mine = {key: value for key, value in (("name", name), ("code", code)) if value is not None}
    system, outline = opened(project, revision, mine, lambda now: _words(now, pk, mine))
    row = outline.row(pk)
    changes: list[Change] = []
    if code is not None and code.strip() != row.code:
        changes += write_codes(project, outline, _followed(outline, row, code.strip()), by=by)
    if name is not None and _named(name) != row.name:
        changes.append({"field": f"{row.code}　名称", "before": row.name, "after": _named(name)})
        row.name = _named(name)
        row.revision += 1
        save_as(row, by=by)
    if changes:
        closed(project, system, by=by, verb="修改", subject=f"指标 {row}", changes=changes)
    return Done(indicator=row)


def _words(outline: Outline, pk: int, mine: dict[str, str]) -> dict[str, str]:
    row = outline.rows.get(pk)
    return {key: "已删除" if row is None else str(getattr(row, key)) for key in mine}


def _named(name: str) -> str:
    text = " ".join(name.split())
    if not text:
        raise ValidationError("指标名称是空的，请写上名称；不要这项指标就按Delete删除。")
    if len(text) > 200:
        raise ValidationError(f"指标名称共{len(text)}个字，最多200个。")
    return text


def _followed(outline: Outline, row: Indicator, code: str) -> dict[int, str]:
    """The new code, and those under it that begin with the old one."""
    return {
        one.pk: code + one.code.removeprefix(row.code)
        for one in outline.subtree(row)
        if one is row or one.code.startswith(row.code)
    }


@transaction.atomic
def move_indicator(
    project: Project, pk: int, *, parent: int | None, place: int, revision: int, by: User
) -> Done:
    """Puts it, with everything under it, as the `place`th under `parent`.

    Under another parent a code made of the old parent's is made anew. A branch that loses its last child is a
    leaf again, with the rule and the paper that it had.
    """
    target = where_now = ""

    def theirs(outline: Outline) -> dict[str, str]:
        return {"place": _stands(outline, pk)}

    system, outline = opened(project, revision, {"place": f"移到第{place + 1}位"}, theirs)
    row = outline.row(pk)
    outline.check_place(row, parent)
    where_now, old = where(outline, row.parent_id, outline.place(row)), row.parent_id
    notes = _branch_note(outline, parent) if parent != old else ()
    follows = parent != old and outline.is_automatic(row)
    outline.take(row)
    outline.put(row, parent, place)
    target = where(outline, parent, outline.place(row))
    if where_now == target:
        return Done(indicator=row)
    save_as(row, by=by)
    changes: list[Change] = [{"field": "位置", "before": where_now, "after": target}]
    if follows:
        codes = _followed(outline, row, outline.free_code(parent, beside=list(outline.subtree(row))))
        changes += write_codes(project, outline, codes, by=by)
    write_order(system, outline)
    notes += _leaf_note(outline, old) if parent != old else ()
    open_papers(project)
    closed(project, system, by=by, verb="移动", subject=f"指标 {row}", changes=changes)
    return Done(indicator=row, notes=notes)


def _branch_note(outline: Outline, parent: int | None) -> tuple[str, ...]:
    if parent is None or outline.under.get(parent):
        return ()
    above = outline.rows[parent]
    if not hasattr(above, "rule") and not hasattr(above, "paper"):
        return ()
    return (f"“{above}”有了下级，得分改为下级之和；它自己的评分规则和底稿留着，但不再计分。",)


def _leaf_note(outline: Outline, parent: int | None) -> tuple[str, ...]:
    if parent is None or outline.under.get(parent):
        return ()
    return (f"“{outline.rows[parent]}”没有下级了，按它自己的规则和底稿计分。",)


@transaction.atomic
def remove_indicator(
    project: Project, pk: int, *, revision: int, by: User
) -> tuple[Removal, tuple[str, ...]]:
    """Takes it out with everything under it; `restore_indicator` brings all of it back."""

    def theirs(outline: Outline) -> dict[str, str]:
        return {"remove": _stands(outline, pk)}

    system, outline = opened(project, revision, {"remove": "删除"}, theirs)
    row = outline.row(pk)
    gone = list(outline.subtree(row))
    bin_ = IndicatorSystem.objects.create(name=f"已删除 {row}"[:200])
    removal = Removal.objects.create(
        project=project,
        system=bin_,
        root=row,
        parent_id=row.parent_id,
        was_top=row.parent_id is None,
        place=outline.place(row),
        by=by,
    )
    _unlink_objectives(removal, [one.pk for one in gone])
    outline.take(row)
    old, row.parent_id = row.parent_id, None
    row.system = bin_
    save_as(row, by=by)
    Indicator.objects.filter(pk__in=[one.pk for one in gone]).update(system=bin_)
    for one in gone:
        del outline.rows[one.pk]
    write_order(system, outline)
    notes = _leaf_note(outline, old)
    open_papers(project)
    closed(project, system, by=by, verb="删除", subject=_counted(row, len(gone)))
    return removal, notes


def _counted(row: Indicator, count: int) -> str:
    return f"指标 {row}" + (f"及其下{count - 1}项" if count > 1 else "")


def _unlink_objectives(removal: Removal, gone: list[int]) -> None:
    objectives = Objective.objects.filter(project=removal.project, indicator__in=gone)
    RemovedLink.objects.bulk_create(
        RemovedLink(removal=removal, objective=one, indicator=one.indicator)
        for one in objectives.select_related("indicator")
        if one.indicator is not None
    )
    objectives.update(indicator=None)


@transaction.atomic
def restore_indicator(project: Project, removal_pk: int, *, by: User) -> Done:
    """Puts what was removed back to where it was, with rules, papers and the objectives it measured.

    ValidationError where a code was given to another meanwhile. Where the parent is gone it comes to the top.
    """
    system = IndicatorSystem.objects.select_for_update().get(pk=project.system_id)
    removal = Removal.objects.select_related("root").filter(project=project, pk=removal_pk).first()
    if removal is None:
        raise ValidationError("这项删除已经撤销过了。")
    keep_before(project, system)
    outline = Outline(system.indicators.order_by("position"))
    lost = not removal.was_top and removal.parent_id not in outline.rows
    parent = None if lost else removal.parent_id
    kept = Outline(removal.system.indicators.order_by("position"))
    row = kept.rows[removal.root_id]
    levels = outline.depth(parent) + 1 + kept.height(row)
    if levels > 4:
        raise ValidationError(f"“{row}”恢复到原处会到第{levels}级，最多4级；请先移走上面的层级。")
    _check_free(outline, kept)
    notes = _branch_note(outline, parent)
    _bring_back(system, kept)
    row.system, row.parent_id = system, parent
    save_as(row, by=by)
    outline = Outline(system.indicators.order_by("position"))
    outline.take(outline.rows[row.pk])
    outline.put(outline.rows[row.pk], parent, len(outline.under[None]) if lost else removal.place)
    write_order(system, outline)
    for link in removal.links.select_related("objective").filter(objective__indicator=None):
        link.objective.indicator_id = link.indicator_id
        link.objective.save(update_fields=["indicator"])
    removal.system.delete()
    closed(project, system, by=by, verb="恢复", subject=_counted(row, len(kept.rows)))
    if lost:
        notes = (*notes, f"“{row}”原来的上级已经不在，现放在一级。")
    return Done(indicator=row, notes=notes)


def _check_free(outline: Outline, kept: Outline) -> None:
    taken = {one.code: one for one in outline.rows.values()}
    for one in kept.rows.values():
        if one.code in taken:
            raise ValidationError(
                f"不能恢复“{one}”：编号“{one.code}”已用于“{taken[one.code].name}”，请先改后者的编号。"
            )


def _bring_back(system: IndicatorSystem, kept: Outline) -> None:
    """Behind all others to begin with, because no two rows may share a position."""
    last = system.indicators.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    for place, one in enumerate(kept.ordered()):
        one.system, one.position = system, first + place
        Indicator.objects.filter(pk=one.pk).update(system=system, position=one.position)


@transaction.atomic
def renumber(project: Project, style: Style, *, revision: int, by: User) -> int:
    """New codes for all indicators in their order; returns how many changed."""
    system, outline = opened(project, revision, {"style": str(style)}, lambda _: {"style": "体系已有改动"})
    changes = write_codes(project, outline, outline.renumbered(style), by=by)
    if changes:
        closed(project, system, by=by, verb="重编", subject=f"指标编号　{len(changes)}项", changes=changes)
    return len(changes)
