"""Filled sections → parts: titles, tables and annexes get their numbers, authors' texts their place.

Only what is there is numbered, so leaving a section out never leaves a hole in the count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from reports.document.blocks import Block, Figure, Heading, Paragraph, Part, Table
from reports.document.material import Node
from reports.document.numbers import chinese
from reports.document.outline import OutlineSection

Narrative = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """A section that begins a part, with everything in it."""

    section: OutlineSection
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Parts, sections with their numbered titles, and what got which number (`table.budget`: 表1-1)."""

    parts: tuple[Part, ...]
    nodes: tuple[Node, ...]
    names: Mapping[str, str]


@dataclass(slots=True)
class _Counts:
    """The numbers given so far."""

    chapters: int = 0
    annexes: int = 0
    tables: int = 0
    figures: int = 0
    annex_tables: int = 0
    annex_figures: int = 0
    names: dict[str, str] = field(default_factory=dict)


def lay_out(tops: Iterable[Top], narrative: Narrative) -> Laid:
    """Numbers and arranges; `narrative` replaces the paragraphs of a section by plain text."""
    counts, parts, nodes = _Counts(), [], []
    for top in tops:
        node = _numbered(top, counts)
        blocks = tuple(_number_block(block, top, counts) for block in _blocks(node, top.section, narrative))
        nodes.append(node)
        parts.append(
            Part(
                name=top.section.id,
                kind=top.section.kind,
                title=node.title,
                run=_run(node.title, top.section),
                blocks=blocks,
                layout="landscape" if top.section.landscape else "portrait",
                flows=top.section.flows,
            )
        )
    return Laid(parts=tuple(parts), nodes=tuple(nodes), names=counts.names)


# Titles ---------------------------------------------------------------------------------------------


def _numbered(top: Top, counts: _Counts) -> Node:
    """The top's node with numbers before all titles."""
    title = top.node.title
    if top.section.kind == "annex" and top.section.is_numbered:
        counts.annexes += 1
        number = f"附件{chinese(counts.annexes)}"
        counts.names[top.section.id] = number
        title = f"{number}　{title}"
    elif top.section.kind == "chapter" and top.section.is_numbered:
        counts.chapters += 1
        counts.tables = counts.figures = 0
        title = f"{chinese(counts.chapters)}、{title}"
    return replace(top.node, title=title, children=_numbered_below(top.node.children, 2))


def _run(title: str, section: OutlineSection) -> str:
    """What the page header says: the title, in the outline's shorter words where it has them."""
    return title.replace(section.title, section.run) if section.run else title


def _numbered_below(nodes: tuple[Node, ...], level: int) -> tuple[Node, ...]:
    return tuple(
        replace(
            node,
            title=f"{_mark(place, level)}{node.title}",
            children=_numbered_below(node.children, level + 1),
        )
        for place, node in enumerate(nodes, start=1)
    )


def _mark(place: int, level: int) -> str:
    """（一） · 1． · （1）; below that a run-in head has no number."""
    return {2: f"（{chinese(place)}）", 3: f"{place}．", 4: f"（{place}）"}.get(level, "")


# Blocks ---------------------------------------------------------------------------------------------


def _blocks(node: Node, section: OutlineSection, narrative: Narrative) -> list[Block]:
    """The part's blocks in order, headings included."""
    if section.kind in ("cover", "contents"):
        return list(node.blocks)
    return _flat(node, 1, narrative)


def _flat(node: Node, level: int, narrative: Narrative) -> list[Block]:
    heading = Heading(level=level, text=node.title, anchor=anchor(node.id), in_contents=node.in_contents)
    blocks: list[Block] = [heading, *told(node, narrative)]
    for child in node.children:
        blocks += _flat(child, level + 1, narrative)
    return blocks


def anchor(name: str) -> str:
    """A name as an anchor of the document."""
    return "s-" + re.sub(r"[^\w.-]", "-", name)


def is_own_text(block: Block) -> bool:
    """A paragraph of ours that an author may write anew."""
    return isinstance(block, Paragraph) and block.style == "body"


def told(node: Node, narrative: Narrative) -> tuple[Block, ...]:
    """The section's blocks, its paragraphs replaced by the author's where there are any."""
    own = narrative.get(node.id)
    if not own or not node.is_text:
        return node.blocks
    first = next((place for place, block in enumerate(node.blocks) if is_own_text(block)), 0)
    kept = [block for block in node.blocks if not is_own_text(block)]
    return (*kept[:first], *(Paragraph(runs=(text,)) for text in own), *kept[first:])


def _number_block(block: Block, top: Top, counts: _Counts) -> Block:
    """A table or figure with its number: 表1-1 in a chapter, 附表1 in an annex."""
    if not isinstance(block, Table | Figure) or not top.section.is_numbered:
        return block
    kind, word = ("table", "表") if isinstance(block, Table) else ("figure", "图")
    prefix = "annex_" if top.section.kind == "annex" else ""
    count = getattr(counts, f"{prefix}{kind}s") + 1
    setattr(counts, f"{prefix}{kind}s", count)
    number = f"附{word}{count}" if prefix else f"{word}{counts.chapters}-{count}"
    counts.names[f"{kind}.{block.name}"] = number
    return replace(block, number=number)
