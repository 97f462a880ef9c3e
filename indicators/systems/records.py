"""Plain data ⇄ columns and rows: what was read is written again exactly, and what changed meanwhile shows.

A shape is a tuple of parts; each part says by which columns or child rows one key of a mapping is held.
`read` gives a `Record` from which rows are made; `write` gives the mapping again, from a record or from rows
of the database. What columns cannot give back as it was (an unknown key, a null, a number where they hold
text) is kept beside them in `extras` under its key, and counts for as long as the columns still say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

ABSENT: Any = object()
"""There is no such key."""


@dataclass(slots=True, kw_only=True)
class Record:
    """A row to be: its columns, what they cannot hold, and its child rows by relation."""

    columns: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Record]] = field(default_factory=dict)


class Part(Protocol):
    """Holds one key: reads its value into a record and returns what has to be kept beside the columns."""

    @property
    def key(self) -> str: ...

    def read(self, value: Any, into: Record) -> Any: ...

    def write(self, holder: Any, kept: Any) -> Any: ...


Shape = Sequence[Part]


def read(shape: Shape, data: Mapping[str, Any]) -> Record:
    """The record of a mapping; its columns are complete, empty where the mapping is silent."""
    record = Record()
    record.extras = _read_into(shape, data, record)
    return record


def write(shape: Shape, holder: Any, extras: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The mapping that a record or a row of the database holds; unknown keys come last."""
    extras = (holder.extras or {}) if extras is None else extras
    if not extras:
        values = ((part.key, part.write(holder, ABSENT)) for part in shape)
        return {key: value for key, value in values if value is not ABSENT}
    data = {}
    for part in shape:
        value = part.write(holder, extras.get(part.key, ABSENT))
        if value is not ABSENT:
            data[part.key] = value
    known = {part.key for part in shape}
    return data | {key: value for key, value in extras.items() if key not in known}


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: true is not 1, and 3.50 is 3.5."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def column(holder: Any, name: str) -> Any:
    """What a record or a row holds in a column."""
    return holder.columns[name] if isinstance(holder, Record) else getattr(holder, name)


def children(holder: Any, relation: str) -> list[Any]:
    """The child rows of a record or a row: of a relation to many, or the one of a relation to one."""
    if isinstance(holder, Record):
        return holder.rows.get(relation, [])
    at_hand = getattr(holder, "at_hand", {})
    if relation in at_hand:
        return list(at_hand[relation])
    related = getattr(holder, relation, None)
    if related is None:
        return []
    return list(related.all()) if hasattr(related, "all") else [related]


def attach(parents: Iterable[Any], relation: str, rows: Iterable[Any], link: str) -> None:
    """Lays child rows, fetched for all parents at once, at hand of each; `link` names their parent's key."""
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, link)].append(row)
    for parent in parents:
        parent.at_hand = {**getattr(parent, "at_hand", {}), relation: groups[parent.pk]}


def _read_into(shape: Shape, data: Mapping[str, Any], record: Record) -> dict[str, Any]:
    known = {part.key for part in shape}
    left = {key: value for key, value in data.items() if key not in known}
    for part in shape:
        kept = part.read(data.get(part.key, ABSENT), record)
        if kept is not ABSENT:
            left[part.key] = kept
    return left


# Columns ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Columns:
    """A value in one column or several: `load` gives their values, `dump` takes them."""

    key: str
    names: tuple[str, ...]
    load: Callable[[Any], tuple[Any, ...]]
    dump: Callable[..., Any]

    def read(self, value: Any, into: Record) -> Any:
        loaded = self.load(value)
        into.columns.update(zip(self.names, loaded, strict=True))
        return ABSENT if value is ABSENT or same(self.dump(*loaded), value) else value

    def write(self, holder: Any, kept: Any) -> Any:
        now = tuple(column(holder, name) for name in self.names)
        if kept is not ABSENT and same(self.load(kept), now):
            return kept
        return self.dump(*now)


def is_number(value: Any) -> bool:
    """Whether `value` is a number of JSON (true is none)."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def as_text(value: Any) -> str:
    """A simple value as people write it; a list's, one after the other."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if is_number(value):
        plain = format(Decimal(value), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, list | tuple):
        return "；".join(map(as_text, value))
    return value if isinstance(value, str) else ""


def as_figure(value: Any) -> Decimal | None:
    return Decimal(value) if is_number(value) else None


def as_whole(value: Any) -> int | None:
    return int(value) if is_number(value) and value == int(value) else None


def as_flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _single(key: str, name: str | None, load: Callable[[Any], Any]) -> Columns:
    return Columns(key, (name or key,), lambda value: (load(value),), _unless_empty)


def _unless_empty(value: Any) -> Any:
    return ABSENT if value is None or value == "" else value


def text(key: str, name: str | None = None) -> Columns:
    """A text; empty means not known."""
    return _single(key, name, as_text)


def figure(key: str, name: str | None = None) -> Columns:
    """An exact number."""
    return _single(key, name, as_figure)


def whole(key: str, name: str | None = None) -> Columns:
    """A whole number."""
    return _single(key, name, as_whole)


def flag(key: str, name: str | None = None) -> Columns:
    """True, false, or not said."""
    return _single(key, name, as_flag)


def mark(key: str, name: str | None = None) -> Columns:
    """True, or else false."""
    return Columns(key, (name or key,), lambda value: (value is True,), lambda value: value or ABSENT)


# Objects and rows -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Nested:
    """An object within the object, held by columns of the same row.

    With `whole`, unknown keys alone do not make an object: they go with the columns that they stood beside.
    """

    key: str
    shape: Shape
    whole: bool = False

    def read(self, value: Any, into: Record) -> Any:
        if not isinstance(value, Mapping):
            _read_into(self.shape, {}, into)
            return value
        left = _read_into(self.shape, value, into)
        return left if left or not value else ABSENT

    def write(self, holder: Any, kept: Any) -> Any:
        inner = kept if isinstance(kept, Mapping) else {}
        data = write(self.shape, holder, inner)
        if self.whole and data and not any(part.key in data for part in self.shape):
            return ABSENT
        return data or kept


def _mappings(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) and all(isinstance(v, Mapping) for v in value) else ()


@dataclass(frozen=True, slots=True)
class Rows:
    """A list held by child rows: those of `relation` that have the columns `fixed`.

    `load` gives their records, `dump` takes rows; by default they are a list of mappings of `shape`.
    """

    key: str
    relation: str
    shape: Shape
    load: Callable[[Any], list[Record]] | None = None
    dump: Callable[[list[Any]], Any] | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    keyed: str = ""
    """The column that holds the keys, where the rows are the items of a mapping."""

    def has(self, child: Any) -> bool:
        """Whether a child row of the relation is one of these."""
        return all(column(child, name) == value for name, value in self.fixed.items())

    def records(self, value: Any) -> list[Record]:
        if self.load is not None:
            records = self.load(value)
        else:
            records = [read(self.shape, item) for item in _mappings(value)]
        for record in records:
            record.columns.update(self.fixed)
        return records

    def data(self, rows: list[Any]) -> Any:
        if not rows:
            return ABSENT
        return self.dump(rows) if self.dump is not None else [write(self.shape, row) for row in rows]

    def read(self, value: Any, into: Record) -> Any:
        records = self.records(value)
        into.rows.setdefault(self.relation, []).extend(records)
        return ABSENT if value is ABSENT or same(self.data(records), value) else value

    def write(self, holder: Any, kept: Any) -> Any:
        rows = [row for row in children(holder, self.relation) if self.has(row)]
        if kept is not ABSENT and _alike(self._ordered(self.records(kept)), self._ordered(rows)):
            return kept
        return self.data(rows)

    def _ordered(self, rows: list[Any]) -> list[Any]:
        """A mapping's items by their keys: no database keeps the order of a mapping in `extras`."""
        return sorted(rows, key=lambda row: column(row, self.keyed)) if self.keyed else rows


@dataclass(frozen=True, slots=True)
class Either:
    """A list held by rows, or else a simple value held by a column."""

    listed: Rows
    simple: Columns

    @property
    def key(self) -> str:
        return self.listed.key

    def read(self, value: Any, into: Record) -> Any:
        is_list = isinstance(value, list | tuple)
        kept = self.simple.read(ABSENT if is_list else value, into)
        return self.listed.read(value, into) if is_list else kept

    def write(self, holder: Any, kept: Any) -> Any:
        was_list = isinstance(kept, list | tuple)
        listed = self.listed.write(holder, kept if was_list else ABSENT)
        return self.simple.write(holder, ABSENT if was_list else kept) if listed is ABSENT else listed


@dataclass(frozen=True, slots=True)
class One:
    """An object held by a row of its own."""

    key: str
    relation: str
    shape: Callable[[], Shape]

    def read(self, value: Any, into: Record) -> Any:
        if not isinstance(value, Mapping):
            return value
        into.rows[self.relation] = [read(self.shape(), value)]
        return ABSENT

    def write(self, holder: Any, kept: Any) -> Any:
        rows = children(holder, self.relation)
        return write(self.shape(), rows[0]) if rows else kept


@dataclass(frozen=True, slots=True)
class Link:
    """The code of another row; `relation` holds that row, or nothing when there is none of this code."""

    key: str
    relation: str
    by: str = "code"

    def read(self, value: Any, into: Record) -> Any:
        into.columns[self.relation] = value if isinstance(value, str) else None
        return ABSENT if value is ABSENT or isinstance(value, str) else value

    def write(self, holder: Any, kept: Any) -> Any:
        if isinstance(holder, Record):
            return holder.columns[self.relation] or kept
        linked = getattr(holder, self.relation)
        return kept if linked is None else getattr(linked, self.by)


def _alike(records: list[Record], rows: list[Any]) -> bool:
    return len(records) == len(rows) and all(map(_says_the_same, records, rows))


def _says_the_same(record: Record, row: Any) -> bool:
    return (
        all(same(value, column(row, name)) for name, value in record.columns.items())
        and same(record.extras, row.extras if hasattr(row, "extras") else {})
        and all(_alike(rows, children(row, relation)) for relation, rows in record.rows.items())
    )
