"""The versions of a working paper: its own fields, its inputs with the entries of lists, and its ticks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from evaluations.evidence.models import Document
from evaluations.papers.contents import OWN, PREFIX, label, text
from evaluations.papers.models import InputItem, InputKind, PaperInput, WorkingPaper
from evaluations.papers.ticks.keeping import in_words
from evaluations.papers.ticks.models import Tick
from evaluations.projects.versions import Records, Version, by_row, newest_first, standing_before

GONE = "（已删除的资料）"
TICK = "tick:"
"""Before the input and the item, parted by a line break, of which a tick says something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a tick said in a version."""

    met: Decimal | None
    note: str
    document: int | None


def paper_versions(paper: WorkingPaper) -> list[Version]:
    """All of them, newest first, in five queries.

    What belongs to one save bears one time, and what an import writes follows its paper: so a version holds
    whatever was recorded before the next one began.
    """
    inputs = by_row(PaperInput.history.filter(paper=paper.pk))
    items = by_row(InputItem.history.filter(paper_input__in=inputs))
    ticks = by_row(Tick.history.filter(paper=paper.pk))
    found = []
    until: datetime | None = None
    for record in newest_first(paper):
        values = _inputs(inputs, items, until) | {name: getattr(record, name) for name in OWN}
        values |= _ticks(ticks, until)
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


def _inputs(inputs: Records, items: Records, until: datetime | None) -> dict[str, Any]:
    entries: dict[int, list[Any]] = defaultdict(list)
    for item in standing_before(items, until):
        entries[item.paper_input_id].append(item)
    standing = sorted(standing_before(inputs, until), key=lambda record: record.position)
    return {PREFIX + record.name: _value(record, entries[record.id]) for record in standing}


def _ticks(ticks: Records, until: datetime | None) -> dict[str, Any]:
    standing = sorted(standing_before(ticks, until), key=lambda record: record.position)
    return {
        f"{TICK}{record.input}\n{record.text}": Said(
            met=record.met, note=record.note, document=record.document_id
        )
        for record in standing
    }


def ticks_in(version: Version, paper: WorkingPaper) -> list[Tick]:
    """The ticks of a version as rows to be saved; a document that is gone is left out."""
    said = {key: value for key, value in version.values.items() if key.startswith(TICK)}
    wanted = [value.document for value in said.values() if value.document is not None]
    documents = Document.objects.filter(project=paper.project_id).in_bulk(wanted)
    return [
        Tick(
            paper=paper,
            position=place,
            input=key.removeprefix(TICK).partition("\n")[0],
            text=key.partition("\n")[2],
            met=value.met,
            note=value.note,
            document=documents.get(value.document) if value.document is not None else None,
        )
        for place, (key, value) in enumerate(said.items())
    ]


def called(key: str) -> str:
    """What people call a value of a version."""
    return key.partition("\n")[2] if key.startswith(TICK) else label(key)


def wording(versions: Iterable[Version]) -> Callable[[str, Any], str]:
    """How values of these versions read; documents by their index numbers, in one query."""
    said = [value for version in versions for value in version.values.values() if isinstance(value, Said)]
    wanted = {value.document for value in said if value.document is not None}
    numbers = dict(Document.objects.filter(pk__in=wanted).values_list("pk", "number")) if wanted else {}

    def word(key: str, value: Any) -> str:
        if not isinstance(value, Said):
            return "—" if key.startswith(TICK) else text(key, value)
        number = "" if value.document is None else numbers.get(value.document, GONE)
        return in_words(value.met, value.note, number)

    return word


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
