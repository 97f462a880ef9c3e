"""Sentences of ours with references to facts: 全年预算{budget.total}，[实际支出{budget.actual}，]….

`{name}` stands for a fact, `{.name}` for a fact of the thing the sentence is about (its scope). A part in
square brackets is left out when one of its facts is not known, and may hold further such parts; outside of
brackets the whole sentence is left out. Nothing else is interpreted, and only our own wording passes through
here: text of users never does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reports.document.blocks import Paragraph, Ref, Run, Runs
from reports.document.facts import FactBook, UnknownFact

_TO_WRITE = re.compile(r"[^。\n]*由评价人员[^。\n]*补充[^。\n]*。")
"""Our sentence where the facts say nothing and a person has to: 由评价人员结合立项文件补充说明。"""

_TOKEN = re.compile(r"\{(?P<name>[^{}\[\]]+)\}|(?P<open>\[)|(?P<close>\])|(?P<text>[^{}\[\]]+)|(?P<bad>[{}])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A fact by `name`, or `text`, or an optional `group` of pieces."""

    name: str = ""
    text: str = ""
    group: tuple[Piece, ...] = ()


class BadWording(ValueError):
    """A template of ours is written wrongly or names an unknown fact; the message says which template."""


@cache
def _parsed(template: str) -> tuple[Piece, ...]:
    """The template's pieces. Raises BadWording."""
    open_groups: list[list[Piece]] = [[]]
    for token in _TOKEN.finditer(template):
        match token.lastgroup:
            case "open":
                open_groups.append([])
            case "close" if len(open_groups) > 1:
                group = tuple(open_groups.pop())
                open_groups[-1].append(Piece(group=group))
            case "name":
                open_groups[-1].append(Piece(name=token["name"]))
            case "text":
                open_groups[-1].append(Piece(text=token[0]))
            case _:
                raise BadWording(f"模板的括号不成对：“{template}”")
    if len(open_groups) > 1:
        raise BadWording(f"模板的括号不成对：“{template}”")
    return tuple(open_groups[0])


def say(template: str, book: FactBook, scope: str = "") -> Runs | None:
    """The sentence as runs, or None when it cannot be said for want of a fact."""
    try:
        runs = _said(_parsed(template), book, scope)
    except UnknownFact as error:
        raise BadWording(f"{error}（模板：“{template}”）") from None
    return None if runs is None else tuple(_joined(runs))


def _said(pieces: tuple[Piece, ...], book: FactBook, scope: str) -> list[Run] | None:
    runs: list[Run] = []
    known = True
    for piece in pieces:
        if piece.name:
            full = scope + piece.name if piece.name.startswith(".") else piece.name
            fact = book[full]
            known = known and fact.is_known
            runs.append(Ref(fact=full, text=fact.written))
        elif piece.group:
            runs += _said(piece.group, book, scope) or ()
        else:
            runs.append(piece.text)
    return runs if known else None


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if isinstance(run, str) and isinstance(last, str):
            joined[-1] = last + run
        else:
            joined.append(run)
    return joined


def to_write(text: str) -> tuple[str, ...]:
    """The sentences of a section that only keep the place of what a person has still to write."""
    return tuple(sentence.strip() for sentence in _TO_WRITE.findall(text))


def first_said(templates: tuple[str, ...], book: FactBook, scope: str = "") -> Runs:
    """The first of several sentences whose facts are known; nothing if there is none."""
    return next(
        (runs for runs in (say(template, book, scope) for template in templates) if runs is not None), ()
    )


def paragraph(
    templates: tuple[str, ...] | list[str], book: FactBook, scope: str = ""
) -> tuple[Paragraph, ...]:
    """One paragraph of all sentences that can be said, or none."""
    runs = [run for template in templates for run in say(template, book, scope) or ()]
    return (Paragraph(runs=tuple(_joined(runs))),) if runs else ()
