"""What is typed or pasted one per line ⇄ options, lines and groups that keep their ids. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count
from string import ascii_lowercase
from typing import Any, Protocol

from evaluations.surveying.definition import Choice, Group, Line

LETTERS = ascii_lowercase
_BULLET = re.compile(r"^[□■○●◯◎·•▪–-]\s*")
_NUMBERED = re.compile(r"^[（(]?(\d{1,2}|[A-Z]|[a-z])\s*[.．、)）:：](?!\d)\s*")
_ASIDE = re.compile(
    r"^(不了解|不清楚|说不清|不好说|不知道|没有?用过|没有?接触|未使用|未接触|不适用|无法评价)"
)
_OTHER = re.compile(r"^(其他|其它)")
SATISFACTION: Mapping[str, tuple[int, bool]] = {
    "非常满意": (100, True),
    "很满意": (100, True),
    "满意": (75, True),
    "比较满意": (75, True),
    "一般": (50, False),
    "不太满意": (25, False),
    "不满意": (25, False),
    "很不满意": (0, False),
    "非常不满意": (0, False),
}
"""What options of scales usually mean: score in 满意度, and whether they count as satisfied."""


class _Labelled(Protocol):
    """What has an id and a label: a choice, a line, a group."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...


# Reading ------------------------------------------------------------------------------------------


def read_labels(typed: str, known: Sequence[str] = ()) -> list[str]:
    """Labels out of typed text, one per line; a single line with tabs (a row of Excel) is cut at them.

    Bullets go, and so does a numbering (A．B．, 1、2、) that runs through all the lines. What is in `known`
    stays as it is.
    """
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) == 1 and "\t" in lines[0]:
        lines = [cell.strip() for cell in lines[0].split("\t") if cell.strip()]
    if lines == list(known):
        return lines
    lines = [" ".join(_BULLET.sub("", line).split()) if line not in known else line for line in lines]
    return [line for line in _unnumbered(lines) if line]


def _unnumbered(lines: list[str]) -> list[str]:
    found = [_NUMBERED.match(line) for line in lines]
    marks = [match[1].lower() for match in found if match is not None]
    if len(lines) < 2 or len(marks) < len(lines):
        return lines
    for row in ([str(number) for number in range(1, len(lines) + 1)], list(LETTERS)):
        if marks == row[: len(marks)]:
            return [line[match.end() :] for line, match in zip(lines, found, strict=True) if match]
    return lines


def shown_labels(rows: Sequence[_Labelled]) -> str:
    """One per line, as they are typed."""
    return "\n".join(row.label for row in rows)


# Keeping ids --------------------------------------------------------------------------------------


def kept(
    rows: Sequence[Any], labels: Sequence[str], new: Callable[[str, str], Any], free: Iterator[str]
) -> tuple[Any, ...]:
    """`rows` under `labels`: one with the same label stays, else the one at the same place is renamed.

    What is left gets an id of `free`, and is made by `new` (id, label).
    """
    left = list(rows)
    found: list[Any] = [None] * len(labels)
    for place, label in enumerate(labels):
        same = next((row for row in left if row.label == label), None)
        if same is not None:
            left.remove(same)
            found[place] = same
    for place, label in enumerate(labels):
        if found[place] is None and place < len(rows) and rows[place] in left:
            left.remove(rows[place])
            found[place] = replace(rows[place], label=label)
    return tuple(row if row is not None else new(next(free), labels[at]) for at, row in enumerate(found))


def choices(rows: Sequence[Choice], labels: Sequence[str], taken: Collection[str]) -> tuple[Choice, ...]:
    """Options; a new one is marked by what its label usually means."""
    return kept(rows, labels, new_choice, _free(rows, taken))


def lines(rows: Sequence[Line], labels: Sequence[str], taken: Collection[str]) -> tuple[Line, ...]:
    """Lines of a matrix."""
    return kept(rows, labels, lambda key, label: Line(id=key, label=label), _free(rows, taken))


def groups(rows: Sequence[Group], labels: Sequence[str], taken: Collection[str]) -> tuple[Group, ...]:
    """Groups of respondents: g1, g2, …"""
    used = {row.id for row in rows} | set(taken)
    free = (key for number in count(1) if (key := f"g{number}") not in used)
    return kept(rows, labels, lambda key, label: Group(id=key, label=label), free)


def new_choice(key: str, label: str) -> Choice:
    """An option with what its label says of itself."""
    score, satisfied = SATISFACTION.get(label, (None, False))
    return Choice(
        id=key,
        label=label,
        score=None if score is None else Decimal(score),
        satisfied=satisfied or label == "基本满意",
        aside=bool(_ASIDE.match(label)),
        words=bool(_OTHER.match(label)),
    )


def _free(rows: Sequence[_Labelled], taken: Collection[str]) -> Iterator[str]:
    used = {row.id for row in rows} | set(taken)
    letters = (letter for letter in LETTERS if letter not in used)
    yield from letters
    yield from (key for number in count(27) if (key := f"c{number}") not in used)
