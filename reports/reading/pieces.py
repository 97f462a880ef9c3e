"""What a reader reads, in pieces that can be marked as read and commented on. Pure.

A piece is a section of the report or the plan, an indicator, a working paper. Its key stays the same while
its text changes, so comments find it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.document import Section
from reports.document.blocks import Block, Derivation, Document, Form, Heading, Part
from reports.document.layout import anchor
from reports.reading.screen import Screen, blocks_as_html, form, text_of
from reports.rendering.markup import Html, join, tag, text

DEEPEST = 2
"""Headings down to this level are lines of the contents, and what one marks as read."""
NOT_READ = ("cover", "contents")
PAPER = "paper-"
"""What the names of the forms of working papers begin with; an indicator's code follows."""
ANALYSED = "analysis."
"""What the keys of the sections about one indicator begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece: `level` 1 to 4; `paper` is the indicator whose working paper it rests on; `state` a word.

    `html` is safe: nothing but `reports.rendering.markup` made it.
    """

    key: str
    title: str
    level: int
    html: Html
    paper: str = ""
    state: str = ""
    is_missing: bool = False

    @property
    def text(self) -> str:
        """What quotations are looked for in."""
        return text_of(self.html)

    @property
    def is_listed(self) -> bool:
        """Whether it is a line of the contents."""
        return self.level <= DEEPEST

    @property
    def tag(self) -> str:
        """The element of its heading."""
        return f"h{min(self.level, 4) + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of the contents with the pieces below it, which are read with it."""

    piece: Piece
    keys: tuple[str, ...]


def of_document(document: Document, sections: Iterable[Section], screen: Screen) -> tuple[Piece, ...]:
    """The report in pieces, one for each heading; working papers stand on pages of their own."""
    ids = {anchor(one.id): one.id for one in sections}
    return tuple(
        _piece(heading, blocks, ids, screen)
        for part in document.parts
        if part.kind not in NOT_READ
        for heading, blocks in _cut(part)
    )


def _cut(part: Part) -> Iterator[tuple[Heading, list[Block]]]:
    """The part's blocks under their headings."""
    heading, blocks = Heading(level=1, text=part.title, anchor=anchor(part.name)), list[Block]()
    for place, block in enumerate(part.blocks):
        if isinstance(block, Heading) and block.level <= DEEPEST + 2:
            if place:
                yield heading, blocks
            heading, blocks = block, []
        else:
            blocks.append(block)
    yield heading, blocks


def _piece(heading: Heading, blocks: list[Block], ids: dict[str, str], screen: Screen) -> Piece:
    key = ids.get(heading.anchor, heading.anchor.removeprefix("s-"))
    shown = [block for block in blocks if not _is_paper(block)]
    has_paper = any(isinstance(block, Derivation) for block in shown) and key.startswith(ANALYSED)
    html = blocks_as_html(shown, screen)
    return Piece(
        key=key,
        title=heading.text.replace("\n", ""),
        level=heading.level,
        html=html or _links([block for block in blocks if isinstance(block, Form)], screen),
        paper=key.removeprefix(ANALYSED) if has_paper else "",
    )


def _is_paper(block: Block) -> bool:
    return isinstance(block, Form) and block.name.startswith(PAPER)


def _links(papers: list[Form], screen: Screen) -> Html:
    """The working papers as links to their own pages."""
    lines = (
        tag("p", tag("a", text(one.title), href=screen.paper(one.name.removeprefix(PAPER))), class_="flat")
        for one in papers
    )
    return join(lines)


def papers_of(document: Document) -> dict[str, Form]:
    """The forms of working papers by their indicators' codes, in the order of the report."""
    forms = (block for part in document.parts for block in part.blocks if isinstance(block, Form))
    return {one.name.removeprefix(PAPER): one for one in forms if one.name.startswith(PAPER)}


def of_paper(code: str, paper: Form) -> Piece:
    """A working paper."""
    return Piece(key=code, title=paper.title, level=1, html=form(paper))


def contents(pieces: Iterable[Piece]) -> tuple[Listed, ...]:
    """The lines of the contents, each with the keys of what is read with it."""
    lines: list[tuple[Piece, list[str]]] = []
    for piece in pieces:
        if piece.is_listed or not lines:
            lines.append((piece, []))
        lines[-1][1].append(piece.key)
    return tuple(Listed(piece=piece, keys=tuple(keys)) for piece, keys in lines)
