"""A typed dossier → plain data, canonical JSON and its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from typing import Any

from evaluations.dossier.model import FORMAT, Dossier
from evaluations.dossier.plain import json_text
from evaluations.dossier.reading import BAD, default, shape


def write(dossier: Dossier) -> dict[str, Any]:
    """The dossier as JSON data with `Decimal` numbers, keys in the order of `model`, extras after them."""
    return {"format": FORMAT, **write_object(dossier)}


SCORED = ("grade_scheme", "rounding", "indicators")


def scored(dossier: Dossier) -> dict[str, Any]:
    """Of what `write` gives the part that scores depend on, which is all that `read_system` reads."""
    return {"format": FORMAT, **write_object(dossier, SCORED)}


def dump(dossier: Dossier) -> bytes:
    """The dossier's file: UTF-8 JSON, one key a line, numbers as plain decimals."""
    return (json_text(write(dossier), indent=1) + "\n").encode()


def digest(dossier: Dossier) -> str:
    """SHA-256 of what the dossier says: the same for the same facts, whatever the order of their keys."""
    return hashlib.sha256(json_text(write(dossier), sort_keys=True).encode()).hexdigest()


def write_object(thing: Any, only: Collection[str] | None = None) -> dict[str, Any]:
    """A dataclass of the dossier kind as plain data: what is at its default is left out, extras come last."""
    written: dict[str, Any] = {}
    left = {key: value for key, value in thing.extras.items() if only is None or key in only}
    kind: Any = type(thing)
    for item, _ in shape(kind):
        if only is not None and item.name not in only:
            continue
        value, absent = getattr(thing, item.name), default(item)
        kept = left.pop(item.name, BAD)
        if absent is BAD or value != absent:
            written[item.name] = _value(value)
        elif kept is not BAD:
            written[item.name] = kept
    return written | left


def _value(value: Any) -> Any:
    match value:
        case str() | bool() | None:
            return value
        case int():
            return Decimal(value)
        case list() | tuple():
            return [_value(item) for item in value]
        case Mapping():
            return {key: _value(item) for key, item in value.items()}
        case _:
            return write_object(value) if is_dataclass(value) else value
