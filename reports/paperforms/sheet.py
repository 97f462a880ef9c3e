"""A questionnaire as printed pages: the texts before it, groups, questions with boxes and numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from evaluations.surveying.definition import (
    DATE,
    END,
    MATRIX,
    MULTIPLE,
    NUMBER,
    OF_CHOICES,
    OF_ONE,
    RANKING,
    SECTION,
    SHORT,
    Choice,
    Item,
    Questionnaire,
)
from evaluations.surveying.numbering import numbers as typed_numbers
from reports.rendering.markup import EMPTY, Html, join, tag, text
from reports.rendering.runs import ems

BOX = "□"
ROOM = 40.0  # em of a line of options
GAP, GAP_ALONE = 3.4, 2.4  # em of an option's box, number and distance; where the label is its number
MOST_COLUMNS = 5
SCALE_COLUMNS = 10
WORDS = "＿" * 8
LONG_LINES = 4
HOW = "请在所选项前的“□”里打“√”；没有注明多选的题只选一项。选项前的数字供录入时使用。"


def page(questionnaire: Questionnaire, *, named: str, stamp: str = "") -> Html:
    """The page for the typesetter. `named` stands at the head of each page; `stamp` is a watermark."""
    body = tag(
        "body",
        tag("section", join(_blocks(questionnaire)), class_="paper"),
        tag("div", text(stamp), class_="stamp") if stamp else EMPTY,
        class_="report",
        data_title=named,
    )
    head = tag("head", tag("meta", charset="utf-8"), tag("title", text(questionnaire.title)))
    return Html("<!doctype html>" + tag("html", head, body, lang="zh-CN"))


def _blocks(questionnaire: Questionnaire) -> Iterator[Html]:
    yield from _front(questionnaire)
    yield from _questions(questionnaire)
    yield from _end(questionnaire)


def characters(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """Every text that is printed, with the place where it stands."""
    yield "标题", questionnaire.title
    yield "说明", questionnaire.intro + questionnaire.consent + questionnaire.thanks
    yield "受访群体", questionnaire.ask_group + "".join(group.label for group in questionnaire.groups)
    numbers = questionnaire.numbers()
    for item in questionnaire.items:
        place = f"第{numbers[item.id]}题" if item.id in numbers else "说明文字"
        labels = [*(one.label for one in item.choices), *(one.label for one in item.lines)]
        yield place, "\n".join((item.text, item.help, item.unit, *labels))


# Around the questions -------------------------------------------------------------------------------


def _front(questionnaire: Questionnaire) -> Iterator[Html]:
    yield tag("div", text("问卷编号："), tag("span", class_="line"), class_="sheet-no")
    yield tag("h1", text(questionnaire.title))
    yield from _paragraphs(questionnaire.intro)
    if questionnaire.consent:
        said = tag("b", text("知情同意　"))
        yield tag("div", said, text(questionnaire.consent), class_="consent")
    yield tag("p", text(HOW), class_="how")
    if questionnaire.groups:
        choices = [(str(number), group.label) for number, group in enumerate(questionnaire.groups, 1)]
        asked = tag("div", text(questionnaire.ask_group), class_="asked")
        cells = [_option(number, text(label)) for number, label in choices]
        boxes = _grid(cells, _columns([label for _, label in choices]))
        yield tag("div", asked, boxes, class_="item group")


def _paragraphs(said: str) -> Iterator[Html]:
    yield from (tag("p", text(line), class_="intro") for line in said.splitlines() if line.strip())


def _end(questionnaire: Questionnaire) -> Iterator[Html]:
    if questionnaire.thanks:
        yield tag("p", text(questionnaire.thanks), class_="thanks")


# Questions ------------------------------------------------------------------------------------------


def _questions(questionnaire: Questionnaire) -> Iterator[Html]:
    numbers = questionnaire.numbers()
    for item in questionnaire.items:
        if item.kind == SECTION:
            yield tag("div", text(item.text), class_="section")
        else:
            yield _question(questionnaire, item, numbers)


def _question(questionnaire: Questionnaire, item: Item, numbers: dict[str, int]) -> Html:
    note = _note(item)
    asked = tag(
        "div",
        tag("span", text(f"{numbers[item.id]}．"), class_="no"),
        text(item.text),
        tag("span", text(f"（{note}）"), class_="note") if note else EMPTY,
        class_="asked",
    )
    said = tag("div", text(item.help), class_="help") if item.help else EMPTY
    return tag("div", asked, said, _answer(questionnaire, item, numbers), class_="item")


def _note(item: Item) -> str:
    """What is asked of the answer, in brackets behind the question."""
    said = []
    if item.kind == MULTIPLE:
        said += ["多选", *_limits("选", item)]
    if item.kind == RANKING:
        said += ["在横线上写名次，1为第一", *_limits("排", item)]
    if item.kind == MATRIX:
        said.append("每行选一项")
    if item.kind == NUMBER and item.lowest is not None and item.highest is not None:
        said.append(f"{item.lowest:f}至{item.highest:f}")
    if not item.required:
        said.append("选填")
    return "，".join(said)


def _limits(word: str, item: Item) -> Iterator[str]:
    if item.least and item.most:
        yield f"{word}{item.least}项" if item.least == item.most else f"{word}{item.least}至{item.most}项"
    elif item.most:
        yield f"最多{word}{item.most}项"
    elif item.least and item.least > 1:
        yield f"至少{word}{item.least}项"


def _answer(questionnaire: Questionnaire, item: Item, numbers: dict[str, int]) -> Html:
    if item.kind == MATRIX:
        return _matrix(item)
    if item.kind in OF_CHOICES:
        return _choices(item, numbers)
    if item.kind == NUMBER:
        return tag("div", tag("span", class_="line short"), text(f" {item.unit}"), class_="write")
    if item.kind == DATE:
        parts = [tag("span", class_="line tiny") + text(f" {unit} ") for unit in "年月日"]
        return tag("div", *(Html(part) for part in parts), class_="write")
    rows = 1 if item.kind == SHORT else LONG_LINES
    return tag("div", *(tag("div", class_="rule") for _ in range(rows)), class_="write")


def _choices(item: Item, numbers: dict[str, int]) -> Html:
    jumps = _jumps(item, numbers)
    typed = _typed(item)
    cells = []
    for choice in item.choices:
        hint = jumps.get(choice.id, "") if item.kind in OF_ONE else ""
        cells.append(_option(typed[choice.id], _label(choice, hint), is_ranked=item.kind == RANKING))
    return _grid(cells, 1 if jumps else _columns([_written(one) for one in item.choices]))


def _typed(item: Item) -> dict[str, str]:
    """The number of each option, as whoever types the sheet in knows it."""
    return {choice.id: number for number, choice in typed_numbers(item).items()}


def _label(choice: Choice, hint: str) -> Html:
    parts = [text(choice.label)]
    if choice.words:
        parts.append(tag("span", class_="line short"))
    if hint:
        parts.append(tag("span", text(hint), class_="jump"))
    return join(parts)


def _written(choice: Choice) -> str:
    return choice.label + (WORDS if choice.words else "")


def _jumps(item: Item, numbers: dict[str, int]) -> dict[str, str]:
    """（选此项请跳到第5题）, by the id of the option."""
    said: dict[str, str] = {}
    for jump in item.jumps:
        if jump.to == END:
            where = "（选此项请结束作答）"
        elif jump.to in numbers:
            where = f"（选此项请跳到第{numbers[jump.to]}题）"
        else:
            where = "（选此项请跳到后面的说明）"
        said |= dict.fromkeys(jump.when, where)
    return said


def _option(number: str, label: Html, *, is_ranked: bool = False) -> Html:
    box = tag("span", class_="line tiny") if is_ranked else tag("span", text(BOX), class_="box")
    digit = EMPTY if label == number else tag("span", text(number), class_="digit")
    return tag("td", box, digit, label)


def _columns(labels: list[str]) -> int:
    """How many options stand in a row: as many as fit, the rows about equally long."""
    if not labels:
        return 1
    is_alone = all(label == str(number) for number, label in enumerate(labels, 1))
    widest = max(ems(label) for label in labels) + (GAP_ALONE if is_alone else GAP)
    most = SCALE_COLUMNS if len(labels) == SCALE_COLUMNS else MOST_COLUMNS
    fit = max(1, min(most, len(labels), int(ROOM / widest)))
    return ceil(len(labels) / ceil(len(labels) / fit))


def _grid(cells: list[Html], columns: int) -> Html:
    if not cells:
        return EMPTY
    gaps = [tag("td")] * (-len(cells) % columns)
    whole = [*cells, *gaps]
    rows = [whole[at : at + columns] for at in range(0, len(whole), columns)]
    return tag("table", *(tag("tr", *row) for row in rows), class_="options")


def _matrix(item: Item) -> Html:
    count = max(len(item.choices), 1)
    first = max(24, 52 - 4 * count)
    widths = [first, *[(100 - first) / count] * len(item.choices)]
    typed = _typed(item)
    head = tag("tr", tag("th"), *(tag("th", text(f"{typed[one.id]} {one.label}")) for one in item.choices))
    rows = (
        tag("tr", tag("td", text(line.label), class_="name"), *[tag("td", text(BOX))] * len(item.choices))
        for line in item.lines
    )
    return tag(
        "table",
        tag("colgroup", *(tag("col", style=f"width:{width:.4g}%") for width in widths)),
        tag("thead", head),
        tag("tbody", *rows),
        class_="matrix",
    )
