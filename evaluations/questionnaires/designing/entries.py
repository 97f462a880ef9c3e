"""One question as its page shows and sends it: plain values by names of fields ⇄ an item. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evaluations.questionnaires.designing import labels
from evaluations.surveying.definition import (
    DATE,
    LONG,
    MATRIX,
    MULTIPLE,
    NUMBER,
    OF_CHOICES,
    OF_ONE,
    RANKING,
    SCALE,
    SECTION,
    SHORT,
    SINGLE,
    Choice,
    Item,
    Jump,
    Questionnaire,
)

MARKS: Mapping[str, tuple[str, ...]] = {
    SINGLE: ("score", "satisfied", "aside", "words", "jump"),
    SCALE: ("score", "satisfied", "aside", "jump"),
    MATRIX: ("score", "satisfied", "aside"),
    MULTIPLE: ("words",),
    RANKING: ("words",),
}
"""What is said of each option, by the kind of its question."""
FAMILIES = ((SINGLE, MULTIPLE, SCALE, RANKING), (SHORT, LONG, NUMBER, DATE))
"""Kinds that a question can be changed between: the options stay."""
BETWEEN = "-"
"""Between the name of a mark and the option's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Ids that answers may already stand under: never given to anything else."""

    items: frozenset[str] = frozenset()
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)


def taken_by(published: Collection[Questionnaire]) -> Taken:
    """The ids of all published versions; groups count as items, for both name fields."""
    choices: dict[str, frozenset[str]] = defaultdict(frozenset)
    lines: dict[str, frozenset[str]] = defaultdict(frozenset)
    for questionnaire in published:
        for item in questionnaire.items:
            choices[item.id] |= {one.id for one in item.choices}
            lines[item.id] |= {one.id for one in item.lines}
    items = frozenset(key for questionnaire in published for key in questionnaire.ids())
    return Taken(items=items, choices=choices, lines=lines)


def kinds_for(item: Item) -> tuple[str, ...]:
    """The kinds that this question can become without losing what was typed."""
    return next((family for family in FAMILIES if item.kind in family), (item.kind,))


def values_of(item: Item) -> dict[str, Any]:
    """The values of the fields that the item's page has."""
    values: dict[str, Any] = {"text": item.text}
    if item.kind != SECTION:
        values |= {"help": item.help, "required": item.required}
    if len(kinds_for(item)) > 1:
        values["kind"] = item.kind
    if item.kind == MATRIX:
        values["lines"] = labels.shown_labels(item.lines)
    if item.kind in OF_CHOICES:
        values["options"] = labels.shown_labels(item.choices)
    if item.kind in (MULTIPLE, RANKING):
        values |= {"least": item.least, "most": item.most}
    if item.kind == NUMBER:
        values |= {"lowest": item.lowest, "highest": item.highest}
        values |= {"decimals": item.decimals, "unit": item.unit}
    if item.kind in (*OF_ONE, MATRIX):
        values["satisfaction"] = item.satisfaction
    return values | _marks(item)


def _marks(item: Item) -> dict[str, Any]:
    to = {key: jump.to for jump in item.jumps for key in jump.when}
    return {
        f"{mark}{BETWEEN}{choice.id}": to.get(choice.id, "") if mark == "jump" else getattr(choice, mark)
        for choice in item.choices
        for mark in MARKS.get(item.kind, ())
    }


def with_values(item: Item, values: Mapping[str, Any], taken: Taken) -> Item:
    """The item with what was entered; fields that are not among `values` stay as they are.

    What a kind has no use for goes when the kind is changed: jumps, bounds, 计入满意度.
    """
    own = {name: values[name] for name in PLAIN if name in values}
    choices = _choices(item, values, taken)
    lines = item.lines
    if "lines" in values:
        typed = labels.read_labels(values["lines"], [one.label for one in item.lines])
        lines = labels.lines(item.lines, typed, taken.lines.get(item.id, frozenset()))
    changed = replace(item, **own, choices=choices, lines=lines, jumps=_jumps(item, choices, values))
    return _fitting(changed)


PLAIN = (
    "text", "help", "required", "kind", "least", "most", "lowest", "highest", "decimals", "unit",
    "satisfaction",
)  # fmt: skip


def _choices(item: Item, values: Mapping[str, Any], taken: Taken) -> tuple[Choice, ...]:
    marks = [mark for mark in MARKS.get(item.kind, ()) if mark != "jump"]
    marked = []
    for choice in item.choices:
        said = {mark: values[key] for mark in marks if (key := f"{mark}{BETWEEN}{choice.id}") in values}
        marked.append(replace(choice, **said))
    if "options" not in values:
        return tuple(marked)
    typed = labels.read_labels(values["options"], [one.label for one in item.choices])
    return labels.choices(marked, typed, taken.choices.get(item.id, frozenset()))


def _jumps(item: Item, choices: tuple[Choice, ...], values: Mapping[str, Any]) -> tuple[Jump, ...]:
    """One jump for each place that options lead to, in the order of the options."""
    before = {key: jump.to for jump in item.jumps for key in jump.when}
    when: dict[str, list[str]] = defaultdict(list)
    for choice in choices:
        to = values.get(f"jump{BETWEEN}{choice.id}", before.get(choice.id, ""))
        if to:
            when[to].append(choice.id)
    same = {(jump.when, jump.to): jump for jump in item.jumps}
    return tuple(same.get((tuple(keys), to), Jump(when=tuple(keys), to=to)) for to, keys in when.items())


def _fitting(item: Item) -> Item:
    """Without what its kind has no use for."""
    if item.kind not in (MULTIPLE, RANKING):
        item = replace(item, least=None, most=None)
    if item.kind != NUMBER:
        item = replace(item, lowest=None, highest=None, decimals=0, unit="")
    if item.kind not in OF_ONE:
        item = replace(item, jumps=())
    return item if item.kind in (*OF_ONE, MATRIX) else replace(item, satisfaction=False)
