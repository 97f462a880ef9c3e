"""Rows of the database out of records: built as a whole, checked against their columns, saved in bulk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, ClassVar, NamedTuple

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from simple_history.utils import bulk_create_with_history

from indicators.scoring import Problem
from indicators.systems.records import Columns, Either, Link, Nested, One, Part, Record, Rows, Shape

BATCH = 500
REASON = "导入"


class Bound(NamedTuple):
    """How long a text of a column may be, or within which range a whole number."""

    longest: int = 0
    whole: range = range(0)


class Sheaf:
    """Rows that belong together, not saved yet, with the problems that saving them would meet.

    `order` names the models, what is referred to before what refers to it; `reason` stands in the history.
    """

    order: ClassVar[tuple[type[models.Model], ...]] = ()
    reason: ClassVar[str] = REASON

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.problems: list[Problem] = []

    def add(self, model: type[models.Model], record: Record, shape: Shape, path: str, **fixed: Any) -> Any:
        """A row of `model` with all its child rows; `path` is where the record stands in the dossier."""
        names = _links(shape)
        columns = {name: value for name, value in record.columns.items() if name not in names}
        if "extras" in _fields(model):
            fixed["extras"] = record.extras
        row = model(**columns, **fixed)
        row.codes = {name: record.columns[name] for name in names}  # type: ignore[attr-defined]
        self.check(model, columns, shape, path)
        self.add_children(row, record, shape, path)
        self.rows[model].append(row)
        return row

    def add_children(self, row: models.Model, record: Record, shape: Shape, path: str) -> None:
        """The child rows of a row that the sheaf need not hold itself."""
        parts = list(_with_children(shape, path)) if any(record.rows.values()) else []
        for relation, records in record.rows.items():
            numbers = Counter[str]()
            for position, child in enumerate(records):
                part, where = _part_of(parts, relation, child, path)
                place = _place(part, where, child, numbers[where])
                self._add_child(row, relation, child, _shape_of(part), place, position)
                numbers[where] += 1

    def _add_child(
        self, row: models.Model, relation: str, record: Record, shape: Shape, path: str, at: int
    ) -> None:
        field: Any = row._meta.get_field(relation)
        fixed: dict[str, Any] = {"position": at} if "position" in _fields(field.related_model) else {}
        if not field.concrete:
            fixed[field.field.name] = row
        child = self.add(field.related_model, record, shape, path, **fixed)
        if field.concrete:
            setattr(row, relation, child)

    def check(self, model: type[models.Model], columns: dict[str, Any], shape: Shape, path: str) -> None:
        """Notes what of a row does not fit its columns."""
        for name, bound in _bounds(model).items():
            message = _misfit(columns.get(name), bound)
            if message:
                key = _keys(shape).get(name)
                where = f"{path}.{key}" if path and key else path or key or ""
                self.problems.append(Problem(path=where, message=message))

    def save(self, *, by: AbstractUser | None, reason: str = "") -> None:
        """Writes all rows, with their first version where versions are kept: a constant number of batches."""
        for model in self.order:
            for rows in _generations(self.rows[model]):
                _create(model, rows, by, reason or self.reason)


def _create(model: type[models.Model], rows: list[Any], by: AbstractUser | None, reason: str) -> None:
    if hasattr(model, "history"):
        bulk_create_with_history(rows, model, batch_size=BATCH, default_user=by, default_change_reason=reason)
    else:
        model._default_manager.bulk_create(rows, batch_size=BATCH)


def _generations(rows: list[Any]) -> Iterator[list[Any]]:
    """Rows of a tree by depth, parents before children; other rows all at once."""
    if not rows:
        return
    depths: dict[int, list[Any]] = defaultdict(list)
    known: dict[int, int] = {}
    for row in rows:
        depths[_depth(row, known)].append(row)
    for depth in sorted(depths):
        yield depths[depth]


def _depth(row: Any, known: dict[int, int]) -> int:
    way = []
    while row is not None and id(row) not in known:
        way.append(row)
        row = row.parent if "parent" in _fields(row._meta.model) else None
    depth = known[id(row)] if row is not None else -1
    for step, one in enumerate(reversed(way), 1):
        known[id(one)] = depth + step
    return known[id(way[0])] if way else depth


# What shapes and models say ------------------------------------------------------------------------


def _with_children(shape: Shape, path: str) -> Iterator[tuple[Rows | One, str]]:
    """The parts that child rows hold, and where they stand."""
    for part in shape:
        where = f"{path}.{part.key}" if path else part.key
        if isinstance(part, Either):
            yield part.listed, where
        elif isinstance(part, Rows | One):
            yield part, where
        elif isinstance(part, Nested):
            yield from _with_children(part.shape, where)


def _part_of(
    parts: list[tuple[Rows | One, str]], relation: str, child: Record, path: str
) -> tuple[Rows | One | None, str]:
    for part, where in parts:
        if part.relation == relation and (isinstance(part, One) or part.has(child)):
            return part, where
    return None, path


def _place(part: Rows | One | None, where: str, child: Record, number: int) -> str:
    if not isinstance(part, Rows):
        return where
    return f"{where}.{child.columns[part.keyed]}" if part.keyed else f"{where}[{number}]"


def _shape_of(part: Rows | One | None) -> Shape:
    if part is None:
        return ()
    return part.shape() if isinstance(part, One) else part.shape


def _links(shape: Shape) -> tuple[str, ...]:
    """The relations of a shape that hold another row, also those within its objects."""
    own = tuple(part.relation for part in shape if isinstance(part, Link))
    return own + tuple(name for part in shape if isinstance(part, Nested) for name in _links(part.shape))


def _keys(shape: Shape) -> dict[str, str]:
    """Under which key each column stands."""
    return dict(_key_pairs(shape, ""))


def _key_pairs(shape: Iterable[Part], within: str) -> Iterator[tuple[str, str]]:
    for part in shape:
        if isinstance(part, Columns):
            for name in part.names:
                yield name, within + part.key
        elif isinstance(part, Nested):
            yield from _key_pairs(part.shape, f"{within}{part.key}.")


@cache
def _fields(model: type[models.Model]) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.concrete_fields)


@cache
def _bounds(model: type[models.Model]) -> dict[str, Bound]:
    bounds = {}
    for field in model._meta.concrete_fields:
        if field.is_relation or field.primary_key:
            continue
        if field.max_length:
            bounds[field.name] = Bound(longest=field.max_length)
        elif isinstance(field, models.IntegerField):
            low, high = BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]
            bounds[field.name] = Bound(whole=range(low, high + 1))
    return bounds


def _misfit(value: Any, bound: Bound) -> str:
    """What is wrong with a value, or nothing."""
    if isinstance(value, str) and bound.longest and len(value) > bound.longest:
        return f"这里有 {len(value)} 个字，最多 {bound.longest} 个，请缩短。"
    if isinstance(value, int) and bound.whole and value not in bound.whole:
        return f"{value} 不在 {bound.whole.start} 至 {bound.whole.stop - 1} 之间，请改正。"
    return ""
