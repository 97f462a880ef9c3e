"""Several parts, each by a rule of its own, less penalties: A占70%，B占30%，C每发现一次另扣5%."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from indicators.scoring import wording
from indicators.scoring.derivation import Step
from indicators.scoring.expressions import Expression
from indicators.scoring.fields import Deduct
from indicators.scoring.figures import ZERO
from indicators.scoring.kinds.base import Case, Measured, Rule, Working, apply
from indicators.scoring.statuses import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part: `points`, or a `share` of the weight, and the rule by which it scores them."""

    name: str
    rule: Rule
    expression: Expression | None
    share: Fraction
    points: Fraction | None = None

    def weight(self, whole: Fraction) -> Fraction:
        return self.share * whole if self.points is None else self.points

    def case(self, whole: Case) -> Case:
        unit = whole.unit if self.rule.in_unit else ""
        return replace(whole, weight=self.weight(whole.weight), unit=unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """What is taken from the sum of the parts, v times."""

    name: str
    deduct: Deduct
    expression: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite(Rule):
    """`composite`: Σ parts − Σ penalties; the parts' scores are not rounded."""

    kind: ClassVar[str] = "composite"
    in_unit: ClassVar[bool] = False

    parts: tuple[Part, ...]
    penalties: tuple[Penalty, ...]

    def names(self) -> Iterable[str]:
        for part in self.parts:
            yield from part.rule.names()
            yield from part.expression.names if part.expression else ()
        for penalty in self.penalties:
            yield from penalty.expression.names if penalty.expression else ()

    def measure(self, expression: Expression | None, case: Case) -> Measured:
        return Measured()

    def work(self, measured: Measured, case: Case) -> CompositeWorking:
        failures: list[Failure] = []
        parts: list[Working] = []
        taken: list[Measured] = []
        for part in self.parts:
            try:
                parts.append(apply(part.rule, part.expression, part.case(case)))
            except Failure as failure:
                failure.reason = f"{part.name}：{failure.reason}"
                failures.append(failure)
        for penalty in self.penalties:
            try:
                taken.append(self._penalty(penalty, case))
            except Failure as failure:
                failure.reason = f"{penalty.name}：{failure.reason}"
                failures.append(failure)
        if failures:
            raise min(failures, key=lambda failure: failure.rank)
        earned = sum((part.held for part in parts), ZERO)
        lost = sum(
            (
                found.number * penalty.deduct.of(case.weight)
                for found, penalty in zip(taken, self.penalties, strict=True)
            ),
            ZERO,
        )
        return CompositeWorking(
            case=case, measured=measured, raw=earned - lost, rule=self, parts=tuple(parts), taken=tuple(taken)
        )

    def _penalty(self, penalty: Penalty, case: Case) -> Measured:
        """The penalty's count; raises a Failure, also where it is no number."""
        measured = Rule.measure(self, penalty.expression, replace(case, unit=""))
        return replace(measured, value=measured.number)

    def sentence(self, weight: Fraction, unit: str) -> str:
        said = [
            f"{part.name}{wording.number(part.weight(weight))}分（"
            f"{part.rule.sentence(part.weight(weight), unit if part.rule.in_unit else '')}）"
            for part in self.parts
        ]
        lost = [f"{penalty.name}每一次另{penalty.deduct.said()}" for penalty in self.penalties]
        return "；".join([*said, *lost])


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeWorking(Working):
    """The workings of the parts, and what each penalty counts."""

    rule: Composite
    parts: tuple[Working, ...]
    taken: tuple[Measured, ...]

    def formula(self) -> str:
        earned = " + ".join(wording.number(part.held) for part in self.parts)
        return earned + "".join(f" − {self._lost(index)}" for index in range(len(self.taken)))

    def _lost(self, index: int) -> str:
        deduct = self.rule.penalties[index].deduct
        return f"{wording.number(self.taken[index].number)} × {deduct.written(self.case.weight)}"

    def between(self) -> tuple[Step, ...]:
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        for part, working in zip(self.rule.parts, self.parts, strict=True):
            for step in working.steps():
                yield replace(step, label=f"{part.name}·{step.label}")
            expression = working.verdict() or working.formula()
            result = wording.number(working.held)
            yield Step(label=f"{part.name}·得分", expression=expression, result=result, note=working.limit())
        for index, penalty in enumerate(self.rule.penalties):
            lost = self.taken[index].number * penalty.deduct.of(self.case.weight)
            label = f"{penalty.name}·扣分"
            yield Step(label=label, expression=self._lost(index), result=wording.number(lost))
