"""Which fields a rule of each kind has on a form: named as in the dossier, labelled as people read them.

The name of a field is its path in the dossier (`rule.parts[1].rule.target`), so what the scoring core finds
wrong at a path is told at the field.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What a field takes."""

    FIGURE = "figure"
    SHARE = "share"
    """A share of one, typed in percent."""
    WHOLE = "whole"
    TEXT = "text"
    CHOICE = "choice"
    TARGET = "target"
    """A number, or a formula over the inputs."""
    FORMULA = "formula"
    DEDUCT = "deduct"
    """An amount, and whether it is points or percent of the weight."""
    WORTH = "worth"
    """What a part is worth: points, percent of the weight, or (blank) an equal share."""
    BOUND = "bound"
    """A bound, and whether it counts itself."""
    FALLBACK = "fallback"
    """A number, 是, 否, or a level's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A field.

    `unit` is "value" (the indicator's), "difference" (个百分点 where that is percent), or what is written.
    Of `choices` the first holds where the dossier says nothing; `always` writes it nevertheless.
    """

    key: str
    label: str
    sort: Sort
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    always: bool = False
    required: bool = False
    help: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of fields; `bare` rows are texts in the dossier, not objects. `nested` rows have a rule each."""

    key: str
    label: str
    row: str
    controls: tuple[Control, ...]
    bare: bool = False
    nested: bool = False
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of rule: its name on the form, its fields and rows, the input that it needs (name and kind)."""

    label: str
    hint: str
    controls: tuple[Control, ...] = ()
    tables: tuple[Table, ...] = ()
    needs: tuple[str, str] | None = None

    @property
    def keys(self) -> set[str]:
        """The keys of the dossier that this form says."""
        return {one.key.split(".")[0] for one in self.controls} | {one.key for one in self.tables}


HIGHER_LOWER = (("higher", "越高越好"), ("lower", "越低越好"))
OPERATORS = (
    (">=", "不低于（≥）"),
    (">", "高于（>）"),
    ("<=", "不高于（≤）"),
    ("<", "低于（<）"),
    ("==", "等于（=）"),
    ("!=", "不等于（≠）"),
)

_TARGET = Control(
    key="target",
    label="目标值",
    sort=Sort.TARGET,
    unit="value",
    required=True,
    help="数字，或由输入算出的算式",
)
_DEDUCT = Control(key="deduct", label="扣", sort=Sort.DEDUCT, required=True)
_UNDEFINED = Control(
    key="value_when_undefined", label="分母为0时业绩值按", sort=Sort.FALLBACK, help="不填则不能得分"
)
_SHARE = Control(key="share", label="得权重的", sort=Sort.SHARE, unit="%", required=True)

LINEAR = (
    _TARGET,
    Control(
        key="direction",
        label="方向",
        sort=Sort.CHOICE,
        choices=(*HIGHER_LOWER, ("both", "偏离即扣")),
        always=True,
    ),
    Control(key="per", label="每偏离", sort=Sort.FIGURE, unit="difference"),
    _DEDUCT,
    Control(
        key="deviation",
        label="偏差口径",
        sort=Sort.CHOICE,
        choices=(("absolute", "与目标值之差"), ("relative", "占目标值的百分比")),
        always=True,
    ),
    Control(
        key="steps",
        label="不足一个单位的",
        sort=Sort.CHOICE,
        choices=(("continuous", "按实际差额连续扣"), ("floor", "不扣"), ("ceil", "按一个单位扣")),
    ),
    Control(key="zero_below", label="不得分界限", sort=Sort.BOUND, unit="value"),
    Control(key="tolerance", label="偏差不足此数不扣", sort=Sort.FIGURE, unit="difference"),
    _UNDEFINED,
)
PROPORTIONAL = (
    _TARGET,
    Control(key="direction", label="方向", sort=Sort.CHOICE, choices=HIGHER_LOWER, always=True),
    Control(key="cap", label="比例以此为限", sort=Sort.SHARE, unit="%", help="不填为100%"),
    _UNDEFINED,
)
LEVELS = Table(
    key="levels",
    label="档次",
    row="档次",
    controls=(Control(key="level", label="档次", sort=Sort.TEXT, required=True), _SHARE),
    least=2,
)
POINTS = Table(
    key="points",
    label="评价要点",
    row="要点",
    controls=(
        Control(key="text", label="要点", sort=Sort.TEXT),
        Control(key="share", label="占权重", sort=Sort.SHARE, unit="%", help="都不填则均分"),
    ),
    least=2,
)
ITEMS = Table(
    key="items",
    label="检查项",
    row="检查项",
    controls=(Control(key="text", label="检查项", sort=Sort.TEXT),),
    bare=True,
    least=1,
)
BANDS = Table(
    key="bands",
    label="区间",
    row="区间",
    controls=(
        Control(key="min", label="达到", sort=Sort.FIGURE, unit="value", required=True),
        _SHARE,
    ),
    least=2,
)
RANKS = Table(
    key="bands",
    label="名次",
    row="名次",
    controls=(
        Control(key="max_rank", label="前", sort=Sort.FIGURE, unit="名", required=True),
        _SHARE,
    ),
    least=2,
)
_VALUE = Control(key="value", label="业绩值算式", sort=Sort.FORMULA)
_NAME = Control(key="name", label="名称", sort=Sort.TEXT)
PARTS = Table(
    key="parts",
    label="组成部分",
    row="部分",
    controls=(_NAME, Control(key="worth", label="分值", sort=Sort.WORTH, help="都不填则均分"), _VALUE),
    nested=True,
    least=2,
)
PENALTIES = Table(
    key="penalties",
    label="另扣",
    row="扣分项",
    controls=(
        _NAME,
        Control(key="deduct", label="每一次扣", sort=Sort.DEDUCT, required=True),
        Control(key="value", label="次数算式", sort=Sort.FORMULA),
    ),
)

KINDS: dict[str, Kind] = {
    "proportional": Kind(label="比例", hint="业绩值÷目标值×分值", controls=PROPORTIONAL),
    "linear_deduction": Kind(label="线性扣分", hint="偏离目标，每若干扣若干", controls=LINEAR),
    "interpolation": Kind(
        label="插值",
        hint="下限与目标之间按比例",
        controls=(
            Control(key="floor", label="低于此值不得分", sort=Sort.FIGURE, unit="value", required=True),
            _TARGET,
            _UNDEFINED,
        ),
    ),
    "bands": Kind(label="分档", hint="业绩值落在哪一区间", controls=(_UNDEFINED,), tables=(BANDS,)),
    "pass_fail": Kind(
        label="是否达成",
        hint="达成得满分，否则不得分",
        controls=(
            Control(
                key="condition.op",
                label="条件",
                sort=Sort.CHOICE,
                choices=(("", "输入为“是”即达成"), *OPERATORS),
            ),
            Control(
                key="condition.target",
                label="比较值",
                sort=Sort.TARGET,
                unit="value",
                help="选了比较符号才填；数字，或由输入算出的算式",
            ),
        ),
        needs=("达成", "flag"),
    ),
    "checklist": Kind(
        label="清单扣分",
        hint="一项不符扣若干",
        controls=(Control(key="deduct", label="每项不符扣", sort=Sort.DEDUCT, required=True),),
        tables=(ITEMS,),
        needs=("不符项数", "number"),
    ),
    "key_points": Kind(label="要点", hint="逐个要点看符合程度", tables=(POINTS,), needs=("met", "list")),
    "graded": Kind(
        label="分级",
        hint="评定为哪一档次",
        controls=(
            Control(
                key="scale",
                label="评定口径",
                sort=Sort.CHOICE,
                choices=(("", "按档次名称"), ("percent", "按百分比（0至100）")),
                wide=True,
            ),
        ),
        tables=(LEVELS,),
        needs=("档次", "level"),
    ),
    "count_bonus": Kind(
        label="次数加分",
        hint="每次得若干分",
        controls=(
            Control(key="points", label="每次得", sort=Sort.FIGURE, unit="分", required=True),
            Control(key="cap", label="最多得", sort=Sort.FIGURE, unit="分", help="不填为权重"),
        ),
        needs=("次数", "number"),
    ),
    "ranking": Kind(label="名次", hint="按排名的档", tables=(RANKS,), needs=("名次", "number")),
    "composite": Kind(label="组合", hint="几部分各按各的规则", tables=(PARTS, PENALTIES)),
    "judged": Kind(
        label="专家打分",
        hint="直接评定分数",
        controls=(
            Control(
                key="experts",
                label="由谁评定",
                sort=Sort.CHOICE,
                choices=(("", "评价人员评定一个分数"), ("yes", "几位专家打分取平均")),
            ),
            Control(key="trim", label="去掉最高、最低各", sort=Sort.WHOLE, unit="个", help="专家打分时可用"),
        ),
        needs=("评定得分", "number"),
    ),
}
"""In the order in which the form offers them."""


def tables_of(kind: str, texts: dict[str, str], at: str) -> tuple[Table, ...]:
    """The rows of a rule that are to be shown: a percent scale knows no levels."""
    if kind == "graded" and texts.get(f"{at}.scale") == "percent":
        return ()
    return KINDS[kind].tables if kind in KINDS else ()
