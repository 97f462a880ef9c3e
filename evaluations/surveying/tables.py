"""Answers as a table with one line for each sheet, in words or in codes: its columns and their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from evaluations.surveying.definition import (
    LONGEST,
    MATRIX,
    MULTIPLE,
    NUMBER,
    OF_ONE,
    OF_WORDS,
    RANKING,
    SHORT,
    Answers,
    Choice,
    Item,
    Questionnaire,
    words_key,
)

Value = str | int | Decimal | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet takes for a formula."""
DAY = 10
BYTES = 4
"""Of a character at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column: `name` is plain ASCII and unique, `label` what people read, `values` what codes stand for.

    `width` is that of a text in bytes, 0 for numbers. `of` reads the cell from the answers.
    """

    name: str
    label: str
    of: Callable[[Answers], Value]
    values: tuple[tuple[int, str], ...] = ()
    width: int = 0
    several: str = ""
    """The id of the multiple choice whose 0/1 columns belong together."""


def fields(questionnaire: Questionnaire, *, is_coded: bool) -> list[Field]:
    """The columns of all questions, in order."""
    numbers = questionnaire.numbers()
    made: list[Field] = []
    for item in questionnaire.asked:
        head = f"{numbers[item.id]}. {item.text}"
        made += _coded(item, head) if is_coded else _labelled(item, head)
        made += _words(item, head)
    return made


def named_once(listed: Sequence[Field]) -> list[Field]:
    """The columns with names that differ, also for programs that do not tell capitals apart."""
    seen: set[str] = set()
    made = []
    for one in listed:
        name, number = one.name, 1
        while name.lower() in seen:
            number += 1
            name = f"{one.name}_{number}"
        seen.add(name.lower())
        made.append(replace(one, name=name))
    return made


def guarded(value: Value) -> str:
    """A cell of a CSV as text; what a spreadsheet would take for a formula begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def name_of(*parts: str) -> str:
    """A name that every program takes: letters, digits and _, beginning with a letter; 60 at most."""
    text = re.sub(r"[^A-Za-z0-9_]", "_", "_".join(parts))
    return (text if text[:1].isalpha() else f"v_{text}")[:60]


# In codes -----------------------------------------------------------------------------------------


def _coded(item: Item, head: str) -> Iterator[Field]:
    codes = {choice.id: place for place, choice in enumerate(item.choices, 1)}
    values = tuple((place, choice.label) for place, choice in enumerate(item.choices, 1))
    if item.kind in OF_ONE:
        yield Field(
            name=name_of(item.id), label=head, values=values, of=lambda a: codes.get(a.get(item.id, ""))
        )
    elif item.kind == MATRIX:
        for line in item.lines:
            yield Field(
                name=name_of(item.id, line.id),
                label=f"{head}　{line.label}",
                values=values,
                of=partial(_marked, codes, item.id, line.id),
            )
    elif item.kind in (MULTIPLE, RANKING):
        for choice in item.choices:
            is_multiple = item.kind == MULTIPLE
            yield Field(
                name=name_of(item.id, choice.id),
                label=f"{head}　{choice.label}",
                values=((0, "未选"), (1, "选")) if is_multiple else (),
                several=item.id if is_multiple else "",
                of=partial(_taken, item, choice.id),
            )
    else:
        yield _plain(item, head)


def _taken(item: Item, key: str, answers: Answers) -> int | None:
    """MULTIPLE: 1 or 0; RANKING: the rank. None where the question was not answered, or it was not ranked."""
    keys = answers.get(item.id)
    if not keys:
        return None
    if item.kind == MULTIPLE:
        return int(key in keys)
    return keys.index(key) + 1 if key in keys else None


# In words -----------------------------------------------------------------------------------------


def _labelled(item: Item, head: str) -> Iterator[Field]:
    labels = {choice.id: choice.label for choice in item.choices}
    width = BYTES * sum(len(choice.label) + 1 for choice in item.choices)
    if item.kind in OF_ONE:
        yield Field(
            name=name_of(item.id), label=head, width=width, of=lambda a: labels.get(a.get(item.id, ""))
        )
    elif item.kind == MATRIX:
        for line in item.lines:
            yield Field(
                name=name_of(item.id, line.id),
                label=f"{head}　{line.label}",
                width=width,
                of=partial(_marked, labels, item.id, line.id),
            )
    elif item.kind in (MULTIPLE, RANKING):
        between = "；" if item.kind == MULTIPLE else " > "
        yield Field(
            name=name_of(item.id),
            label=head,
            width=width,
            of=lambda a: between.join(labels[key] for key in a.get(item.id, ())) or None,
        )
    else:
        yield _plain(item, head)


# Both ---------------------------------------------------------------------------------------------


def _plain(item: Item, head: str) -> Field:
    if item.kind == NUMBER:
        label = f"{head}（{item.unit}）" if item.unit else head
        return Field(name=name_of(item.id), label=label, of=lambda a: _number(a.get(item.id)))
    width = BYTES * LONGEST[item.kind] if item.kind in OF_WORDS else DAY
    return Field(name=name_of(item.id), label=head, width=width, of=lambda a: a.get(item.id))


def _words(item: Item, head: str) -> Iterator[Field]:
    """Words beside choices (其他)."""
    for choice in item.choices:
        if choice.words:
            yield _beside(item, choice, head)


def _beside(item: Item, choice: Choice, head: str) -> Field:
    key = words_key(item, choice)
    return Field(
        name=name_of(item.id, choice.id, "text"),
        label=f"{head}　{choice.label}（文字）",
        width=BYTES * LONGEST[SHORT],
        of=lambda a: a.get(key),
    )


def _marked(named: Mapping[str, Value], item: str, line: str, answers: Answers) -> Value:
    """What a line of a matrix was marked with."""
    return named.get(answers.get(item, {}).get(line, ""))


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
