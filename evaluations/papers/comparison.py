"""Two scoring runs side by side: which values, scores, weights and totals differ, and because of what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from evaluations.papers.facts import source_name
from evaluations.projects.figures import GAP, shown

STATUSES = {
    "ok": "已评分",
    "missing": "缺数据",
    "invalid": "数据有误",
    "undefined": "算不出",
    "not_applicable": "无法考核",
    "overridden": "另行评定",
    "incomplete": "下级未齐",
}
_WORDS = {
    "name": "名称",
    "parent": "上级",
    "value": "业绩值",
    "unit": "计量单位",
    "target": "目标值",
    "kind": "种类",
    "direction": "方向",
    "deviation": "偏差口径",
    "per": "每偏差",
    "deduct": "扣分",
    "points": "分值或要点",
    "steps": "计步",
    "tolerance": "不扣分偏差",
    "zero_below": "不得分界限",
    "cap": "上限",
    "floor": "及格线",
    "levels": "档次",
    "bands": "区间",
    "condition": "条件",
    "parts": "分项",
    "penalties": "另扣",
    "trim": "去掉最高最低各",
    "text": "文字",
    "rounding": "取舍",
    "decimals": "小数位",
    "mode": "方式",
    "score": "得分",
    "applies_to": "对象",
    "grade_scheme": "等级",
    "not_applicable": "无法考核",
    "weight": "权重",
    "reason": "理由",
    "grade": "等级",
    "min": "下限",
    "max_rank": "名次上限",
    "share": "占权重",
    "level": "档次",
    "op": "比较",
    "formula": "算式",
    "inclusive": "含界限",
    "scale": "评定口径",
    "experts": "专家评分",
    "items": "检查项",
}
_VALUES = {
    "full": "按满分计",
    "zero": "按零分计",
    "exclude": "剔除并折算",
    "half_up": "四舍五入",
    "half_even": "四舍六入五成双",
    "down": "截断",
    "score": "得分",
    "deduction": "扣分",
    "higher": "越高越好",
    "lower": "越低越好",
    "both": "偏离即扣",
    "relative": "相对偏差",
    "floor": "不足一步不扣",
    "ceil": "不足一步按一步扣",
    "continuous": "连续计算",
    "percent": "百分比",
}
"""What the words of the format mean; an input's own text is never looked up here."""
_TEXTS = {
    "name": "名称",
    "weight": "权重",
    "explanation": "指标解释",
    "weight_basis": "权重依据",
    "benchmark": "标杆值",
    "benchmark_basis": "标杆值依据",
    "data_sources": "数据来源",
    "calculation_note": "计算说明",
    "evaluation_result": "评价结果",
    "deduction_reason": "扣分原因",
}
_DESCRIPTIVE = frozenset({*_TEXTS, "code", "checking", "ticks"})
"""What an indicator says beside what its score is computed from, or what is compared as an outcome."""


class Scored(Protocol):
    """An indicator's outcome in a run, as its row holds it."""

    code: str
    name: str
    parent: str
    weight: Any
    status: str
    value: Any
    value_text: str
    score: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A quantity before and after, as texts."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label} {self.before} → {self.after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs at one indicator, and why: 输入“answered_12333” 191.54 → 300."""

    code: str
    name: str
    is_branch: bool
    shifts: tuple[Shift, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All differences, in the order of the newer run; `general` are those of the whole evaluation."""

    totals: tuple[Shift, ...]
    general: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.totals or self.general or self.differences)


def compare_indicators(
    newer: Iterable[Scored],
    older: Iterable[Scored],
    now: Mapping[str, Any],
    then: Mapping[str, Any],
) -> tuple[Difference, ...]:
    """The differences of outcomes and facts by indicator; `now` and `then` are the inputs of the runs."""
    after, before = {one.code: one for one in newer}, {one.code: one for one in older}
    entries, earlier = _by_code(now), _by_code(then)
    branches = {one.parent for one in [*after.values(), *before.values()]}
    found = []
    for code in [*after, *(code for code in before if code not in after)]:
        shifts = tuple(_shifts(before.get(code), after.get(code)))
        reasons = tuple(_reasons(earlier.get(code), entries.get(code)))
        if code in branches and shifts and not reasons:
            reasons = ("下级指标的得分变化",)
        if shifts or reasons:
            one = after.get(code) or before[code]
            found.append(
                Difference(
                    code=code, name=one.name, is_branch=code in branches, shifts=shifts, reasons=reasons
                )
            )
    return tuple(found)


def compare_general(now: Mapping[str, Any], then: Mapping[str, Any]) -> tuple[str, ...]:
    """What differs in the conventions of the whole evaluation: rounding, grades."""
    return tuple(
        str(shift)
        for key in ("rounding", "grade_scheme")
        for shift in _walk(_WORDS[key], then.get(key), now.get(key))
    )


def shift(label: str, before: Any, after: Any) -> Iterator[Shift]:
    """One shift where the two differ as texts, else none."""
    was, is_now = shown(before), shown(after)
    if was != is_now:
        yield Shift(label=label, before=was, after=is_now)


def _by_code(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {entry["code"]: entry for entry in data.get("indicators", ())}


def _shifts(before: Scored | None, after: Scored | None) -> Iterator[Shift]:
    if before is None or after is None:
        label = "新增指标" if before is None else "删除指标"
        yield Shift(
            label=label,
            before=GAP if before is None else shown(before.score),
            after=GAP if after is None else shown(after.score),
        )
        return
    yield from shift("权重", before.weight, after.weight)
    yield from shift("业绩值", _value(before), _value(after))
    yield from shift("状态", STATUSES[before.status], STATUSES[after.status])
    yield from shift("得分", before.score, after.score)


def _value(one: Scored) -> Any:
    return one.value_text or one.value


def _reasons(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[str]:
    if before is None or after is None:
        return
    bound = {**(before.get("bindings") or {}), **(after.get("bindings") or {})}
    yield from map(str, _inputs(before.get("inputs") or {}, after.get("inputs") or {}, bound))
    yield from map(str, _decisions(before, after))
    for key in dict.fromkeys([*before, *after]):
        if key not in _DESCRIPTIVE and key not in ("inputs", "override", "not_applicable"):
            label = {"rule": "评分规则", "value": "计算式"}.get(key) or _WORDS.get(key, key)
            yield from map(str, _walk(label, before.get(key), after.get(key)))


def _inputs(before: Mapping[str, Any], after: Mapping[str, Any], bound: Mapping[str, Any]) -> Iterator[Shift]:
    """An input that is read from a fact is named with it: 输入“done”（基础表 A1·服务人次） 90 → 80."""
    for name in dict.fromkeys([*before, *after]):
        source = f"（{source_name(str(bound[name]), {})}）" if name in bound else ""
        yield from shift(f"输入“{name}”{source}", before.get(name), after.get(name))


def _decisions(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Shift]:
    was, is_now = before.get("not_applicable"), after.get("not_applicable")
    yield from shift("无法考核", _flat(was), _flat(is_now))
    mine, yours = before.get("override") or {}, after.get("override") or {}
    yield from shift("另行评定", mine.get("score"), yours.get("score"))
    yield from shift("另行评定理由", mine.get("reason"), yours.get("reason"))


def _walk(label: str, before: Any, after: Any) -> Iterator[Shift]:
    """The leaves in which two pieces of plain data differ, each under its words."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            yield from _walk(f"{label}·{_WORDS.get(key, key)}", before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True), 1):
            yield from _walk(f"{label}第{place}项", one, other)
    else:
        yield from shift(label, _flat(before), _flat(after))


def _flat(value: Any) -> Any:
    """A whole object as one text."""
    if isinstance(value, Mapping):
        return "，".join(f"{_WORDS.get(key, key)} {shown(_flat(one))}" for key, one in value.items())
    if isinstance(value, list):
        return [_flat(one) for one in value]
    return _VALUES.get(value, value) if isinstance(value, str) else value


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Everything in which two states of one indicator differ: 权重 4 → 5；输入“done” 90 → 91；扣分原因."""
    found = list(_reasons(before, after))
    for key, label in _TEXTS.items():
        was, is_now = before.get(key), after.get(key)
        if key == "weight":
            found += map(str, shift(label, was, is_now))
        elif shown(_flat(was)) != shown(_flat(is_now)):
            found.append(label)
    if shown(_flat(before.get("ticks"))) != shown(_flat(after.get("ticks"))):
        found.append("逐项勾选")
    return tuple(found)
