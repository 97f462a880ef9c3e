"""Grades (等级) and rounding conventions (取舍) of an evaluation: what they would do, and setting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from evaluations.design.saving import closed, opened
from evaluations.design.snapshots import COLUMNS
from evaluations.papers.queries import Standing, standing_of
from evaluations.people.models import User
from evaluations.projects.actions import Change, labels, save_as
from evaluations.projects.figures import GAP, shown
from evaluations.projects.models import Project
from indicators.scoring import AppliesTo, Mode, Places, Rounding
from indicators.scoring.figures import decimal, exact
from indicators.systems.models import GradeBand, IndicatorSystem, RoundedPart, RoundingMode

Bands = Sequence[tuple[str, Decimal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """Grades from the highest down, and the rounding columns of `COLUMNS` (empty: the core's default)."""

    bands: tuple[tuple[str, Decimal], ...]
    rounding: Mapping[str, Any]

    def as_data(self) -> dict[str, Any]:
        """`grade_scheme` and `rounding` as a dossier has them."""
        told = self.rounding
        value = {"decimals": told["value_decimals"], "mode": told["value_mode"] or None}
        score = {
            "decimals": told["score_decimals"],
            "mode": told["score_mode"] or None,
            "applies_to": told["score_applies_to"] or None,
        }
        scheme = [{"grade": grade, "min": minimum} for grade, minimum in self.bands]
        return {"grade_scheme": scheme, "rounding": {"value": value, "score": score}}

    def words(self) -> dict[str, str]:
        """Both parts as the log and the page of a conflict print them."""
        named = labels(IndicatorSystem)
        told = {named[key]: _said(key, self.rounding[key]) for key in COLUMNS}
        grades = "　".join(f"{grade}≥{shown(minimum)}" for grade, minimum in self.bands) or GAP
        return {"等级": grades, **told}


def _said(key: str, value: Any) -> str:
    if key.endswith("decimals"):
        return GAP if value is None else f"{value}位"
    choices: Any = RoundedPart if key == "score_applies_to" else RoundingMode
    return str(choices(value).label) if value else GAP


def conventions_of(system: IndicatorSystem) -> Conventions:
    """As they are."""
    bands = sorted(system.grades.all(), key=lambda band: band.minimum, reverse=True)
    return Conventions(
        bands=tuple((band.grade, band.minimum) for band in bands),
        rounding={name: getattr(system, name) for name in COLUMNS},
    )


def check_bands(bands: Bands) -> None:
    """ValidationError, naming the row, for grades that leave a total without grade or name one twice."""
    seen_names: set[str] = set()
    seen_bounds: dict[Decimal, str] = {}
    for number, (grade, minimum) in enumerate(bands, 1):
        if grade in seen_names:
            raise ValidationError(f"第{number}行：等级“{grade}”写了两次，请只保留一个。")
        if minimum in seen_bounds:
            raise ValidationError(
                f"第{number}行：“{grade}”与“{seen_bounds[minimum]}”的下限都是{shown(minimum)}。"
            )
        if not 0 <= minimum <= 100:
            raise ValidationError(f"第{number}行：“{grade}”的下限{shown(minimum)}不在0到100之间。")
        seen_names.add(grade)
        seen_bounds[minimum] = grade
    if bands and Decimal(0) not in seen_bounds:
        raise ValidationError("最低一档的下限应为0，否则低分没有等级。")


def effect(data: Mapping[str, Any], wanted: Conventions) -> Standing:
    """What the project's facts would score under other conventions; nothing is stored."""
    return standing_of({**data, **wanted.as_data()})


@transaction.atomic
def set_conventions(
    project: Project, wanted: Conventions, *, revision: int, by: User, verb: str = "修改"
) -> bool:
    """Grades and rounding at once; whether anything changed. Raises Conflict and ValidationError."""
    check_bands(wanted.bands)

    def theirs(_: Any) -> dict[str, str]:
        return conventions_of(IndicatorSystem.objects.get(pk=project.system_id)).words()

    system, _ = opened(project, revision, wanted.words(), theirs)
    present = conventions_of(system)
    before, after = present.words(), wanted.words()
    changes: list[Change] = [
        {"field": key, "before": before[key], "after": after[key]}
        for key in after
        if before[key] != after[key]
    ]
    if not changes:
        return False
    for name in COLUMNS:
        setattr(system, name, wanted.rounding[name])
    if wanted.bands != present.bands:
        _write_bands(system, wanted.bands)
    closed(project, system, by=by, verb=verb, subject="等级与取舍", changes=changes)
    save_as(system, by=by)
    return True


def _write_bands(system: IndicatorSystem, bands: Bands) -> None:
    kept = {band.grade: band.extras for band in system.grades.all()}
    system.grades.all().delete()
    GradeBand.objects.bulk_create(
        GradeBand(system=system, position=place, grade=grade, minimum=minimum, extras=kept.get(grade, {}))
        for place, (grade, minimum) in enumerate(bands)
    )


# In words -----------------------------------------------------------------------------------------

_BUSINESS, _SCORE, _WEIGHT = Decimal("86.12568"), Decimal("3.99585"), Decimal(5)


def sentence(rounding: Mapping[str, Any]) -> str:
    """What the conventions mean, by an example computed with them."""
    plan = _rounding(rounding)
    value, score = exact(_BUSINESS), exact(_SCORE)
    what = "对扣分取舍，再从权重里减" if plan.applies_to is AppliesTo.DEDUCTION else "对得分取舍"
    return (
        f"业绩值保留{plan.value.decimals}位小数，{RoundingMode(plan.value.mode).label}："
        f"{_BUSINESS}% → {decimal(plan.value.round(value)):f}%。"
        f"得分保留{plan.score.decimals}位小数，{RoundingMode(plan.score.mode).label}，{what}："
        f"权重{_WEIGHT}分算得{_SCORE}分 → {decimal(plan.round_score(score, exact(_WEIGHT))):f}分。"
    )


def _rounding(told: Mapping[str, Any]) -> Rounding:
    base = Rounding()
    return Rounding(
        value=_places(told["value_decimals"], told["value_mode"], base.value),
        score=_places(told["score_decimals"], told["score_mode"], base.score),
        applies_to=AppliesTo(told["score_applies_to"] or base.applies_to),
    )


def _places(decimals: int | None, mode: str, base: Places) -> Places:
    return Places(decimals=base.decimals if decimals is None else decimals, mode=Mode(mode or base.mode))
