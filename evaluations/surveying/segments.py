"""Which figures of one segment of the answers (a group, a channel) are shown beside those of all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.surveying.coding import Column, columns
from evaluations.surveying.counting import Count, Counts, column_id
from evaluations.surveying.definition import MULTIPLE, RANKING, Choice, Questionnaire
from evaluations.surveying.suppressing import hidden, hidden_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """What of one question is not shown: all of it, single choices by id, its share of the satisfied."""

    is_whole: bool = False
    choices: frozenset[str] = frozenset()
    has_share: bool = True


SHOWN = Veil()


def veils(questionnaire: Questionnaire, segments: Mapping[Any, Counts], key: Any) -> dict[str, Veil]:
    """The veil over each question, by column id, of the segment `key`; all `segments` are all answers."""
    ordered = [key, *(other for other in segments if other != key)]
    return {
        column_id(column): _veil(
            column, [segments[one].get(column_id(column), Count()) for one in ordered if one in segments]
        )
        for column in columns(questionnaire)
    }


def _veil(column: Column, counts: list[Count]) -> Veil:
    """That of the first segment; the others are what it could be worked out from."""
    if not counts or 0 in hidden_groups([one.answered for one in counts]):
        return Veil(is_whole=True, has_share=False)
    choices = column.item.choices
    if column.item.kind == MULTIPLE:
        tables = {
            one.id: [[count.chosen[one.id], _without(count, one)] for count in counts] for one in choices
        }
        return Veil(choices=frozenset(key for key, table in tables.items() if _is_first_hidden(table)))
    if not choices:
        return SHOWN
    gone = hidden([[count.chosen[one.id] for one in choices] for count in counts])
    own = {choices[place].id for row, place in gone if row == 0 and place < len(choices)}
    if own and column.item.kind != RANKING:
        own = {one.id for one in choices if counts[0].chosen[one.id]}  # a mean or share would tell the rest
    return Veil(
        choices=frozenset(own), has_share=not _is_first_hidden([_sides(one, choices) for one in counts])
    )


def _is_first_hidden(table: list[list[int]]) -> bool:
    return any(row == 0 for row, _ in hidden(table))


def _without(count: Count, choice: Choice) -> int:
    return count.answered - count.chosen[choice.id]


def _sides(count: Count, choices: Collection[Choice]) -> list[int]:
    """Satisfied, not satisfied, aside."""
    sides = [0, 0, 0]
    for one in choices:
        sides[2 if one.aside else 0 if one.satisfied else 1] += count.chosen[one.id]
    return sides
