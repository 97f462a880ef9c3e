"""A questionnaire in, the changed one out: questions added, copied, moved, taken away; its head. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from evaluations.questionnaires.designing import labels
from evaluations.questionnaires.designing.entries import Taken
from evaluations.questionnaires.designing.presets import begun
from evaluations.surveying.definition import END, Item, Jump, Questionnaire

HEAD = ("title", "intro", "consent", "ask_group", "groups", "thanks", "formula")
"""The fields of the head, in their order on the page; groups are typed one per line."""
_NUMBERED = re.compile(r"q(\d{1,9})")


class Gone(LookupError):
    """There is no question of this id (any more)."""


def free_id(questionnaire: Questionnaire, taken: Collection[str] = ()) -> str:
    """An id that no question has or ever had: q12 after q11."""
    used = [*questionnaire.ids(), *taken]
    numbers = [int(match[1]) for key in used if (match := _NUMBERED.fullmatch(key))]
    return f"q{max(numbers, default=0) + 1}"


def place_of(questionnaire: Questionnaire, key: str) -> int:
    """Where the question stands, from 0. Raises Gone."""
    for place, item in enumerate(questionnaire.items):
        if item.id == key:
            return place
    raise Gone(key)


def add(
    questionnaire: Questionnaire, preset: str, *, after: str = "", taken: Collection[str] = ()
) -> tuple[Questionnaire, Item]:
    """A new question behind `after`, or at the end. Raises Gone."""
    place = place_of(questionnaire, after) + 1 if after else len(questionnaire.items)
    item = begun(preset, free_id(questionnaire, taken))
    return _inserted(questionnaire, item, place), item


def copy(
    questionnaire: Questionnaire, key: str, *, taken: Collection[str] = ()
) -> tuple[Questionnaire, Item]:
    """The question once more behind itself. Raises Gone."""
    place = place_of(questionnaire, key)
    item = replace(questionnaire.items[place], id=free_id(questionnaire, taken))
    return _inserted(questionnaire, item, place + 1), item


def remove(questionnaire: Questionnaire, key: str) -> Questionnaire:
    """Without the question; jumps that led to it are left, and told as troubles. Raises Gone."""
    place = place_of(questionnaire, key)
    items = questionnaire.items
    return replace(questionnaire, items=(*items[:place], *items[place + 1 :]))


def move(questionnaire: Questionnaire, key: str, by: int) -> Questionnaire:
    """The question `by` places further down (up where negative), as far as there is room. Raises Gone."""
    place = place_of(questionnaire, key)
    items = list(questionnaire.items)
    item = items.pop(place)
    items.insert(max(0, min(place + by, len(items))), item)
    return replace(questionnaire, items=tuple(items))


def put(questionnaire: Questionnaire, item: Item) -> Questionnaire:
    """With `item` in place of the one of its id; at the end where there is none."""
    if questionnaire.item(item.id) is None:
        return replace(questionnaire, items=(*questionnaire.items, item))
    items = (item if one.id == item.id else one for one in questionnaire.items)
    return replace(questionnaire, items=tuple(items))


def _inserted(questionnaire: Questionnaire, item: Item, place: int) -> Questionnaire:
    items = questionnaire.items
    return replace(questionnaire, items=(*items[:place], item, *items[place:]))


# Head ---------------------------------------------------------------------------------------------


def head_of(questionnaire: Questionnaire) -> dict[str, str]:
    """What the head says, as texts."""
    values = {name: getattr(questionnaire, name) for name in HEAD}
    return values | {"groups": labels.shown_labels(questionnaire.groups)}


def with_head(questionnaire: Questionnaire, values: Mapping[str, Any], taken: Taken) -> Questionnaire:
    """With the head that was entered; groups keep their ids."""
    known = [group.label for group in questionnaire.groups]
    typed = labels.read_labels(values["groups"], known)
    used = {*taken.items, *(item.id for item in questionnaire.items)}
    groups = labels.groups(questionnaire.groups, typed, used)
    return replace(questionnaire, **{**values, "groups": groups})


# Taken over from elsewhere ------------------------------------------------------------------------


def renamed(questionnaire: Questionnaire, taken: Collection[str]) -> Questionnaire:
    """The same under ids that are not `taken`, so that answers to other questions do not count for these."""
    if not set(taken) & set(questionnaire.ids()):
        return questionnaire
    numbers = [int(match[1]) for key in taken if (match := _NUMBERED.fullmatch(key))]
    start = max(numbers, default=0) + 1
    new = {item.id: f"q{start + place}" for place, item in enumerate(questionnaire.items)} | {END: END}
    free = (f"g{number}" for number in range(1, 10_000) if f"g{number}" not in taken)
    return replace(
        questionnaire,
        items=tuple(
            replace(item, id=new[item.id], jumps=tuple(_led(jump, new) for jump in item.jumps))
            for item in questionnaire.items
        ),
        groups=tuple(replace(group, id=next(free)) for group in questionnaire.groups),
    )


def _led(jump: Jump, new: Mapping[str, str]) -> Jump:
    return replace(jump, to=new.get(jump.to, jump.to))
