r"""Keys of facts: `budget:合计.actual`, `base:B1.预算`, `survey:1.3.很满意.count`. Exact both ways.

A key is a source, a colon, and parts parted by full stops; a full stop or backslash in a part stands after a
backslash, so that any name can be a part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

LONGEST = 500
SOURCES = ("base", "budget", "check", "output", "survey")

_PART = re.compile(r"(?:[^\\.]|\\[\\.])*")


class FactKey(NamedTuple):
    """Where a fact stands: its source and the names that lead to it."""

    source: str
    parts: tuple[str, ...]


def fact_key(source: str, *parts: str) -> str:
    """The key of a fact."""
    escaped = (part.replace("\\", "\\\\").replace(".", "\\.") for part in parts)
    return f"{source}:{'.'.join(escaped)}"


def read_key(text: str) -> FactKey | None:
    """What a key says; None for a text that is none."""
    source, colon, rest = text.partition(":")
    if not colon or source not in SOURCES or len(text) > LONGEST:
        return None
    parts = _split(rest)
    return FactKey(source, parts) if parts and all(parts) else None


def _split(rest: str) -> tuple[str, ...]:
    parts: list[str] = []
    place = 0
    while place <= len(rest):
        found = _PART.match(rest, place)
        assert found is not None
        parts.append(re.sub(r"\\(.)", r"\1", found[0], flags=re.DOTALL))
        place = found.end()
        if place < len(rest) and rest[place] != ".":
            return ()
        place += 1
    return tuple(parts)


def called(text: str, words: Sequence[tuple[str, str]] = ()) -> str:
    """A key in words for people, where the fact itself is gone: 预算 合计·actual."""
    key = read_key(text)
    if key is None:
        return text
    names = dict(words) | {
        "base": "基础表",
        "budget": "预算",
        "check": "资金使用检查表",
        "output": "产出数据",
        "survey": "社会调查",
    }
    return f"{names[key.source]} {'·'.join(names.get(part, part) for part in key.parts)}"
