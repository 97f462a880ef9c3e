"""Two versions of an indicator system, as plain data: what differs, in words, and a version made of both.

A system is a mapping with `grade_scheme`, `rounding` and `indicators` as a dossier has them. Indicators are
the same where their codes are. Absent and null are the same, and so are 3.50 and 3.5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.library.words import GAP, worded
from indicators.scoring import Refused, read_indicator

Entry = Mapping[str, Any]

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
CHANGE_WORDS = {ADDED: "新增", REMOVED: "删除", CHANGED: "改动"}
GRADES, ROUNDING, ORDER = "*grades", "*rounding", "*order"
"""Keys of the changes that concern the whole system; no indicator's code begins so."""

NOT_COMPARED = ("inputs", "not_applicable", "override", "deduction_reason")
"""What working papers say of an indicator, not its definition."""

LABELS = {
    "parent": "上级",
    "name": "名称",
    "weight": "权重",
    "unit": "计量单位",
    "explanation": "指标解释",
    "value": "计算式",
    "rule": "评分规则",
    "rule_text": "评分细则原文",
    "rule_note": "待设规则",
    "benchmark": "标杆值",
    "benchmark_basis": "标杆值依据",
    "weight_basis": "权重依据",
    "data_sources": "数据来源",
    "rounding": "取舍",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field before and after, as texts."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What differs at one indicator (`key` is its code), or in the system as a whole."""

    key: str
    kind: str
    name: str
    fields: tuple[FieldChange, ...]


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """All changes from one system to another: of the whole, then by indicator in the order of `after`."""
    old, new = _by_code(before), _by_code(after)
    return (
        *_of_the_whole(before, after),
        *(change for code in new for change in _of_one(code, old.get(code), new[code])),
        *(_removed(code, entry) for code, entry in old.items() if code not in new),
    )


def merge(before: Mapping[str, Any], after: Mapping[str, Any], chosen: Collection[str]) -> dict[str, Any]:
    """`before` with the chosen changes (by their keys) taken over from `after`; all of them give `after`."""
    old, new = _by_code(before), _by_code(after)
    codes = _codes(list(old), list(new), by_new=ORDER in chosen)
    entries = []
    for code in codes:
        is_chosen = code in chosen
        if code in old and code in new:
            entries.append(new[code] if is_chosen else old[code])
        elif is_chosen == (code in new):
            entries.append(new.get(code) or old[code])
    merged = {key: value for key, value in before.items() if key not in ("grade_scheme", "rounding")}
    for change, key in ((GRADES, "grade_scheme"), (ROUNDING, "rounding")):
        source = after if change in chosen else before
        if key in source:
            merged[key] = source[key]
    return {**merged, "indicators": entries}


def rule_sentence_of(entry: Entry) -> str:
    """The rule of an indicator as a sentence; empty where it has none or it cannot be read."""
    if not entry.get("rule"):
        return ""
    defined = {key: value for key, value in entry.items() if key != "override"}
    try:
        return read_indicator(defined).rule_text
    except Refused:
        return ""


def _by_code(system: Mapping[str, Any]) -> dict[str, Entry]:
    return {str(entry["code"]): entry for entry in system.get("indicators") or ()}


def _codes(old: Sequence[str], new: Sequence[str], *, by_new: bool) -> list[str]:
    """All codes in one of the two orders, each that is only in the other behind the one before it there."""
    first, second = (new, old) if by_new else (old, new)
    codes, known = list(first), set(first)
    for place, code in enumerate(second):
        if code not in known:
            codes.insert(codes.index(second[place - 1]) + 1 if place else 0, code)
    return codes


def _of_the_whole(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key, name, label in ((GRADES, "grade_scheme", "等级"), (ROUNDING, "rounding", "取舍")):
        if not _same(before.get(name), after.get(name)):
            yield Change(key=key, kind=CHANGED, name=label, fields=_fields(label, before, after, name))
    old, new = list(_by_code(before)), list(_by_code(after))
    both = {*old} & {*new}
    kept, now = [code for code in old if code in both], [code for code in new if code in both]
    if kept != now:
        orders = FieldChange(label="次序", before="、".join(kept), after="、".join(now))
        yield Change(key=ORDER, kind=CHANGED, name="排列次序", fields=(orders,))


def _fields(label: str, before: Entry, after: Entry, key: str) -> tuple[FieldChange, ...]:
    return (FieldChange(label=label, before=worded(before.get(key)), after=worded(after.get(key))),)


def _of_one(code: str, old: Entry | None, new: Entry) -> Iterator[Change]:
    if old is None:
        yield Change(key=code, kind=ADDED, name=_name(new), fields=tuple(_told({}, new)))
    elif not _same(_defined(old), _defined(new)):
        yield Change(key=code, kind=CHANGED, name=_name(new), fields=tuple(_told(old, new)))


def _removed(code: str, entry: Entry) -> Change:
    return Change(key=code, kind=REMOVED, name=_name(entry), fields=tuple(_told(entry, {})))


def _name(entry: Entry) -> str:
    return str(entry.get("name") or "")


def _defined(entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in NOT_COMPARED}


def _told(old: Entry, new: Entry) -> Iterator[FieldChange]:
    """Field by field; a rule as the sentence that it means, and beside it what the sentence does not show."""
    keys = dict.fromkeys([*LABELS, *_defined(old), *_defined(new)])
    for key in keys:
        before, after = old.get(key), new.get(key)
        if key == "code" or _same(before, after):
            continue
        if key == "rule":
            yield from _rules(old, new)
        else:
            yield FieldChange(label=LABELS.get(key, key), before=worded(before), after=worded(after))


def _rules(old: Entry, new: Entry) -> Iterator[FieldChange]:
    was, now = rule_sentence_of(old), rule_sentence_of(new)
    if was != now:
        yield FieldChange(label=LABELS["rule"], before=was or GAP, after=now or GAP)
    before, after = old.get("rule") or {}, new.get("rule") or {}
    if not _same(before.get("text"), after.get("text")):
        texts = worded(before.get("text")), worded(after.get("text"))
        yield FieldChange(label=LABELS["rule_text"], before=texts[0], after=texts[1])
    said, says = _silent(before), _silent(after)
    if was == now and not _same(said, says):
        yield FieldChange(label="规则参数", before=worded(said), after=worded(says))


def _silent(rule: Entry) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if key != "text"}


def _same(one: Any, other: Any) -> bool:
    """Whether two pieces of plain data say the same; true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(_same(one.get(key), other.get(key)) for key in {*one, *other})
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
