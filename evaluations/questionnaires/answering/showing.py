"""Questions as the pages show them: their fields, what is typed in them, what is wrong. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluations.surveying.definition import (
    END,
    LONGEST,
    MATRIX,
    MULTIPLE,
    OF_CHOICES,
    OF_WORDS,
    RANKING,
    SCALE,
    SHORT,
    Item,
    Questionnaire,
    words_key,
)
from evaluations.surveying.intake import Sent
from evaluations.surveying.routing import Page, pages

SHORT_LABEL, PAIR_LABEL = 2, 7
"""Labels up to so many characters stand side by side: of a scale from 1 to 10, of two choices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One choice that can be ticked or ranked; `words` is the name of the field beside it, if it has one."""

    name: str
    value: str
    label: str
    is_on: bool = False
    is_aside: bool = False
    rank: str = ""
    words: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a matrix."""

    label: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its fields. `jumps` are numbers of pages by choice as JSON, 0 the end."""

    item: Item
    number: int | None
    value: str
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    ranks: tuple[str, ...]
    hint: str
    error: str
    layout: str
    longest: int
    jumps: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page of the sheet; `first` and `last` are the numbers of its questions, of a text 0."""

    number: int
    asked: tuple[Asked, ...]
    first: int
    last: int


def leaves(
    questionnaire: Questionnaire, shown: Sequence[Page], fields: Sent, errors: Mapping[str, str]
) -> tuple[Leaf, ...]:
    """The pages to show with everything that stands in their fields."""
    numbers = questionnaire.numbers()
    at = {item.id: page.number for page in pages(questionnaire) for item in page.items}
    found = []
    for page in shown:
        there = [numbers[item.id] for item in page.items if item.id in numbers]
        asked = tuple(_asked(item, numbers.get(item.id), fields, errors, at) for item in page.items)
        first, last = (there[0], there[-1]) if there else (0, 0)
        found.append(Leaf(number=page.number, asked=asked, first=first, last=last))
    return tuple(found)


def _asked(
    item: Item, number: int | None, fields: Sent, errors: Mapping[str, str], at: Mapping[str, int]
) -> Asked:
    jumps = {key: 0 if jump.to == END else at.get(jump.to, 0) for jump in item.jumps for key in jump.when}
    return Asked(
        item=item,
        number=number,
        value=_last(fields, item.id),
        ticks=_ticks(item, item.id, fields) if item.kind in OF_CHOICES and item.kind != MATRIX else (),
        rows=tuple(
            Row(label=line.label, ticks=_ticks(item, f"{item.id}.{line.id}", fields)) for line in item.lines
        ),
        ranks=tuple(str(rank) for rank in range(1, _most(item) + 1)) if item.kind == RANKING else (),
        hint=_hint(item),
        error=errors.get(item.id, ""),
        layout=_layout(item),
        longest=LONGEST[item.kind] if item.kind in OF_WORDS else LONGEST[SHORT],
        jumps=json.dumps(jumps, separators=(",", ":")) if jumps else "",
    )


def _ticks(item: Item, name: str, fields: Sent) -> tuple[Tick, ...]:
    on = set(fields.get(name, ()) if item.kind == MULTIPLE else fields.get(name, ())[-1:])
    return tuple(
        Tick(
            name=f"{name}.{choice.id}" if item.kind == RANKING else name,
            value=choice.id,
            label=choice.label,
            is_on=choice.id in on,
            is_aside=choice.aside,
            rank=_last(fields, f"{name}.{choice.id}") if item.kind == RANKING else "",
            words=words_key(item, choice) if choice.words and item.kind != MATRIX else "",
            said=_last(fields, words_key(item, choice)),
        )
        for choice in item.choices
    )


def _most(item: Item) -> int:
    return len(item.choices) if item.most is None else item.most


def _layout(item: Item) -> str:
    """How the choices stand: in a line each, two beside each other, or as many as fit."""
    longest = max((len(choice.label) for choice in item.choices), default=0)
    if item.kind == MATRIX or (item.kind == SCALE and longest <= SHORT_LABEL):
        return "side"
    return "two" if len(item.choices) == 2 and longest <= PAIR_LABEL else ""


def _hint(item: Item) -> str:
    """How many are to be chosen."""
    if item.kind not in (MULTIPLE, RANKING):
        return ""
    word = "选" if item.kind == MULTIPLE else "排"
    most = _most(item)
    if item.least and item.least == most:
        return f"请{word}{most}项"
    if item.least and item.least > 1 and item.most is not None:
        return f"请{word}{item.least}至{most}项"
    if item.most is not None:
        return f"最多{word}{most}项"
    if item.least and item.least > 1:
        return f"至少{word}{item.least}项"
    return "可多选" if item.kind == MULTIPLE else "1是第一位，可以只排几项"


def _last(fields: Sent, name: str) -> str:
    values = fields.get(name, ())
    return values[-1] if values else ""
