"""Facts → document tree: outlines of reports as data, standard wording around facts. Pure."""

from reports.document.blocks import Document
from reports.document.compose import Section, compose, sections
from reports.document.facts import Fact, FactBook, UnknownFact
from reports.document.material import Material, PaperSign
from reports.document.outline import NAMES as OUTLINES
from reports.document.outline import Outline, UnknownOutline, read_outline
from reports.document.sources import fact_book
from reports.document.text import plain_text
from reports.document.wording import BadWording

__all__ = [
    "OUTLINES",
    "BadWording",
    "Document",
    "Fact",
    "FactBook",
    "Material",
    "Outline",
    "PaperSign",
    "Section",
    "UnknownFact",
    "UnknownOutline",
    "compose",
    "fact_book",
    "plain_text",
    "read_outline",
    "sections",
]
