"""The scale of grades as a drawing: grades and a total in; segments, a mark, the distance to the next out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evaluations.templatetags.figures import figure
from indicators.systems.models import GradeBand

FULL = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A grade on the scale, in the drawing's units."""

    grade: str
    minimum: str
    x: float
    width: float
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The scale of grades with a mark at the total, and the distance to the next grade."""

    segments: tuple[Segment, ...]
    mark: float | None
    next_grade: str
    distance: Decimal | None


def band(grades: list[GradeBand], total: Decimal | None) -> Band:
    """The scale from 0 to 100 in 280 units, divided at the grades' bounds; no segments without grades."""
    rising = sorted(grades, key=lambda grade: grade.minimum)
    bounds = [*(grade.minimum for grade in rising), FULL][1:]
    segments = tuple(
        Segment(
            grade=grade.grade,
            minimum=figure(grade.minimum),
            x=_at(grade.minimum),
            width=max(0.0, _at(bound) - _at(grade.minimum) - 1),
            tone=f"g{min(3, place)}",
        )
        for place, (grade, bound) in enumerate(zip(rising, bounds, strict=True))
    )
    above = [] if total is None else [grade for grade in rising if grade.minimum > total]
    return Band(
        segments=segments,
        mark=None if total is None else _at(total),
        next_grade=above[0].grade if above else "",
        distance=above[0].minimum - total if above and total is not None else None,
    )


def _at(figure_: Decimal) -> float:
    return round(float(min(FULL, max(Decimal(0), figure_))) * 2.8, 1)
