"""Where a path of a JSON text stands in it: text and path in, line number and line out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]

from evaluations.dossier.reading import inside

SPACE = re.compile(r"[ \t\n\r]*")
PLAIN = re.compile(r"[^\s,\]}]+")
NAMED = re.compile(r"第(\d+)行")
EXCERPT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A line of the text, shortened, with its number from 1."""

    number: int
    text: str


def excerpt(text: str, places: dict[str, int], path: str) -> Excerpt | None:
    """The line on which `path` begins, or the nearest thing around it that exists; None when nothing does."""
    while path and path not in places:
        path = re.sub(r"(\[\d+\]|\.?[^.\[\]]+)$", "", path) if re.search(r"[.\[]", path) else ""
    if not path:
        return None
    return line_at(text, places[path])


def line_at(text: str, offset: int) -> Excerpt:
    """The line around a position; if it is very long or only opens a bracket, what follows there."""
    begin = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[begin : end if end >= 0 else len(text)].strip()
    if len(line) > EXCERPT or line.endswith(("{", "[")):
        line = " ".join(text[offset : offset + EXCERPT].split()) + "…"
    return Excerpt(number=text.count("\n", 0, offset) + 1, text=line)


def told_line(text: str, message: str) -> Excerpt | None:
    """The line that a message about the whole file names (第3行第1列：…), if it names one that exists."""
    named = NAMED.search(message)
    lines = text.split("\n")
    if named is None or not 1 <= int(named[1]) <= len(lines):
        return None
    return Excerpt(number=int(named[1]), text=lines[int(named[1]) - 1].strip()[:EXCERPT])


def places(text: str) -> dict[str, int]:
    """The offset of every path (project.title, budget[3].code) of a JSON text; empty when it is not JSON."""
    found: dict[str, int] = {}
    try:
        _value(text, _skip(text, 0), "", found)
    except (ValueError, IndexError, RecursionError):
        return {}
    return found


def _skip(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at


def _value(text: str, at: int, path: str, found: dict[str, int]) -> int:
    """Notes where the value at `at` stands and returns where it ends."""
    if path:
        found.setdefault(path, at)
    if text[at] == "{":
        return _object(text, at + 1, path, found)
    if text[at] == "[":
        return _array(text, at + 1, path, found)
    if text[at] == '"':
        return int(scanstring(text, at + 1, True)[1])
    match = PLAIN.match(text, at)
    if match is None:
        raise ValueError(at)
    return match.end()


def _object(text: str, at: int, path: str, found: dict[str, int]) -> int:
    at = _skip(text, at)
    while text[at] != "}":
        key, end = scanstring(text, at + 1, True)
        found.setdefault(inside(path, key), at)
        colon = _skip(text, end)
        at = _next(text, _value(text, _skip(text, colon + 1), inside(path, key), found))
    return at + 1


def _array(text: str, at: int, path: str, found: dict[str, int]) -> int:
    at, index = _skip(text, at), 0
    while text[at] != "]":
        at = _next(text, _value(text, at, f"{path}[{index}]", found))
        index += 1
    return at + 1


def _next(text: str, at: int) -> int:
    """Past blanks and one comma."""
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at
