"""What every change of an indicator system does around itself: lock, revision, order, codes, the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db.models import F, Max

from evaluations.design.outline import Outline
from evaluations.design.snapshots import keep_after, keep_before
from evaluations.fieldwork.models import BaseTable
from evaluations.papers.checking.actions import void_signatures
from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, log, save_as
from evaluations.projects.models import Project
from indicators.systems.models import Indicator, IndicatorSystem

KIND = "indicator"
LONGEST_CODE = 40
_BETWEEN = "\ue000"
"""Begins the codes that rows have while codes are being exchanged; nobody types it."""


def opened(
    project: Project,
    revision: int,
    mine: Mapping[str, str],
    theirs: Callable[[Outline], Mapping[str, str]],
) -> tuple[IndicatorSystem, Outline]:
    """The system, locked, and its tree. Raises Conflict, both versions in words, if `revision` is old."""
    system = IndicatorSystem.objects.select_for_update().get(pk=project.system_id)
    outline = Outline(system.indicators.order_by("position"))
    if system.revision != revision:
        raise Conflict(theirs=theirs(outline), mine=mine, revision=system.revision)
    keep_before(project, system)
    return system, outline


def closed(
    project: Project,
    system: IndicatorSystem,
    *,
    by: User,
    verb: str,
    subject: str,
    changes: Sequence[Change] = (),
) -> None:
    """A new revision of the system and a line of the log."""
    system.revision += 1
    save_as(system, by=by)
    keep_after(project, system, by=by)
    log(project, by=by, kind=KIND, verb=verb, subject=subject[:300], changes=changes)
    void_signatures(project, by=by)


def write_order(system: IndicatorSystem, outline: Outline) -> None:
    """Positions as the tree has them; in two steps, because no two rows may share one."""
    rows = outline.ordered()
    if all(row.position == place for place, row in enumerate(rows)):
        return
    highest = system.indicators.aggregate(highest=Max("position"))["highest"] or 0
    shift = max(highest, len(rows)) + 1
    system.indicators.update(position=F("position") + shift)
    for place, row in enumerate(rows):
        row.position = place
    Indicator.objects.bulk_update(rows, ["position"], batch_size=100)


def check_codes(outline: Outline, codes: Mapping[int, str]) -> None:
    """ValidationError, naming the row, for an empty, overlong or doubled code."""
    seen: dict[str, str] = {}
    for pk, row in outline.rows.items():
        code = codes.get(pk, row.code)
        if not code:
            raise ValidationError(
                f"“{row.name}”的编号是空的，请填一个，例如{outline.free_code(row.parent_id)}。"
            )
        if len(code) > LONGEST_CODE:
            raise ValidationError(f"编号“{code[:20]}…”共{len(code)}个字，最多{LONGEST_CODE}个。")
        if code in seen:
            raise ValidationError(f"编号“{code}”已用于“{seen[code]}”，“{row.name}”须另取一个。")
        seen[code] = row.name


def write_codes(project: Project, outline: Outline, codes: Mapping[int, str], *, by: User) -> list[Change]:
    """Gives rows new codes, also where they are exchanged; base tables follow. What changed, in words."""
    check_codes(outline, codes)
    rows = [outline.rows[pk] for pk, code in codes.items() if outline.rows[pk].code != code]
    renamed = {row.code: codes[row.pk] for row in rows}
    changes: list[Change] = [
        {"field": f"{row.name}　编号", "before": row.code, "after": codes[row.pk]} for row in rows
    ]
    if len(rows) > 1:
        for row in rows:
            Indicator.objects.filter(pk=row.pk).update(code=f"{_BETWEEN}{row.pk}")
    for row in rows:
        row.code = codes[row.pk]
        row.revision += 1
        save_as(row, by=by)
    _rename_tables(project, renamed)
    return changes


def _rename_tables(project: Project, renamed: Mapping[str, str]) -> None:
    """基础表 are named by the indicator's code."""
    tables = [table for table in BaseTable.objects.filter(project=project) if table.code in renamed]
    for table in tables:
        table.code = renamed[table.code]
    BaseTable.objects.bulk_update(tables, ["code"], batch_size=100)
