"""How working papers hold what a dossier says was found for an indicator: inputs, override, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from evaluations.dossier.factkeys import read_key
from evaluations.papers.checking.shapes import CHECKING
from evaluations.papers.models import InputKind
from evaluations.papers.ticks.shapes import TICKS
from indicators.systems.records import (
    ABSENT,
    Nested,
    One,
    Record,
    Rows,
    Shape,
    as_figure,
    children,
    column,
    figure,
    is_number,
    read,
    same,
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


class Whole(One):
    """An object held by a row that needs all of its columns; one with a gap stays as it was written."""

    def read(self, value: Any, into: Record) -> Any:
        is_whole = isinstance(value, Mapping) and all(
            column not in (None, "") for column in read(self.shape(), value).columns.values()
        )
        return One.read(self, value, into) if is_whole else value


DISPUTE: Shape = (figure("low"), figure("high"), text("reason"))


class _Bindings:
    """The facts that inputs are read from: keys by the inputs' names. Stands after `inputs`."""

    key = "bindings"

    def read(self, value: Any, into: Record) -> Any:
        """A binding that no input can have is kept as it was written."""
        inputs = into.rows.get("inputs", [])
        for row in inputs:
            row.columns["source"] = _source(value, row)
        return ABSENT if value is ABSENT or same(_sources(inputs), value) else value

    def write(self, holder: Any, kept: Any) -> Any:
        sources = _sources(children(holder, "inputs"))
        there = {column(row, "name") for row in children(holder, "inputs")}
        left = kept if isinstance(kept, Mapping) else {}
        strange = {name: key for name, key in left.items() if name not in there or not _is_key(key)}
        return strange | sources or ABSENT


def _source(value: Any, row: Record) -> str:
    key = value.get(row.columns["name"]) if isinstance(value, Mapping) else None
    is_free = row.columns["kind"] != InputKind.LIST.value
    return str(key) if is_free and _is_key(key) else ""


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and read_key(value) is not None


def _sources(rows: list[Any]) -> dict[str, str]:
    return {column(row, "name"): column(row, "source") for row in rows if column(row, "source")}


PAPER: Shape = (
    Rows("inputs", "inputs", (), load=_inputs, dump=_input_values, keyed="name"),
    _Bindings(),
    TICKS,
    text("not_applicable"),
    Nested("override", (figure("score", "override_score"), text("reason", "override_reason")), whole=True),
    Whole("dispute", "dispute", lambda: DISPUTE),
    text("calculation_note"),
    text("evaluation_result"),
    text("deduction_reason"),
    CHECKING,
)

PAPER_KEYS = tuple(part.key for part in PAPER)
