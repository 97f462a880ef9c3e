"""Plain JSON data with exact numbers as one canonical text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from indicators.scoring import plain


def json_text(value: Any, *, indent: int | None = None, sort_keys: bool = False) -> str:
    """`value` as JSON: decimals as plain numbers without exponent and trailing zeros, text unescaped."""
    return "".join(_pieces(value, "\n" if indent is not None else "", indent or 0, sort_keys))


def _pieces(value: Any, newline: str, indent: int, sort_keys: bool) -> list[str]:
    match value:
        case Mapping():
            keys = sorted(value) if sort_keys else list(value)
            colon = ": " if newline else ":"
            items = [
                [
                    json.dumps(key, ensure_ascii=False),
                    colon,
                    *_pieces(value[key], _in(newline, indent), indent, sort_keys),
                ]
                for key in keys
            ]
            return _joined("{", "}", items, newline, indent)
        case str():
            return [json.dumps(value, ensure_ascii=False)]
        case bool() | None:
            return [json.dumps(value)]
        case int() | Decimal():
            return [plain(Decimal(value))]
        case Sequence():
            rows = [_pieces(item, _in(newline, indent), indent, sort_keys) for item in value]
            return _joined("[", "]", rows, newline, indent)
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a dossier")


def _in(newline: str, indent: int) -> str:
    return newline + " " * indent if newline else ""


def _joined(opening: str, closing: str, items: list[list[str]], newline: str, indent: int) -> list[str]:
    if not items:
        return [opening + closing]
    inner = _in(newline, indent)
    pieces = [opening]
    for place, item in enumerate(items):
        pieces += [("," if place else "") + inner, *item]
    return [*pieces, newline, closing]
