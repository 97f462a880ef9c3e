"""Parts of a document as HTML sections, keyed by name and separable: no part refers to a page of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from indicators.charts import PRINT, draw
from reports.document.blocks import (
    Block,
    Derivation,
    Document,
    Facts,
    Figure,
    Form,
    Heading,
    Paragraph,
    Part,
    Picture,
    Pictures,
    SealPlace,
    Step,
    Table,
)
from reports.rendering.assets import SCHEME, picture_name
from reports.rendering.forms import facts, form, seal_place
from reports.rendering.markup import EMPTY, Html, ident, join, tag, text
from reports.rendering.runs import ems, inline
from reports.rendering.tables import Setting, table

FRONT = frozenset({"declaration", "contents", "abstract"})
SHORT_TITLE = 3
LEADER = Html(
    '<svg xmlns="http://www.w3.org/2000/svg" width="432pt" height="2pt" viewBox="0 0 432 2">'
    '<line x1="0" y1="1" x2="432" y2="1" stroke="#000" stroke-width=".9" stroke-linecap="round" '
    'stroke-dasharray=".01 3.5"/></svg>'
)  # one stroke: dots as characters or as a border cost a box or a curve each
CONTENTS_LINES = 27  # on one page; a few more are set tighter rather than left alone on a second
TIGHTER = 1.1
PAIR = 2  # steps of a derivation that are not parted
DEEPEST = 3  # level of the contents
COVER_LINE = 18.5  # em of 二号 on the cover
PAUSES = ("年度", "热线", "平台", "系统", "中心", "服务", "工程", "建设", "改造", "管理", "专项", "项目")
NEAR = 0.35  # of a line: how far from the wished place a pause may stand
ENDINGS = ("财政支出绩效评价报告", "项目绩效评价报告", "绩效评价报告", "评价报告", "报告")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the contents, before its page is known."""

    title: str
    level: int
    anchor: str
    roman: bool
    annex: bool


# Titles -----------------------------------------------------------------------------------------


def has_own_title(part: Part) -> bool:
    """Does the part bring its heading of level 1 itself?"""
    return any(isinstance(block, Heading) and block.level == 1 for block in part.blocks)


def anchor_of(part: Part) -> str:
    """The anchor of a part's heading."""
    first = next((block for block in part.blocks if isinstance(block, Heading) and block.level == 1), None)
    return first.anchor if first else f"part-{part.name}"


def contents_lines(document: Document) -> tuple[Line, ...]:
    """The contents: every part but the cover and the contents, and its headings of level 2 and 3."""
    return tuple(line for part in document.parts for line in _lines(part))


def _lines(part: Part) -> Iterator[Line]:
    if part.kind in {"cover", "contents"}:
        return
    roman, annex = part.kind in FRONT, part.kind == "annex"
    if not has_own_title(part):
        yield Line(title=part.title, level=1, anchor=anchor_of(part), roman=roman, annex=annex)
    for block in part.blocks:
        if (
            isinstance(block, Heading)
            and block.in_contents
            and (block.level == 1 or (2 <= block.level <= 3 and not roman))
        ):
            title = block.text.replace("\n", "")
            yield Line(title=title, level=block.level, anchor=block.anchor, roman=roman, annex=annex)


# Blocks -----------------------------------------------------------------------------------------


def heading(block: Heading, part: Part) -> Html:
    """A heading; a short title (摘要, 前言) is spaced and stands in the middle."""
    classes = None
    if block.level == 1:
        classes = "short" if len(block.text) <= SHORT_TITLE else part.kind
    step = 22 if block.level == 2 or part.flows else None
    return tag(f"h{block.level}", text(block.text), id=ident(block.anchor), class_=classes, data_step=step)


def paragraph(block: Paragraph) -> Html:
    """A paragraph; line breaks in a body paragraph begin a new one for the reader."""
    return tag("p", inline(block.runs), class_=block.style)


def figure(block: Figure) -> Html:
    """A chart over its caption."""
    caption = "　".join(filter(None, (block.number, block.caption)))
    return tag(
        "div",
        Html(draw(block.chart, palette=PRINT)),
        tag("div", text(caption), class_="caption") if caption else EMPTY,
        class_="figure",
        data_float=1,
        data_step=22,
    )


def pictures(block: Pictures) -> Html:
    """Photos over their captions, two in a row."""
    pairs = [block.items[place : place + 2] for place in range(0, len(block.items), 2)]
    rows = (tag("tr", *(_picture(one) for one in (*pair, None)[:2])) for pair in pairs)
    return tag("table", tag("tbody", *rows), class_="pictures", data_step=22)


def _picture(one: Picture | None) -> Html:
    if one is None:
        return tag("td")
    image = tag("img", src=f"{SCHEME}{picture_name(one.name)}", alt=one.described)
    return tag("td", image, tag("div", inline(one.caption), class_="caption"))


def derivation(block: Derivation) -> Html:
    """How a score came about: step, formula with its result, source; the last step is the score.

    A page may end between two steps, but leaves no step alone: the first `PAIR` and the last stay together.
    """
    rows = [_step(step, last=index == len(block.steps) - 1) for index, step in enumerate(block.steps)]
    groups = [rows]
    if len(rows) >= 2 * PAIR:
        groups = [rows[:PAIR], *([row] for row in rows[PAIR:-PAIR]), rows[-PAIR:]]
    content = tag(
        "div",
        tag("div", text(block.title), class_="head") if block.title else EMPTY,
        tag("table", *(tag("tbody", *group) for group in groups)),
    )
    return tag("div", content, class_="derivation", data_step=22)


def _step(step: Step, *, last: bool) -> Html:
    result = text(f"＝{step.result}") if step.runs and step.result else text(step.result)
    return tag(
        "tr",
        tag("td", text(step.label), class_="step"),
        tag("td", inline(step.runs), result, class_="formula"),
        tag("td", text(step.note), class_="source"),
        class_="last" if last else None,
    )


def _block(block: Block, part: Part, setting: Setting, *, first: bool, joined: bool) -> Html:
    match block:
        case Heading():
            return heading(block, part)
        case Paragraph():
            return paragraph(block)
        case Table():
            return table(block, setting)
        case Form():
            return form(block, first=first, joined=joined)
        case _:
            return _whole(block)


def _whole(block: Figure | Pictures | Derivation | Facts | SealPlace) -> Html:
    match block:
        case SealPlace():
            return seal_place(block)
        case Figure():
            return figure(block)
        case Pictures():
            return pictures(block)
        case Derivation():
            return derivation(block)
        case Facts():
            return facts(block)


# Sections ---------------------------------------------------------------------------------------


def section(part: Part, document: Document, setting: Setting, *, page: str, end: bool = False) -> Html:
    """A part as one section; `page` names its kind of page, `end` marks the last page of the document."""
    if part.kind == "cover":
        content = cover(part, document)
    elif part.kind == "contents":
        content = Html(_title(part) + contents(document))
    else:
        content = Html(_title(part) + _blocks(part, setting))
    return tag(
        "section",
        content,
        tag("div", id="end") if end else EMPTY,
        class_=f"part {part.kind} {page}{' flows' if part.flows else ''}",
        data_part=part.name,
        data_run=part.run,
    )


def _title(part: Part) -> Html:
    if has_own_title(part):
        return EMPTY
    return heading(Heading(level=1, text=part.title, anchor=anchor_of(part)), part)


def _blocks(part: Part, setting: Setting) -> Html:
    written, first = [], True
    for block, following in zip(part.blocks, (*part.blocks[1:], None), strict=False):
        joined = isinstance(following, Table) and following.joined
        written.append(_block(block, part, setting, first=first, joined=joined))
        first = first and isinstance(block, Heading) and block.level == 1
    return join(written)


def _listed(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines that the contents show: level 3, and sections of annexes, only where they cost no page."""
    high = tuple(line for line in lines if line.level < DEEPEST)
    chief = tuple(line for line in high if line.level == 1 or not line.annex)
    return min((lines, high, chief), key=lambda some: _pages(len(some)))


def _pages(count: int) -> int:
    """The pages that so many lines take."""
    return 1 if count <= CONTENTS_LINES * TIGHTER else ceil(count / CONTENTS_LINES)


def contents(document: Document) -> Html:
    """The contents, with leaders; the page numbers are the typesetter's."""
    lines = _listed(contents_lines(document))
    is_tight = CONTENTS_LINES < len(lines) <= CONTENTS_LINES * TIGHTER
    entries = (
        tag(
            "div",
            tag(
                "a",
                LEADER,
                tag("span", text(line.title)),
                href=f"#{ident(line.anchor)}",
                class_="roman" if line.roman else None,
            ),
            class_=f"l{line.level}",
        )
        for line in lines
    )
    return tag("div", *entries, class_="contents tight" if is_tight else "contents")


def cover(part: Part, document: Document) -> Html:
    """The cover: first paragraph the report's number, title, facts, then firm and date at the foot."""
    paragraphs = [block for block in part.blocks if isinstance(block, Paragraph)]
    signed = [block for block in paragraphs if block.style == "sign"]
    number = [block for block in paragraphs if block.style != "sign"]
    title = next((block.text for block in part.blocks if isinstance(block, Heading)), document.title)
    return join(
        (
            tag("div", *(tag("div", inline(block.runs)) for block in number), class_="number"),
            tag("div", tag("h1", text(balanced(title)), id=ident(anchor_of(part))), class_="titles"),
            *(facts(block) for block in part.blocks if isinstance(block, Facts)),
            tag("div", *_signatures(signed, document), class_="firm"),
        )
    )


def _signatures(signed: list[Paragraph], document: Document) -> Iterator[Html]:
    if not signed:
        yield tag("div", text(document.author))
        if document.date:
            yield tag("div", text(document.date), class_="date")
    for index, block in enumerate(signed):
        yield tag("div", inline(block.runs), class_="date" if index else None)


def balanced(title: str) -> str:
    """A long title in lines that read well; one that has its own breaks is left alone.

    2018年度 and 绩效评价报告 get lines of their own where the rest fits into one, else the rest is halved.
    """
    if "\n" in title or ems(title) <= COVER_LINE:
        return title
    ending = next((ending for ending in ENDINGS if title.endswith(ending) and title != ending), "")
    rest = title.removesuffix(ending) if ending else title
    year, mark, name = rest.partition("年度")
    if mark and name and ems(rest) > COVER_LINE and ems(name) <= COVER_LINE:
        lines = [year + mark, name]
    else:
        lines = _equal(rest)
    return "\n".join(filter(None, (*lines, ending)))


def _equal(title: str) -> list[str]:
    """Lines of about the same length, cut after a word of `PAUSES` where one is near."""
    count = ceil(ems(title) / COVER_LINE)
    if count == 1:
        return [title]
    wish = ems(title) / count
    far = {
        place: abs(ems(title[:place]) - wish)
        for place in range(1, len(title))
        if ems(title[:place]) <= COVER_LINE and not (title[place - 1].isascii() and title[place].isascii())
    }
    pauses = [place for place in far if title[:place].endswith(PAUSES) and far[place] <= wish * NEAR]
    place = min(pauses or far, key=lambda place: far[place])
    return [title[:place], *_equal(title[place:])]
