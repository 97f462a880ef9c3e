"""The page between upload and import: the problems of the file in their places, and what would be created."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evaluations.dossier import Problem
from evaluations.exchange import source
from evaluations.exchange.source import Excerpt

SHOWN = 100
"""A file that is wrong throughout would fill the page; the first problems are enough to begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A problem or warning with the line of the file where it stands."""

    path: str
    message: str
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Problems or warnings for a page: the first ones, and how many there are."""

    shown: tuple[Located, ...]
    count: int

    @property
    def hidden(self) -> int:
        return self.count - len(self.shown)


def located(content: bytes, problems: Iterable[Problem], warnings: Iterable[Problem]) -> tuple[Notes, Notes]:
    """Both lists with their places in the file; a file that is not UTF-8 has no lines that one could read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    places = source.places(text)
    return _notes(text, places, problems), _notes(text, places, warnings)


def _notes(text: str, places: dict[str, int], problems: Iterable[Problem]) -> Notes:
    everything = list(problems)
    shown = tuple(
        Located(
            path=one.path,
            message=one.message,
            excerpt=_excerpt(text, places, one) if text else None,
        )
        for one in everything[:SHOWN]
    )
    return Notes(shown=shown, count=len(everything))


def _excerpt(text: str, places: dict[str, int], one: Problem) -> Excerpt | None:
    return source.excerpt(text, places, one.path) if one.path else source.told_line(text, one.message)
