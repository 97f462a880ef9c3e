"""Material → document: the outline is filled, what stays empty is left out, what remains is numbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from evaluations.dossier import SELF_EVALUATION
from reports.document.blocks import Document, Paragraph, plain
from reports.document.facts import Overheard
from reports.document.fill import GENERATORS
from reports.document.layout import Laid, Narrative, Top, is_own_text, lay_out
from reports.document.material import NOTHING, Context, Filled, Material, Node
from reports.document.numbers import decimals_of
from reports.document.outline import Outline, OutlineSection, read_outline
from reports.document.sources import fact_book
from reports.document.sources.firmness import analysed
from reports.document.sources.project import short_name
from reports.document.sources.scores import Scale
from reports.document.tree import Twig, grow
from reports.document.wording import paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section for the editor: `default` is our text, `replaced` the author's (empty if there is none).

    `chapter` is the title of the part that it stands in; its own where it is one.
    """

    id: str
    chapter: str
    title: str
    level: int
    default: tuple[str, ...]
    replaced: tuple[str, ...]


def compose(material: Material) -> Document:
    """The report. Raises UnknownOutline, and BadWording for a fault in our own templates."""
    context, laid = _written(material)
    book, title = context.book, material.dossier.project.title
    is_form = material.dossier.kind == SELF_EVALUATION
    return Document(
        title=title,
        short_title=short_name(title) + ("绩效自评表" if is_form else "绩效评价报告"),
        author=material.dossier.project.firm or book["project.unit"].text,
        subject=f"{short_name(title)}绩效评价",
        date=book["project.report_date"].written if book.knows("project.report_date") else "",
        parts=laid.parts,
        stamp=material.stamp,
    )


def sections(material: Material) -> tuple[Section, ...]:
    """All sections that have text, in the order of the report, for the editor's side list."""
    _, laid = _written(material)
    return tuple(found for node in laid.nodes for found in _sections(node, material, node.title, 1))


def _sections(node: Node, material: Material, chapter: str, level: int) -> Iterator[Section]:
    replaced = tuple(material.narrative.get(node.id, ()))
    default = tuple(
        plain(block.runs) for block in node.blocks if isinstance(block, Paragraph) and is_own_text(block)
    )
    if node.is_text and (default or replaced):
        yield Section(
            id=node.id, chapter=chapter, title=node.title, level=level, default=default, replaced=replaced
        )
    for child in node.children:
        yield from _sections(child, material, chapter, level + 1)


Sections = tuple[OutlineSection, ...]
Said = Mapping[str, Filled]
"""What each section of an outline says, by its id."""

# Filling --------------------------------------------------------------------------------------------


def _written(material: Material) -> tuple[Context, Laid]:
    """Sections are filled to learn the numbers of tables and annexes, then those anew that refer to them."""
    outline = read_outline(material.outline_name)
    context = _context(material)
    book = Overheard(context.book.values())
    said, referring = {}, []
    for section in outline.sections:
        book.asked = False
        said[section.id] = _said(section, replace(context, book=book))
        if book.asked:
            referring.append(section)
    numbers = lay_out(_filled(outline, said, material.narrative), material.narrative).names
    context = replace(context, book=context.book.numbered(numbers))
    said |= {section.id: _said(section, context) for section in referring}
    return context, lay_out(_filled(outline, said, material.narrative), material.narrative)


def _context(material: Material) -> Context:
    """What every section is written from, the numbers of this document not yet known."""
    sensitivity = analysed(material.dossier, material.result)
    twigs = grow(material.dossier, material.result)
    scale = Scale.of(material.dossier)
    return Context(
        material=material,
        book=fact_book(
            material.dossier,
            material.result,
            issued=material.issued,
            beside=material.beside,
            sensitivity=sensitivity,
        ),
        twigs=twigs,
        scale=scale,
        decimals=_points_decimals(twigs, scale),
        sensitivity=sensitivity,
    )


def _points_decimals(twigs: tuple[Twig, ...], scale: Scale) -> int:
    """Those of the rounding, more where a weight or a score has more: a column never cuts a digit."""
    all_twigs = [one for twig in twigs for one in twig.walk()]
    numbers = [value for one in all_twigs for value in (one.indicator.weight, one.outcome.score)]
    return max(scale.score.decimals, decimals_of(numbers))


def _said(section: OutlineSection, context: Context) -> Filled:
    """What a section itself says: its standing sentences, then what its generator gives."""
    paragraphs = [one for sentences in section.text for one in paragraph(sentences, context.book)]
    filled = GENERATORS[section.fill](context) if section.fill else NOTHING
    return replace(filled, blocks=(*paragraphs, *filled.blocks))


def _filled(outline: Outline, said: Said, narrative: Narrative) -> Iterator[Top]:
    """The outline's parts with what there is to say in them."""
    for section, below in _grouped(outline.sections):
        node = _node(section, below, said, narrative)
        if section.kind == "contents" or _has_content(node, narrative):
            yield Top(section=section, node=node)


def _grouped(sections_: Sections) -> Iterator[tuple[OutlineSection, Sections]]:
    """Each section of the highest level there is, with those below it."""
    starts = [place for place, one in enumerate(sections_) if one.level == sections_[0].level]
    for start, end in zip(starts, [*starts[1:], len(sections_)], strict=True):
        yield sections_[start], sections_[start + 1 : end]


def _node(section: OutlineSection, below: Sections, said: Said, narrative: Narrative) -> Node:
    own = said[section.id]
    children = [_node(child, more, said, narrative) for child, more in _grouped(below)] if below else []
    kept = tuple(child for child in children if _has_content(child, narrative))
    return Node(
        id=section.id,
        title=section.title,
        blocks=own.blocks,
        children=(*own.children, *kept),
        is_text=section.kind not in ("cover", "contents"),
    )


def _has_content(node: Node, narrative: Narrative) -> bool:
    return bool(node.blocks or node.children or narrative.get(node.id))
