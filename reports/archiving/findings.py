"""What the check of an uploaded archive found, in the plain form that its job keeps for the page."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from reports.archiving.looking import DryRun

SHOWN = 100
"""Problems that are kept; whoever has more has another file to look for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """`problems`: where, and what. Without one the rest tells what would be made; figures are texts."""

    is_importable: bool
    count: int
    problems: list[list[str]]
    sha256: str
    size: int
    firm: str = ""
    made: str = ""
    version: int = 0
    product: str = ""
    links: int = 0
    title: str = ""
    total: str | None = None
    weight: str | None = None
    grade: str = ""
    places: int = 0
    counts: list[list[Any]]
    """Label, number, unit."""
    files: list[list[Any]]
    """Class, files, bytes."""

    @property
    def points(self) -> Decimal | None:
        """The total as the archive's rules give it."""
        return None if self.total is None else Decimal(self.total)

    @property
    def full(self) -> Decimal | None:
        """What it is out of."""
        return None if self.weight is None else Decimal(self.weight)


def plain(run: DryRun) -> dict[str, Any]:
    """What JSON can keep of a dry run."""
    said: dict[str, Any] = {
        "is_importable": run.is_importable,
        "count": len(run.problems),
        "problems": [[one.member, one.message] for one in run.problems[:SHOWN]],
        "sha256": run.sha256,
        "size": run.size,
        "links": len(run.chain.links) if run.chain else 0,
        "counts": [],
        "files": [list(one) for one in run.counts],
    }
    if run.manifest is not None:
        said |= {
            "firm": str(run.manifest.project.get("firm") or ""),
            "made": run.manifest.made,
            "version": run.manifest.version,
            "product": run.manifest.product,
        }
    if run.run is not None:
        said |= {
            "title": run.run.title,
            "total": None if run.run.total is None else str(run.run.total),
            "weight": None if run.run.weight is None else str(run.run.weight),
            "grade": run.run.grade,
            "places": run.run.places,
            "counts": [[one.label, one.number, one.unit] for one in run.run.counts],
        }
    return said


def read(said: dict[str, Any]) -> Findings:
    """What was kept."""
    return Findings(**{one.name: said[one.name] for one in fields(Findings) if one.name in said})
