"""Expressions over inputs: text in, a parsed one out that computes in fractions and can be written out.

sum     = product { ("+" | "-") product }
product = operand { ("*" | "/") operand }
operand = "-" operand | number | name | ("min" | "max" | "sum") "(" sum { "," sum } ")" | "(" sum ")"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from indicators.scoring.figures import parsed
from indicators.scoring.nodes import (
    FUNCTIONS,
    Call,
    Input,
    Inputs,
    Name,
    Negative,
    Node,
    Number,
    Product,
    Sum,
)

MAX_LENGTH = 5_000
MAX_DEPTH = 20


class ExpressionError(Exception):
    """A faulty expression: `position` counts characters from 1, `message` says what to change.

    Where a name is unknown, `name` is that name and `close` the input that may be meant.
    """

    def __init__(self, position: int, message: str, *, name: str = "", close: str = "") -> None:
        self.position = position
        self.message = f"第{position}字：{message}"
        self.name = name
        self.close = close
        super().__init__(self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A parsed expression; `names` are the inputs it uses, in order, without repetition."""

    text: str
    root: Node
    names: tuple[str, ...]

    @property
    def name(self) -> str | None:
        """The input that is meant where the expression is nothing but a name, brackets and blanks aside."""
        return self.root.text if isinstance(self.root, Name) else None

    def value(self, inputs: Inputs) -> Input:
        """The result; a lone name gives the input as it is (a level, true/false, a list)."""
        return self.number(inputs) if self.name is None else inputs[self.name]

    def number(self, inputs: Inputs) -> Fraction:
        """The result as a number; raises a Failure for a division by zero or an input of another type."""
        return self.root.value(inputs)

    def written(self, inputs: Inputs) -> str:
        """As evaluators write it, with the inputs' values: `(42 + 61) ÷ 120 × 100`."""
        return self.root.written(inputs)


def parse_expression(text: str, inputs: Iterable[str] | None = None) -> Expression:
    """The expression in `text`; raises ExpressionError.

    Where `inputs` is given, a text that is exactly an input's name is that input, whatever characters it has,
    and every name must be among them. Without it unknown names are left to scoring (`missing`).
    """
    if inputs is None:
        return _Parser(text).parse()
    known = tuple(inputs)
    if text in known:
        return named(text)
    parser = _Parser(text)
    expression = parser.parse()
    for name, position in parser.names.items():
        if name not in known:
            close = closest(name, known)
            raise ExpressionError(position, unknown_name(name, known), name=name, close=close)
    return expression


def renamed(text: str, old: str, new: str) -> str:
    """The expression with the input `old` called `new`; a text that is not an expression stays as it is."""
    if text.strip() == old:
        return new
    try:
        tokens = [_token(match) for match in _TOKEN.finditer(text)]
    except ExpressionError:
        return text
    for token in reversed(tokens):
        if token.kind == "name" and token.text == old:
            start = token.position - 1
            text = text[:start] + new + text[start + len(old) :]
    return text


def named(name: str) -> Expression:
    """The expression that is just this input's name."""
    return Expression(text=name, root=Name(name), names=(name,))


def unknown_name(name: str, inputs: Iterable[str]) -> str:
    """Says that there is no such input, with the closest one there is."""
    close = closest(name, inputs)
    return f"没有名为“{name}”的输入。" + (f"是否指“{close}”？" if close else "")


def closest(name: str, inputs: Iterable[str]) -> str:
    """The input whose name is most like this one, or nothing."""
    return next(iter(get_close_matches(name, list(inputs), n=1, cutoff=0.5)), "")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>[-+*/(),])"
    r"|(?P<end>\Z)"
    r"|(?P<other>.))",
    re.DOTALL,
)
_HINTS = {
    "×": "，乘号写作“*”",
    "÷": "，除号写作“/”",
    "－": "，减号写作半角“-”",
    "−": "，减号写作“-”",
    "＋": "，加号写作半角“+”",
    "（": "，括号用半角“(”",
    "）": "，括号用半角“)”",
    "，": "，逗号用半角“,”",
    "%": "，百分数请写成除以100",
    "％": "，百分数请写成除以100",
    "^": "，乘方请写成连乘",
}


class _Parser:
    """Reads tokens from left to right; sums and products are flat, so only nesting costs depth."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise ExpressionError(
                MAX_LENGTH + 1, f"算式共{len(text)}字，最多{MAX_LENGTH}字，请拆分或改用预先算好的输入"
            )
        self.text = text
        self.tokens = [_token(match) for match in _TOKEN.finditer(text)]
        self.index = 0
        self.names: dict[str, int] = {}

    def parse(self) -> Expression:
        root = self._sum(0)
        token = self._next()
        if token.kind != "end":
            raise ExpressionError(token.position, f"“{token.text}”在这里多余，或前面缺少运算符")
        return Expression(text=self.text, root=root, names=tuple(self.names))

    def _next(self) -> _Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def _at(self, signs: str) -> bool:
        token = self.tokens[self.index]
        return token.kind == "sign" and token.text in signs

    def _sum(self, depth: int) -> Node:
        first, rest = self._chain("+-", self._product, depth)
        return Sum(first, rest) if rest else first

    def _product(self, depth: int) -> Node:
        first, rest = self._chain("*/", self._operand, depth)
        return Product(first, rest) if rest else first

    def _chain(
        self, signs: str, operand: Callable[[int], Node], depth: int
    ) -> tuple[Node, tuple[tuple[str, Node], ...]]:
        first = operand(depth)
        rest: list[tuple[str, Node]] = []
        while self._at(signs):
            sign = self._next().text
            rest.append((sign, operand(depth)))
        return first, tuple(rest)

    def _operand(self, depth: int) -> Node:
        token = self._next()
        if depth > MAX_DEPTH:
            raise ExpressionError(token.position, f"嵌套超过{MAX_DEPTH}层，请拆分")
        if token.kind == "number":
            return self._number(token)
        if token.kind == "name":
            return self._call(token, depth) if self._at("(") else self._name(token)
        if token.text == "-":
            return Negative(self._operand(depth + 1))
        if token.text == "(":
            inner = self._sum(depth + 1)
            self._close(token)
            return inner
        shown = f"现为“{token.text}”" if token.text else "但算式到此为止"
        raise ExpressionError(token.position, f"此处应为数值、输入的名称或“(”，{shown}")

    def _number(self, token: _Token) -> Number:
        try:
            return Number(parsed(token.text))
        except ValueError as fault:
            raise ExpressionError(token.position, str(fault)) from None

    def _name(self, token: _Token) -> Name:
        self.names.setdefault(token.text, token.position)
        return Name(token.text)

    def _call(self, token: _Token, depth: int) -> Call:
        if token.text not in FUNCTIONS:
            raise ExpressionError(token.position, f"没有名为“{token.text}”的函数，可用的有 min、max、sum")
        opening = self._next()
        arguments = [self._sum(depth + 1)]
        while self._at(","):
            self._next()
            arguments.append(self._sum(depth + 1))
        self._close(opening)
        return Call(token.text, tuple(arguments))

    def _close(self, opening: _Token) -> None:
        token = self._next()
        if token.text != ")":
            raise ExpressionError(token.position, f"缺少与第{opening.position}字的“(”对应的“)”")


def _token(match: re.Match[str]) -> _Token:
    kind = match.lastgroup or "end"
    text = match[kind]
    position = match.start(kind) + 1
    if kind == "other":
        raise ExpressionError(position, f"不能使用“{text}”{_HINTS.get(text, '')}")
    return _Token(kind, text, position)
