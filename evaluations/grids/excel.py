"""A grid as an Excel file, and such a file as operations: first tried out, then saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from evaluations.grids.actions import Outcome, change
from evaluations.grids.columns import Column, Kind, write_cell
from evaluations.grids.grid import Grid
from evaluations.grids.operations import Add, Id, Operation, Remove, Set
from evaluations.grids.queries import rows_of, unit_shown
from evaluations.grids.workbook import KEY, PARENT, Book, Line, place, write_book
from evaluations.people.models import User
from evaluations.projects.actions import Change
from evaluations.projects.models import Project
from evaluations.workbooks import NotAWorkbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong at which cell of the file."""

    place: str
    message: str


@dataclass(slots=True, kw_only=True)
class Request:
    """What a file asks for: operations, and at which cell of the file each value stands."""

    operations: list[Operation] = field(default_factory=list)
    places: dict[tuple[Id, str], str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What would happen: changes as the log would tell them, counts, what is wrong where, what would move."""

    changes: tuple[Change, ...]
    added: int
    removed: tuple[str, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    effects: tuple[str, ...] = ()


def export(grid: Grid, project: Project, *, unit: str = "") -> bytes:
    """The rows as .xlsx: every column, computed ones grey, each row with its number and revision hidden."""
    rows = [placed.row for placed in rows_of(grid, project)]
    unit = unit_shown(grid, rows, unit)
    computed = grid.compute(rows, unit)
    columns = [(column, _head(column, unit)) for column in grid.columns]
    if grid.is_tree:
        columns.append((Column(key="parent", label=PARENT, width=84), PARENT))
    lines = [(f"{row.pk}:{row.revision}", _values(grid, row, unit, computed.values)) for row in rows]
    return write_book(grid.title, columns, lines)


def _head(column: Column, unit: str) -> str:
    own = unit if column.is_scaled else column.unit
    return f"{column.label}（{own}）" if own else column.label


def _values(grid: Grid, row: Any, unit: str, computed: Mapping[tuple[int, str], str]) -> list[Any]:
    values: list[Any] = []
    for column in grid.columns:
        if column.is_computed:
            values.append(computed.get((row.pk, column.key), ""))
        else:
            value = grid.value(row, column, unit)
            values.append(value if column.kind is Kind.FIGURE else write_cell(column, value))
    if grid.is_tree:
        values.append(row.parent.code if row.parent_id else "")
    return values


def request_of(grid: Grid, project: Project, book: Book) -> tuple[str, Request]:
    """The unit in which the file's figures stand, and what it asks for; raises NotAWorkbook without heads."""
    found = Request()
    columns, unit = _columns(grid, book, found)
    rows = {placed.row.pk: placed.row for placed in rows_of(grid, project)}
    key_at = book.heads.index(KEY) if KEY in book.heads else None
    seen: set[int] = set()
    for line in book.lines:
        if any(text for at, text in enumerate(line.texts) if at != key_at):
            _line(grid, book, line, columns, _known(line, key_at, rows), found, seen)
    if key_at is not None:
        found.operations += [Remove(row=pk) for pk in rows if pk not in seen]
    return unit or unit_shown(grid, list(rows.values())), found


def _columns(grid: Grid, book: Book, found: Request) -> tuple[dict[int, Column], str]:
    """Which column of the grid stands where in the file; the unit that the heads name."""
    columns: dict[int, Column] = {}
    unit = ""
    by_label = {name: one for one in grid.columns for name in one.aliases}
    by_label |= {column.label: column for column in grid.columns}
    for at, head in enumerate(book.heads):
        label, _, inside = head.replace("(", "（").partition("（")
        column = by_label.get(label.strip()) or by_label.get(head.strip())
        if column is None:
            if head and head not in {KEY, PARENT}:
                found.ignored.append(head)
        elif not column.is_computed:
            columns[at] = column
            unit = unit or (inside.strip("） )") if column.is_scaled else "")
    if not grid.name_column.is_computed and grid.name_column not in columns.values():
        wanted = "、".join(column.label for column in grid.typed)
        raise NotAWorkbook(f"第一行里没有“{grid.name_column.label}”这一列。第一行应是表头：{wanted}。")
    return columns, unit


def _known(line: Line, key_at: int | None, rows: Mapping[int, Any]) -> tuple[Any, int] | None:
    """The row that the line is, with the revision on which the file rests."""
    key = line.texts[key_at] if key_at is not None else ""
    pk, _, revision = key.partition(":")
    if pk.isdigit() and revision.isdigit() and len(key) < 40 and int(pk) in rows:
        return rows[int(pk)], int(revision)
    return None


def _line(
    grid: Grid,
    book: Book,
    line: Line,
    columns: Mapping[int, Column],
    known: tuple[Any, int] | None,
    found: Request,
    seen: set[int],
) -> None:
    name: Id = known[0].pk if known else f"line-{line.number}"
    cells: dict[str, str] = {}
    for at, column in columns.items():
        where = place(line, at)
        found.places[name, column.key] = where
        if where in book.formulas:
            found.faults.append(Fault(place=where, message="是公式。请复制后“粘贴为数值”再导入。"))
        cells[column.key] = line.texts[at]
    if known is None:
        found.operations.append(Add(key=str(name), after=None, parent=None, cells=cells))
        return
    if known[0].pk in seen:
        found.faults.append(Fault(place=place(line, 0), message="这一行在文件里出现了两次，请只留一行。"))
    seen.add(known[0].pk)
    for key, text in cells.items():
        found.operations.append(Set(row=known[0].pk, column=key, text=text, revision=known[1]))


def try_out(grid: Grid, project: Project, request: Request, *, unit: str, by: User) -> Trial:
    """Does everything and takes it back: what would be changed, and what is wrong at which cell."""
    with transaction.atomic():
        names = {placed.row.pk: str(placed.row) for placed in rows_of(grid, project)}
        outcome = change(grid, project, request.operations, by=by, unit=unit)
        transaction.set_rollback(True)
    return Trial(
        changes=outcome.changes,
        added=len(outcome.created),
        removed=tuple(names.get(pk, str(pk)) for pk in outcome.removed),
        faults=(*request.faults, *_faults(outcome, request.places)),
        ignored=tuple(request.ignored),
        effects=outcome.effects,
    )


def _faults(outcome: Outcome, places: Mapping[tuple[Id, str], str]) -> Sequence[Fault]:
    found = []
    for told in outcome.told:
        if told.state != "saved":
            where = places.get((told.row, told.column), "")
            message = told.message
            if told.state == "conflict":
                theirs = f"{told.by or '另一人'}在导出之后改成了“{told.theirs or '—'}”"
                message = f"{theirs}，文件里是“{told.mine or '—'}”。请重新导出。"
            found.append(Fault(place=where, message=message.split("：", 1)[-1] if where else message))
    return found


def take_over(grid: Grid, project: Project, request: Request, *, unit: str, by: User) -> Outcome:
    """Saves everything or nothing (Refused)."""
    return change(grid, project, request.operations, by=by, unit=unit, verb="导入Excel", is_strict=True)
