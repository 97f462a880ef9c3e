"""A questionnaire in, its PDF out: the same questionnaire gives the same bytes. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from evaluations.surveying.definition import Questionnaire
from evaluations.surveying.plainly import digest
from reports.paperforms.sheet import characters, page
from reports.rendering import MissingGlyph, MissingGlyphs
from reports.rendering.engine import Press, undisturbed
from reports.rendering.glyphs import is_drawn
from reports.rendering.results import Listener, Progress

AROUND = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The file and how many pages it has."""

    pdf: bytes
    pages: int


def print_form(
    questionnaire: Questionnaire, *, named: str, stamp: str = "", progress: Listener | None = None
) -> Printed:
    """The questionnaire as PDF/A for A4. `named` stands at the head of each page, `stamp` lies behind it.

    Raises MissingGlyphs, RenderingFailed.
    """
    tell = progress or (lambda _: None)
    tell(Progress(stage="检查字形", done=0, total=1))
    if missing := _missing(questionnaire):
        raise MissingGlyphs(missing)
    with undisturbed():
        press = Press((), progress)
        laid_out = press.lay_out(page(questionnaire, named=named, stamp=stamp), stage="分页", total=0)
        identifier = hashlib.sha256(f"{digest(questionnaire)}{named}{stamp}".encode()).hexdigest()
        pdf, count = press.write(laid_out, identifier=identifier, date=None), len(laid_out.pages)
        del laid_out
    return Printed(pdf=pdf, pages=count)


def _missing(questionnaire: Questionnaire) -> tuple[MissingGlyph, ...]:
    return tuple(
        MissingGlyph(
            character=character,
            part=place,
            place="",
            context=content[max(0, at - AROUND) : at + AROUND + 1].replace("\n", " "),
        )
        for place, content in characters(questionnaire)
        for at, character in enumerate(content)
        if not is_drawn(character)
    )
