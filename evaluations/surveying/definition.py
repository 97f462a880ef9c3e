"""A questionnaire (问卷) as data: groups of respondents, items, choices, jumps. Frozen once published.

Ids are short (`q1`, `a`), stay when texts change, and name fields of forms and columns of exports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evaluations.dossier.values import COUNT, Extras

SINGLE = "single"
MULTIPLE = "multiple"
SCALE = "scale"
MATRIX = "matrix"
RANKING = "ranking"
NUMBER = "number"
DATE = "date"
SHORT = "short"
LONG = "long"
SECTION = "section"
KINDS: Mapping[str, str] = {
    SINGLE: "单选",
    MULTIPLE: "多选",
    SCALE: "量表",
    MATRIX: "矩阵",
    RANKING: "排序",
    NUMBER: "数字",
    DATE: "日期",
    SHORT: "填空",
    LONG: "简答",
    SECTION: "说明文字",
}
OF_ONE = (SINGLE, SCALE)
"""Kinds whose answer is one choice: only these can jump."""
OF_CHOICES = (SINGLE, MULTIPLE, SCALE, MATRIX, RANKING)
"""Kinds that offer choices; of a matrix they are its columns."""
OF_WORDS = (SHORT, LONG)

END = "end"
"""Where a jump leads that ends the questionnaire."""

TOP = "top"
WEIGHTED = "weighted"
FORMULAS: Mapping[str, str] = {TOP: "满意占比", WEIGHTED: "加权得分"}
"""满意度: share of satisfied answers, or mean of the choices' scores (100/75/50/25/0)."""

LONGEST = {SHORT: 200, LONG: 2000}
"""Characters that an answer in words may have."""
MOST_ITEMS, MOST_CHOICES = 200, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option: `score` is its weight in 满意度 (0–100), `satisfied` counts it as satisfied.

    `aside` is 不了解、未使用 and the like, which 满意度 leaves out; `words` asks for words beside it (其他).
    """

    id: str
    label: str
    score: Decimal | None = None
    satisfied: bool = False
    aside: bool = False
    words: bool = False
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a matrix."""

    id: str
    label: str
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """如果选了 one of `when`, 跳到 the item `to`, or END."""

    when: tuple[str, ...]
    to: str
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question, or a text between questions (SECTION: begins a new page, is never answered).

    `least` and `most` bound how many choices (MULTIPLE, RANKING) are taken; `lowest`, `highest`,
    `decimals` bound a NUMBER. `satisfaction` says that the item counts for 满意度. `text` is empty only while
    the questionnaire is designed.
    """

    id: str
    kind: str = field(metadata={"choices": tuple(KINDS)})
    text: str = ""
    help: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    lines: tuple[Line, ...] = ()
    least: int | None = field(default=None, metadata=COUNT)
    most: int | None = field(default=None, metadata=COUNT)
    lowest: Decimal | None = None
    highest: Decimal | None = None
    decimals: int = field(default=0, metadata=COUNT)
    unit: str = ""
    jumps: tuple[Jump, ...] = ()
    satisfaction: bool = False
    extras: Extras = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        """Whether it wants an answer at all."""
        return self.kind != SECTION

    def choice(self, key: str) -> Choice | None:
        """The choice of this id."""
        return next((one for one in self.choices if one.id == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of respondents (受访群体) of whom statistics and quotas are kept apart."""

    id: str
    label: str
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A whole questionnaire. Respondents choose their group first, unless their link says it."""

    title: str
    intro: str = ""
    consent: str = ""
    thanks: str = ""
    ask_group: str = "您属于哪一类受访者？"
    groups: tuple[Group, ...] = ()
    items: tuple[Item, ...] = ()
    formula: str = field(default=TOP, metadata={"choices": tuple(FORMULAS)})
    extras: Extras = field(default_factory=dict)

    @property
    def asked(self) -> tuple[Item, ...]:
        """The items that want an answer, in order."""
        return tuple(item for item in self.items if item.is_asked)

    def item(self, key: str) -> Item | None:
        """The item of this id."""
        return next((one for one in self.items if one.id == key), None)

    def numbers(self) -> dict[str, int]:
        """The number that people see before each question: texts between questions have none."""
        return {item.id: number for number, item in enumerate(self.asked, 1)}

    def ids(self) -> Iterator[str]:
        """Every id of an item and of a group."""
        yield from (item.id for item in self.items)
        yield from (group.id for group in self.groups)


Answers = Mapping[str, Any]
"""What one respondent answered, by item id; what was not answered or not asked has no key.

SINGLE, SCALE: id of the choice · MULTIPLE: ids in the order of the choices · RANKING: ids, first is best ·
MATRIX: {line id: choice id} · NUMBER: plain decimal as text · DATE: ISO date · SHORT, LONG: text. Words
beside a choice (其他) stand under `item~choice`.
"""


def words_key(item: Item, choice: Choice) -> str:
    """The key of the words beside a choice."""
    return f"{item.id}~{choice.id}"


LINE_SIGN = "——"
"""Between the question of a matrix and its line, where both stand in one text."""


def text_of(item: Item, line: Line | None = None) -> str:
    """A question as facts, tables and reports call it: a matrix with its line, a number with its unit."""
    if line is not None:
        return f"{item.text}{LINE_SIGN}{line.label}"
    return f"{item.text}（{item.unit}）" if item.unit else item.text
