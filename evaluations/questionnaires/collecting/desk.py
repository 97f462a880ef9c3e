"""One paper sheet on the screen: fields to type into, what was typed, what is wrong; a stored one to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.questionnaires.collecting.typed import fields_of, take_typed
from evaluations.surveying.coding import decode
from evaluations.surveying.definition import (
    DATE,
    LONG,
    LONGEST,
    MATRIX,
    MULTIPLE,
    NUMBER,
    OF_ONE,
    RANKING,
    SECTION,
    SHORT,
    Item,
    Questionnaire,
    words_key,
)
from evaluations.surveying.intake import Intake
from evaluations.surveying.numbering import numbers
from evaluations.surveying.routing import asked

HOW = {
    MULTIPLE: "编号之间空格或逗号，回车到下一题",
    RANKING: "从第一名起依次填编号，回车到下一题",
    NUMBER: "数字",
    DATE: "日期，例如2026-04-17",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A field: `key` says how it is typed into (one, many, text), `known` the numbers that one of may be."""

    name: str
    label: str
    value: str
    key: str
    known: str = ""
    beside: str = ""
    longest: int = 400
    is_long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, or a text between questions, with its fields; `jumps` is JSON: number typed → item."""

    item: Item
    number: int | None
    choices: tuple[tuple[str, str], ...]
    boxes: tuple[Box, ...]
    how: str
    jumps: str
    error: str

    @property
    def is_section(self) -> bool:
        return self.item.kind == SECTION


def lay_out(questionnaire: Questionnaire, typed: Mapping[str, str], errors: Mapping[str, str]) -> list[Asked]:
    """All questions in order, with what was typed and what is wrong with it."""
    called = questionnaire.numbers()
    return [
        Asked(
            item=item,
            number=called.get(item.id),
            choices=tuple((number, choice.label) for number, choice in numbers(item).items()),
            boxes=tuple(_boxes(item, typed)) if item.is_asked else (),
            how=HOW.get(item.kind, ""),
            jumps=_jumps(item),
            error=errors.get(item.id, ""),
        )
        for item in questionnaire.items
    ]


def _boxes(item: Item, typed: Mapping[str, str]) -> list[Box]:
    by_number = {choice.id: number for number, choice in numbers(item).items()}
    lines = {f"{item.id}.{line.id}": line.label for line in item.lines}
    words = {words_key(item, choice): choice for choice in item.choices if choice.words}
    found = []
    for name in fields_of(item):
        value = typed.get(name, "")
        if name in words:
            choice = words[name]
            label = f"{choice.label}（请注明）"
            box = Box(
                name=name,
                label=label,
                value=value,
                key="text",
                beside=by_number[choice.id],
                longest=LONGEST[SHORT],
            )
        elif item.kind in (*OF_ONE, MATRIX):
            label = lines.get(name, "")
            box = Box(
                name=name, label=label, value=value, key="one", known=" ".join(by_number.values()), longest=4
            )
        elif item.kind in (MULTIPLE, RANKING):
            box = Box(name=name, label="", value=value, key="many")
        else:
            longest = LONGEST.get(item.kind, 40)
            box = Box(
                name=name, label="", value=value, key="text", longest=longest, is_long=item.kind == LONG
            )
        found.append(box)
    return found


def _jumps(item: Item) -> str:
    by_id = {choice.id: number for number, choice in numbers(item).items()}
    found = {by_id[key]: jump.to for jump in item.jumps for key in jump.when if key in by_id}
    return json.dumps(found) if found else ""


def take_sheet(questionnaire: Questionnaire, typed: Mapping[str, str]) -> Intake:
    """The answers of a sheet; what was typed at questions that are jumped over is nobody's mistake."""
    found = take_typed(questionnaire.asked, typed)
    on_way = {item.id for item in asked(questionnaire, found.answers)}
    errors = {key: text for key, text in found.errors.items() if key in on_way}
    return Intake(answers=found.answers, errors=errors)


# To read ------------------------------------------------------------------------------------------


def in_words(questionnaire: Questionnaire, coded: str, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """(question, answer) of a stored sheet, in order; empty where there is no answer."""
    answers = decode(questionnaire, coded, words)
    called = questionnaire.numbers()
    return [(f"{called[item.id]}. {item.text}", _said(item, answers)) for item in questionnaire.asked]


def _said(item: Item, answers: Mapping[str, Any]) -> str:
    answer = answers.get(item.id)
    if answer is None:
        return ""
    labels = {choice.id: choice.label for choice in item.choices}
    for choice in item.choices:
        if beside := answers.get(words_key(item, choice)):
            labels[choice.id] = f"{choice.label}：{beside}"
    if item.kind == MATRIX:
        lines = {line.id: line.label for line in item.lines}
        return "\n".join(f"{lines[line]}　{labels[choice]}" for line, choice in answer.items())
    if item.kind in OF_ONE:
        return labels[answer]
    if item.kind == RANKING:
        return "\n".join(f"{rank}. {labels[choice]}" for rank, choice in enumerate(answer, 1))
    if item.kind == MULTIPLE:
        return "、".join(labels[choice] for choice in answer)
    return f"{answer}{item.unit}" if item.kind == NUMBER else str(answer)
