"""What a page asks for: the JSON of a request as typed operations, or refused as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST = 20_000
LONGEST = 20_000
Id = int | str
"""A row's number, or the key of one that the same request adds."""


class NotUnderstood(ValueError):
    """The request is not one that the page sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A cell gets a text; `revision` is that of the row as the person saw it."""

    row: Id
    column: str
    text: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """A new row after `after` (beside it), else last under `parent`, else at the end."""

    key: str
    after: Id | None
    parent: Id | None
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """A row goes, with all under it and all that hangs on it."""

    row: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """A row that was removed comes back as it was, with what hung on it."""

    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row goes under `parent` (None: top), directly after its sister `after` (None: first)."""

    row: Id
    parent: Id | None
    after: Id | None


Operation = Set | Add | Remove | Restore | Place


def read_operations(body: bytes) -> tuple[str, list[Operation]]:
    """The unit shown and the operations, in the order of the request; raises NotUnderstood."""
    try:
        data = json.loads(body)
        listed = data["operations"]
        if not isinstance(listed, list) or len(listed) > MOST:
            raise NotUnderstood("operations")
        return _text(data.get("unit", "")), [_operation(one) for one in listed]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NotUnderstood(str(fault)) from None


def _operation(data: Any) -> Operation:
    match data["op"]:
        case "set":
            return Set(
                row=_id(data["row"]),
                column=_text(data["column"]),
                text=_text(data["text"]),
                revision=_whole(data["revision"]),
            )
        case "add":
            cells = {_text(key): _text(value) for key, value in data["cells"].items()}
            after, parent = _id_or_none(data.get("after")), _id_or_none(data.get("parent"))
            return Add(key=_text(data["key"]), after=after, parent=parent, cells=cells)
        case "remove":
            return Remove(row=_id(data["row"]))
        case "restore":
            return Restore(row=_whole(data["row"]))
        case "place":
            return Place(
                row=_id(data["row"]), parent=_id_or_none(data["parent"]), after=_id_or_none(data["after"])
            )
        case _:
            raise NotUnderstood("op")


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or "\x00" in value:
        raise NotUnderstood("text")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise NotUnderstood("number")
    return value


def _id(value: Any) -> Id:
    return _text(value) if isinstance(value, str) else _whole(value)


def _id_or_none(value: Any) -> Id | None:
    return None if value is None else _id(value)
