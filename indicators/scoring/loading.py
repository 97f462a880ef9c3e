"""JSON text in, plain data with exact decimals out; what is unfit is refused with line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from indicators.scoring.figures import parsed
from indicators.scoring.problems import Problem, Refused

MAX_NESTING = 40
MAX_PROBLEMS = 20

_TOKEN = re.compile(
    r'(?P<string>"[^"\\]*(?:\\.[^"\\]*)*"?)(?P<colon>\s*:)?'
    r"|(?P<open>[\[{])"
    r"|(?P<close>[\]}])"
    r"|(?P<number>-?[0-9][0-9.eE+-]*)"
    r"|(?P<word>-?[A-Za-z]+)",
    re.DOTALL,
)
_SURELY_FINE = 20
_NOT_NUMBERS = {"NaN", "Infinity", "-Infinity"}
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_REASONS = {
    "Expecting value": "此处缺少值",
    "Expecting ',' delimiter": "此处缺少逗号",
    "Expecting ':' delimiter": "此处缺少冒号",
    "Expecting property name enclosed in double quotes": "此处应为双引号中的键名",
    "Extra data": "文件在此处本应结束",
    "Unterminated string starting at": "从此处开始的文字没有结束的引号",
}


def load(text: str | bytes) -> Any:
    """The JSON value in `text` (UTF-8), numbers as int and Decimal.

    Raises Refused for another encoding, faulty JSON, NaN and Infinity, absurd numbers, keys that stand twice,
    and nesting deeper than 40.
    """
    text = _decoded(text) if isinstance(text, bytes) else text
    found = list(_faults(text))
    if found:
        raise Refused(found)
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as fault:
        reason = _REASONS.get(fault.msg, "此处不是有效的JSON")
        raise Refused([_at(text, fault.pos, f"{reason}，请改正")]) from None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        column = fault.start - content.rfind(b"\n", 0, fault.start)
        message = f"第{line}行第{column}字节：不是UTF-8编码，请另存为UTF-8"
        raise Refused([Problem(path="", message=message)]) from None


def _at(text: str, position: int, message: str) -> Problem:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return Problem(path="", message=f"第{line}行第{column}列：{message}")


def _faults(text: str) -> Iterator[Problem]:
    """What json.loads would let pass, or could not bear, in the order of the text, the first twenty."""
    keys: list[set[str]] = []
    count = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "string" and "\\u" not in match[0]:
            continue
        if kind == "open":
            keys.append(set())
        elif kind == "close":
            del keys[-1:]
        message = _fault(match, keys)
        if message:
            yield _at(text, match.start(), message)
            count += 1
        if count == MAX_PROBLEMS or len(keys) > MAX_NESTING:
            return


def _fault(match: re.Match[str], keys: list[set[str]]) -> str:
    kind, token = match.lastgroup, match[0]
    if kind == "number":
        return _number_fault(token)
    if kind == "word":
        return f"{token}不是数值，不知道的数值请写 null" if token in _NOT_NUMBERS else ""
    if kind == "open":
        return f"嵌套超过{MAX_NESTING}层" if len(keys) > MAX_NESTING else ""
    if "\\u" in token and _SURROGATE.search(token) and not _encodes(match["string"]):
        return "文字中有不成对的代理字符，请改正"
    return _key_fault(match["string"], keys[-1]) if kind == "colon" and keys else ""


def _key_fault(key: str, keys: set[str]) -> str:
    if key in keys:
        return f"键 {key[:60]} 重复，请只留一个"
    keys.add(key)
    return ""


def _number_fault(number: str) -> str:
    if len(number) < _SURELY_FINE and "e" not in number and "E" not in number:
        return ""
    try:
        parsed(number)
    except ValueError as fault:
        return str(fault)
    return ""


def _encodes(string: str) -> bool:
    try:
        json.loads(string, strict=False).encode()
    except json.JSONDecodeError:
        return True
    except UnicodeEncodeError:
        return False
    return True
