"""The words of an indicator's definition in Chinese: what keys and values of rules are called."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from indicators.scoring import plain

GAP = "—"

KIND_NAMES = {
    "linear_deduction": "按偏差扣分",
    "proportional": "按完成比例",
    "checklist": "逐项扣分",
    "key_points": "评价要点",
    "graded": "分档评定",
    "pass_fail": "达标得分",
    "count_bonus": "按次得分",
    "ranking": "按名次",
    "bands": "按区间",
    "interpolation": "插值（功效系数）",
    "composite": "分项组合",
    "judged": "专家评分",
}

KEY_NAMES = {
    "kind": "方法",
    "text": "文字",
    "target": "目标值",
    "formula": "算式",
    "direction": "方向",
    "deviation": "偏差口径",
    "per": "每偏差",
    "deduct": "扣分",
    "points": "分值或要点",
    "weight": "占权重",
    "steps": "计步",
    "tolerance": "不扣分偏差",
    "zero_below": "不得分界限",
    "value": "值",
    "inclusive": "含界限",
    "cap": "上限",
    "floor": "及格线",
    "scale": "评定口径",
    "condition": "条件",
    "op": "比较",
    "experts": "专家评分",
    "trim": "去掉最高最低各",
    "value_when_undefined": "分母为零时",
    "items": "检查项",
    "levels": "档次",
    "level": "档名",
    "share": "份额",
    "bands": "区间",
    "min": "下限",
    "max_rank": "名次上限",
    "parts": "分项",
    "penalties": "另扣",
    "name": "名称",
    "rule": "规则",
    "grade": "等级",
    "score": "得分",
    "decimals": "小数位",
    "mode": "取舍",
    "applies_to": "取舍对象",
}

VALUE_NAMES = {
    "direction": {"higher": "越高越好", "lower": "越低越好", "both": "偏离即扣"},
    "deviation": {"relative": "相对偏差"},
    "steps": {"floor": "不足一步不扣", "ceil": "不足一步按一步扣", "continuous": "连续计算"},
    "scale": {"percent": "百分比"},
    "mode": {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "截断"},
    "applies_to": {"score": "得分", "deduction": "扣分"},
    "kind": KIND_NAMES,
}
"""What the values of a key are called; every other text is told as it stands."""


def key_name(key: str) -> str:
    """What people call a key; an unknown one is called as it is."""
    return KEY_NAMES.get(key, key)


def value_name(key: str, value: str) -> str:
    """What people call a value of a key."""
    return VALUE_NAMES.get(key, {}).get(value, value)


def worded(value: Any, key: str = "") -> str:
    """A piece of plain data as one text; a gap is 「—」."""
    if value is None or value in ("", [], {}):
        return GAP
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | Decimal):
        return plain(Decimal(value))
    if isinstance(value, Mapping):
        return "，".join(f"{key_name(one)} {worded(held, one)}" for one, held in value.items())
    if isinstance(value, list | tuple):
        return "；".join(worded(one) for one in value)
    return value_name(key, str(value))
