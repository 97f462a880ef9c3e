"""What every rule kind has in common: it measures a business value, works out a raw score, and says how."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from indicators.scoring import wording
from indicators.scoring.derivation import Step
from indicators.scoring.expressions import Expression
from indicators.scoring.fields import Fields
from indicators.scoring.figures import Rounding, exceeds, held
from indicators.scoring.nodes import Input, Inputs, input_text
from indicators.scoring.statuses import DividedByZero, Missing, Unfit

Value = Fraction | bool | str | None
"""A business value: a number, true/false, a level's name, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a rule is applied to: the weight (of an indicator or of a part), inputs, and conventions."""

    weight: Fraction
    inputs: Inputs
    rounding: Rounding
    unit: str = ""

    def term(self, value: Fraction) -> str:
        return wording.term(value, self.unit)

    def quantity(self, value: Fraction) -> str:
        return wording.quantity(value, self.unit)

    @property
    def full(self) -> str:
        return wording.number(self.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A business value before (`exact`) and after rounding; `assumed`: `value_when_undefined` stands in."""

    exact: Value = None
    value: Value = None
    expression: Expression | None = None
    assumed: bool = False

    @property
    def number(self) -> Fraction:
        """The value as a number, true being 1."""
        if type(self.value) is Fraction:
            return self.value
        if not isinstance(self.value, bool):
            raise Unfit(f"业绩值应为数值，现为“{input_text(self.value)}”")
        return Fraction(self.value)

    def step(self, case: Case) -> Step | None:
        """业绩值: the expression with the inputs' values, its result, and the rounding."""
        if self.value is None:
            return None
        if not isinstance(self.value, Fraction) or not isinstance(self.exact, Fraction):
            return Step(label="业绩值", expression=input_text(self.value), result=input_text(self.value))
        result = case.quantity(self.value)
        if self.assumed:
            return Step(label="业绩值", expression="分母为0", result=result, note="无法计算时按规则取此值")
        written = self.expression.written(case.inputs) if self.expression else wording.number(self.exact)
        if self.exact == self.value:
            return Step(label="业绩值", expression=written, result=result)
        full = wording.number(self.exact)
        shown = written if written == full else f"{written} = {full}"
        return Step(label="业绩值", expression=shown, result=result, note=wording.places(case.rounding.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """The numbers of one application of a rule; the words are made from them when asked for.

    `raw` is what the rule gives before it is held within the weight. `verdict` is a sentence where no sum was
    needed (达到目标), otherwise `formula` is the sum. `deduction` is what is taken from the weight, if so.
    """

    case: Case
    measured: Measured
    raw: Fraction
    deduction: Fraction | None = None

    @property
    def held(self) -> Fraction:
        return held(self.raw, self.case.weight)

    def verdict(self) -> str:
        return ""

    def formula(self) -> str:
        return ""

    def between(self) -> tuple[Step, ...]:
        """The steps between the business value and the score."""
        return ()

    def limit(self) -> str:
        """Says that the raw score was held at nought or at the weight."""
        if self.raw.numerator < 0:
            return "扣完为止"
        return "以权重为限" if exceeds(self.raw, self.case.weight) else ""

    def steps(self) -> tuple[Step, ...]:
        first = self.measured.step(self.case)
        return (first, *self.between()) if first else self.between()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(ABC):
    """A rule that was read.

    `kind` is its name in the dossier; `default_value` the input that is meant where no `value` is given;
    `in_unit` whether its business value is in the indicator's unit; `fallback` is `value_when_undefined`.
    """

    kind: ClassVar[str] = ""
    default_value: ClassVar[str] = ""
    in_unit: ClassVar[bool] = True

    fallback: Value = None

    def names(self) -> Iterable[str]:
        """The inputs that the rule's own expressions use."""
        return ()

    def measure(self, expression: Expression | None, case: Case) -> Measured:
        """The business value; raises a Failure."""
        if expression is None:
            raise Missing("没有写业绩值怎样计算")
        try:
            exact = expression.value(case.inputs)
        except DividedByZero:
            if self.fallback is None:
                raise
            return rounded(self.fallback, expression, case, assumed=True)
        if isinstance(exact, tuple):
            raise Unfit(f"输入“{expression.name}”应为一个值，现为列表")
        return rounded(exact, expression, case)

    @abstractmethod
    def work(self, measured: Measured, case: Case) -> Working:
        """The raw score; raises a Failure."""

    @abstractmethod
    def sentence(self, weight: Fraction, unit: str) -> str:
        """The rule in Chinese."""


def rounded(exact: Value, expression: Expression | None, case: Case, *, assumed: bool = False) -> Measured:
    """The measured value, rounded if it is a number."""
    value = case.rounding.value.round(exact) if type(exact) is Fraction else exact
    return Measured(exact=exact, value=value, expression=expression, assumed=assumed)


def apply(rule: Rule, expression: Expression | None, case: Case) -> Working:
    """Measures and works out; raises a Failure."""
    return rule.work(rule.measure(expression, case), case)


def listed(name: str, found: Input) -> tuple[Fraction, ...]:
    """The input as a list of numbers; raises a Failure."""
    if not isinstance(found, tuple):
        raise Unfit(f"输入“{name}”应为列表，现为“{input_text(found)}”")
    return tuple(entry for entry in found if entry is not None)


def read_fallback(fields: Fields) -> Value:
    """`value_when_undefined`: a number, true/false or a level's name."""
    value = fields.raw("value_when_undefined")
    return value if isinstance(value, (bool, str)) else fields.optional("value_when_undefined")
