"""Facts → document tree: outlines of reports as data, standard wording around facts. Pure."""

from reports.document.beside import (
    Adoption,
    Beside,
    Member,
    Photo,
    Polled,
    Repeal,
    SurveyShare,
    Weighing,
    as_plain,
    from_plain,
)
from reports.document.blocks import Document
from reports.document.compose import Section, compose, sections
from reports.document.facts import Fact, FactBook, UnknownFact
from reports.document.imprint import Imprint, Signature
from reports.document.material import Material, PaperSign
from reports.document.outline import NAMES as OUTLINES
from reports.document.outline import Outline, UnknownOutline, read_outline
from reports.document.sources import fact_book
from reports.document.text import plain_text
from reports.document.wording import BadWording

__all__ = [
    "OUTLINES",
    "Adoption",
    "BadWording",
    "Beside",
    "Document",
    "Fact",
    "FactBook",
    "Imprint",
    "Material",
    "Member",
    "Outline",
    "PaperSign",
    "Photo",
    "Polled",
    "Repeal",
    "Section",
    "Signature",
    "SurveyShare",
    "UnknownFact",
    "UnknownOutline",
    "Weighing",
    "as_plain",
    "compose",
    "fact_book",
    "from_plain",
    "plain_text",
    "read_outline",
    "sections",
]
