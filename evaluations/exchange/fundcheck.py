"""How the check of how money was used (资金使用检查表) is held in rows, and said in a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicators.systems.records import (
    ABSENT,
    Record,
    Rows,
    Shape,
    as_text,
    children,
    column,
    figure,
    same,
    text,
)


def _points(value: Any) -> list[Record]:
    if not isinstance(value, Mapping):
        return []
    return [
        Record(columns={"group": group, "text": point, "result": ""})
        for group, points in value.items()
        for point in points
    ]


class _Groups:
    """The points to check, by group."""

    key = "groups"

    def read(self, value: Any, into: Record) -> Any:
        into.rows["items"] = _points(value)
        return ABSENT if value is ABSENT or same(_grouped(into.rows["items"]), value) else value

    def write(self, holder: Any, kept: Any) -> Any:
        data = _grouped(children(holder, "items"))
        if kept is not ABSENT and same(_grouped(_points(kept)), data):
            return kept
        return data or ABSENT


def _grouped(rows: list[Any]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(column(row, "group"), []).append(column(row, "text"))
    return groups


class _Results:
    """What was found for each point, in the order of the points."""

    key = "results"

    def read(self, value: Any, into: Record) -> Any:
        points = into.rows["items"]
        for row, result in zip(points, _texts(value, len(points)), strict=True):
            row.columns["result"] = result
        return ABSENT if value is ABSENT or same(_found(points), value) else value

    def write(self, holder: Any, kept: Any) -> Any:
        rows = _in_groups(children(holder, "items"))
        if kept is not ABSENT and _texts(kept, len(rows)) == [column(row, "result") for row in rows]:
            return kept
        found = _found(rows)
        return found if any(result is not None for result in found) else ABSENT


def _in_groups(rows: list[Any]) -> list[Any]:
    """The points group by group, as `groups` lists them."""
    order: dict[str, int] = {}
    for row in rows:
        order.setdefault(column(row, "group"), len(order))
    return sorted(rows, key=lambda row: order[column(row, "group")])


def _texts(value: Any, count: int) -> list[str]:
    results = [as_text(result) for result in value] if isinstance(value, list | tuple) else []
    return (results + [""] * count)[:count]


def _found(rows: list[Any]) -> list[str | None]:
    return [column(row, "result") or None for row in rows]


FINDING: Shape = (text("text"), figure("amount"), text("unit"))
FUND_CHECK: Shape = (
    figure("budget"),
    figure("allocated"),
    figure("spent"),
    _Groups(),
    _Results(),
    Rows("findings", "findings", FINDING),
)
