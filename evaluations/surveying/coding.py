"""Answers ⇄ one short row of figures for each respondent, in the columns of the published version.

A row is its cells parted by commas, so a hundred thousand respondents are counted in a moment: joined and
parted once, each column is a slice. What was written in words stands apart. No meaning is lost:
`decode(encode(…))` gives the answers back.

A cell is empty without an answer, else of a choice its place from 0 · MULTIPLE: the sum of 2^place · RANKING:
places parted by blanks · NUMBER, DATE: as it was said · words: 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.surveying.definition import (
    DATE,
    MATRIX,
    MULTIPLE,
    NUMBER,
    OF_ONE,
    OF_WORDS,
    RANKING,
    Answers,
    Item,
    Line,
    Questionnaire,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a place in the row stands for: a question, or one line of a matrix."""

    item: Item
    line: Line | None = None


def columns(questionnaire: Questionnaire) -> tuple[Column, ...]:
    """The columns of a version, in order."""
    return tuple(
        Column(item=item, line=line)
        for item in questionnaire.asked
        for line in (item.lines if item.kind == MATRIX else (None,))
    )


def encode(questionnaire: Questionnaire, answers: Answers) -> tuple[str, dict[str, str]]:
    """The row as it is stored, and the words by their keys."""
    row = ",".join(_cell(column, answers.get(column.item.id)) for column in columns(questionnaire))
    texts = {item.id for item in questionnaire.asked if item.kind in OF_WORDS}
    return row, {key: value for key, value in answers.items() if key in texts or "~" in key}


def decode(questionnaire: Questionnaire, row: str, words: Mapping[str, str]) -> dict[str, Any]:
    """The answers that a row and its words stand for. ValueError where it is no row of this version."""
    answers: dict[str, Any] = {}
    for column, cell in zip(columns(questionnaire), cells(row), strict=True):
        item = column.item
        if not cell or item.kind in OF_WORDS:
            continue
        if column.line is not None:
            answers.setdefault(item.id, {})[column.line.id] = item.choices[int(cell)].id
        elif item.kind in OF_ONE:
            answers[item.id] = item.choices[int(cell)].id
        elif item.kind == MULTIPLE:
            answers[item.id] = [item.choices[place].id for place in places(int(cell))]
        elif item.kind == RANKING:
            answers[item.id] = [item.choices[place].id for place in ranked(cell)]
        else:
            answers[item.id] = cell
    return {**answers, **words}


def cells(row: str) -> list[str]:
    """The cells of one row."""
    return row.split(",") if row else []


def slices(questionnaire: Questionnaire, rows: Sequence[str]) -> list[list[str]]:
    """The cells of many rows by column: parted as one text, which is several times faster than one by one.

    ValueError where they are no rows of this version.
    """
    width = len(columns(questionnaire))
    if not width or not rows:
        return [[] for _ in range(width)]
    found = cells(",".join(rows))
    if len(found) != width * len(rows):
        raise ValueError(f"{len(found)} cells are not {len(rows)} rows of {width}")
    return [found[place::width] for place in range(width)]


def ranked(cell: str) -> list[int]:
    """The places of a RANKING's choices, the first one first."""
    return [int(place) for place in cell.split()]


def places(mask: int) -> list[int]:
    """The places of a MULTIPLE's choices."""
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


def _cell(column: Column, answer: Any) -> str:
    item = column.item
    if not answer:
        return ""
    if column.line is not None:
        key = answer.get(column.line.id)
        return "" if key is None else str(_place(item, key))
    if item.kind in OF_ONE:
        return str(_place(item, answer))
    if item.kind == MULTIPLE:
        return str(sum(1 << _place(item, key) for key in answer))
    if item.kind == RANKING:
        return " ".join(str(_place(item, key)) for key in answer)
    return str(answer) if item.kind in (NUMBER, DATE) else "1"


def _place(item: Item, key: str) -> int:
    return next(place for place, choice in enumerate(item.choices) if choice.id == key)
