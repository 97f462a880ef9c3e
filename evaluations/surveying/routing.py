"""The way through a questionnaire: its pages, and which of them are asked after which answers (跳题).

A page begins at a text, at a place that a jump leads to and after a question that jumps, so a page is asked
whole or not at all, and the way is the same with and without scripts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluations.surveying.definition import END, Answers, Item, Questionnaire

PER_PAGE = 5
"""Questions on one page at most: what fits a phone with little scrolling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Items that are shown together; `number` counts from 1."""

    number: int
    items: tuple[Item, ...]


def pages(questionnaire: Questionnaire) -> tuple[Page, ...]:
    """The pages in order. Every item stands on exactly one."""
    targets = {jump.to for item in questionnaire.items for jump in item.jumps}
    cut: list[list[Item]] = []
    for item in questionnaire.items:
        before = cut[-1] if cut else []
        is_full = sum(one.is_asked for one in before) >= PER_PAGE
        if not before or is_full or not item.is_asked or item.id in targets or before[-1].jumps:
            cut.append([])
        cut[-1].append(item)
    return tuple(Page(number=number, items=tuple(items)) for number, items in enumerate(cut, 1))


def after(found: Sequence[Page], page: Page, answers: Answers) -> Page | None:
    """Of all pages the one that follows, by the jump of the page's last question; None at the end."""
    to = _jump(page.items[-1], answers)
    if to == END:
        return None
    if to is not None:
        return next((one for one in found if any(item.id == to for item in one.items)), None)
    return found[page.number] if page.number < len(found) else None


def way(questionnaire: Questionnaire, answers: Answers) -> Iterator[Page]:
    """The pages that are asked after these answers, in order."""
    found = pages(questionnaire)
    page = next(iter(found), None)
    while page is not None:
        yield page
        page = after(found, page, answers)


def asked(questionnaire: Questionnaire, answers: Answers) -> tuple[Item, ...]:
    """The questions on the way; what is answered beside it does not count."""
    return tuple(item for page in way(questionnaire, answers) for item in page.items if item.is_asked)


def on_the_way(questionnaire: Questionnaire, answers: Answers) -> Answers:
    """The answers to the questions that are asked; those to questions that were jumped over are left out."""
    keys = {item.id for item in asked(questionnaire, answers)}
    return {key: value for key, value in answers.items() if key.partition("~")[0] in keys}


def _jump(item: Item, answers: Answers) -> str | None:
    chosen = answers.get(item.id)
    return next((jump.to for jump in item.jumps if chosen in jump.when), None)
