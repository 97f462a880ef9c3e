"""The versions of a working paper: its own fields, its inputs, and the entries of those that are lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from evaluations.papers.contents import OWN, PREFIX
from evaluations.papers.models import InputItem, InputKind, PaperInput, WorkingPaper
from evaluations.projects.versions import Version, newest_first

Records = Mapping[int, list[Any]]


def paper_versions(paper: WorkingPaper) -> list[Version]:
    """All of them, newest first, in four queries.

    What belongs to one save bears one time, and what an import writes follows its paper: so a version holds
    whatever was recorded before the next one began.
    """
    inputs = _by_row(PaperInput.history.filter(paper=paper.pk))
    items = _by_row(InputItem.history.filter(paper_input__in=inputs))
    found = []
    until: datetime | None = None
    for record in newest_first(paper):
        values = _inputs(inputs, items, until) | {name: getattr(record, name) for name in OWN}
        found.append(
            Version(
                pk=record.history_id,
                revision=record.revision,
                at=record.history_date,
                by=record.history_user,
                values=values,
            )
        )
        until = record.history_date
    return found


def _by_row(records: Any) -> dict[int, list[Any]]:
    """The records of each row, oldest first."""
    found: dict[int, list[Any]] = defaultdict(list)
    for record in records.order_by("history_date", "history_id"):
        found[record.id].append(record)
    return found


def _inputs(inputs: Records, items: Records, until: datetime | None) -> dict[str, Any]:
    entries: dict[int, list[Any]] = defaultdict(list)
    for item in _standing(items, until):
        entries[item.paper_input_id].append(item)
    standing = sorted(_standing(inputs, until), key=lambda record: record.position)
    return {PREFIX + record.name: _value(record, entries[record.id]) for record in standing}


def _standing(rows: Records, until: datetime | None) -> Iterable[Any]:
    """The rows as they stood before `until` (now, where it is None)."""
    for records in rows.values():
        last = next((one for one in reversed(records) if until is None or one.history_date < until), None)
        if last is not None and last.history_type != "-":
            yield last


def _value(record: Any, entries: list[Any]) -> Any:
    match record.kind:
        case InputKind.FLAG:
            return record.flag
        case InputKind.LEVEL:
            return record.level or None
        case InputKind.LIST:
            return [item.number for item in sorted(entries, key=lambda item: item.position)]
        case _:
            return record.number
