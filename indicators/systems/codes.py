"""Codes of indicators (编号): the styles in use, which one a system has, and the next free code.

compact  A, A1, A11, A111      dashed  A, A1, A1-1, A1-1-1      dotted  1, 1.1, 1.1.1, 1.1.1.1
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum


class Style(StrEnum):
    """How a code is made of its parent's."""

    COMPACT = "compact"
    DASHED = "dashed"
    DOTTED = "dotted"


EXAMPLES = {Style.COMPACT: "A、A1、A11", Style.DASHED: "A、A1、A1-1", Style.DOTTED: "1、1.1、1.1.1"}


def code_of(style: Style, parent: str | None, number: int, depth: int) -> str:
    """The code of the `number`th child (from 1) at `depth` (the top level is 0)."""
    if parent is None:
        return str(number) if style is Style.DOTTED else _letters(number)
    between = {Style.COMPACT: "", Style.DOTTED: ".", Style.DASHED: "-" if depth > 1 else ""}[style]
    return f"{parent}{between}{number}"


def style_of(codes: Iterable[tuple[str, int]]) -> Style:
    """The style that pairs of code and depth show; compact where they show none."""
    listed = [code for code, depth in codes if depth > 0]
    if any("." in code for code in listed):
        return Style.DOTTED
    if any("-" in code for code in listed):
        return Style.DASHED
    return Style.COMPACT


def next_code(style: Style, parent: str | None, count: int, depth: int, taken: Collection[str]) -> str:
    """The code for a new child after `count` others; the first from there on that is free."""
    number = count + 1
    while (code := code_of(style, parent, number, depth)) in taken:
        number += 1
    return code


def _letters(number: int) -> str:
    """A … Z, AA, AB …"""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
