"""The rows of one grid while a request works on them: operations in, changed rows and what to tell out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F, Max

from evaluations.grids.columns import (
    Column,
    Kind,
    Known,
    Unreadable,
    kept,
    meant,
    read_cell,
    write_cell,
    write_cell_exactly,
)
from evaluations.grids.effects import why_kept
from evaluations.grids.grid import Grid
from evaluations.grids.operations import Add, Id, Operation, Place, Remove, Restore, Set
from evaluations.grids.told import Told
from evaluations.grids.trees import Placed, arranged, end_of, place_in, put, without
from evaluations.people.models import User
from evaluations.projects.actions import Change, save_as
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from evaluations.projects.removal import bring_back, last_removal, remove_whole

DEEPEST = 9
GONE = "这一行已经被删除，没有保存这一格。"


class Sheet:
    """Rows in their order. `apply` each operation, then `settle` once."""

    def __init__(self, grid: Grid, project: Project, *, unit: str, by: User) -> None:
        self.grid, self.project, self.unit, self.by = grid, project, unit, by
        self.order: list[Placed] = arranged(grid.ordered(project), grid.is_last)
        self.rows: dict[Id, Any] = {placed.row.pk: placed.row for placed in self.order}
        self.told: list[Told] = []
        self.created, self.removed = dict[str, Any](), list[int]()
        self.changes: list[Change] = []
        self._done = Counter[str]()
        self._names: list[str] = []
        self._dirty: dict[int, Any] = {}
        self._known: dict[str, Known] = {}
        self._stood: dict[int, int] = {}
        self._is_reordered = False
        self._why_kept = why_kept(project)

    def apply(self, operation: Operation) -> None:
        """Does one thing, or tells why not."""
        does: Mapping[type, Callable[[Any], None]] = {
            Set: self._set,
            Add: self._add,
            Remove: self._remove,
            Restore: self._restore,
            Place: self._place,
        }
        does[type(operation)](operation)

    def settle(self) -> None:
        """Writes the changed rows, each with its version, and their order."""
        for row in self._dirty.values():
            self.grid.save(row, self.by)
        if self._is_reordered:
            self._number()

    @property
    def verb(self) -> str:
        """What was done, in a word."""
        return next(iter(self._done)) if len(self._done) == 1 else "编辑"

    @property
    def subject(self) -> str:
        """What it was done to."""
        names = list(dict.fromkeys(self._names))
        return f"{self.grid.title}　{names[0] if len(names) == 1 else f'{len(names)}{self.grid.noun}'}"

    # Cells ---------------------------------------------------------------------------------------

    def _set(self, wanted: Set) -> None:
        row, column = self.rows.get(wanted.row), self.grid.column(wanted.column)
        if row is None or column is None or column.is_computed:
            message = GONE if row is None else "这一列是算出来的，不能录入。"
            self._tell("problem", wanted.row, wanted.column, message=message, mine=wanted.text)
            return
        try:
            value = self._read(column, wanted.text, row)
        except Unreadable as fault:
            message = f"第{self._number_of(row)}行 {column.label}：{fault}"
            fix = meant(column, wanted.text)
            self._tell("problem", wanted.row, column.key, message=message, mine=wanted.text, fix=fix)
            return
        if self._raw(row, column) == self._raw_of(column, value):
            self._tell("saved", wanted.row, column.key)
        elif reason := self.grid.guard(row, column):
            self._tell("problem", wanted.row, column.key, message=reason, mine=wanted.text)
        elif self._is_stale(row, column, wanted.revision):
            self._tell_both(wanted, row, column)
        else:
            self._take(row, column, value)
            self._tell("saved", wanted.row, column.key)

    def _take(self, row: Any, column: Column, value: Any) -> None:
        before = shown(write_cell_exactly(column, getattr(row, column.key)))
        name = self.name(row)
        setattr(row, column.key, value)
        self.grid.follow(row, column)
        self._dirty[row.pk] = row
        after = shown(write_cell_exactly(column, value))
        self._log("修改", name, f"{name}　{column.label}", before, after)

    def _read(self, column: Column, text: str, row: Any) -> Any:
        value = kept(column, read_cell(column, text, self._references(column)), self.by)
        value = self.grid.stored(row, column, value, self.unit)
        self._check_size(value)
        if column.is_unique:
            self._check_unique(column, value, row)
        return value

    @staticmethod
    def _check_size(value: Any) -> None:
        if hasattr(value, "adjusted") and value and not -30 <= value.adjusted() <= 30:
            raise Unreadable("这个数超出范围：整数和小数各不超过30位。")

    def _check_unique(self, column: Column, value: Any, row: Any) -> None:
        for number, placed in enumerate(self.order, 1):
            if placed.row is not row and getattr(placed.row, column.key) == value:
                text = f"“{value}”与第{number}行重复，请改成不同的{column.label}。"
                raise Unreadable(text)

    def _references(self, column: Column) -> Known:
        if column.references is None:
            return {}
        if column.key not in self._known:
            self._known[column.key] = column.references(self.project)
        return self._known[column.key]

    def _is_stale(self, row: Any, column: Column, revision: int) -> bool:
        """Whether somebody changed this very cell since; another cell of the row is no conflict."""
        if row.revision == revision:
            return False
        seen = self.grid.seen(row, revision)
        return seen is None or self._raw(seen, column) != self._raw(row, column)

    def _tell_both(self, wanted: Set, row: Any, column: Column) -> None:
        last = row.history.select_related("history_user").first()
        now = write_cell(column, self.grid.value(row, column, self.unit))
        self._tell(
            "conflict",
            wanted.row,
            column.key,
            message=f"第{self._number_of(row)}行 {column.label}：有人在您打开之后改过这一格。",
            mine=wanted.text,
            theirs=now,
            by=str(last.history_user or "") if last else "",
        )

    @staticmethod
    def _raw(row: Any, column: Column) -> Any:
        return getattr(row, f"{column.key}_id" if column.kind is Kind.REFERENCE else column.key)

    @staticmethod
    def _raw_of(column: Column, value: Any) -> Any:
        return value.pk if column.kind is Kind.REFERENCE and value is not None else value

    # Rows ----------------------------------------------------------------------------------------

    def _add(self, wanted: Add) -> None:
        if len(self.order) >= self.grid.most:
            message = f"最多{self.grid.most}行，没有再新增。"
            self._tell("problem", wanted.key, message=message)
            return
        row = self.grid.model()
        if self.grid.unit_field:
            setattr(row, self.grid.unit_field, self.unit)
        values, wrong = self._read_all(wanted, row)
        values = self.grid.prepare(self.project, [placed.row for placed in self.order], values)
        missing = [one.label for one in self.grid.typed if one.is_required and not values.get(one.key)]
        if missing:
            message = f"先填好“{'”“'.join(missing)}”，这一行才能保存。"
            self._tell("problem", wanted.key, self.grid.name_column.key, message=message)
            self.told.extend(wrong)
            return
        self._create(wanted, row, values)
        self.told.extend(wrong)

    def _read_all(self, wanted: Add, row: Any) -> tuple[dict[str, Any], list[Told]]:
        """The readable cells of a new row; the unit first, because figures rest on it."""
        values: dict[str, Any] = {}
        wrong = []
        for column in sorted(self.grid.typed, key=lambda one: one.key != self.grid.unit_field):
            text = wanted.cells.get(column.key, "")
            if not text.strip():
                continue
            try:
                values[column.key] = self._read(column, text, row)
            except Unreadable as fault:
                message = f"新增的{self.grid.noun} {column.label}：{fault}"
                told = Told(
                    state="problem",
                    row=wanted.key,
                    column=column.key,
                    message=message,
                    mine=text,
                    fix=meant(column, text),
                )
                wrong.append(told)
            else:
                setattr(row, column.key, values[column.key])
        return values, wrong

    def _create(self, wanted: Add, row: Any, values: dict[str, Any]) -> None:
        for key, value in {**self.grid.owner(self.project), **values}.items():
            setattr(row, key, value)
        after, parent = self._find(wanted.after), self._find(wanted.parent)
        if self.grid.is_tree:
            row.parent = values.get("parent", after.parent if after else parent)
        row.position = self._free_position()
        save_as(row, by=self.by)
        self.rows[row.pk] = self.rows[wanted.key] = self.created[wanted.key] = row
        self._insert(row, after)
        name = self.name(row)
        self._tell("saved", wanted.key)
        for column in self.grid.typed:
            text = shown(write_cell_exactly(column, getattr(row, column.key)))
            if text != "—" and column.key != self.grid.unit_field:
                self._log("新增", name, f"{name}　{column.label}", "—", text)

    def _insert(self, row: Any, after: Any) -> None:
        """After `after` if that is its sister, else last under its parent."""
        parent = getattr(row, "parent", None)
        if after is not None and getattr(after, "parent_id", None) == getattr(row, "parent_id", None):
            at = self._place_of(after)
            place, depth = end_of(self.order, at), self.order[at].depth
        elif parent is not None and not self.grid.is_last(parent):
            at = self._place_of(parent)
            place, depth = end_of(self.order, at), self.order[at].depth + 1
        else:
            totals = sum(1 for placed in self.order if self.grid.is_last(placed.row))
            place, depth = len(self.order) - (0 if self.grid.is_last(row) else totals), 0
        self.order.insert(place, Placed(row, depth))
        self._is_reordered = self._is_reordered or place < len(self.order) - 1

    def _remove(self, wanted: Remove) -> None:
        row = self.rows.get(wanted.row)
        block, left = ([], self.order) if row is None else without(self.order, self._place_of(row))
        hindrance = next(filter(None, (self._why_kept(placed.row) for placed in block)), "")
        if hindrance or row is None:
            self._tell("problem" if hindrance else "saved", wanted.row, message=hindrance)
            return
        self.order = left
        for placed in reversed(block):
            gone, number = placed.row, placed.row.pk
            self._dirty.pop(number, None)
            self.rows.pop(number)
            self._log("删除", self.name(gone), self.name(gone), self._summary(gone), "—")
            remove_whole(self.project, gone, by=self.by, name=str(gone), has_history=True)
            self.removed.insert(0, number)
        self._tell("saved", wanted.row)

    def _restore(self, wanted: Restore) -> None:
        last = self.grid.model.history.filter(id=wanted.row).first()  # type: ignore[attr-defined]
        if last is None or last.history_type != "-" or not self._is_ours(last):
            self._tell("problem", wanted.row, message="这一行没有被删除，或者不属于这个项目，没有恢复。")
            return
        row, position = last.instance, last.position
        for column in self.grid.typed:
            if column.is_unique and self._is_taken(row, column):
                message = f"{column.label}“{getattr(row, column.key)}”已经有另一行在用，没有恢复。"
                self._tell("problem", wanted.row, column.key, message=message)
                return
        if self.grid.is_tree and row.parent_id not in self.rows:
            row.parent_id = None
        row.position = self._free_position()
        row.revision += 1
        save_as(row, by=self.by)
        if kept := last_removal(self.project, self.grid.model, row.pk):
            bring_back(kept, by=self.by, with_head=False)
        self.rows[row.pk] = row
        sisters = [one.row for one in self.order if self._is_sister(one.row, row)]
        before = [one for one in sisters if self._stood.get(one.pk, one.position) < position]
        self._stood[row.pk] = position
        self._insert(row, before[-1] if before else None)
        if not before:
            self._put(row, getattr(row, "parent", None), None)
        self._log("恢复", self.name(row), self.name(row), "—", self._summary(row))
        self._tell("saved", row.pk)

    @staticmethod
    def _is_sister(one: Any, other: Any) -> bool:
        return getattr(one, "parent_id", None) == getattr(other, "parent_id", None)

    def _is_taken(self, row: Any, column: Column) -> bool:
        return any(getattr(one.row, column.key) == getattr(row, column.key) for one in self.order)

    def _is_ours(self, last: Any) -> bool:
        ours = {key: [row] for key, row in self.grid.owner(self.project).items()}
        named = [one for one in self.grid.typed if one.kind is Kind.REFERENCE and one.is_required]
        ours |= {one.key: list(self._references(one).values()) for one in named}
        return all(getattr(last, f"{key}_id") in {row.pk for row in rows} for key, rows in ours.items())

    # Order ---------------------------------------------------------------------------------------

    def _place(self, wanted: Place) -> None:
        row, parent, after = map(self._find, (wanted.row, wanted.parent, wanted.after))
        message = GONE if row is None else self._hindrance(row, parent)
        if message:
            self._tell("problem", wanted.row, message=message)
            return
        if self.grid.is_tree and row.parent_id != (parent.pk if parent else None):
            row.parent = parent
            self._dirty[row.pk] = row
        self._put(row, parent, after)
        self._log("移动", self.name(row), self.name(row), "—", self.name(parent) if parent else "最上级")
        self._tell("saved", wanted.row)

    def _find(self, number: Id | None) -> Any:
        return None if number is None else self.rows.get(number)

    def _hindrance(self, row: Any, parent: Any) -> str:
        """Why the row cannot go under `parent`, or nothing."""
        if self.grid.is_last(row):
            return "合计行总在最后，不能移动。"
        if parent is None:
            return ""
        block, _ = without(self.order, self._place_of(row))
        if not self.grid.is_tree or self.grid.is_last(parent) or any(one.row is parent for one in block):
            return "不能移到这里：一行不能成为自己或合计行的下级。"
        height = max(one.depth for one in block) - block[0].depth
        if self.order[self._place_of(parent)].depth + 1 + height > DEEPEST:
            return f"最多{DEEPEST + 1}级，不能再往下。"
        return ""

    def _put(self, row: Any, parent: Any, after: Any) -> None:
        block, rest = without(self.order, self._place_of(row))
        depth, at = 0, 0
        if parent is not None and not self.grid.is_last(parent):
            place = place_in(rest, parent)
            depth, at = rest[place].depth + 1, place + 1
        if after is not None and self._is_sister(after, row) and after is not row:
            at = end_of(rest, place_in(rest, after))
        self.order = put(rest, block, at, depth)
        self._is_reordered = True

    def _number(self) -> None:
        """Positions from 0 in the order of the rows, in two steps, because no two may ever be equal."""
        moved = [(number, placed.row) for number, placed in enumerate(self.order)]
        if all(row.position == number for number, row in moved):
            return
        rows = self.grid.model._default_manager.filter(pk__in=[row.pk for _, row in moved])
        rows.update(position=F("position") + self._free_position())
        for number, row in moved:
            row.position = number
        self.grid.model._default_manager.bulk_update([row for _, row in moved], ["position"], batch_size=200)

    def _free_position(self) -> int:
        found = self.grid.rows(self.project).aggregate(last=Max("position"))["last"]
        return 0 if found is None else found + 1

    def _place_of(self, row: Any) -> int:
        return place_in(self.order, row)

    def _number_of(self, row: Any) -> int:
        return self._place_of(row) + 1

    # Words ---------------------------------------------------------------------------------------

    def name(self, row: Any) -> str:
        """How people call the row."""
        if self.grid.most == 1:
            return self.grid.title
        text = write_cell(self.grid.name_column, getattr(row, self.grid.name_column.key))
        return text.split("\n")[0][:60] or f"第{self._number_of(row)}行"

    def _summary(self, row: Any) -> str:
        """The figures of a row that goes or comes back."""
        texts = (shown(write_cell_exactly(column, getattr(row, column.key))) for column in self.grid.typed)
        return "　".join(text for text in texts if text != "—")[:300]

    def _log(self, verb: str, name: str, place: str, before: str, after: str) -> None:
        self._done[verb] += 1
        self._names.append(name)
        self.changes.append({"field": place, "before": before, "after": after})

    def _tell(self, state: str, row: Id, column: str = "", **words: str) -> None:
        self.told.append(Told(state=state, row=row, column=column, **words))
