"""A document, or some of its parts, as one HTML page for the typesetter."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from reports.document.blocks import Document, Part, Table
from reports.rendering.markup import EMPTY, Html, tag, text
from reports.rendering.parts import FRONT, section
from reports.rendering.results import RenderingFailed
from reports.rendering.tables import Setting
from reports.rendering.widths import WIDTHS

PRODUCER = "绩衡 Jiheng"
DATE = re.compile(r"(\d{4})\s*[年./-]\s*(?:(\d{1,2})\s*(?:[月./-]\s*(?:(\d{1,2})\s*日?)?)?)?")


def dated(document: Document) -> datetime | None:
    """The document's date as midnight UTC; a month or a year alone is its first day, no date is None."""
    if not document.date.strip():
        return None
    match = DATE.match(document.date.strip())
    year, month, day = (int(part or 1) for part in match.groups()) if match else (0, 0, 0)
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError as error:
        message = f"报告日期“{document.date}”读不出年月日，请写成“2019年8月16日”的样子。"
        raise RenderingFailed(message) from error


def page(
    document: Document,
    *,
    cuts: dict[str, tuple[int, ...]],
    measured: frozenset[str] = frozenset(),
    only: Collection[str] | None = None,
) -> Html:
    """The page. `cuts` says before which rows tables are cut; tables in `measured` are set uncut.

    `only` names the parts to set (for measuring); page numbers then mean nothing.
    """
    sections = tuple(_sections(document, cuts, measured, only))
    body = tag("body", *sections, _stamp(document), class_="report", data_title=document.short_title)
    return Html("<!doctype html>" + tag("html", _head(document), body, lang=document.language))


def _head(document: Document) -> Html:
    date = dated(document)
    written = date.strftime("%Y-%m-%dT%H:%M:%SZ") if date else ""
    named = {
        "author": document.author,
        "description": document.subject,
        "generator": PRODUCER,
        "dcterms.created": written,
        "dcterms.modified": written,
    }
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("title", text(document.title.replace("\n", ""))),
        *(tag("meta", name=name, content=content) for name, content in named.items() if content),
    )


def _stamp(document: Document) -> Html:
    """The watermark: its first line large, what says which version it is small below."""
    if not document.stamp:
        return EMPTY
    first, *more = document.stamp.split("\n")
    below = tag("div", text("\n".join(more))) if more else EMPTY
    return tag("div", text(first), below, class_="stamp")


def _sections(
    document: Document,
    cuts: dict[str, tuple[int, ...]],
    measured: frozenset[str],
    only: Collection[str] | None,
) -> Iterator[Html]:
    parts = [part for part in document.parts if only is None or part.name in only]
    begun: set[str] = set()
    lie_across = all(part.layout == "landscape" for part in document.parts if part.kind != "cover")
    for part in parts:
        setting = Setting(width=WIDTHS[part.layout], cuts=cuts, measured=measured)
        name, end = _page_name(part, begun, lie_across=lie_across), part is parts[-1]
        yield section(_until(part, measured), document, setting, page=name, end=end)


def _until(part: Part, measured: frozenset[str]) -> Part:
    """The part up to its measured table, which what follows does not move; else the whole."""
    for place, block in enumerate(part.blocks, start=1):
        if isinstance(block, Table) and block.name in measured:
            return replace(part, blocks=part.blocks[:place])
    return part


def _page_name(part: Part, begun: set[str], *, lie_across: bool) -> str:
    """The kind of page; the first front page and the first numbered page begin a new count.

    A page name restarts the count only where it is used once, hence names of their own for them. Landscape
    pages are turned to stand among upright ones, unless all of them lie across.
    """
    if part.kind == "cover":
        return "cover"
    count = "front" if part.kind in FRONT else "main"
    wide = "across" if lie_across else "wide"
    layout = f"{wide}-{count}" if part.layout == "landscape" else count
    if count in begun:
        return layout
    begun.add(count)
    return f"{layout}-first"
