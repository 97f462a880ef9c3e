"""每低1个百分点扣权重的3%: a deduction in proportion to the deviation from a target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar

from indicators.scoring import wording
from indicators.scoring.derivation import Step
from indicators.scoring.fields import Deduct, Fields, Target
from indicators.scoring.figures import HUNDRED, ONE, ZERO, exceeds
from indicators.scoring.kinds.base import Case, Measured, Rule, Working, read_fallback
from indicators.scoring.statuses import Undefined


class Direction(StrEnum):
    """Which side of the target is good."""

    HIGHER = "higher"
    LOWER = "lower"
    BOTH = "both"


class Deviation(StrEnum):
    """Whether the deviation is a difference or a percentage of the target."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"


class Counting(StrEnum):
    """Whether a started unit of deviation counts in part, not at all, or fully."""

    CONTINUOUS = "continuous"
    FLOOR = "floor"
    CEIL = "ceil"


class Clause(StrEnum):
    """Which clause of the rule decided."""

    REACHED = "reached"
    TOLERATED = "tolerated"
    BELOW = "below"
    DEDUCTED = "deducted"


_CLAUSES = {
    Direction.HIGHER: ("达到", "低于"),
    Direction.LOWER: ("不高于", "高于"),
    Direction.BOTH: ("等于", "偏离"),
}
_MOVES = {Direction.HIGHER: "下降", Direction.LOWER: "上升", Direction.BOTH: "偏离"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear(Rule):
    """`linear_deduction`: w − (d / per) · deduct, after tolerance and `zero_below`."""

    kind: ClassVar[str] = "linear_deduction"

    target: Target
    direction: Direction
    deviation: Deviation
    per: Fraction
    deduct: Deduct
    counting: Counting
    tolerance: Fraction
    zero_below: Fraction | None
    inclusive: bool

    @classmethod
    def read(cls, fields: Fields) -> Linear:
        below = fields.bound("zero_below")
        return cls(
            fallback=read_fallback(fields),
            target=fields.target(),
            direction=fields.choice("direction", Direction, Direction.HIGHER),
            deviation=fields.choice("deviation", Deviation, Deviation.ABSOLUTE),
            per=fields.optional("per", above=ZERO) or ONE,
            deduct=fields.deduct(),
            counting=fields.choice("steps", Counting, Counting.CONTINUOUS),
            tolerance=fields.number("tolerance", least=ZERO, default=ZERO),
            zero_below=below.number("value") if below else None,
            inclusive=below.flag("inclusive") if below else False,
        )

    def names(self) -> Iterable[str]:
        return self.target.names

    def work(self, measured: Measured, case: Case) -> LinearWorking:
        value, target = measured.number, self.target.value(case.inputs)
        gap = self._gap(value, target)
        distance = self._distance(gap, target)
        clause = self._clause(value, distance)
        taken = ZERO
        if clause is Clause.BELOW:
            taken = case.weight
        elif clause is Clause.DEDUCTED:
            taken = self._units(distance) * self.deduct.of(case.weight)
        return LinearWorking(
            case=case,
            measured=measured,
            raw=case.weight - taken,
            deduction=None if clause is Clause.BELOW else taken,
            rule=self,
            target=target,
            distance=distance,
            clause=clause,
        )

    def _gap(self, value: Fraction, target: Fraction) -> Fraction:
        over = value - target
        if self.direction is Direction.BOTH:
            return abs(over)
        gap = over if self.direction is Direction.LOWER else -over
        return gap if gap.numerator > 0 else ZERO

    def _distance(self, gap: Fraction, target: Fraction) -> Fraction:
        if self.deviation is Deviation.ABSOLUTE:
            return gap
        if not target:
            raise Undefined("目标值为0，无法计算相对偏差")
        return gap / abs(target) * HUNDRED

    def _clause(self, value: Fraction, distance: Fraction) -> Clause:
        if exceeds(self.tolerance, distance):
            return Clause.TOLERATED if distance else Clause.REACHED
        if self.zero_below is not None and (
            exceeds(self.zero_below, value) or (self.inclusive and value == self.zero_below)
        ):
            return Clause.BELOW
        return Clause.DEDUCTED if distance else Clause.REACHED

    def _units(self, distance: Fraction) -> Fraction:
        units = distance / self.per
        if self.counting is Counting.CONTINUOUS:
            return units
        return Fraction(floor(units) if self.counting is Counting.FLOOR else ceil(units))

    def scale(self, unit: str) -> str:
        """The unit in which the deviation is counted."""
        return "%" if self.deviation is Deviation.RELATIVE else unit

    def apart(self, distance: Fraction, unit: str) -> str:
        """A deviation in words: 4.17个百分点, 2万件; relative: 3.5%."""
        if self.deviation is Deviation.RELATIVE:
            return wording.number(distance) + "%"
        return wording.difference(distance, unit)

    def bound(self, unit: str) -> str:
        """低于50% or, with the bound itself, 不高于50%."""
        limit = wording.quantity(self.zero_below or ZERO, unit)
        return f"不高于{limit}" if self.inclusive else f"低于{limit}"

    def sentence(self, weight: Fraction, unit: str) -> str:
        per = self.apart(self.per, unit)
        said = [self._reached(unit), f"{self._each(per)}{self.deduct.said()}"]
        if self.counting is Counting.FLOOR:
            said.append(f"不足{per}的部分不扣")
        elif self.counting is Counting.CEIL:
            said.append(f"不足{per}按{per}扣")
        if self.tolerance:
            said.append(f"偏差不足{self.apart(self.tolerance, unit)}不扣")
        if self.zero_below is not None:
            said.append(f"{self.bound(unit)}不得分")
        return "，".join(said)

    def _reached(self, unit: str) -> str:
        """达到90%得满分，低于90%的; a formula is named once and is 目标值 from there on."""
        target = self.target.said(unit)
        full, worse = _CLAUSES[self.direction]
        if self.target.formula:
            return f"目标值为{target}，{full}目标值得满分，{worse}目标值的"
        return f"{full}{target}得满分，{worse}{target}的"

    def _each(self, per: str) -> str:
        """每下降1个百分点, 每高于目标值1%."""
        if self.deviation is Deviation.ABSOLUTE:
            return f"每{_MOVES[self.direction]}{per}"
        return f"每{_CLAUSES[self.direction][1]}目标值{per}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearWorking(Working):
    """The deviation, which clause it fell under, and what was taken."""

    rule: Linear
    target: Fraction
    distance: Fraction
    clause: Clause

    def verdict(self) -> str:
        if self.clause is Clause.REACHED:
            return f"{self._compared()}，达到目标"
        if self.clause is Clause.TOLERATED:
            return f"{self._difference()} = {self._apart()}，{self._tolerated()}"
        return f"{self._value()}{self.rule.bound(self.case.unit)}" if self.clause is Clause.BELOW else ""

    def formula(self) -> str:
        difference = self._difference()
        plain = self.rule.deviation is Deviation.RELATIVE
        return f"{self.case.full} − {self._taken(difference if plain else f'({difference})')}"

    def between(self) -> tuple[Step, ...]:
        aim = self.rule.target.steps(self.case.inputs, self.target, self.case.unit)
        if self.clause is Clause.REACHED:
            return (*aim, Step(label="与目标比", expression=self._compared(), result="达到目标"))
        note = {
            Clause.TOLERATED: self._tolerated(),
            Clause.BELOW: f"{self.rule.bound(self.case.unit)}，不得分",
            Clause.DEDUCTED: "",
        }[self.clause]
        compared = Step(label="与目标比", expression=self._difference(), result=self._apart(), note=note)
        if self.clause is not Clause.DEDUCTED:
            return (*aim, compared)
        distance = wording.term(self.distance, self.rule.scale(self.case.unit))
        taken = Step(
            label="扣分", expression=self._taken(distance), result=wording.number(self.deduction or ZERO)
        )
        return (*aim, compared, taken)

    def _value(self) -> str:
        return self.case.quantity(self.measured.number)

    def _compared(self) -> str:
        sign = {Direction.HIGHER: "≥", Direction.LOWER: "≤", Direction.BOTH: "="}[self.rule.direction]
        return f"{self._value()} {sign} {self.case.quantity(self.target)}"

    def _difference(self) -> str:
        low, high = self.measured.number, self.target
        if exceeds(low, high):
            low, high = high, low
        difference = f"{self.case.term(high)} − {self.case.term(low)}"
        if self.rule.deviation is Deviation.ABSOLUTE:
            return difference
        return f"({difference}) ÷ {self.case.term(abs(self.target))}"

    def _apart(self) -> str:
        return self.rule.apart(self.distance, self.case.unit)

    def _tolerated(self) -> str:
        return f"偏差不足{self.rule.apart(self.rule.tolerance, self.case.unit)}，不扣"

    def _taken(self, distance: str) -> str:
        units = f"{distance} ÷ {wording.term(self.rule.per, self.rule.scale(self.case.unit))}"
        if self.rule.counting is not Counting.CONTINUOUS:
            units = f"{'取整' if self.rule.counting is Counting.FLOOR else '进位取整'}[{units}]"
        return f"{units} × {self.rule.deduct.written(self.case.weight)}"
