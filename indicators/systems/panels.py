"""The form of a rule to be drawn: boxes, tables of boxes, and nested rules, from the texts of `building`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indicators.scoring import ExpressionError, Problem, parse_expression
from indicators.scoring.wording import PERCENT
from indicators.systems.building import MAX_DEPTH, Texts, row_numbers
from indicators.systems.controls import KINDS, Control, Kind, Sort, Table, tables_of

BY = {
    Sort.DEDUCT: (("weight", "% 权重"), ("points", "分")),
    Sort.WORTH: (("points", "分"), ("share", "% 权重")),
    Sort.BOUND: (("no", "低于此值"), ("yes", "不高于此值")),
}
"""What stands beside the figure of these fields."""

_TAILS = {
    Sort.DEDUCT: ("amount", "by"),
    Sort.WORTH: ("amount", "by"),
    Sort.BOUND: ("value", "inclusive"),
}
FORMULAS = (Sort.FORMULA, Sort.TARGET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One field: a figure, a text, a formula, a choice, or a figure with a choice beside it (`beside`)."""

    name: str
    label: str
    look: str
    text: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    beside: Box | None = None
    help: str = ""
    required: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table, and the rule it holds."""

    at: str
    was: str
    number: int
    boxes: tuple[Box, ...]
    rule: Panel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of rows; `missing` says that there are fewer rows than make sense."""

    at: str
    table: Table
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A rule: its kind to choose, its fields and tables."""

    at: str
    kind: str
    kinds: tuple[tuple[str, Kind], ...]
    boxes: tuple[Box, ...]
    grids: tuple[Grid, ...]

    @property
    def hint(self) -> str:
        return KINDS[self.kind].hint if self.kind in KINDS else ""


def panel(texts: Texts, unit: str, at: str = "rule", depth: int = 1) -> Panel:
    """The form of the rule at a path, filled with the texts."""
    kind = texts.get(f"{at}.kind", "")
    known = KINDS.get(kind)
    kinds = tuple((name, one) for name, one in KINDS.items() if name != "composite" or depth < MAX_DEPTH)
    return Panel(
        at=at,
        kind=kind,
        kinds=kinds,
        boxes=tuple(_box(one, texts, at, unit) for one in known.controls) if known else (),
        grids=tuple(_grid(table, texts, at, unit, depth) for table in tables_of(kind, texts, at)),
    )


def _grid(table: Table, texts: Texts, at: str, unit: str, depth: int) -> Grid:
    path = f"{at}.{table.key}"
    lines = tuple(
        Line(
            at=f"{path}[{number}]",
            was=texts.get(f"{path}[{number}].was", ""),
            number=place,
            boxes=tuple(_box(one, texts, f"{path}[{number}]", unit) for one in table.controls),
            rule=panel(texts, unit, f"{path}[{number}].rule", depth + 1) if table.nested else None,
        )
        for place, number in enumerate(row_numbers(texts, path), 1)
    )
    return Grid(at=path, table=table, lines=lines)


def _box(control: Control, texts: Texts, at: str, unit: str) -> Box:
    name = f"{at}.{control.key}"
    looks = {Sort.CHOICE: "choice", Sort.TEXT: "text", Sort.FALLBACK: "text"}
    look = "formula" if control.sort in FORMULAS else looks.get(control.sort, "figure")
    beside = None
    if control.sort in BY:
        first, second = _TAILS[control.sort]
        choices = BY[control.sort]
        chosen = texts.get(f"{name}.{second}", choices[0][0])
        beside = Box(
            name=f"{name}.{second}",
            label=f"{control.label}的口径",
            look="choice",
            text=chosen,
            choices=choices,
        )
        name = f"{name}.{first}"
    return Box(
        name=name,
        label=control.label,
        look=look,
        text=texts.get(name, control.choices[0][0] if control.choices else ""),
        unit=_unit(control, texts, at, unit),
        choices=control.choices,
        beside=beside,
        help=control.help,
        required=control.required,
        wide=control.wide,
    )


def _unit(control: Control, texts: Mapping[str, str], at: str, unit: str) -> str:
    is_percent = unit in PERCENT
    if control.unit == "value":
        return "%" if is_percent else unit
    if control.unit == "difference":
        if texts.get(f"{at}.deviation") == "relative":
            return "%"
        return "个百分点" if is_percent else unit
    return control.unit


# What is wrong, and where ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong at a field; in a formula also from which character on, and what may be meant."""

    name: str
    message: str
    start: int = 0
    wrong: str = ""
    close: str = ""


def names_of(panel_: Panel) -> Iterator[Box]:
    """Every box of a panel, those of its rows and nested rules too."""
    yield from panel_.boxes
    for grid in panel_.grids:
        for line in grid.lines:
            yield from line.boxes
            if line.rule:
                yield from names_of(line.rule)


def fields_of(panel_: Panel) -> Iterator[str]:
    """The names of all fields, in the order of the page; that of a rule's kind last of its own."""
    yield from (box.name for box in panel_.boxes)
    for grid in panel_.grids:
        for line in grid.lines:
            yield from (box.name for box in line.boxes)
            yield from fields_of(line.rule) if line.rule else ()
    yield f"{panel_.at}.kind"


def formulas(panel_: Panel) -> Iterator[Box]:
    """The boxes in which names of inputs may stand."""
    return (box for box in names_of(panel_) if box.look == "formula")


def formula_fault(name: str, text: str, inputs: list[str]) -> Fault | None:
    """What is wrong with a formula in view of the inputs; nothing with a blank one."""
    if not text.strip():
        return None
    try:
        parse_expression(text, inputs)
    except ExpressionError as fault:
        return Fault(
            name=name, message=fault.message, start=fault.position, wrong=fault.name, close=fault.close
        )
    return None


def placed(problem: Problem, names: list[str]) -> Fault:
    """The core's problem at the field that its path means: the field itself, one above, or one below."""
    path = problem.path
    while path:
        below = [name for name in names if name == path or name.startswith((f"{path}.", f"{path}["))]
        if below:
            return Fault(name=below[0], message=_said(problem))
        path = path[: max(path.rfind("."), path.rfind("["))] if "." in path or "[" in path else ""
    return Fault(name=problem.path, message=_said(problem))


def _said(problem: Problem) -> str:
    """The message for who fills in a form, and has not to know the dossier's keys."""
    if problem.path.endswith("deduct"):
        return "缺少，请填写扣多少：几分，或权重的百分之几"
    if problem.path.endswith(("levels", "bands", "points", "parts")) and "缺少" in problem.message:
        return "还没有一行，请添加"
    if "份额要么都填" in problem.message or "份额要么" in problem.message:
        return "要么每一行都填，要么都不填（均分）"
    return problem.message
