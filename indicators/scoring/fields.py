"""Reading typed values out of JSON objects; every fault is noted with its path, and reading goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from indicators.scoring import wording
from indicators.scoring.derivation import Step
from indicators.scoring.expressions import Expression, ExpressionError, named, parse_expression
from indicators.scoring.figures import ZERO, exact, kind_of
from indicators.scoring.nodes import Inputs
from indicators.scoring.problems import Problem

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A number, or a formula over the inputs, which is not rounded."""

    number: Fraction = ZERO
    formula: Expression | None = None

    def value(self, inputs: Inputs) -> Fraction:
        return self.formula.number(inputs) if self.formula else self.number

    @property
    def names(self) -> tuple[str, ...]:
        return self.formula.names if self.formula else ()

    def steps(self, inputs: Inputs, value: Fraction, unit: str) -> tuple[Step, ...]:
        """目标值: the step that a formula needs; a plain number needs none."""
        if self.formula is None:
            return ()
        written, result = self.formula.written(inputs), wording.quantity(value, unit)
        return (Step(label="目标值", expression=written, result=result),)

    def said(self, unit: str) -> str:
        """As a sentence names it: 100%, or the formula."""
        return f"“{self.formula.root.written(None)}”" if self.formula else wording.quantity(self.number, unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduct:
    """What one unit costs: `points`, or else a `share` of the weight."""

    points: Fraction | None = None
    share: Fraction = ZERO

    def of(self, weight: Fraction) -> Fraction:
        return self.share * weight if self.points is None else self.points

    def said(self) -> str:
        """As a sentence names it: 扣1分, 扣权重的3%."""
        return (
            f"扣权重的{wording.share(self.share)}"
            if self.points is None
            else f"扣{wording.number(self.points)}分"
        )

    def written(self, weight: Fraction) -> str:
        """As a factor in a formula: 3% × 5, or the points."""
        if self.points is None:
            return f"{wording.share(self.share)} × {wording.number(weight)}"
        return wording.number(self.points)


class Fields:
    """One JSON object and where it stands; absent and null are the same: not known."""

    __slots__ = ("_names", "_values", "path", "problems")

    def __init__(
        self, values: Mapping[str, Any], path: str, problems: list[Problem], names: Iterable[str] = ()
    ) -> None:
        self._values = values
        self._names = names
        self.path = path
        self.problems = problems

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def refuse(self, key: str, message: str) -> None:
        self.problems.append(Problem(path=self.at(key) if key else self.path, message=message))

    def raw(self, key: str) -> Any:
        return self._values.get(key)

    def has(self, key: str) -> bool:
        return self._values.get(key) is not None

    def knowing(self, names: Iterable[str]) -> Fields:
        """The same object, its expressions read in view of these inputs."""
        return Fields(self._values, self.path, self.problems, names)

    def optional(
        self, key: str, *, least: Fraction | None = None, above: Fraction | None = None
    ) -> Fraction | None:
        """A number or None; with `least` not under it, with `above` over it."""
        value = self._values.get(key)
        if value is None:
            return None
        try:
            number = exact(value)
        except ValueError as fault:
            self.refuse(key, f"{fault}，请改正")
            return None
        if least is not None and number < least:
            self.refuse(key, f"不能小于{least}")
        if above is not None and number <= above:
            self.refuse(key, f"必须大于{above}")
        return number

    def number(self, key: str, *, least: Fraction | None = None, default: Fraction | None = None) -> Fraction:
        """A number that must be there unless `default` says what its absence means."""
        value = self.optional(key, least=least)
        if value is None:
            if default is None and not self.has(key):
                self.refuse(key, "缺少，请填写数值")
            return default or ZERO
        return value

    def integer(self, key: str, *, default: int, most: int) -> int:
        value = self.optional(key, least=ZERO)
        if value is None:
            return default
        if value.denominator != 1 or value > most:
            self.refuse(key, f"应为0至{most}的整数")
            return default
        return int(value)

    def text(self, key: str) -> str:
        """A text, empty where it is absent."""
        value = self._values.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        self.refuse(key, f"应为文字，现为{kind_of(value)}")
        return ""

    def flag(self, key: str) -> bool:
        value = self._values.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.refuse(key, f"应为 true 或 false，现为{kind_of(value)}")
        return False

    def choice(self, key: str, choices: type[Choice], default: Choice) -> Choice:
        value = self._values.get(key)
        if value is None:
            return default
        try:
            return choices(value)
        except ValueError:
            known = "、".join(choice.value for choice in choices)
            self.refuse(key, f"应为 {known} 之一，现为{shown(value)}")
            return default

    def child(self, key: str) -> Fields | None:
        """The object under `key`, or None where it is absent."""
        value = self._values.get(key)
        if isinstance(value, Mapping):
            return Fields(value, self.at(key), self.problems, self._names)
        if value is not None:
            self.refuse(key, f"应为对象，现为{kind_of(value)}")
        return None

    def bound(self, key: str) -> Fields | None:
        """The object `{"value": n, …}` under `key`; a lone number stands for its value."""
        value = self._values.get(key)
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return Fields({"value": value}, self.at(key), self.problems, self._names)
        return self.child(key)

    def rows(self, key: str) -> list[Fields]:
        """The objects of the list under `key`; none where it is absent."""
        value = self._values.get(key)
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            self.refuse(key, f"应为列表，现为{kind_of(value)}")
            return []
        return list(self._objects(key, value))

    def _objects(self, key: str, rows: Iterable[Any]) -> Iterator[Fields]:
        for index, row in enumerate(rows):
            path = f"{self.at(key)}[{index}]"
            if isinstance(row, Mapping):
                yield Fields(row, path, self.problems, self._names)
            else:
                self.problems.append(Problem(path=path, message=f"应为对象，现为{kind_of(row)}"))

    def expression(self, key: str) -> Expression | None:
        """A parsed expression, or None where it is absent; an input's name stands for the input."""
        text = self.text(key)
        if not self.has(key) or not isinstance(self.raw(key), str):
            return None
        if text in self._names:
            return named(text)
        try:
            return parse_expression(text)
        except ExpressionError as fault:
            self.refuse(key, fault.message)
            return None

    def target(self, key: str = "target") -> Target:
        """A number or `{"formula": …}`; must be there."""
        if not isinstance(self.raw(key), Mapping):
            return Target(number=self.number(key))
        child = self.child(key)
        formula = child.expression("formula") if child else None
        if child and not child.has("formula"):
            child.refuse("formula", "缺少，请填写算式")
        return Target(formula=formula)

    def deduct(self, key: str = "deduct") -> Deduct:
        """`{"points": n}` or `{"weight": share}`; must be there."""
        child = self.child(key)
        if child is None or child.has("points") == child.has("weight"):
            if child is not None or not self.has(key):
                self.refuse(key, "请填写扣分：points（分）或 weight（权重的份额）二者之一")
            return Deduct()
        if child.has("points"):
            return Deduct(points=child.number("points", least=ZERO))
        return Deduct(share=child.number("weight", least=ZERO))


def shown(value: object) -> str:
    """A value as a message names it, cut where it is long."""
    text = f"“{value}”" if isinstance(value, str) else kind_of(value)
    return text if len(text) <= 40 else text[:40] + "…”"
