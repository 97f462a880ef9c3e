"""The facts that scores rest on, as bytes and SHA-256, so that a run can tell whether they have changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from indicators.scoring.figures import kind_of, plain

VERSION = "1"
"""The version of this core: another one may give other scores for the same facts."""

_INDICATOR_KEYS = ("code", "parent", "weight", "value", "rule", "rounding", "not_applicable")


def canonical(part: Any) -> bytes:
    """Canonical JSON in UTF-8: sorted keys, no spaces, numbers without exponent or trailing zeros (1.0 is 1).

    Raises TypeError for what is no JSON value of a dossier, among them binary floats.
    """
    return "".join(_written(part)).encode()


def fingerprint(system_data: Mapping[str, Any]) -> str:
    """SHA-256 over what the scores of this dossier depend on; names, texts and reasons do not count.

    The order of the indicators does not count either, and an absent key is the same as null.
    """
    indicators = [_scoring_part(row) for row in system_data.get("indicators") or ()]
    facts = {
        "version": VERSION,
        "indicators": sorted(indicators, key=lambda row: str(row.get("code"))),
        "grade_scheme": system_data.get("grade_scheme") or [],
        "rounding": _known(system_data.get("rounding") or {}),
    }
    return sha256(canonical(facts)).hexdigest()


def _scoring_part(row: Mapping[str, Any]) -> dict[str, Any]:
    part = {key: _known(row[key]) for key in _INDICATOR_KEYS if row.get(key) is not None}
    part["inputs"] = row.get("inputs") or {}
    override = row.get("override")
    if override is not None:
        part["override"] = override.get("score")
    return part


def _known(value: Any) -> Any:
    """Without what is null, and without texts that only explain."""
    if isinstance(value, Mapping):
        return {key: _known(found) for key, found in value.items() if found is not None and key != "text"}
    if isinstance(value, (list, tuple)):
        return [_known(found) for found in value]
    return value


def _written(value: Any) -> Iterator[str]:
    if value is None or isinstance(value, (bool, str)):
        yield json.dumps(value, ensure_ascii=False)
    elif isinstance(value, (int, Decimal)):
        yield plain(Decimal(value))
    elif isinstance(value, Mapping):
        yield "{"
        for index, key in enumerate(sorted(value)):
            yield ("," if index else "") + json.dumps(key, ensure_ascii=False) + ":"
            yield from _written(value[key])
        yield "}"
    elif isinstance(value, (list, tuple)):
        yield "["
        for index, found in enumerate(value):
            yield "," if index else ""
            yield from _written(found)
        yield "]"
    else:
        raise TypeError(f"不能写成规范的JSON：{kind_of(value)}")
