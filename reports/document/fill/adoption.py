"""Annex 意见采纳情况表: every opinion that the report's readers may know, and what came of it; landscape."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from reports.document.beside import Adoption
from reports.document.blocks import Row, Runs
from reports.document.cells import Shape, label, table, words
from reports.document.material import NOTHING, Context, Filled

SHAPE: Shape = (
    (5, "center"), (12, "center"), (29, "justify"), (9, "center"), (22, "justify"), (23, "justify"),
)  # fmt: skip
TITLES = ("序号", "提出人", "意见", "采纳情况", "说明与理由", "修改情况（前→后）")
LONGEST = (350, 250, 260)
"""Characters of an opinion, a reason, a change in one row: sixteen lines, so that a row fits on a page."""
ENDS = "。；！？\n"


def adoption(context: Context) -> Filled:
    """The table; what is too long for a row goes on in the next, under the same number."""
    lines = context.beside.adoptions
    if not lines:
        return NOTHING
    rows = [row for one in lines for row in _rows(one)]
    note = _counted(lines, context.beside.unlisted)
    return Filled(blocks=(table("adoption", "意见采纳情况表", SHAPE, TITLES, rows, note=note, small=True),))


def _rows(one: Adoption) -> Iterator[Row]:
    labels = (label(one.number, (one.number,)), label(one.number, (one.by,)))
    texts = (one.said, one.reason, one.changed)
    pieces = [_pieces(text, most) for text, most in zip(texts, LONGEST, strict=True)]
    for place, (said, reason, changed) in enumerate(zip_longest(*pieces, fillvalue=" ")):
        decision = " " if place else one.decision
        yield Row(labels=labels, cells=(words(said), words(decision), words(reason), words(changed)))


def _pieces(text: str, most: int) -> list[str]:
    """The text in pieces of at most so many characters, cut behind a sentence where there is one."""
    found, rest = [], text
    while len(rest) > most:
        end = max(rest.rfind(sign, most // 2, most) for sign in ENDS) + 1 or most
        found.append(rest[:end].strip())
        rest = rest[end:].lstrip()
    return [*found, rest]


def _counted(lines: tuple[Adoption, ...], unlisted: int) -> Runs:
    """共12条：采纳8条，部分采纳2条；and how many are not shown."""
    decisions = [one.decision for one in lines]
    counted = "，".join(f"{word}{decisions.count(word)}条" for word in dict.fromkeys(decisions))
    more = f"另有{unlisted}条批注只供评价机构处理，未列入本表，序号因此不连续。" if unlisted else ""
    return (f"共列{len(lines)}条：{counted}。{more}",)
