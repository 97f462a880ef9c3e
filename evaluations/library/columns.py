"""The columns of an indicator system in Excel: which key each holds, and how people call it."""

from __future__ import annotations

import re
from dataclasses import dataclass

LEVELS = ("一级指标", "二级指标", "三级指标", "四级指标")
"""The name of an indicator stands in the column of its level."""

CODE, PARENT, WEIGHT, INPUTS, KIND = "code", "parent", "weight", "inputs", "kind"
RULE_TEXT, RULE, MEANING, ROUNDING, OTHER = "rule_text", "rule", "meaning", "rounding", "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`key` is the indicator's; `also` are other heads under which evaluators' sheets have it."""

    key: str
    head: str
    width: int = 12
    also: tuple[str, ...] = ()


COLUMNS = (
    Column(key=CODE, head="编号", width=9, also=("指标编号", "指标代码", "编码", "代码")),
    Column(key=PARENT, head="上级编号", width=9),
    Column(key=WEIGHT, head="权重", width=8, also=("分值", "标准分", "标准分值", "权重分", "满分")),
    Column(key="unit", head="计量单位", width=8, also=("单位",)),
    Column(key="explanation", head="指标解释", width=34, also=("指标说明", "指标内涵", "指标释义")),
    Column(key="value", head="计算式", width=26),
    Column(key=INPUTS, head="输入", width=22),
    Column(key=KIND, head="评分方法", width=14),
    Column(
        key=RULE_TEXT,
        head="评分细则",
        width=34,
        also=("评分规则", "评分标准", "评价标准", "评分办法", "评价要点", "评分要点"),
    ),
    Column(key=RULE, head="规则参数", width=30),
    Column(key=MEANING, head="规则含义（自动生成，不导入）", width=34),
    Column(key="rule_note", head="待设规则", width=26),
    Column(key="benchmark", head="标杆值", width=14, also=("目标值", "指标值", "年度指标值")),
    Column(key="benchmark_basis", head="标杆值依据", width=24),
    Column(key="weight_basis", head="权重依据", width=24),
    Column(key="data_sources", head="数据来源", width=24, also=("资料来源", "取数来源")),
    Column(key=ROUNDING, head="取舍", width=18),
    Column(key=OTHER, head="其他", width=18),
)
TEXTS = (
    "unit",
    "explanation",
    "value",
    "rule_note",
    "benchmark",
    "benchmark_basis",
    "weight_basis",
    "data_sources",
)
"""Keys whose column holds just the text."""

SYSTEM_SHEET, RULES_SHEET = "指标体系", "约定"

_NAMES = {name: column.key for column in COLUMNS for name in (column.head, *column.also)}
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


def key_of(head: str) -> str | int | None:
    """The key of a column by its head; a number from 0 for a level; None where it is not known."""
    bare = re.sub(r"\s+", "", head)
    for name in (bare, _BRACKETS.sub("", bare)):
        if name in LEVELS:
            return LEVELS.index(name)
        if name in ("指标名称", "指标"):
            return 0
        if name in _NAMES:
            return _NAMES[name]
    return None
