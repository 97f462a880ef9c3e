"""What was sent of a sheet, read along the way through its questionnaire. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.surveying.definition import MATRIX, RANKING, Item, Questionnaire, words_key
from evaluations.surveying.intake import Sent, take
from evaluations.surveying.routing import Page, after, pages

Fields = dict[str, list[str]]
"""What stands in the fields of a sheet by their names, as it was typed, right or wrong."""

LONGEST, MOST = 20_000, 100
"""Characters of one value, and values of one field, that are looked at: far more than an answer may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """The answers on the way, what is wrong by item id, and the first page on which something is."""

    answers: dict[str, Any]
    errors: dict[str, str]
    page: int | None


def names(item: Item) -> Iterator[str]:
    """The names of a question's fields, as `surveying.intake` reads them."""
    if item.kind in (MATRIX, RANKING):
        yield from (f"{item.id}.{one.id}" for one in (item.lines if item.kind == MATRIX else item.choices))
    elif item.is_asked:
        yield item.id
    yield from (words_key(item, choice) for choice in item.choices if choice.words)


def own(items: Iterable[Item], sent: Sent) -> Fields:
    """Of what was sent, the fields of these questions; whatever else was sent is left where it is."""
    known = (name for item in items for name in names(item))
    found = {name: [_plain(value) for value in sent[name][:MOST]] for name in known if name in sent}
    return {name: values for name, values in found.items() if any(values)}


def replaced(fields: Fields, page: Page, sent: Sent) -> Fields:
    """All fields after those of one page were sent anew."""
    gone = {name for item in page.items for name in names(item)}
    return {name: values for name, values in fields.items() if name not in gone} | own(page.items, sent)


def walked(questionnaire: Questionnaire, fields: Sent) -> Walked:
    """Reads a whole sheet page by page. Behind a jump that cannot be read nobody knows what is asked."""
    answers: dict[str, Any] = {}
    errors: dict[str, str] = {}
    wrong: int | None = None
    found = pages(questionnaire)
    page = next(iter(found), None)
    while page is not None:
        got = take(page.items, fields)
        answers |= got.answers
        errors |= got.errors
        if got.errors and wrong is None:
            wrong = page.number
        last = page.items[-1]
        if last.jumps and last.id in got.errors:
            break
        page = after(found, page, answers)
    return Walked(answers=answers, errors=errors, page=wrong)


def before(found: Sequence[Page], page: Page, fields: Sent) -> int:
    """Of all pages the number of the one from which one came to `page`; its own where it is the first."""
    number = page.number
    step = next(iter(found), None)
    while step is not None and step.number < page.number:
        number = step.number
        answers = take(step.items, fields, is_strict=False).answers
        step = after(found, step, answers)
    return number


def _plain(value: str) -> str:
    """A value as a database can keep it, however long it was."""
    return value[:LONGEST].replace("\0", "")
