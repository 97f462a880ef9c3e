"""Runs of text as HTML, and how much room they take."""

from __future__ import annotations

from math import ceil
from unicodedata import east_asian_width

from reports.document.blocks import Break, Footnote, Fraction, Ref, Run, Runs, Strong, plain
from reports.rendering.markup import Html, join, tag, text

NARROW = 0.55


def inline(runs: Runs) -> Html:
    """`runs` as HTML. Bold keeps the eighth of an em that parts Han from Latin at its borders."""
    parts = []
    for index, run in enumerate(runs):
        if isinstance(run, Strong):
            before = plain(runs[index - 1 : index]) if index else ""
            after = plain(runs[index + 1 : index + 2])
            parts.append(_strong(run, before[-1:], after[:1]))
        else:
            parts.append(_run(run))
    return join(parts)


def _run(run: Run) -> Html:
    match run:
        case str():
            return text(run)
        case Ref():
            return text(run.text)
        case Strong():
            return _strong(run, "", "")
        case Footnote():
            return tag("span", inline(run.runs), class_="fn")
        case Fraction():
            return tag("span", tag("span", text(run.above)), tag("span", text(run.below)), class_="fraction")
        case Break():
            return tag("br")


def _strong(run: Strong, before: str, after: str) -> Html:
    inside = plain(run.runs)
    classes = [
        name
        for name, left, right in (("before", before, inside[:1]), ("after", inside[-1:], after))
        if left and right and is_mixed(left, right)
    ]
    return tag("b", inline(run.runs), class_=" ".join(classes))


def is_han(character: str) -> bool:
    """A Chinese character (not a sign)."""
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


def is_latin(character: str) -> bool:
    """A digit, a Latin letter or %: what stands an eighth of an em off Chinese characters."""
    return character.isascii() and (character.isalnum() or character == "%")


def is_mixed(left: str, right: str) -> bool:
    """Does a Chinese character meet a Latin one here?"""
    return (is_han(left) and is_latin(right)) or (is_latin(left) and is_han(right))


def ems(line: str) -> float:
    """About how wide `line` is, in em."""
    return sum(
        1.0 if character == "%" or east_asian_width(character) in "WFA" else NARROW for character in line
    )


def lines(runs: Runs, room: float) -> int:
    """About how many lines `runs` take where `room` em fit into one."""
    return sum(max(1, ceil(ems(line) / max(room, 1.0) - 0.01)) for line in plain(runs).split("\n"))
