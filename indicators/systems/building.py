"""A rule as the texts of a form, and back: flat names that are paths of the dossier ⇄ the dossier's object.

What a field still says as before is kept as the dossier said it; keys that no form knows stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from indicators.systems.controls import KINDS, Control, Sort, Table
from indicators.systems.records import as_text, is_number

Texts = dict[str, str]
Reader = Callable[[str], Decimal | None]
"""Reads a typed figure; None for a blank; ValueError, saying which character is in the way."""

MAX_ROWS = 200
MAX_DEPTH = 4

_OWN = {"kind", "text"}
_KNOWN = _OWN.union(*(kind.keys for kind in KINDS.values()))
_ROW_KEYS = {"points", "share", "rule"}


@dataclass(slots=True)
class Built:
    """The rule that the texts say, and what could not be read, by the field's name."""

    rule: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def texts_of(rule: Mapping[str, Any], at: str = "rule") -> Texts:
    """What a form shows of a rule; nothing of an empty one."""
    kind = rule.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return {}
    texts = {f"{at}.kind": kind, f"{at}.text": as_text(rule.get("text"))}
    for control in KINDS[kind].controls:
        texts |= _dump(control, _found(rule, control.key), at)
    for table in KINDS[kind].tables:
        texts |= _dump_table(table, rule.get(table.key), at)
    return texts


def rule_of(texts: Mapping[str, str], base: Mapping[str, Any], read: Reader, at: str = "rule") -> Built:
    """The dossier's object that the form's texts say; `base` is the rule that the form was made from."""
    built = Built()
    built.rule = _rule(texts, base, at, _Reading(read, built.faults), 1)
    return built


def row_numbers(texts: Mapping[str, str], at: str) -> list[int]:
    """The numbers of the rows that the texts have under a table's path."""
    pattern = re.compile(re.escape(at) + r"\[(\d{1,4})\]")
    return sorted({int(found[1]) for name in texts if (found := pattern.match(name))})[:MAX_ROWS]


@dataclass(slots=True)
class _Reading:
    """How figures are read, and the faults so far."""

    figure: Reader
    faults: dict[str, str]

    def read(self, name: str, text: str) -> Decimal | None:
        try:
            return self.figure(text)
        except ValueError as fault:
            self.faults[name] = str(fault)
            return None


def _rule(
    texts: Mapping[str, str], base: Mapping[str, Any], at: str, reading: _Reading, depth: int
) -> dict[str, Any]:
    kind = texts.get(f"{at}.kind", "")
    if kind not in KINDS or depth > MAX_DEPTH:
        return {}
    was = base if base.get("kind") == kind else {}
    rule: dict[str, Any] = {"kind": kind}
    if f"{at}.text" in texts:
        _put(rule, "text", _plain(texts[f"{at}.text"], base.get("text")))
    elif "text" in base:
        rule["text"] = base["text"]
    for control in KINDS[kind].controls:
        _put(rule, control.key, _value(control, texts, _found(was, control.key), at, reading, bool(was)))
    if not rule.get("condition", True):
        del rule["condition"]
    for table in KINDS[kind].tables:
        _put(rule, table.key, _rows(table, texts, was.get(table.key), at, reading, depth))
    if kind == "graded" and rule.get("scale") == "percent":
        rule.pop("levels", None)
    told = _OWN | KINDS[kind].keys if was else _KNOWN
    return rule | {key: value for key, value in base.items() if key not in told}


_ABSENT: Any = object()


def _found(rule: Mapping[str, Any], key: str) -> Any:
    value: Any = rule
    for step in key.split("."):
        value = value.get(step, _ABSENT) if isinstance(value, Mapping) else _ABSENT
    return value


def _put(rule: dict[str, Any], key: str, value: Any) -> None:
    if value is _ABSENT:
        return
    *outer, last = key.split(".")
    for step in outer:
        rule = rule.setdefault(step, {})
    rule[last] = value


# One field ----------------------------------------------------------------------------------------


def _dump(control: Control, value: Any, at: str) -> Texts:
    """The texts of one field; two for those that have a figure and a choice."""
    name = f"{at}.{control.key}"
    value = None if value is _ABSENT else value
    match control.sort:
        case Sort.SHARE:
            return {name: as_text(_percent(value))}
        case Sort.CHOICE:
            return {name: _chosen(control, value)}
        case Sort.TARGET:
            is_formula = isinstance(value, Mapping)
            return {name: as_text(value.get("formula") if is_formula else value)}
        case Sort.DEDUCT:
            return _dump_deduct(name, value)
        case Sort.BOUND:
            inner = value if isinstance(value, Mapping) else {"value": value}
            inclusive = "yes" if inner.get("inclusive") is True else "no"
            return {f"{name}.value": as_text(inner.get("value")), f"{name}.inclusive": inclusive}
        case _:
            return {name: as_text(value)}


def _dump_deduct(name: str, value: Any) -> Texts:
    deduct = value if isinstance(value, Mapping) else {}
    by = "points" if "points" in deduct else "weight"
    amount = deduct.get("points") if by == "points" else _percent(deduct.get("weight"))
    return {f"{name}.amount": as_text(amount), f"{name}.by": by}


def _chosen(control: Control, value: Any) -> str:
    if value is True:
        return "yes"
    known = {key for key, _ in control.choices}
    return value if isinstance(value, str) and value in known else control.choices[0][0]


def _percent(value: Any) -> Any:
    return value * 100 if is_number(value) else None


def _value(
    control: Control, texts: Mapping[str, str], was: Any, at: str, reading: _Reading, had: bool
) -> Any:
    """The value that a field's texts say; as it was where they still say that."""
    name = f"{at}.{control.key}"
    shown = _dump(control, was, at)
    if had and all(_trim(texts.get(key, "")) == _trim(text) for key, text in shown.items()):
        return was
    return _load(control, texts, name, reading)


def _trim(text: str) -> str:
    return text.strip().replace("\r\n", "\n")


def _load(control: Control, texts: Mapping[str, str], name: str, reading: _Reading) -> Any:
    text = texts.get(name, "").strip()
    match control.sort:
        case Sort.CHOICE:
            return _load_choice(control, text, name, reading)
        case Sort.TARGET:
            return _load_target(text, name, reading)
        case Sort.DEDUCT:
            return _load_deduct(texts, name, reading)
        case Sort.BOUND:
            number = reading.read(f"{name}.value", texts.get(f"{name}.value", ""))
            inclusive = texts.get(f"{name}.inclusive") == "yes"
            return _ABSENT if number is None else {"value": number, "inclusive": inclusive}
        case Sort.FIGURE | Sort.WHOLE:
            return _or_absent(reading.read(name, text))
        case Sort.SHARE:
            return _or_absent(_share(reading.read(name, text)))
        case Sort.FALLBACK:
            return _load_fallback(text, reading)
        case _:
            return _plain(texts.get(name, ""), None)


def _plain(text: str, was: Any) -> Any:
    """A text; what it was where it reads as that did."""
    typed = _trim(text)
    if was is not None and typed == _trim(as_text(was)):
        return was
    return typed or _ABSENT


def _or_absent(value: Any) -> Any:
    return _ABSENT if value is None else value


def _share(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.scaleb(-2)


def _load_choice(control: Control, text: str, name: str, reading: _Reading) -> Any:
    known = [key for key, _ in control.choices]
    if text not in known and text:
        reading.faults[name] = f"没有“{text[:20]}”这一项，请从列表中选择。"
        return _ABSENT
    if text == "yes":
        return True
    if text in ("", known[0]) and not control.always:
        return text if control.key == "condition.op" and text else _ABSENT
    return text or known[0]


def _load_target(text: str, name: str, reading: _Reading) -> Any:
    """A figure where it reads as one, else a formula."""
    try:
        return _or_absent(reading.figure(text))
    except ValueError:
        return {"formula": text}


def _load_deduct(texts: Mapping[str, str], name: str, reading: _Reading) -> Any:
    number = reading.read(f"{name}.amount", texts.get(f"{name}.amount", ""))
    if number is None:
        return _ABSENT
    return {"points": number} if texts.get(f"{name}.by") == "points" else {"weight": _share(number)}


def _load_fallback(text: str, reading: _Reading) -> Any:
    words = {"是": True, "否": False}
    if text in words:
        return words[text]
    try:
        return _or_absent(reading.figure(text))
    except ValueError:
        return text


# Rows ---------------------------------------------------------------------------------------------


def _dump_table(table: Table, value: Any, at: str) -> Texts:
    texts: Texts = {}
    for number, row in enumerate(_listed(table, value)):
        texts |= _dump_row(table, row, f"{at}.{table.key}[{number}]", str(number))
    return texts


def _listed(table: Table, value: Any) -> list[Any]:
    """The rows of the dossier that the form can show."""
    wanted = str if table.bare else Mapping
    rows = value if isinstance(value, list | tuple) else []
    return list(rows) if all(isinstance(row, wanted) for row in rows) else []


def _dump_row(table: Table, row: Any, at: str, was: str) -> Texts:
    texts: Texts = {f"{at}.was": was}
    for control in table.controls:
        if table.bare:
            texts[f"{at}.{control.key}"] = row
        elif control.sort is Sort.WORTH:
            by = "share" if is_number(row.get("share")) else "points"
            amount = _percent(row["share"]) if by == "share" else row.get("points")
            texts |= {f"{at}.worth.amount": as_text(amount), f"{at}.worth.by": by}
        else:
            texts |= _dump(control, _found(row, control.key), at)
    if table.nested:
        rule = row.get("rule")
        inner = texts_of(rule if isinstance(rule, Mapping) else {}, f"{at}.rule")
        inner.pop(f"{at}.rule.text", None)
        texts |= inner
    return texts


def _rows(table: Table, texts: Mapping[str, str], was: Any, at: str, reading: _Reading, depth: int) -> Any:
    path = f"{at}.{table.key}"
    before = _listed(table, was)
    if was not in (None, _ABSENT) and not before and not row_numbers(texts, path):
        return was
    numbers = row_numbers(texts, path)
    return [_row(table, texts, before, f"{path}[{one}]", reading, depth) for one in numbers] or _ABSENT


def _row(
    table: Table, texts: Mapping[str, str], before: list[Any], at: str, reading: _Reading, depth: int
) -> Any:
    was = _base_row(texts.get(f"{at}.was", ""), before)
    if table.bare:
        return texts.get(f"{at}.{table.controls[0].key}", "").strip()
    row: dict[str, Any] = {}
    for control in table.controls:
        if control.sort is Sort.WORTH:
            row |= _load_worth(texts, was, at, reading)
        else:
            _put(row, control.key, _value(control, texts, _found(was, control.key), at, reading, bool(was)))
    if table.nested:
        inner = was.get("rule")
        base = inner if isinstance(inner, Mapping) else {}
        rule = _rule(texts, base, f"{at}.rule", reading, depth + 1)
        if rule:
            row["rule"] = rule
    known = {control.key for control in table.controls} | (_ROW_KEYS if table.nested else set())
    return row | {key: value for key, value in was.items() if key not in known}


def _base_row(number: str, before: list[Any]) -> Any:
    return before[int(number)] if number.isdecimal() and int(number) < len(before) else {}


def _load_worth(texts: Mapping[str, str], was: Any, at: str, reading: _Reading) -> dict[str, Any]:
    number = reading.read(f"{at}.worth.amount", texts.get(f"{at}.worth.amount", ""))
    if number is None:
        return {}
    by = "share" if texts.get(f"{at}.worth.by") == "share" else "points"
    value = _share(number) if by == "share" else number
    return {by: was[by] if by in was and was[by] == value else value}


def moved(texts: Mapping[str, str], path: str, order: list[int]) -> Texts:
    """The texts with the rows of a table in this order of their present numbers; others are left out."""
    kept = {name: text for name, text in texts.items() if not name.startswith(f"{path}[")}
    return kept | dict(_renumbered(texts, path, order))


def _renumbered(texts: Mapping[str, str], path: str, order: list[int]) -> Iterator[tuple[str, str]]:
    for place, number in enumerate(order):
        head = f"{path}[{number}]"
        for name, text in texts.items():
            if name.startswith(head):
                yield f"{path}[{place}]{name[len(head) :]}", text
