"""What is typed or stands in a cell for an answer (3 · 1,3 · 很满意) → fields as `surveying.intake` has them.

Pure. Choices are called by their number on the paper; where the labels of a scale are figures, by these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from evaluations.surveying.definition import (
    MATRIX,
    MULTIPLE,
    OF_CHOICES,
    OF_ONE,
    RANKING,
    Answers,
    Choice,
    Item,
    Questionnaire,
    words_key,
)
from evaluations.surveying.intake import Intake, take
from evaluations.surveying.numbering import numbers

_HARD, _SOFT = re.compile(r"[,，;；|\n]+"), re.compile(r"[\s、/]+")


class Mistyped(ValueError):
    """Says, in Chinese, what is wrong with what was typed."""


def fields_of(item: Item) -> list[str]:
    """The names of a question's fields: one, or of a matrix one for each line; then words beside choices."""
    own = [f"{item.id}.{line.id}" for line in item.lines] if item.kind == MATRIX else [item.id]
    return own + [words_key(item, choice) for choice in item.choices if choice.words]


def take_typed(items: tuple[Item, ...], typed: Mapping[str, str], *, by_label: bool = False) -> Intake:
    """Answers and errors of what was typed, by the names of `fields_of`. Required ones may be missing."""
    sent: dict[str, list[str]] = {}
    errors: dict[str, str] = {}
    for item in items:
        try:
            sent |= _sent(item, typed, by_label=by_label)
        except Mistyped as fault:
            errors[item.id] = str(fault)
    found = take([item for item in items if item.id not in errors], sent, is_strict=False)
    return Intake(answers=found.answers, errors=errors | found.errors)


def _sent(item: Item, typed: Mapping[str, str], *, by_label: bool) -> dict[str, list[str]]:
    beside = (words_key(item, choice) for choice in item.choices if choice.words)
    found = {key: [typed[key]] for key in beside if typed.get(key)}
    said = typed.get(item.id, "")
    if item.kind == MATRIX:
        found |= _lines(item, typed, by_label=by_label)
    elif item.kind in OF_ONE:
        found |= {item.id: [_one(item, said, by_label=by_label).id]} if said.strip() else {}
    elif item.kind == MULTIPLE:
        found[item.id] = [choice.id for choice in _several(item, said, by_label=by_label)]
    elif item.kind == RANKING:
        ranked = _several(item, said, by_label=by_label)
        if len({choice.id for choice in ranked}) < len(ranked):
            raise Mistyped("同一个选项写了两次，请每个只写一次。")
        found |= {f"{item.id}.{choice.id}": [str(rank)] for rank, choice in enumerate(ranked, 1)}
    else:
        found[item.id] = [said]
    return found


def _lines(item: Item, typed: Mapping[str, str], *, by_label: bool) -> dict[str, list[str]]:
    found = {}
    for line in item.lines:
        said = typed.get(f"{item.id}.{line.id}", "").strip()
        if not said:
            continue
        try:
            found[f"{item.id}.{line.id}"] = [_one(item, said, by_label=by_label).id]
        except Mistyped as fault:
            raise Mistyped(f"“{line.label}”：{fault}") from None
    return found


def _one(item: Item, said: str, *, by_label: bool) -> Choice:
    text = _plain(said)
    by_number = numbers(item)
    if by_label:
        for choice in item.choices:
            if _plain(choice.label) == text:
                return choice
    number = text.rstrip(".、")
    if number.isascii() and number.isdigit() and (found := by_number.get(str(int(number)))) is not None:
        return found
    raise Mistyped(_unknown(said, by_number, by_label=by_label))


def _several(item: Item, said: str, *, by_label: bool) -> list[Choice]:
    """Numbers, or names, parted by commas or blanks; below ten choices their digits may stand together."""
    text = said.strip()
    if not text:
        return []
    if by_label and any(_plain(choice.label) == _plain(text) for choice in item.choices):
        return [_one(item, text, by_label=True)]
    found: list[Choice] = []
    for part in filter(None, (one.strip() for one in _HARD.split(text))):
        try:
            found.append(_one(item, part, by_label=by_label))
        except Mistyped:
            found += _loose(item, part, by_label=by_label)
    return found


def _loose(item: Item, part: str, *, by_label: bool) -> list[Choice]:
    pieces = [piece for piece in _SOFT.split(part) if piece]
    plain = _plain(part)
    if (
        len(pieces) == 1
        and plain.isascii()
        and plain.isdigit()
        and all(len(one) == 1 for one in numbers(item))
    ):
        pieces = list(plain)
    return [_one(item, piece, by_label=by_label) for piece in pieces]


def _unknown(said: str, by_number: Mapping[str, Choice], *, by_label: bool) -> str:
    known = "、".join(f"{number} {choice.label[:12]}" for number, choice in list(by_number.items())[:4])
    more = "等" if len(by_number) > 4 else ""
    called = "选项的编号或文字" if by_label else "选项的编号"
    return f"没有“{said.strip()[:20]}”，请填{called}：{known}{more}。"


def _plain(said: str) -> str:
    return unicodedata.normalize("NFKC", said).strip()


def typed_of(questionnaire: Questionnaire, answers: Answers) -> dict[str, str]:
    """What one would type for these answers: `take_typed` gives them back."""
    found: dict[str, str] = {}
    for item in questionnaire.asked:
        called = {choice.id: number for number, choice in numbers(item).items()}
        answer = answers.get(item.id)
        if answer is None:
            continue
        if item.kind == MATRIX:
            found |= {f"{item.id}.{line}": called[choice] for line, choice in answer.items()}
        elif item.kind in OF_ONE:
            found[item.id] = called[answer]
        elif item.kind in OF_CHOICES:
            found[item.id] = ",".join(called[choice] for choice in answer)
        else:
            found[item.id] = answer
    return found | {key: value for key, value in answers.items() if "~" in key}
