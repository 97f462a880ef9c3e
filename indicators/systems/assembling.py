"""Systems out of plain data: made new, or changed in place until they say what the data says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F

from indicators.scoring import FORMAT, Problem, Refused, read_system
from indicators.systems import sheaf
from indicators.systems.models import GradeBand, Indicator, IndicatorSystem, Rule, RulePart, RuleRow
from indicators.systems.queries import indicators_of
from indicators.systems.records import Record, read, same, write
from indicators.systems.shapes import INDICATOR, SYSTEM

REASON = "指标库"
ASIDE = 1_000_000
"""How far positions are moved out of the way while an order changes."""


class SystemSheaf(sheaf.Sheaf):
    """The rows of one system."""

    order = (IndicatorSystem, GradeBand, Indicator, Rule, RuleRow, RulePart)
    reason = REASON


def check(data: Mapping[str, Any]) -> None:
    """Raises Refused with everything for which `data` cannot be a system."""
    read_system({"format": FORMAT, **data})
    doubled = list(_doubled_grades(data))
    if doubled:
        raise Refused(doubled)


def _doubled_grades(data: Mapping[str, Any]) -> Iterator[Problem]:
    counts = Counter(band["grade"] for band in data.get("grade_scheme") or ())
    for place, band in enumerate(data.get("grade_scheme") or ()):
        if counts[band["grade"]] > 1:
            message = f"等级“{band['grade']}”写了两次，请只保留一个。"
            yield Problem(path=f"grade_scheme[{place}].grade", message=message)


@transaction.atomic
def build(data: Mapping[str, Any], *, name: str, by: AbstractUser | None) -> IndicatorSystem:
    """A new system that says `data` (`grade_scheme`, `rounding`, `indicators`). Raises Refused."""
    check(data)
    rows = SystemSheaf()
    system = rows.add(IndicatorSystem, _system_record(data), SYSTEM, "", name=name)
    added = [
        rows.add(Indicator, read(INDICATOR, entry), INDICATOR, f"indicators[{place}]", **_at(system, place))
        for place, entry in enumerate(data.get("indicators") or ())
    ]
    _link(added)
    _save(rows, by)
    return IndicatorSystem.objects.get(pk=system.pk)


@transaction.atomic
def rebuild(
    system: IndicatorSystem,
    data: Mapping[str, Any],
    *,
    without: Collection[str] = (),
    by: AbstractUser | None,
) -> None:
    """Makes an existing system say `data`; an indicator stays its row where its code stays. Raises Refused.

    What does not change is not touched, so that histories and revisions tell what did. `without` names keys
    of indicators that are held elsewhere: they count for the check alone.
    """
    check(data)
    old = {row.code: row for row in indicators_of(system)}
    entries = {str(one["code"]): _less(one, without) for one in data.get("indicators") or ()}
    rows = SystemSheaf()
    _set_conventions(system, data, rows, by)
    kept = {code: row for code, row in old.items() if code in entries}
    system.indicators.update(position=F("position") + ASIDE)
    for place, (code, entry) in enumerate(entries.items()):
        if code in kept:
            kept[code].position = place
            _change(kept[code], entry, rows, f"indicators[{place}]", by)
        else:
            record = read(INDICATOR, entry)
            rows.add(Indicator, record, INDICATOR, f"indicators[{place}]", **_at(system, place))
    _link([*kept.values(), *rows.rows[Indicator]])
    _save(rows, by)
    _place(kept, by)
    for code in reversed([code for code in old if code not in entries]):
        _delete(old[code], by)


def _less(entry: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    return {key: held for key, held in entry.items() if key not in keys}


def _system_record(data: Mapping[str, Any]) -> Record:
    return read(SYSTEM, {key: value for key, value in data.items() if key != "indicators"})


def _at(system: IndicatorSystem, place: int) -> dict[str, Any]:
    return {"system": system, "position": place}


def _link(rows: list[Any]) -> None:
    """Sets the parents by their codes; each row carries its parent's code in `codes`."""
    by_code = {row.code: row for row in rows}
    for row in rows:
        row.parent = by_code.get(row.codes["parent"])


def _save(rows: SystemSheaf, by: AbstractUser | None) -> None:
    if rows.problems:
        raise Refused(rows.problems)
    rows.save(by=by)


def _set_conventions(
    system: IndicatorSystem, data: Mapping[str, Any], rows: SystemSheaf, by: AbstractUser | None
) -> None:
    record = _system_record(data)
    if not same(write(SYSTEM, system), {key: held for key, held in data.items() if key != "indicators"}):
        rows.check(IndicatorSystem, record.columns, SYSTEM, "")
        for name, value in record.columns.items():
            setattr(system, name, value)
        system.extras = record.extras
        system.grades.all().delete()
        rows.add_children(system, record, SYSTEM, "")
    system.revision += 1
    _save_as(system, by)


def _change(row: Indicator, entry: Mapping[str, Any], rows: SystemSheaf, path: str, by: Any) -> None:
    """Sets the columns of a kept row, and its rule anew where that changed; `_place` saves the row."""
    before = write(INDICATOR, row)
    record = read(INDICATOR, entry)
    row.codes = {"parent": record.columns.pop("parent")}  # type: ignore[attr-defined]
    row.is_changed = not same(before, dict(entry))  # type: ignore[attr-defined]
    if not row.is_changed:  # type: ignore[attr-defined]
        return
    rows.check(Indicator, record.columns, INDICATOR, path)
    for name, value in record.columns.items():
        setattr(row, name, value)
    row.extras = record.extras
    row.revision += 1
    if not same(before.get("rule"), entry.get("rule")):
        if hasattr(row, "rule"):
            _delete_rule(row.rule, by)
        rows.add_children(row, record, INDICATOR, path)


def _place(kept: Mapping[str, Any], by: AbstractUser | None) -> None:
    """Saves what changed, and the positions of all."""
    for row in kept.values():
        if row.is_changed:
            _save_as(row, by)
    Indicator.objects.bulk_update(kept.values(), ["position"], batch_size=sheaf.BATCH)


def _delete_rule(rule: Rule, by: AbstractUser | None) -> None:
    """A rule with the rules of its parts, which no cascade reaches."""
    for part in rule.parts.select_related("rule"):
        if part.rule is not None:
            _delete_rule(part.rule, by)
    if rule.pk is not None:
        rule._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 - read by django-simple-history
        rule.delete()


def _delete(row: Indicator, by: AbstractUser | None) -> None:
    if hasattr(row, "rule"):
        _delete_rule(row.rule, by)
    fresh = Indicator.objects.get(pk=row.pk)
    fresh._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 - read by django-simple-history
    fresh.delete()


def _save_as(row: Any, by: AbstractUser | None) -> None:
    row._history_user = by  # noqa: SLF001 - read by django-simple-history
    row.save()
