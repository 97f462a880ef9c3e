"""Answers ⇄ one short row of figures for each respondent, in the columns of the published version.

A hundred thousand respondents are counted in a moment, because a column is a list of small numbers. What was
written in words stands apart. No meaning is lost: `decode(encode(…))` gives the answers back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
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

Cell = int | str | None
"""A choice: its place from 0 · MULTIPLE: the sum of 2^place · RANKING: places parted by commas · NUMBER,
DATE: text · words: 1 where there are some · None: no answer."""


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


def encode(questionnaire: Questionnaire, answers: Answers) -> tuple[list[Cell], dict[str, str]]:
    """The row, and the words by their keys."""
    row = [_cell(column, answers.get(column.item.id)) for column in columns(questionnaire)]
    texts = {item.id for item in questionnaire.asked if item.kind in OF_WORDS}
    return row, {key: value for key, value in answers.items() if key in texts or "~" in key}


def decode(questionnaire: Questionnaire, row: Sequence[Cell], words: Mapping[str, str]) -> dict[str, Any]:
    """The answers that a row and its words stand for."""
    answers: dict[str, Any] = {}
    for column, cell in zip(columns(questionnaire), row, strict=True):
        item = column.item
        if cell is None or item.kind in OF_WORDS:
            continue
        if column.line is not None:
            answers.setdefault(item.id, {})[column.line.id] = item.choices[int(cell)].id
        elif item.kind in OF_ONE:
            answers[item.id] = item.choices[int(cell)].id
        elif item.kind == MULTIPLE:
            answers[item.id] = [item.choices[place].id for place in places(int(cell))]
        elif item.kind == RANKING:
            answers[item.id] = [item.choices[int(place)].id for place in str(cell).split(",")]
        else:
            answers[item.id] = cell
    return {**answers, **words}


def pack(row: Sequence[Cell]) -> str:
    """A row as it is stored."""
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False)


def unpack(packed: Iterable[str]) -> list[list[Cell]]:
    """Many stored rows at once: read as one text, which is several times faster than one by one."""
    rows: list[list[Cell]] = json.loads(f"[{','.join(packed)}]")
    return rows


def places(mask: int) -> list[int]:
    """The places of a MULTIPLE's choices."""
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


def _cell(column: Column, answer: Any) -> Cell:
    item = column.item
    if not answer:
        return None
    at = {choice.id: place for place, choice in enumerate(item.choices)}
    if column.line is not None:
        return at.get(answer.get(column.line.id))
    if item.kind in OF_ONE:
        return at[answer]
    if item.kind == MULTIPLE:
        return sum(1 << at[key] for key in answer)
    if item.kind == RANKING:
        return ",".join(str(at[key]) for key in answer)
    return str(answer) if item.kind in (NUMBER, DATE) else 1
