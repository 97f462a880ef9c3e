"""Outlines of reports as data: which sections there are, in which order, with which standard wording.

`outlines/standard.toml` holds the sections, an outline file lists those it uses with their level and, where
it has its own, the title. A section's `text` is a list of paragraphs, each a list of sentences (see
`wording`); `fill` names the generator of its tables and of what is written indicator by indicator.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from evaluations.dossier import SELF_EVALUATION, Dossier, Project
from reports.document.blocks import PartKind

CHAPTER: PartKind = "chapter"
NUMBERED = (CHAPTER, "annex")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineSection:
    """A section as the outline has it; level 1 begins a part of its own."""

    id: str
    title: str
    level: int
    kind: PartKind
    text: tuple[tuple[str, ...], ...]
    fill: str
    landscape: bool
    flows: bool
    is_numbered: bool
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """An outline by name, with the title people know it by and the rule it follows.

    `region` and `until` say for whose projects, up to which year, it is taken unless another is asked for.
    """

    name: str
    title: str
    basis: str
    region: str
    until: int | None
    sections: tuple[OutlineSection, ...]

    def is_for(self, project: Project) -> bool:
        """A region's outline is for its projects, while it held."""
        if not self.region or self.until is None or project.year is None or project.year > self.until:
            return False
        places = (project.commissioning_bureau, project.competent_department, project.evaluated_unit)
        return any(self.region in place for place in places if place)


class UnknownOutline(LookupError):
    """There is no outline of that name; the message names those there are."""


NATIONAL = "national"
NAMES = ("shanghai", NATIONAL, "self_evaluation")


@cache
def read_outline(name: str) -> Outline:
    """The outline called `name`. Raises UnknownOutline."""
    if name not in NAMES:
        raise UnknownOutline(f"没有名为“{name}”的报告提纲，可选：{'、'.join(NAMES)}。")
    standard = table("outlines/standard.toml")
    data = table(f"outlines/{name}.toml")
    return Outline(
        name=name,
        title=data["title"],
        basis=data["basis"],
        region=data.get("region", ""),
        until=data.get("until"),
        sections=tuple(_section(entry, standard[entry["use"]]) for entry in data["section"]),
    )


def fitting(dossier: Dossier) -> str:
    """The outline when none is asked for: the region's while that held, else the national one."""
    if dossier.kind == SELF_EVALUATION:
        return "self_evaluation"
    return next((name for name in NAMES if read_outline(name).is_for(dossier.project)), NATIONAL)


@cache
def table(path: str) -> Mapping[str, Any]:
    """A TOML file shipped with this package."""
    return tomllib.loads(files("reports.document").joinpath(path).read_text(encoding="utf-8"))


def _section(entry: Mapping[str, Any], standard: Mapping[str, Any]) -> OutlineSection:
    merged = {**standard, **entry}
    return OutlineSection(
        id=entry["use"],
        title=merged["title"],
        level=merged.get("level", 1),
        kind=merged.get("kind", CHAPTER),
        text=tuple(tuple(sentences) for sentences in merged.get("text", ())),
        fill=merged.get("fill", ""),
        landscape=merged.get("landscape", False),
        flows=merged.get("flows", False),
        run=merged.get("run", ""),
        is_numbered=merged.get("numbered", merged.get("kind", CHAPTER) in NUMBERED),
    )
