"""Points in proportion: 完成值/目标值×分值, 功效系数, so many points each time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from indicators.scoring import wording
from indicators.scoring.derivation import Step
from indicators.scoring.fields import Fields, Target
from indicators.scoring.figures import ONE, ZERO
from indicators.scoring.kinds.base import Case, Measured, Rule, Working, read_fallback
from indicators.scoring.statuses import Undefined


class Side(StrEnum):
    """Whether more is better, or less."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportional(Rule):
    """`proportional`: w · v / target up to `cap`; for a ceiling w · target / v."""

    kind: ClassVar[str] = "proportional"

    target: Target
    direction: Side
    cap: Fraction

    @classmethod
    def read(cls, fields: Fields) -> Proportional:
        return cls(
            fallback=read_fallback(fields),
            target=fields.target(),
            direction=fields.choice("direction", Side, Side.HIGHER),
            cap=fields.number("cap", least=ZERO, default=ONE),
        )

    def names(self) -> Iterable[str]:
        return self.target.names

    def work(self, measured: Measured, case: Case) -> ProportionalWorking:
        value, target = measured.number, self.target.value(case.inputs)
        if not target:
            raise Undefined("目标值为0，无法按比例计分")
        if self.direction is Side.HIGHER:
            ratio = value / target
            reached, ratio = ratio >= self.cap, min(ratio, self.cap)
        elif value <= target:
            reached, ratio = True, ONE
        elif value:
            reached, ratio = False, target / value
        else:
            raise Undefined("业绩值为0，无法按比例计分")
        raw = case.weight * ratio
        return ProportionalWorking(
            case=case, measured=measured, raw=raw, rule=self, target=target, reached=reached
        )

    def sentence(self, weight: Fraction, unit: str) -> str:
        target = self.target.said(unit)
        if self.direction is Side.LOWER:
            return f"不高于{target}得满分，超过的按目标值÷业绩值×{wording.number(weight)}分计分"
        capped = "" if self.cap == ONE else f"，比例以{wording.share(self.cap)}为限"
        return f"以{target}为满分，按业绩值÷目标值×{wording.number(weight)}分计分{capped}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionalWorking(Working):
    """The target, and whether it (or the cap) was reached."""

    rule: Proportional
    target: Fraction
    reached: bool

    @property
    def _capped(self) -> bool:
        return self.reached and self.rule.direction is Side.HIGHER and self.rule.cap != ONE

    def verdict(self) -> str:
        if not self.reached or self._capped:
            return ""
        sign = "≥" if self.rule.direction is Side.HIGHER else "≤"
        value, target = self.case.quantity(self.measured.number), self.case.quantity(self.target)
        return f"{value} {sign} {target}，达到目标"

    def formula(self) -> str:
        return f"{self.case.full} × {wording.share(self.rule.cap) if self._capped else self._ratio()}"

    def between(self) -> tuple[Step, ...]:
        aim = self.rule.target.steps(self.case.inputs, self.target, self.case.unit)
        if not self._capped:
            return aim
        cap = wording.share(self.rule.cap)
        return (*aim, Step(label="比例", expression=self._ratio(), result=cap, note=f"以{cap}为限"))

    def _ratio(self) -> str:
        pair = [self.case.term(self.measured.number), self.case.term(self.target)]
        return " ÷ ".join(pair if self.rule.direction is Side.HIGHER else reversed(pair))


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpolation(Rule):
    """`interpolation`: nothing below `floor`, all from `target` up, in between in proportion."""

    kind: ClassVar[str] = "interpolation"

    floor: Fraction
    target: Target

    @classmethod
    def read(cls, fields: Fields) -> Interpolation:
        return cls(fallback=read_fallback(fields), floor=fields.number("floor"), target=fields.target())

    def names(self) -> Iterable[str]:
        return self.target.names

    def work(self, measured: Measured, case: Case) -> InterpolationWorking:
        value, target = measured.number, self.target.value(case.inputs)
        if value < self.floor:
            share = ZERO
        elif value >= target:
            share = ONE
        else:
            share = (value - self.floor) / (target - self.floor)
        raw = case.weight * share
        return InterpolationWorking(case=case, measured=measured, raw=raw, rule=self, target=target)

    def sentence(self, weight: Fraction, unit: str) -> str:
        floor, target, full = (
            wording.quantity(self.floor, unit),
            self.target.said(unit),
            wording.number(weight),
        )
        return (
            f"达到{target}得满分，低于{floor}不得分，其间按(业绩值−{floor})÷({target}−{floor})×{full}分计分"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpolationWorking(Working):
    """The target between which and the floor the value lies, or not."""

    rule: Interpolation
    target: Fraction

    def verdict(self) -> str:
        value = self.measured.number
        if value < self.rule.floor:
            return f"{self.case.quantity(value)} < {self.case.quantity(self.rule.floor)}，低于下限"
        if value >= self.target:
            return f"{self.case.quantity(value)} ≥ {self.case.quantity(self.target)}，达到目标"
        return ""

    def formula(self) -> str:
        value, floor, target = map(self.case.term, (self.measured.number, self.rule.floor, self.target))
        return f"{self.case.full} × ({value} − {floor}) ÷ ({target} − {floor})"

    def between(self) -> tuple[Step, ...]:
        return self.rule.target.steps(self.case.inputs, self.target, self.case.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBonus(Rule):
    """`count_bonus`: points for each, up to `cap` (the weight when absent)."""

    kind: ClassVar[str] = "count_bonus"
    in_unit: ClassVar[bool] = False

    points: Fraction
    cap: Fraction | None

    @classmethod
    def read(cls, fields: Fields) -> CountBonus:
        return cls(
            fallback=read_fallback(fields),
            points=fields.number("points", least=ZERO),
            cap=fields.optional("cap", least=ZERO),
        )

    def work(self, measured: Measured, case: Case) -> CountBonusWorking:
        earned = measured.number * self.points
        cap = case.weight if self.cap is None else self.cap
        return CountBonusWorking(
            case=case, measured=measured, raw=min(cap, earned), rule=self, earned=earned, cap=cap
        )

    def sentence(self, weight: Fraction, unit: str) -> str:
        cap = weight if self.cap is None else self.cap
        return f"每{unit or '次'}得{wording.number(self.points)}分，最多得{wording.number(cap)}分"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBonusWorking(Working):
    """What was earned before the cap."""

    rule: CountBonus
    earned: Fraction
    cap: Fraction

    def formula(self) -> str:
        return f"{wording.number(self.measured.number)} × {wording.number(self.rule.points)}"

    def verdict(self) -> str:
        if self.earned <= self.cap:
            return ""
        return f"{self.formula()} = {wording.number(self.earned)}，以{wording.number(self.cap)}分为限"
