"""A grid is declared, not programmed: which rows, which columns, and the few functions that are its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import Any

from django.db.models import Model, QuerySet

from evaluations.grids.columns import Column, Kind
from evaluations.grids.effects import Watcher
from evaluations.people.models import User
from evaluations.projects.actions import save_as
from evaluations.projects.figures import UNITS
from evaluations.projects.models import Project

_EXACT = Context(prec=200)
RECORDS = 200
"""So many saves of a row are looked through for the versions of a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a cell says besides its value: `wrong` (≠, red) or `warn` (amber); `beside` stands under it.

    `given`: the value of a typed column comes from elsewhere here, and is not typed.
    """

    kind: str
    text: str
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """What follows from the rows: never typed, never stored. Keys of cells are (row's pk, column's key).

    `values` are texts as shown; one of a typed column stands, grey, where nothing was typed. `foot` is the
    sum row. `warnings` are sentences about more than one row.
    """

    values: Mapping[tuple[int, str], str] = field(default_factory=dict)
    marks: Mapping[tuple[int, str], Mark] = field(default_factory=dict)
    foot: Mapping[str, str] = field(default_factory=dict)
    warnings: Sequence[str] = ()


def nothing_computed(_rows: Sequence[Any], _unit: str) -> Computed:
    """For grids without computed columns."""
    return Computed()


def fixed_project(project: Project) -> dict[str, Any]:
    """New rows of a `ProjectRow` belong to the project."""
    return {"project": project}


def as_typed(_project: Project, _rows: Sequence[Any], values: dict[str, Any]) -> dict[str, Any]:
    """A new row holds what was typed and nothing else."""
    return values


def open_to_all(_row: Any, _column: Column) -> str:
    """No cell is closed."""
    return ""


def nothing_follows(_row: Any, _column: Column) -> None:
    """A typed cell changes nothing else in its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A list of a project's rows that is edited like a sheet of Excel. See docs/development.md, "A grid".

    The model has `position`, `revision` and `history`; a tree also has `parent`. `kind` groups the lines
    of the log.
    """

    name: str
    title: str
    model: type[Model]
    rows: Callable[[Project], QuerySet[Any]]
    columns: tuple[Column, ...]
    kind: str
    noun: str = "行"
    """What one row is called: 科目, 来源."""
    named_by: str = ""
    """The column whose text names a row in messages and the log; the first required one by default."""
    is_tree: bool = False
    unit_field: str = ""
    """The field with the row's own unit, where columns are scaled."""
    most: int = 2000
    page: str = ""
    """The named address of the page that shows it; there one comes back to after an import."""
    nav: str = ""
    """The page's item in the navigation."""
    see: str = "projects.view_facts"
    edit: str = "projects.edit"
    empty: str = "还没有内容。按 Ins 新增一行，或从Excel粘贴。"
    owner: Callable[[Project], dict[str, Any]] = fixed_project
    """Columns that every new row has: its project, or the row of the project that it hangs on."""
    prepare: Callable[[Project, Sequence[Any], dict[str, Any]], dict[str, Any]] = as_typed
    """Completes the typed values of a new row: a free code, the parent that its code means."""
    compute: Callable[[Sequence[Any], str], Computed] = nothing_computed
    """(rows in their order, unit shown) → what follows from them; called after every change."""
    is_fixed: bool = False
    """Its rows are given: cells are filled in, rows are not added, removed or moved."""
    guard: Callable[[Any, Column], str] = open_to_all
    """Why the cell of the row cannot be changed now; empty where it can."""
    follow: Callable[[Any, Column], None] = nothing_follows
    """Sets what follows, in the same row, from a cell that was just typed."""
    frame: str = "project.html"
    """The template around the pages of its import."""
    page_arguments: tuple[int, ...] = ()
    """What `page` needs after the project's number."""
    order: tuple[str, ...] = ("position", "pk")
    """How rows follow each other; rows that hang on others come in the order of those first."""
    proves: str = ""
    """As which kind of `evidence.TARGETS` a row can be proven; then each row has its button 佐证."""
    is_last: Callable[[Any], bool] = lambda _row: False
    """Rows that stand at the foot: a total that the source states."""

    watch: Watcher | None = None
    """Tells what a change of this grid moves elsewhere, besides those that watch every change of facts."""
    has_history: bool = True
    """Whether the grid has a page of its history; else its rows have their own pages of versions."""

    def ordered(self, project: Project) -> list[Any]:
        """All rows as they follow each other."""
        return list(self.rows(project).order_by(*self.order))

    def save(self, row: Any, by: User) -> None:
        """Writes a row of which cells were typed, with its version."""
        row.revision += 1
        save_as(row, by=by)

    def recorded(self, row: Any) -> list[Any]:
        """What the row held after each save, newest first: records with the columns as attributes."""
        found = row.history.select_related("history_user").order_by("-history_date", "-history_id")
        return list(found[:RECORDS])

    def seen(self, row: Any, revision: int) -> Any:
        """What the row held at a revision; None where that is not known."""
        return row.history.filter(revision=revision).first()

    def column(self, key: str) -> Column | None:
        """The column of that key."""
        return next((column for column in self.columns if column.key == key), None)

    @property
    def typed(self) -> tuple[Column, ...]:
        """The columns that people fill in."""
        return tuple(column for column in self.columns if not column.is_computed)

    @property
    def name_column(self) -> Column:
        """The column that names a row."""
        wanted = self.named_by or next((one.key for one in self.typed if one.is_required), self.typed[0].key)
        return next(column for column in self.typed if column.key == wanted)

    def is_shown(self, column: Column, rows: Sequence[Any]) -> bool:
        """Whether the page has the column: a quiet one only while its rows differ in it."""
        return not column.is_quiet or len({getattr(row, column.key) for row in rows}) > 1

    def shift(self, row: Any, unit: str) -> int:
        """By how many powers of ten a figure of the row is shown; 0 where its unit cannot be converted."""
        own = getattr(row, self.unit_field) if self.unit_field else ""
        return UNITS[own] - UNITS[unit] if own in UNITS and unit in UNITS else 0

    def value(self, row: Any, column: Column, unit: str) -> Any:
        """What the cell holds, a figure in `unit`, exactly."""
        value = getattr(row, column.key)
        if column.kind is Kind.FIGURE and column.is_scaled and value is not None:
            return _EXACT.scaleb(value, self.shift(row, unit))
        return value

    def stored(self, row: Any, column: Column, value: Any, unit: str) -> Any:
        """What was typed in `unit`, in the row's own."""
        if isinstance(value, Decimal) and column.is_scaled:
            return _EXACT.scaleb(value, -self.shift(row, unit))
        return value


_DECLARED: dict[str, Grid] = {}


def declare(grid: Grid) -> Grid:
    """Makes the grid known under its name, as rules are; a name belongs to one grid."""
    if _DECLARED.setdefault(grid.name, grid) is not grid:
        raise ValueError(f"a grid named {grid.name} is declared already")
    return grid


_FAMILIES: dict[str, Callable[[Project, int], Grid | None]] = {}


def declare_family(name: str, make: Callable[[Project, int], Grid | None]) -> None:
    """Makes one grid per row of a project known, as NAME-12; `make` gives none for another project's row."""
    if _FAMILIES.setdefault(name, make) is not make:
        raise ValueError(f"a family of grids named {name} is declared already")


def find(name: str, project: Project) -> Grid | None:
    """The grid that was declared under the name, or the one of its family for this project's row."""
    family, _, number = name.rpartition("-")
    if family in _FAMILIES and number.isascii() and number.isdigit() and len(number) < 19:
        return _FAMILIES[family](project, int(number))
    return _DECLARED.get(name)
