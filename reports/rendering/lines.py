"""Where a line of Chinese text ends and how its rest is spread. Pure: characters and widths in, indices out.

Sources: W3C Requirements for Chinese Text Layout (CLREQ) 3.1.6 and 6.2; GB/T 15834—2011 (signs at line ends
take half a width; none stands at a line start).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

CLOSE = frozenset("、。，．：；！？”’）〕］｝〉》」』】〗")
OPEN = frozenset("“‘（〔［｛〈《「『【〖")
DASHES = frozenset("—…")
CHINESE = re.compile(
    "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2014\u2026\U00020000-\U0003134f]"
)
KEPT = re.compile(
    "(?<![0-9.,])[0-9]{1,4}(?=[\u3400-\u9fff])"  # 450席: a short number and its unit
    "|[表图第](?=[0-9])"  # 表1-1, 第3页
)
STRETCH = 0.3  # em a gap; a line that would need more is left loose
SQUEEZE = 0.25  # em a sign may give up inside a line
RAGGED = 0.7  # em of rest from which a line takes in the next character by squeezing
WIDE = 20  # em; in narrower columns a last line of one character does no harm


@cache
def is_gap(left: str, right: str) -> bool:
    """May the space between two neighbours be stretched?

    Not between a sign and the character it belongs to, not inside —— and ……, not inside words and numbers.
    """
    if left in " \u00a0":
        return True
    if left in OPEN or right in CLOSE or (left == right and left in DASHES):
        return False
    return bool(CHINESE.match(left) or CHINESE.match(right))


def gaps(text: str) -> int:
    """How many gaps of `text` may be stretched."""
    return sum(map(is_gap, text, text[1:]))


@dataclass(frozen=True, slots=True)
class Shaped:
    """A paragraph's text with the place of each character from its start, the right to break before each,
    and the size of an em. All in one unit."""

    text: str
    edges: Sequence[float]
    breaks: Sequence[bool]
    em: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A line: where it ends, how wide it is on paper, and what its signs lose.

    `lead` is the blank half of an opening sign at the start, `tail` that of a closing sign at the end
    (neither is part of `width`), `squeeze` what all signs inside give up together.
    """

    end: int
    width: float
    lead: float = 0.0
    tail: float = 0.0
    squeeze: float = 0.0


def breaks_of(text: str, allowed: Sequence[bool]) -> list[bool]:
    """The right to break before each character: the typesetter's, less what Chinese usage keeps together."""
    result = list(allowed)
    for match in KEPT.finditer(text):
        result[match.end()] = False
    return result


def fit(shaped: Shaped, start: int, room: float, *, at_line_start: bool, justified: bool) -> Fit | None:
    """The line that begins at `start`; None when not even its first word fits."""
    text, em = shaped.text, shaped.em
    lead = em / 2 if at_line_start and text[start] in OPEN else 0.0
    room += lead
    count = len(text)
    rest = shaped.edges[count] - shaped.edges[start]
    if rest <= room + 1e-6:
        return Fit(end=count, width=rest - lead, lead=lead)
    if _width(shaped, start, count) <= room + 1e-6:
        return _line(shaped, start, count, lead)
    end = _last_break(shaped, start, room)
    if end is None:
        return None
    if justified:
        squeezed = _squeezed(shaped, start, end, room, lead)
        if squeezed is not None:
            return squeezed
    return _line(shaped, start, _without_widow(shaped, start, end, room), lead)


def whole(shaped: Shaped, start: int) -> Fit:
    """All that is left as one line, its blanks included."""
    return Fit(end=len(shaped.text), width=shaped.edges[-1] - shaped.edges[start])


def first_word(shaped: Shaped, start: int) -> Fit:
    """The least that can stand on a line."""
    end = _next_break(shaped, start)
    last = start + len(shaped.text[start:end].rstrip(" "))
    return Fit(end=end, width=shaped.edges[last] - shaped.edges[start])


def _line(shaped: Shaped, start: int, end: int, lead: float, squeeze: float = 0.0) -> Fit:
    return Fit(
        end=end,
        width=_width(shaped, start, end) - lead - squeeze,
        lead=lead,
        tail=_tail(shaped, end),
        squeeze=squeeze,
    )


def _last_break(shaped: Shaped, start: int, room: float) -> int | None:
    """The last place to break at which the line is not wider than `room`."""
    edges = shaped.edges
    end = min(bisect_right(edges, edges[start] + room + shaped.em), len(shaped.text))
    while end > start:
        if shaped.breaks[end] and _width(shaped, start, end) <= room + 1e-6:
            return end
        end -= 1
    return None


def _next_break(shaped: Shaped, end: int) -> int:
    count = len(shaped.text)
    end += 1
    while end < count and not shaped.breaks[end]:
        end += 1
    return min(end, count)


def _width(shaped: Shaped, start: int, end: int) -> float:
    """The line's width on paper: without blanks at its end, the half of a closing sign, or a space set
    between its last character and the next line's first."""
    text, em = shaped.text, shaped.em
    while end > start and text[end - 1] == " ":
        end -= 1
    if end == start:
        return 0.0
    before = shaped.edges[end - 1]
    own = shaped.edges[end] - before
    last = text[end - 1]
    if last in CLOSE and own >= em / 2 - 1e-3:
        own = em / 2
    elif CHINESE.match(last):
        own = min(own, em)
    elif end < len(text) and CHINESE.match(text[end]) and own > em / 8 and last.isalnum():
        own -= em / 8
    return before - shaped.edges[start] + own


def _tail(shaped: Shaped, end: int) -> float:
    return shaped.em / 2 if shaped.text[end - 1] in CLOSE else 0.0


def _squeezed(shaped: Shaped, start: int, end: int, room: float, lead: float) -> Fit | None:
    """The line with one more word, if its signs can give up enough for it and the rest would be wide."""
    if room - _width(shaped, start, end) < RAGGED * shaped.em:
        return None
    further = _next_break(shaped, end)
    excess = _width(shaped, start, further) - room
    signs = squeezable(shaped.text[start:further])
    if 0 < excess <= len(signs) * SQUEEZE * shaped.em / 2 and not _is_widow(shaped, further, room):
        return _line(shaped, start, further, lead, excess)
    return None


def squeezable(line: str) -> tuple[int, ...]:
    """The indices of a line's signs that may be narrowed: closing ones with a blank half of their own."""
    return tuple(
        index
        for index, (sign, after) in enumerate(pairwise(line))
        if (sign in CLOSE and after not in CLOSE and after not in OPEN)
    )


def _is_widow(shaped: Shaped, end: int, room: float) -> bool:
    """Would a last line of one character (and its sign) be left?"""
    rest = shaped.text[end:].strip()
    return room > WIDE * shaped.em and 0 < len(rest) <= 2 and bool(CHINESE.match(rest[0]))


def _without_widow(shaped: Shaped, start: int, end: int, room: float) -> int:
    if not _is_widow(shaped, end, room):
        return end
    earlier = _last_break(shaped, start, _width(shaped, start, end) - shaped.em / 4)
    return earlier if earlier is not None and earlier > start else end
