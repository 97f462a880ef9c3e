"""Frameworks of the ministry and of places, read from `frameworks/*.toml`: one file for each version."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

ORDER = ("national-2020-10", "national-2021-101-cost", "national-2021-101", "shanghai-2014-22")
"""How the list of the library begins; what is not named follows by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """One version of a framework (指标框架).

    `document` is its 文号, `effective_from` 2020-02-25 or a year, `replaced_by` the 文号 of what came after.
    `source_note` says what of it is the rule's and what is ours, `weights_note` where the weights come from.
    `system` holds `grade_scheme`, `rounding` and `indicators` as a dossier has them, without inputs.
    """

    id: str
    version: int
    title: str
    document: str
    authority: str
    kind: str
    effective_from: str
    replaced_by: str
    scope: str
    source_note: str
    weights_note: str
    system: Mapping[str, Any]


@cache
def frameworks() -> tuple[Framework, ...]:
    """Every framework's newest version."""
    newest = {one.id: one for one in _all()}
    places = {name: place for place, name in enumerate(ORDER)}
    return tuple(sorted(newest.values(), key=lambda one: (places.get(one.id, len(ORDER)), one.id)))


def framework(name: str, version: int | None = None) -> Framework | None:
    """A framework by its id, the newest version where none is named; None where there is no such."""
    found = [one for one in _all() if one.id == name and version in (None, one.version)]
    return found[-1] if found else None


@cache
def _all() -> tuple[Framework, ...]:
    """All versions, older before newer."""
    folder = files(__package__).joinpath("frameworks")
    texts = [one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".toml")]
    return tuple(sorted(map(read, texts), key=lambda one: (one.id, one.version)))


def read(text: str) -> Framework:
    """The framework that a file describes."""
    data = tomllib.loads(text, parse_float=Decimal)
    grades, rounding, rows = data.pop("grades"), data.pop("rounding"), data.pop("indicators")
    system = {"grade_scheme": grades, "rounding": rounding, "indicators": [_entry(row) for row in rows]}
    return Framework(**data, system=system)


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    """`points` alone stands for a rule of 评价要点, each with an equal share."""
    points = row.pop("points", None)
    if points is not None:
        row["rule"] = {"kind": "key_points", "points": [{"text": text} for text in points]}
    return row
