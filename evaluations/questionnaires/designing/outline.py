"""A questionnaire as its designers read it: questions with number, options, jumps, troubles. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from evaluations.surveying.definition import (
    END,
    FORMULAS,
    KINDS,
    MATRIX,
    MULTIPLE,
    NUMBER,
    RANKING,
    SCALE,
    Choice,
    Item,
    Questionnaire,
)
from evaluations.surveying.problems import Trouble, troubles

SCALES = {5: "五级量表", 10: "十分量表"}
SHORT_TEXT = 24
UNTITLED = "还没有写题目"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A question as a line of the list. `notes` say what is asked of an answer, `jumps` are sentences."""

    item: Item
    number: int | None
    kind: str
    notes: tuple[str, ...]
    jumps: tuple[str, ...]
    troubles: tuple[str, ...]

    @property
    def called(self) -> str:
        """What people call it: 第3题."""
        return "说明文字" if self.number is None else f"第{self.number}题"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The whole: its questions, what is wrong with the whole, and all troubles in order."""

    questionnaire: Questionnaire
    entries: tuple[Entry, ...]
    general: tuple[str, ...]
    troubles: tuple[Trouble, ...]

    @property
    def asked(self) -> int:
        """How many questions there are."""
        return len(self.questionnaire.asked)

    @property
    def formula(self) -> str:
        """满意度 as people call its formula."""
        return FORMULAS[self.questionnaire.formula]


def outline(questionnaire: Questionnaire) -> Outline:
    """The list with everything that stands in the way of publishing."""
    found = troubles(questionnaire)
    of_items: dict[str, list[str]] = defaultdict(list)
    for one in found:
        of_items[one.item].append(one.message)
    numbers = questionnaire.numbers()
    entries = tuple(
        Entry(
            item=item,
            number=numbers.get(item.id),
            kind=kind_of(item),
            notes=tuple(_notes(item)),
            jumps=tuple(jumps(questionnaire, item)),
            troubles=tuple(of_items[item.id]),
        )
        for item in questionnaire.items
    )
    return Outline(questionnaire=questionnaire, entries=entries, general=tuple(of_items[""]), troubles=found)


def kind_of(item: Item) -> str:
    """What people call its kind: 五级量表."""
    if item.kind != SCALE:
        return KINDS[item.kind]
    return SCALES.get(len(item.choices), f"{len(item.choices)}级量表" if item.choices else KINDS[SCALE])


def named(questionnaire: Questionnaire, to: str) -> str:
    """What a jump leads to, as it is said in a sentence."""
    if to == END:
        return "结束作答"
    item = questionnaire.item(to)
    if item is None:
        return "已删除的题"
    number = questionnaire.numbers().get(to)
    return f"说明文字“{short(item.text)}”" if number is None else f"第{number}题"


def jumps(questionnaire: Questionnaire, item: Item) -> Iterator[str]:
    """选“不了解”→ 跳到第5题."""
    for jump in item.jumps:
        labels = [f"“{one.label}”" if (one := item.choice(key)) else "已删除的选项" for key in jump.when]
        to = named(questionnaire, jump.to)
        yield f"选{'、'.join(labels)}→ {to if jump.to == END else f'跳到{to}'}"


def limits(item: Item) -> str:
    """How many options are taken: 选1至3项; empty where that is free."""
    if item.kind not in (MULTIPLE, RANKING):
        return ""
    word, least, most = ("选" if item.kind == MULTIPLE else "排"), item.least or 0, item.most
    if least and most:
        return f"{word}{most}项" if least == most else f"{word}{least}至{most}项"
    if most:
        return f"最多{word}{most}项"
    return f"至少{word}{least}项" if least > 1 else ""


def bounds(item: Item) -> str:
    """What a number may be: 0至130岁，1位小数; empty where that is free."""
    if item.kind != NUMBER:
        return ""
    low, high = item.lowest, item.highest
    said = []
    if low is not None and high is not None:
        said.append(f"{low:f}至{high:f}{item.unit}")
    elif low is not None:
        said.append(f"不小于{low:f}{item.unit}")
    elif high is not None:
        said.append(f"不大于{high:f}{item.unit}")
    elif item.unit:
        said.append(f"单位：{item.unit}")
    if item.decimals:
        said.append(f"{item.decimals}位小数")
    return "，".join(said)


def _notes(item: Item) -> Iterator[str]:
    if item.is_asked and not item.required:
        yield "选填"
    yield from filter(None, (limits(item), bounds(item)))
    if item.satisfaction:
        yield "计入满意度"
    if item.kind == MATRIX:
        yield f"{len(item.lines)}行"


def short(text: str) -> str:
    """The beginning of a text, to name a question by."""
    plain = " ".join(text.split()) or UNTITLED
    return plain if len(plain) <= SHORT_TEXT else f"{plain[: SHORT_TEXT - 1]}…"


# As texts, for the log and for comparing versions ---------------------------------------------------


HEAD = {
    "title": "问卷标题",
    "intro": "卷首语",
    "consent": "知情同意",
    "ask_group": "问群体的题",
    "groups": "受访群体",
    "thanks": "结束语",
    "formula": "满意度算法",
}
ORDER, OF_ITEM = "order", "item:"


def texts(questionnaire: Questionnaire) -> dict[str, str]:
    """The whole as texts by key: those of HEAD, ORDER, and one for each question."""
    said = {name: str(getattr(questionnaire, name)) for name in HEAD}
    said["groups"] = "、".join(group.label for group in questionnaire.groups)
    said["formula"] = FORMULAS[questionnaire.formula]
    said[ORDER] = "\n".join(short(item.text) for item in questionnaire.items)
    return said | {f"{OF_ITEM}{item.id}": in_words(questionnaire, item) for item in questionnaire.items}


def label_of(key: str, questionnaire: Questionnaire) -> str:
    """What people call a key of `texts`."""
    if key == ORDER:
        return "题目和顺序"
    if key in HEAD:
        return HEAD[key]
    item = questionnaire.item(key.removeprefix(OF_ITEM))
    return f"题“{short(item.text)}”" if item else "题"


def in_words(questionnaire: Questionnaire, item: Item) -> str:
    """All that a question says, one thing a line; it stays the same when the question is moved."""
    lines = [f"{kind_of(item)}：{item.text}", item.help, *_notes(item)]
    if item.lines:
        lines.append("行：" + "、".join(line.label for line in item.lines))
    if item.choices:
        lines.append("选项：" + "、".join(_choice(one) for one in item.choices))
    for jump in item.jumps:
        labels = [one.label for key in jump.when if (one := item.choice(key))]
        target = questionnaire.item(jump.to)
        lines.append(
            f"选“{'、'.join(labels)}”→ {short(target.text) if target else named(questionnaire, jump.to)}"
        )
    return "\n".join(filter(None, lines))


def _choice(choice: Choice) -> str:
    said = [f"{choice.score:f}分" if choice.score is not None else "", "算满意" if choice.satisfied else ""]
    said += ["不计入" if choice.aside else "", "带填空" if choice.words else ""]
    kept = "，".join(filter(None, said))
    return f"{choice.label}（{kept}）" if kept else choice.label
