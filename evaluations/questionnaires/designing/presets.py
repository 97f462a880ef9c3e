"""The kinds of questions that are offered, each with what it begins with. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from evaluations.questionnaires.designing.labels import new_choice
from evaluations.surveying.definition import (
    DATE,
    LONG,
    MATRIX,
    MULTIPLE,
    NUMBER,
    RANKING,
    SCALE,
    SECTION,
    SHORT,
    SINGLE,
    Choice,
    Item,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A kind of question as it is chosen: `key` is sent, `item` is what it begins with (without id)."""

    key: str
    label: str
    hint: str
    item: Item


def _choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(new_choice(chr(97 + place), label) for place, label in enumerate(labels))


FIVE = _choices("很满意", "满意", "一般", "不满意", "很不满意")
TEN = tuple(
    Choice(id=chr(96 + points), label=str(points), score=Decimal(points * 10), satisfied=points > 8)
    for points in range(1, 11)
)
"""1–10: the two highest count as satisfied."""


def _preset(key: str, label: str, hint: str, item: Item) -> Preset:
    return Preset(key=key, label=label, hint=hint, item=item)


PRESETS = (
    _preset("single", "单选", "选一项；可以按选项跳题", Item(id="", kind=SINGLE, text="")),
    _preset("multiple", "多选", "选几项；可以限最少、最多", Item(id="", kind=MULTIPLE, text="")),
    _preset(
        "five",
        "五级量表",
        "很满意到很不满意，计入满意度",
        Item(id="", kind=SCALE, text="", choices=FIVE, satisfaction=True),
    ),
    _preset("ten", "十分量表", "1到10分", Item(id="", kind=SCALE, text="", choices=TEN)),
    _preset(
        "matrix",
        "矩阵",
        "几项内容用同一组档次评价",
        Item(id="", kind=MATRIX, text="", choices=FIVE, satisfaction=True),
    ),
    _preset("ranking", "排序", "给选项排名次", Item(id="", kind=RANKING, text="")),
    _preset("number", "数字", "可以限范围、小数位，带单位", Item(id="", kind=NUMBER, text="")),
    _preset("date", "日期", "年、月、日", Item(id="", kind=DATE, text="")),
    _preset("short", "填空", "一行字", Item(id="", kind=SHORT, text="", required=False)),
    _preset("long", "简答", "几行字", Item(id="", kind=LONG, text="", required=False)),
    _preset(
        "section", "说明文字", "题目之间的话；另起一页", Item(id="", kind=SECTION, text="", required=False)
    ),
)
BY_KEY = {preset.key: preset for preset in PRESETS}


def begun(key: str, item_id: str) -> Item:
    """A new question of the preset."""
    return replace(BY_KEY[key].item, id=item_id)
