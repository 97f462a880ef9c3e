"""The parts of a parsed expression: each computes itself in fractions and writes itself out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Protocol

from indicators.scoring import wording
from indicators.scoring.figures import MAX_BITS
from indicators.scoring.statuses import DividedByZero, NothingLeft, Unfit

Input = Fraction | bool | str | tuple[Fraction | None, ...] | None
"""An input as read: a number, true/false, a level's name, a list of numbers, or not known."""

Inputs = Mapping[str, Input]

FUNCTIONS = {"min": "最小值", "max": "最大值", "sum": "合计"}
_WRITTEN = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}


class Node(Protocol):
    """A part of an expression."""

    def value(self, inputs: Inputs) -> Fraction:
        """Its value; raises a Failure."""

    def written(self, inputs: Inputs | None) -> str:
        """As evaluators write it, with the inputs' values; with their names where `inputs` is None."""


@dataclass(frozen=True, slots=True)
class Number:
    amount: Fraction

    def value(self, inputs: Inputs) -> Fraction:
        return self.amount

    def written(self, inputs: Inputs | None) -> str:
        return wording.number(self.amount)


@dataclass(frozen=True, slots=True)
class Name:
    text: str

    def value(self, inputs: Inputs) -> Fraction:
        found = inputs[self.text]
        if type(found) is Fraction:
            return found
        if isinstance(found, bool):
            return Fraction(found)
        shown = f"“{found}”" if isinstance(found, str) else "列表"
        raise Unfit(f"输入“{self.text}”应为数值，现为{shown}")

    def written(self, inputs: Inputs | None) -> str:
        if inputs is None:
            return self.text
        found = inputs[self.text]
        return input_text(Fraction(found) if isinstance(found, bool) else found)


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node

    def value(self, inputs: Inputs) -> Fraction:
        return -self.operand.value(inputs)

    def written(self, inputs: Inputs | None) -> str:
        return "−" + _inside(self.operand, inputs)


@dataclass(frozen=True, slots=True)
class Sum:
    first: Node
    rest: tuple[tuple[str, Node], ...]

    def value(self, inputs: Inputs) -> Fraction:
        total = self.first.value(inputs)
        for sign, node in self.rest:
            amount = node.value(inputs)
            total = bounded(total + amount if sign == "+" else total - amount)
        return total

    def written(self, inputs: Inputs | None) -> str:
        loose = (Sum, Negative)
        return self.first.written(inputs) + "".join(
            _WRITTEN[sign] + (_inside(node, inputs) if isinstance(node, loose) else node.written(inputs))
            for sign, node in self.rest
        )


@dataclass(frozen=True, slots=True)
class Product:
    first: Node
    rest: tuple[tuple[str, Node], ...]

    def value(self, inputs: Inputs) -> Fraction:
        total = self.first.value(inputs)
        for sign, node in self.rest:
            amount = node.value(inputs)
            if sign == "*":
                total = bounded(total * amount)
            elif amount:
                total = bounded(total / amount)
            else:
                raise DividedByZero(f"分母为0：{node.written(None)}")
        return total

    def written(self, inputs: Inputs | None) -> str:
        first = _inside(self.first, inputs) if isinstance(self.first, Sum) else self.first.written(inputs)
        return first + "".join(_WRITTEN[sign] + _inside(node, inputs) for sign, node in self.rest)


@dataclass(frozen=True, slots=True)
class Call:
    """`min`, `max` or `sum` over its arguments; an argument that names a list stands for its entries."""

    function: str
    arguments: tuple[Node, ...]

    def value(self, inputs: Inputs) -> Fraction:
        amounts = list(self._amounts(inputs))
        if self.function == "sum":
            return reduce(_plus, amounts, Fraction(0))
        if not amounts:
            raise NothingLeft(f"{self.function} 的列表为空")
        return min(amounts) if self.function == "min" else max(amounts)

    def _amounts(self, inputs: Inputs) -> Iterator[Fraction]:
        for node in self.arguments:
            found = inputs[node.text] if isinstance(node, Name) else None
            if isinstance(found, tuple):
                yield from (entry for entry in found if entry is not None)
            else:
                yield node.value(inputs)

    def written(self, inputs: Inputs | None) -> str:
        return f"{FUNCTIONS[self.function]}（{'、'.join(node.written(inputs) for node in self.arguments)}）"


def bounded(number: Fraction) -> Fraction:
    """The number itself; a Failure where it has outgrown all sense, before it takes time to compute with."""
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > MAX_BITS:
        raise Unfit("算式的结果过大，请检查输入")
    return number


def _plus(total: Fraction, amount: Fraction) -> Fraction:
    return bounded(total + amount)


def _inside(node: Node, inputs: Inputs | None) -> str:
    text = node.written(inputs)
    return f"({text})" if isinstance(node, (Sum, Product, Negative)) else text


def input_text(found: Input) -> str:
    """An input as it is shown: a number with separators, 是 or 否, the level's name, a list's entries."""
    if found is None:
        return "—"
    if isinstance(found, bool):
        return "是" if found else "否"
    if isinstance(found, str):
        return found
    if isinstance(found, tuple):
        return "、".join(input_text(entry) for entry in found)
    return wording.number(found)
