"""Plain data ⇄ a text that people can read and change in a cell: one line for each value, lists with dashes.

    目标值：100
    扣分：
      占权重：0.03

What the text cannot show as it stands (a number meant as text, line breaks) is written as a JSON string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from indicators.library.words import KEY_NAMES, VALUE_NAMES, key_name
from indicators.scoring import plain

NUMBER = re.compile(r"-?\d{1,60}(\.\d{1,60})?")
WORDS: dict[str, Any] = {"是": True, "否": False, "空": None, "[]": [], "{}": {}}
KEYS = {name: key for key, name in KEY_NAMES.items()}
VALUES = {key: {name: value for value, name in names.items()} for key, names in VALUE_NAMES.items()}
MAX_DEPTH = 30
STEP = 2


class Faulty(Exception):
    """A line cannot be read; the message names it, from 1, and says what is expected."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"第{line}行：{message}")


def as_text(data: Mapping[str, Any]) -> str:
    """The text of a mapping; nothing for an empty one."""
    return "\n".join(_mapping(data, 0))


def _mapping(data: Mapping[str, Any], depth: int) -> Iterator[str]:
    for key, value in data.items():
        name = _key(str(key))
        if _is_nested(value):
            yield f"{' ' * depth}{name}："
            yield from _nested(value, depth + STEP)
        else:
            yield f"{' ' * depth}{name}：{_scalar(value, str(key))}"


def _nested(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _mapping(value, depth)
        return
    for item in value:
        if not _is_nested(item):
            yield f"{' ' * depth}- {_scalar(item, '', in_list=True)}"
            continue
        inner = list(_nested(item, depth + STEP))
        if isinstance(item, Mapping):
            yield f"{' ' * depth}- {inner[0].lstrip(' ')}"
            yield from inner[1:]
        else:
            yield f"{' ' * depth}-"
            yield from inner


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple) and bool(value)


def _key(key: str) -> str:
    if key in KEY_NAMES:
        return KEY_NAMES[key]
    is_safe = key and key.strip() == key and not re.search(r"[\"：:\s\x00-\x1f]|^-", key) and key not in KEYS
    return key if is_safe else json.dumps(key, ensure_ascii=False)


def _scalar(value: Any, key: str, *, in_list: bool = False) -> str:
    for word, meant in WORDS.items():
        if value is meant or (isinstance(value, Mapping | list | tuple) and not value and value == meant):
            return word
    if isinstance(value, int | Decimal):
        return plain(Decimal(value))
    if isinstance(value, tuple | list | Mapping):
        return "[]" if not isinstance(value, Mapping) else "{}"
    text = str(value)
    if text in VALUE_NAMES.get(key, {}):
        return VALUE_NAMES[key][text]
    return text if _is_plain(text, key, in_list=in_list) else json.dumps(text, ensure_ascii=False)


def _is_plain(text: str, key: str, *, in_list: bool) -> bool:
    """Whether the text means itself when it is read again."""
    if not text or text.strip() != text or not text.isprintable() or text[0] in '"-':
        return False
    if text in WORDS or text in VALUES.get(key, {}) or NUMBER.fullmatch(text):
        return False
    return not (in_list and re.search("[：:]", text))


# Reading --------------------------------------------------------------------------------------------


def from_text(text: str) -> dict[str, Any]:
    """The mapping that a text means. Raises Faulty."""
    lines = [
        (number, len(line) - len(line.lstrip(" ")), line.strip())
        for number, line in enumerate(text.replace("\t", " " * STEP).split("\n"), 1)
        if line.strip()
    ]
    data, end = _read_mapping(lines, 0, lines[0][1], 0) if lines else ({}, 0)
    if end < len(lines):
        raise Faulty(lines[end][0], "缩进与上面不一致，请与同级的行对齐。")
    return data


Lines = list[tuple[int, int, str]]


def _read_mapping(lines: Lines, at: int, indent: int, depth: int) -> tuple[dict[str, Any], int]:
    data: dict[str, Any] = {}
    while at < len(lines) and lines[at][1] == indent and not _is_item(lines[at][2]):
        number, _, line = lines[at]
        key, rest = _split(line, number)
        if key in data:
            raise Faulty(number, f"“{key_name(key)}”写了两次，请只留一个。")
        data[key], at = _read_value(lines, at, rest, key, indent, depth)
    return data, at


def _read_value(lines: Lines, at: int, rest: str, key: str, indent: int, depth: int) -> tuple[Any, int]:
    """What stands behind a key: on its line, or in the deeper lines below."""
    number = lines[at][0]
    if rest:
        return _read_scalar(rest, key, number), at + 1
    if depth > MAX_DEPTH:
        raise Faulty(number, f"嵌套超过{MAX_DEPTH}层。")
    if at + 1 >= len(lines) or lines[at + 1][1] <= indent:
        raise Faulty(number, "冒号后面没有内容，请填写，或在下面缩进两格填写。")
    return _read_nested(lines, at + 1, lines[at + 1][1], depth + 1)


def _read_nested(lines: Lines, at: int, indent: int, depth: int) -> tuple[Any, int]:
    if not _is_item(lines[at][2]):
        return _read_mapping(lines, at, indent, depth)
    items = []
    while at < len(lines) and lines[at][1] == indent and _is_item(lines[at][2]):
        item, at = _read_item(lines, at, indent, depth)
        items.append(item)
    return items, at


def _read_item(lines: Lines, at: int, indent: int, depth: int) -> tuple[Any, int]:
    number, _, line = lines[at]
    if line == "-":
        return _read_value(lines, at, "", "", indent, depth)
    content = line[1:].lstrip(" ")
    inner = indent + len(line) - len(content)
    if not _has_key(content):
        return _read_scalar(content, "", number), at + 1
    deeper = [(number, inner, content), *lines[at + 1 :]]
    data, used = _read_mapping(deeper, 0, inner, depth + 1)
    return data, at + used


def _is_item(line: str) -> bool:
    return line == "-" or line.startswith("- ")


def _has_key(content: str) -> bool:
    if not content.startswith('"'):
        return re.search("[：:]", content) is not None
    try:
        _, end = json.JSONDecoder().raw_decode(content)
    except json.JSONDecodeError:
        return False
    return content[end:].lstrip()[:1] in ("：", ":")


def _split(line: str, number: int) -> tuple[str, str]:
    if line.startswith('"'):
        try:
            key, end = json.JSONDecoder().raw_decode(line)
        except json.JSONDecodeError:
            raise Faulty(number, "引号没有配对，请改正。") from None
        rest = line[end:].lstrip()
        if rest[:1] in ("：", ":"):
            return str(key), rest[1:].strip()
        raise Faulty(number, "名称后面应有冒号。")
    found = re.search("[：:]", line)
    if found is None:
        raise Faulty(number, f"“{line[:20]}”后面应有冒号和内容，例如“目标值：100”。")
    name = line[: found.start()].strip()
    return KEYS.get(name, name), line[found.end() :].strip()


def _read_scalar(text: str, key: str, number: int) -> Any:
    if text in WORDS:
        found = WORDS[text]
        return type(found)() if isinstance(found, list | dict) else found
    if NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text)
    if text.startswith('"'):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            raise Faulty(number, "引号没有配对，请改正。") from None
    return VALUES.get(key, {}).get(text, text)
