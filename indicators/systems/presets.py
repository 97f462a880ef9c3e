"""Grade schemes in use (等级标准): each with the grades from the highest down and where it is laid down."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Bands = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradePreset:
    """A scheme; a bound belongs to the upper grade."""

    key: str
    label: str
    source: str
    bands: Bands


def _bands(*pairs: tuple[str, int]) -> Bands:
    return tuple((grade, Decimal(minimum)) for grade, minimum in pairs)


GRADE_PRESETS = (
    GradePreset(
        key="national",
        label="优良中差　90/80/60",
        source="财预〔2020〕10号",
        bands=_bands(("优", 90), ("良", 80), ("中", 60), ("差", 0)),
    ),
    GradePreset(
        key="shanghai",
        label="优良合格不合格　90/75/60",
        source="上海市财政支出绩效评价的通行分档",
        bands=_bands(("优", 90), ("良", 75), ("合格", 60), ("不合格", 0)),
    ),
    GradePreset(
        key="five",
        label="五档　90/80/70/60",
        source="按十分一档细分",
        bands=_bands(("优", 90), ("良", 80), ("中", 70), ("低", 60), ("差", 0)),
    ),
)
