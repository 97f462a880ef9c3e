"""An .xlsx file → an indicator system, and every wrong cell by its position (D7).

Two kinds of sheets are read: the one that `spreadsheet` writes, and a plain one as evaluators have it: levels
side by side, merged or repeated, a weight and the rule in words. Rules in words are kept as 待设规则.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evaluations.library.columns import (
    CODE,
    INPUTS,
    KIND,
    OTHER,
    PARENT,
    ROUNDING,
    RULE,
    RULE_TEXT,
    RULES_SHEET,
    TEXTS,
    WEIGHT,
    key_of,
)
from evaluations.library.parameters import Faulty, from_text
from evaluations.projects.figures import NotAFigure, read_figure
from evaluations.workbooks import NotAWorkbook, Sheet, open_workbook
from evaluations.workbooks.places import cell_name
from indicators.library.words import KIND_NAMES
from indicators.scoring import FORMAT, Refused, read_system

HEAD_WITHIN = 20
MAX_INDICATORS = 500
MOST_ROWS = 3_000
SUMS = re.compile(r"(合\s*计|总\s*计|总\s*分|小\s*计)[：:]?")
KINDS = {name: kind for kind, name in KIND_NAMES.items()} | {kind: kind for kind in KIND_NAMES}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem:
    """What is wrong at a cell: `place` is D7, or empty where it concerns the whole sheet."""

    place: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file says. With `problems` there is no system. `open_rules` are the indicators of 待设规则."""

    system: dict[str, Any] | None
    problems: tuple[CellProblem, ...]
    open_rules: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    """Heads of columns that were not read."""
    sheet: str = ""


@dataclass(slots=True, kw_only=True)
class Head:
    """Where the columns stand: `levels` by depth, `keys` by key, `weights` by depth if there are several."""

    row: int
    levels: dict[int, int]
    keys: dict[str, int]
    weights: dict[int, int]
    ignored: list[str]


@dataclass(slots=True, kw_only=True)
class Row:
    """An indicator to be: its entry, the row of the sheet (from 0), how deep it stands."""

    entry: dict[str, Any]
    at: int
    depth: int
    parent: Row | None
    has_weight: bool = False


@dataclass(slots=True, kw_only=True)
class Notes:
    """What was found wrong so far."""

    problems: list[CellProblem] = field(default_factory=list)

    def add(self, at: int, column: int, message: str) -> None:
        self.problems.append(CellProblem(place=cell_name(at, column), message=message))


def read_workbook(content: bytes, name: str = "文件") -> Reading:
    """Reads a file; never raises: what cannot be read at all is a problem without a place."""
    try:
        sheets = open_workbook(content, name, most_rows=MOST_ROWS)
    except NotAWorkbook as fault:
        return Reading(system=None, problems=(CellProblem(place="", message=str(fault)),))
    for sheet in sheets:
        head = _find_head(sheet)
        if head is not None:
            return _read(sheet, head, next((one for one in sheets if one.name == RULES_SHEET), None))
    message = (
        f"没有找到表头。表头应在前{HEAD_WITHIN}行，写有“一级指标”“二级指标”“三级指标”和“权重”，"
        "请改好表头后再上传。"
    )
    return Reading(system=None, problems=(CellProblem(place="", message=message),))


def _find_head(sheet: Sheet) -> Head | None:
    for at, row in enumerate(sheet.rows[:HEAD_WITHIN]):
        head = Head(row=at, levels={}, keys={}, weights={}, ignored=[])
        for column, value in enumerate(row):
            _take_head(head, column, str(value).strip())
        if head.levels and (WEIGHT in head.keys or head.weights):
            return head
    return None


def _take_head(head: Head, column: int, text: str) -> None:
    key = key_of(text)
    if isinstance(key, int):
        head.levels.setdefault(key, column)
    elif key == WEIGHT and head.levels:
        head.weights.setdefault(max(head.levels), column)
        head.keys[WEIGHT] = column
    elif key is not None and key not in head.keys:
        head.keys[key] = column
    elif text:
        head.ignored.append(text)


def _read(sheet: Sheet, head: Head, conventions: Sheet | None) -> Reading:
    notes = Notes()
    rows = list(_rows(sheet, head, notes))
    if not rows and not notes.problems:
        notes.add(head.row, min(head.levels.values()), "表头下面没有指标，请填写后再上传。")
    if len(rows) > MAX_INDICATORS:
        notes.add(
            rows[MAX_INDICATORS].at, 0, f"共{len(rows):,}个指标，最多{MAX_INDICATORS:,}个。请分成几个体系。"
        )
        return _reading(sheet, head, notes, None, rows[:0])
    _fill_codes(rows)
    _fill_weights(rows)
    system = _conventions(conventions, notes)
    system["indicators"] = [_with_parent(row, head) for row in rows]
    if not notes.problems:
        _check(system, rows, head, notes)
    return _reading(sheet, head, notes, system, rows)


def _reading(sheet: Sheet, head: Head, notes: Notes, system: Any, rows: list[Row]) -> Reading:
    branches = {id(row.parent) for row in rows}
    leaves = [row.entry for row in rows if id(row) not in branches]
    return Reading(
        system=None if notes.problems else system,
        problems=tuple(notes.problems),
        open_rules=tuple(f"{one['code']} {one['name']}" for one in leaves if not one.get("rule")),
        ignored=tuple(head.ignored),
        sheet=sheet.name,
    )


# Rows -----------------------------------------------------------------------------------------------


def _rows(sheet: Sheet, head: Head, notes: Notes) -> Iterator[Row]:
    """Indicators in the order of the sheet; a name counts for the rows below until another comes."""
    path: list[Row] = []
    for at in range(head.row + 1, len(sheet.rows)):
        cells = sheet.rows[at]
        names = {depth: name for depth, column in head.levels.items() if (name := _text(cells, column))}
        if any(SUMS.fullmatch(name) for name in names.values()):
            continue
        if not names:
            _note_nameless(cells, head, at, notes)
            continue
        deepest = max(names)
        for depth in sorted(names):
            is_same = depth < len(path) and path[depth].entry["name"] == names[depth] and depth < deepest
            if is_same:
                continue
            if depth > len(path):
                missing = min(set(head.levels) - set(names) - set(range(len(path))), default=depth - 1)
                notes.add(
                    at,
                    head.levels[depth],
                    f"“{names[depth]}”缺少上级：请在第{missing + 1}级的列里填写上级指标。",
                )
                break
            row = _row(cells, head, at, depth, names, path[depth - 1] if depth else None, notes)
            path[depth:] = [row]
            yield row


def _note_nameless(cells: list[Any], head: Head, at: int, notes: Notes) -> None:
    """A row that says something of an indicator without naming one; remarks in other columns are none."""
    for key in (WEIGHT, RULE_TEXT, "value"):
        column = head.keys.get(key)
        if column is not None and _text(cells, column) and _text(cells, 0) == "":
            leaf = max(head.levels.values())
            notes.add(at, leaf, "这一行有权重或规则，但没有指标名称，请填写名称或删去这一行。")
            return


def _row(
    cells: list[Any],
    head: Head,
    at: int,
    depth: int,
    names: Mapping[int, str],
    parent: Row | None,
    notes: Notes,
) -> Row:
    row = Row(entry={"code": "", "name": names[depth]}, at=at, depth=depth, parent=parent)
    several = len(head.weights) > 1
    column = head.weights.get(depth) if several else head.keys.get(WEIGHT)
    is_deepest = depth == max(names)
    if column is not None and (several or is_deepest):
        _read_weight(row, cells, column, notes)
    if is_deepest:
        _read_definition(row, cells, head, notes)
    return row


def _read_weight(row: Row, cells: list[Any], column: int, notes: Notes) -> None:
    raw = _text(cells, column)
    if not raw:
        return
    try:
        weight = read_figure(re.sub(r"(分|%|％)$", "", raw))
    except NotAFigure as fault:
        notes.add(row.at, column, f"{fault}权重应为数字。")
        return
    if weight is not None and weight < 0:
        notes.add(row.at, column, "权重不能小于0。")
    elif weight is not None:
        row.entry[WEIGHT], row.has_weight = weight, True


def _read_definition(row: Row, cells: list[Any], head: Head, notes: Notes) -> None:
    for key in (CODE, PARENT, *TEXTS):
        if key in head.keys and (text := _text(cells, head.keys[key])):
            row.entry[key] = text
    if INPUTS in head.keys and (text := _text(cells, head.keys[INPUTS])):
        row.entry[INPUTS] = dict.fromkeys(name.strip() for name in text.split("、"))
    _read_rule(row, cells, head, notes)
    rounding = _parameters(row, cells, head, ROUNDING, notes)
    if rounding:
        row.entry[ROUNDING] = rounding
    other = _parameters(row, cells, head, OTHER, notes)
    row.entry.update(other)
    row.has_weight = row.has_weight or WEIGHT in other


def _read_rule(row: Row, cells: list[Any], head: Head, notes: Notes) -> None:
    """A rule of a named kind; words alone are kept as what is still to be set."""
    text = _text(cells, head.keys[RULE_TEXT]) if RULE_TEXT in head.keys else ""
    kind = _text(cells, head.keys[KIND]) if KIND in head.keys else ""
    if not kind:
        if text:
            row.entry["rule_note"] = text
        return
    if kind not in KINDS:
        notes.add(
            row.at,
            head.keys[KIND],
            f"没有名为“{kind[:20]}”的评分方法，可用的有{'、'.join(KIND_NAMES.values())}。",
        )
        return
    rule: dict[str, Any] = {"kind": KINDS[kind]}
    if text:
        rule["text"] = text
    row.entry["rule"] = rule | _parameters(row, cells, head, RULE, notes)


def _parameters(row: Row, cells: list[Any], head: Head, key: str, notes: Notes) -> dict[str, Any]:
    text = _text(cells, head.keys[key]) if key in head.keys else ""
    try:
        return from_text(text)
    except Faulty as fault:
        notes.add(row.at, head.keys[key], str(fault))
        return {}


def _text(cells: list[Any], column: int) -> str:
    """A cell as text; a number without idle digits."""
    value = cells[column] if column < len(cells) else ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return str(value).strip()


def _conventions(sheet: Sheet | None, notes: Notes) -> dict[str, Any]:
    """Grades, rounding and what else the second sheet of an own file says."""
    if sheet is None:
        return {}
    for at, cells in enumerate(sheet.rows):
        if _text(cells, 0) == "约定":
            try:
                return from_text(_text(cells, 1))
            except Faulty as fault:
                place = f"“{RULES_SHEET}”{cell_name(at, 1)}"
                notes.problems.append(CellProblem(place=place, message=str(fault)))
    return {}


# What the sheet leaves open -------------------------------------------------------------------------


def _fill_codes(rows: list[Row]) -> None:
    """A, A1, A1-1, A1-1-1 by place, where the sheet gives no code."""
    used = {row.entry["code"] for row in rows}
    counts: dict[int, int] = {}
    for row in rows:
        above = id(row.parent)
        counts[above] = counts.get(above, 0) + 1
        if not row.entry["code"]:
            row.entry["code"] = _free_code(row, counts[above], used)
            used.add(row.entry["code"])


def _free_code(row: Row, number: int, used: set[str]) -> str:
    before = row.parent.entry["code"] if row.parent else ""
    make: Callable[[int], str] = {
        0: lambda place: chr(ord("A") + place - 1) if place <= 26 else f"Z{place}",
        1: lambda place: f"{before}{place}",
    }.get(row.depth, lambda place: f"{before}-{place}")
    while (code := make(number)) in used:
        number += 1
    return code


def _fill_weights(rows: list[Row]) -> None:
    """A branch without a weight of its own weighs what is under it; an indicator without one, nothing."""
    for row in rows:
        row.entry.setdefault(WEIGHT, Decimal(0))
    for row in reversed(rows):
        if row.parent is not None and not row.parent.has_weight:
            row.parent.entry[WEIGHT] += row.entry[WEIGHT]


def _with_parent(row: Row, head: Head) -> dict[str, Any]:
    """The keys in the order of a dossier; the parent by its code, where the sheet names none."""
    entry = dict(row.entry)
    if row.parent is not None and PARENT not in entry:
        entry[PARENT] = row.parent.entry["code"]
    first = {key: entry.pop(key) for key in ("code", "name", PARENT, WEIGHT) if key in entry}
    return {**first, **entry}


# What the scoring core says of it -------------------------------------------------------------------

_PATH = re.compile(r"indicators\[(\d+)\]\.?(\w*)")


def _check(system: dict[str, Any], rows: list[Row], head: Head, notes: Notes) -> None:
    try:
        read_system({"format": FORMAT, **system})
    except Refused as refusal:
        for problem in refusal.problems:
            found = _PATH.match(problem.path)
            if found is None:
                notes.problems.append(CellProblem(place=f"“{RULES_SHEET}”", message=problem.message))
                continue
            row = rows[int(found[1])]
            notes.add(row.at, _column(found[2], row, head), f"{_tail(problem.path)}{problem.message}")


def _column(key: str, row: Row, head: Head) -> int:
    """In which column a key of the entry stands; the name's where it has none."""
    named = {"rule": (RULE, RULE_TEXT, KIND)}.get(key, (key,))
    return next((head.keys[one] for one in named if one in head.keys), head.levels[row.depth])


def _tail(path: str) -> str:
    """What of a rule is meant, in words."""
    from_rule = re.search(r"\.rule\.(.+)$", path)
    return f"{from_rule[1]}：" if from_rule else ""
