"""The draft report and its working papers as pieces, as they stand now."""

from __future__ import annotations

from django.urls import reverse

from evaluations.projects.models import Project
from reports.composing.snapshot import current_document
from reports.document.blocks import Pictures
from reports.reading import pieces
from reports.reading.pieces import Piece
from reports.reading.screen import Screen


def screen_of(project: Project) -> Screen:
    """Where the links of the project's pages lead."""
    return Screen(
        picture=lambda name: reverse("reading:picture", args=[project.pk, name]),
        paper=lambda code: reverse("reading:paper", args=[project.pk, code]),
    )


def pieces_of(project: Project) -> tuple[Piece, ...]:
    """The report, section by section. Raises Unusable where the facts give none."""
    return pieces.of_document(*current_document(project), screen_of(project))


def papers_of(project: Project) -> dict[str, Piece]:
    """The working papers by their indicators' codes. Raises Unusable."""
    document, _ = current_document(project)
    return {code: pieces.of_paper(code, form) for code, form in pieces.papers_of(document).items()}


def pictures_of(project: Project) -> frozenset[str]:
    """The names of the photos that the report shows. Raises Unusable."""
    document, _ = current_document(project)
    blocks = (block for part in document.parts for block in part.blocks if isinstance(block, Pictures))
    return frozenset(one.name for block in blocks for one in block.items)
