"""What came in for a questionnaire → answers, or a sentence for each question that says what to mend.

Only fields of the questionnaire's own questions are looked at; whatever else was sent is never kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from evaluations.surveying.definition import (
    DATE,
    LONGEST,
    MATRIX,
    MULTIPLE,
    NUMBER,
    OF_ONE,
    OF_WORDS,
    RANKING,
    SHORT,
    Item,
    words_key,
)

Sent = Mapping[str, Sequence[str]]
"""Values by names of fields: `q1`; `q1.line` of a matrix; `q1.a` a rank; `q1~a` words beside a choice."""

DIGITS = 15
_FOREIGN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The answers that could be read, and by item id what is wrong with the others."""

    answers: dict[str, Any]
    errors: dict[str, str]


class _Wrong(ValueError):
    """An answer that cannot be taken; its text says what to do."""


def take(items: Iterable[Item], sent: Sent, *, is_strict: bool = True) -> Intake:
    """Reads the answers to `items`. Not strict (paper, import): what is required may be missing."""
    answers: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for item in items:
        if not item.is_asked:
            continue
        try:
            found = _read(item, sent)
            _bounds(item, found, is_strict=is_strict)
        except _Wrong as wrong:
            errors[item.id] = str(wrong)
            continue
        answers |= found
    return Intake(answers=answers, errors=errors)


def _read(item: Item, sent: Sent) -> dict[str, Any]:
    """The answer of one question with the words beside its choices; empty where nothing was answered."""
    found: Any
    if item.kind in OF_ONE:
        found = _choice(item, _one(sent, item.id))
    elif item.kind == MULTIPLE:
        picked = {_known(item, value) for value in sent.get(item.id, ()) if value}
        found = [one.id for one in item.choices if one.id in picked]
    elif item.kind == MATRIX:
        marks = {line.id: _choice(item, _one(sent, f"{item.id}.{line.id}")) for line in item.lines}
        found = {line: choice for line, choice in marks.items() if choice}
    elif item.kind == RANKING:
        found = _ranking(item, sent)
    elif item.kind == NUMBER:
        found = _number(item, _one(sent, item.id))
    elif item.kind == DATE:
        found = _date(_one(sent, item.id))
    else:
        found = words(_one(sent, item.id), LONGEST[item.kind])
    if not found:
        return {}
    return {item.id: found} | _beside(item, found, sent)


def _one(sent: Sent, name: str) -> str:
    values = sent.get(name, ())
    return values[-1] if values else ""


def _known(item: Item, value: str) -> str:
    if item.choice(value) is None:
        raise _Wrong("收到了问卷里没有的选项，请重新选择。")
    return value


def _choice(item: Item, value: str) -> str:
    return _known(item, value) if value else ""


def _ranking(item: Item, sent: Sent) -> list[str]:
    """Choices by the rank that was given to each: 1 is the first; each rank once, none left out."""
    ranks: dict[int, str] = {}
    for choice in item.choices:
        said = _plain(_one(sent, f"{item.id}.{choice.id}"))
        if not said:
            continue
        if not re.fullmatch(r"[1-9]\d?", said) or int(said) > len(item.choices):
            raise _Wrong(f"“{choice.label}”的名次应是1到{len(item.choices)}的整数。")
        if int(said) in ranks:
            raise _Wrong(f"第{said}名给了两个选项，请每个名次只给一个。")
        ranks[int(said)] = choice.id
    missing = next((rank for rank in range(1, len(ranks) + 1) if rank not in ranks), None)
    if missing is not None:
        raise _Wrong(f"还没有第{missing}名，请从第1名起依次排。")
    return [ranks[rank] for rank in sorted(ranks)]


def _number(item: Item, value: str) -> str:
    said = _plain(value).replace(",", "").removesuffix(item.unit)
    if not said:
        return ""
    if not re.fullmatch(r"-?\d+(\.\d+)?", said) or len(said) > DIGITS:
        raise _Wrong(f"请填数字，例如12，不要写单位和文字；这里是“{value[:20]}”。")
    try:
        number = Decimal(said)
    except InvalidOperation:  # pragma: no cover - the pattern lets only numbers through
        raise _Wrong("请填数字。") from None
    if -int(number.as_tuple().exponent) > item.decimals:
        raise _Wrong("请填整数。" if not item.decimals else f"最多{item.decimals}位小数。")
    if item.lowest is not None and number < item.lowest:
        raise _Wrong(f"不能小于{item.lowest:f}，这里是{number:f}。")
    if item.highest is not None and number > item.highest:
        raise _Wrong(f"不能大于{item.highest:f}，这里是{number:f}。")
    return format(number, "f")


def _date(value: str) -> str:
    said = _plain(value).replace("/", "-").replace(".", "-")
    if not said:
        return ""
    try:
        year, month, day = (int(part) for part in said.split("-"))
        return date(year, month, day).isoformat()
    except ValueError:
        raise _Wrong(f"请写成2025-03-08的样子；这里是“{value[:20]}”。") from None


def words(value: str, longest: int) -> str:
    """A text as it is kept: without blanks at its ends, lines parted by \\n. Refused where too long."""
    said = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(said) > longest:
        raise _Wrong(f"最多{longest}字，这里有{len(said)}字，请写短一些。")
    return _FOREIGN.sub("", said)


def _beside(item: Item, found: Any, sent: Sent) -> dict[str, str]:
    chosen = found.values() if isinstance(found, dict) else [found] if isinstance(found, str) else found
    said = {
        words_key(item, choice): words(_one(sent, words_key(item, choice)), LONGEST[SHORT])
        for choice in item.choices
        if choice.words and choice.id in chosen
    }
    return {key: text for key, text in said.items() if text}


def missing(item: Item, answers: Mapping[str, Any]) -> bool:
    """Whether something that has to be answered is not: all of it, or a line of a matrix."""
    if not item.required or not item.is_asked:
        return False
    answer = answers.get(item.id)
    return not answer or (item.kind == MATRIX and len(answer) < len(item.lines))


def _bounds(item: Item, found: Mapping[str, Any], *, is_strict: bool) -> None:
    """Whether as much was answered as is asked for."""
    answer = found.get(item.id)
    if is_strict and missing(item, found):
        raise _Wrong(_missing(item, answer or {}))
    if answer and item.kind in (MULTIPLE, RANKING):
        word = "选" if item.kind == MULTIPLE else "排"
        if item.most is not None and len(answer) > item.most:
            raise _Wrong(f"最多{word}{item.most}项，现在{word}了{len(answer)}项。")
        least = item.least or 0
        if len(answer) < least and is_strict:
            raise _Wrong(f"至少{word}{least}项，现在只{word}了{len(answer)}项。")


def _missing(item: Item, answer: Any) -> str:
    if item.kind == MATRIX and answer:
        left = [line.label for line in item.lines if line.id not in answer]
        return f"还有{len(left)}行没有选：{'、'.join(left[:3])}{'等' if len(left) > 3 else ''}。"
    if item.kind in OF_ONE:
        return "这道题还没有选，请选一项。"
    if item.kind == MULTIPLE:
        return "这道题还没有选，请选一项或几项。"
    if item.kind == MATRIX:
        return "这道题还没有选，请每行选一项。"
    if item.kind == RANKING:
        return "这道题还没有排序，请给选项写上名次。"
    return "这道题还没有填写。" if item.kind in OF_WORDS else "这道题还没有填。"


def _plain(value: str) -> str:
    """Full-width digits and signs as plain ones."""
    return unicodedata.normalize("NFKC", value).strip()
