"""How working papers hold what a dossier says was found for an indicator: inputs, override, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from evaluations.papers.checking.shapes import CHECKING
from evaluations.papers.models import InputKind
from evaluations.papers.ticks.shapes import TICKS
from indicators.systems.records import (
    Nested,
    Record,
    Rows,
    Shape,
    as_figure,
    children,
    column,
    figure,
    is_number,
    text,
)


def _inputs(value: Any) -> list[Record]:
    if not isinstance(value, Mapping):
        return []
    return [_input(name, raw) for name, raw in value.items()]


def _input(name: str, raw: Any) -> Record:
    """An input that is null is a number that is not known yet."""
    kind, items = InputKind.NUMBER, list[Record]()
    columns: dict[str, Any] = {}
    match raw:
        case bool():
            kind, columns = InputKind.FLAG, {"flag": raw}
        case str():
            kind, columns = InputKind.LEVEL, {"level": raw}
        case list() | tuple():
            kind, items = InputKind.LIST, [Record(columns={"number": _mark(item)}) for item in raw]
        case _ if is_number(raw):
            columns = {"number": as_figure(raw)}
    empty = {"name": name, "kind": kind.value, "number": None, "flag": None, "level": ""}
    return Record(columns=empty | columns, rows={"items": items})


def _mark(item: Any) -> Decimal | None:
    """An entry of a list; true counts as 1."""
    return as_figure(int(item) if isinstance(item, bool) else item)


def input_value(row: Any) -> Any:
    """What an input says: a number, true or false, a level's name, a list, or None where it is not known."""
    match column(row, "kind"):
        case InputKind.FLAG:
            return column(row, "flag")
        case InputKind.LEVEL:
            return column(row, "level") or None
        case InputKind.LIST:
            return [column(item, "number") for item in children(row, "items")]
        case _:
            return column(row, "number")


def _input_values(rows: list[Any]) -> dict[str, Any]:
    return {column(row, "name"): input_value(row) for row in rows}


PAPER: Shape = (
    Rows("inputs", "inputs", (), load=_inputs, dump=_input_values, keyed="name"),
    TICKS,
    text("not_applicable"),
    Nested("override", (figure("score", "override_score"), text("reason", "override_reason")), whole=True),
    text("calculation_note"),
    text("evaluation_result"),
    text("deduction_reason"),
    CHECKING,
)

PAPER_KEYS = tuple(part.key for part in PAPER)
