"""What is wrong with a questionnaire in design; it is not published before that is mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluations.surveying.definition import (
    END,
    KINDS,
    MATRIX,
    MOST_CHOICES,
    MOST_ITEMS,
    MULTIPLE,
    NUMBER,
    OF_CHOICES,
    OF_ONE,
    RANKING,
    TOP,
    WEIGHTED,
    Item,
    Questionnaire,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong and what to do; `item` is the id of the question, empty for the whole."""

    item: str
    message: str


def troubles(questionnaire: Questionnaire) -> tuple[Trouble, ...]:
    """Everything that stands in the way of publishing, in the order of the questions."""
    found = [Trouble(item="", message=text) for text in _of_all(questionnaire)]
    numbers = questionnaire.numbers()
    for place, item in enumerate(questionnaire.items):
        called = f"第{numbers[item.id]}题" if item.id in numbers else "说明文字"
        texts = [*_of_text(item), *_of_choices(item), *_of_bounds(item), *_of_jumps(questionnaire, place)]
        texts += _of_satisfaction(questionnaire, item)
        found += [Trouble(item=item.id, message=f"{called}{text}") for text in texts]
    return tuple(found)


def _of_all(questionnaire: Questionnaire) -> Iterator[str]:
    if not questionnaire.title.strip():
        yield "问卷还没有标题，请写上。"
    if not questionnaire.asked:
        yield "问卷还没有题目，请至少加一道题。"
    if len(questionnaire.items) > MOST_ITEMS:
        yield f"问卷最多{MOST_ITEMS}道题，现在有{len(questionnaire.items)}道，请拆成几份问卷。"
    if len(questionnaire.groups) == 1:
        yield "只有一类受访者时不必分群体，请删去，或再加一类。"
    yield from (f"编号“{key}”用了不止一次，请改掉其中一个。" for key in _twice(questionnaire.ids()))
    yield from (
        f"受访群体“{label}”写了不止一次，请改名或删去。"
        for label in _twice(group.label for group in questionnaire.groups)
    )


def _of_text(item: Item) -> Iterator[str]:
    if not item.text.strip():
        yield "还没有写题目。" if item.is_asked else "还没有写内容。"


def _of_choices(item: Item) -> Iterator[str]:
    if item.kind not in OF_CHOICES:
        if item.choices:
            yield f"是{KINDS[item.kind]}，不能有选项，请删去选项或改题型。"
        return
    if len(item.choices) < 2:
        yield f"是{KINDS[item.kind]}，至少要有两个选项。"
    if len(item.choices) > MOST_CHOICES:
        yield f"有{len(item.choices)}个选项，最多{MOST_CHOICES}个，请合并或拆成几道题。"
    yield from (
        f"的选项“{label}”写了不止一次，请改掉其中一个。"
        for label in _twice(one.label for one in item.choices)
    )
    yield from (f"的选项编号“{key}”用了不止一次。" for key in _twice(one.id for one in item.choices))
    if item.kind == MATRIX:
        if not item.lines:
            yield "是矩阵题，还没有要评价的行，请至少加一行。"
        yield from (
            f"的行“{label}”写了不止一次，请改掉其中一个。"
            for label in _twice(one.label for one in item.lines)
        )
    elif item.lines:
        yield "不是矩阵题，不能有行，请删去行或改题型。"


def _of_bounds(item: Item) -> Iterator[str]:
    if item.kind in (MULTIPLE, RANKING) and item.choices:
        least, most = item.least or 0, item.most if item.most is not None else len(item.choices)
        if most < 1 or most > len(item.choices):
            yield f"最多选{most}项，应在1到{len(item.choices)}之间。"
        elif least > most:
            yield f"至少选{least}项，多于最多选的{most}项，请改小。"
    if (
        item.kind == NUMBER
        and item.lowest is not None
        and item.highest is not None
        and item.lowest > item.highest
    ):
        yield f"的最小值{item.lowest:f}大于最大值{item.highest:f}，请改正。"


def _of_jumps(questionnaire: Questionnaire, place: int) -> Iterator[str]:
    """A jump leads forward, from a choice that is there, and each choice leads to one place only."""
    item = questionnaire.items[place]
    if item.jumps and item.kind not in OF_ONE:
        yield f"是{KINDS[item.kind]}，不能设跳题；只有单选和量表可以。"
        return
    later = {one.id for one in questionnaire.items[place + 1 :]}
    for jump in item.jumps:
        if not jump.when or any(item.choice(key) is None for key in jump.when):
            yield "的跳题用到的选项已经不在了，请重新选择。"
        if jump.to != END and jump.to not in later:
            yield "的跳题要跳到它后面的题，请重新选择跳到哪里。"
    yield from (
        f"的选项“{choice.label}”设了不止一处跳题，请只留一处。"
        for key in _twice(key for jump in item.jumps for key in jump.when)
        if (choice := item.choice(key)) is not None
    )


def _of_satisfaction(questionnaire: Questionnaire, item: Item) -> Iterator[str]:
    if not item.satisfaction:
        return
    if item.kind not in (*OF_ONE, MATRIX):
        yield f"是{KINDS[item.kind]}，不能计入满意度；只有单选、量表和矩阵可以。"
    elif questionnaire.formula == TOP and not any(one.satisfied for one in item.choices):
        yield "计入满意度，请标明哪些选项算满意。"
    elif questionnaire.formula == WEIGHTED and any(
        one.score is None and not one.aside for one in item.choices
    ):
        yield "计入满意度，请给每个选项一个分值（不了解、未使用的选项除外）。"
    elif any(one.score is not None and not 0 <= one.score <= 100 for one in item.choices):
        yield "的选项分值应在0到100之间。"


def _twice(names: Iterator[str] | Sequence[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
