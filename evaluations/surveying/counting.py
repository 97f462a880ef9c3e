"""Rows of answers → counts by question, which add up over versions, groups and batches of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from evaluations.surveying.coding import Column, columns, places, ranked, slices
from evaluations.surveying.definition import DATE, MULTIPLE, NUMBER, OF_ONE, OF_WORDS, RANKING, Questionnaire


def column_id(column: Column) -> str:
    """The id of a column: `q1`, or of a matrix `q4.a`."""
    return column.item.id if column.line is None else f"{column.item.id}.{column.line.id}"


@dataclass(slots=True, kw_only=True)
class Count:
    """How one question (or line of a matrix) was answered.

    `answered` is its base: the sheets with an answer to it (本题有效填写人次). `chosen` counts sheets by
    choice id (of a RANKING those that put it first), `ranks` sheets by (choice id, rank from 1), `values`
    sheets by number or date as text.
    """

    answered: int = 0
    chosen: Counter[str] = field(default_factory=Counter)
    ranks: Counter[tuple[str, int]] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)

    def add(self, other: Count) -> None:
        """Takes in what was counted elsewhere."""
        self.answered += other.answered
        self.chosen.update(other.chosen)
        self.ranks.update(other.ranks)
        self.values.update(other.values)


Counts = dict[str, Count]
"""By column id."""


def count(questionnaire: Questionnaire, rows: Sequence[str]) -> Counts:
    """The counts of coded rows of this version; every column has one, also without rows."""
    found = zip(columns(questionnaire), slices(questionnaire, rows), strict=True)
    return {column_id(column): _counted(column, Counter(cells)) for column, cells in found}


def merged(parts: Iterable[Mapping[str, Count]]) -> Counts:
    """The sums of several counts, of several versions too: the same ids are the same questions."""
    found: Counts = {}
    for part in parts:
        for key, one in part.items():
            found.setdefault(key, Count()).add(one)
    return found


def _counted(column: Column, cells: Counter[str]) -> Count:
    item = column.item
    counted = Count(answered=cells.total() - cells.pop("", 0))
    for cell, number in cells.items():
        if item.kind == MULTIPLE:
            for place in places(int(cell)):
                counted.chosen[item.choices[place].id] += number
        elif item.kind == RANKING:
            keys = [item.choices[place].id for place in ranked(cell)]
            counted.chosen[keys[0]] += number
            for rank, key in enumerate(keys, 1):
                counted.ranks[key, rank] += number
        elif item.kind in (NUMBER, DATE):
            counted.values[cell] += number
        elif column.line is not None or item.kind in OF_ONE:
            counted.chosen[item.choices[int(cell)].id] += number
        else:
            assert item.kind in OF_WORDS
    return counted
