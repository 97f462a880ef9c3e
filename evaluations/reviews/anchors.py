"""A quotation and a text in, the place of the one in the other out. Pure.

A quotation is the W3C's text quote selector: the exact words with some characters before and after them. It
is looked for word by word; of several places the one with the most of its surroundings is taken. Where its
words were changed it is known by its surroundings, if what stands between them is still like it; else it is
gone, and keeps its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

CONTEXT = 32
"""Characters that a quotation keeps of what stands before and behind it."""
LEAST = 6
"""Fewer characters of the surroundings say nothing."""
ALIKE = 0.5
"""From this share of common characters on, changed words count as the quoted ones."""
MOST = 24
"""Places of the surroundings that are looked at on each side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The words, and what stood around them; without words it means the whole text."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a quotation stands: characters `start` to `end`; `is_exact` unless its words were changed."""

    start: int
    end: int
    is_exact: bool = True


class NotOnePlace(Exception):
    """The words stand nowhere, or in several places that nothing tells apart (`count`)."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} places")
        self.count = count


class AcrossParagraphs(Exception):
    """The words begin in one paragraph and end in another."""


def quote(text: str, start: int, end: int) -> Quotation:
    """The characters `start` to `end` with what stands around them."""
    return Quotation(
        exact=text[start:end], prefix=text[max(0, start - CONTEXT) : start], suffix=text[end : end + CONTEXT]
    )


def find(quotation: Quotation, text: str) -> Place | None:
    """Where the quotation stands in `text`; None where it is gone."""
    if not quotation.exact:
        return Place(start=0, end=len(text))
    ranked = _ranked(quotation, text)
    if ranked:
        start = ranked[0][1]
        return Place(start=start, end=start + len(quotation.exact))
    return _by_surroundings(quotation, text)


def replaced(quotation: Quotation, text: str, words: str) -> str:
    """`text`, one paragraph per line, with `words` in place of the quoted ones.

    A quotation was taken from a page, which has no line breaks between paragraphs. Raises NotOnePlace and
    AcrossParagraphs.
    """
    kept = [place for place, character in enumerate(text) if character != "\n"]
    ranked = _ranked(quotation, text.replace("\n", "")) if quotation.exact else []
    best = [start for score, start in ranked if score == ranked[0][0]]
    if len(best) != 1:
        raise NotOnePlace(len(best))
    first, last = kept[best[0]], kept[best[0] + len(quotation.exact) - 1]
    if "\n" in text[first:last]:
        raise AcrossParagraphs
    return text[:first] + words + text[last + 1 :]


def _ranked(quotation: Quotation, text: str) -> list[tuple[int, int]]:
    """Each place of the exact words with how many characters of the surroundings agree, the best first."""
    ranked = [
        (
            common(quotation.prefix[::-1], text[max(0, start - CONTEXT) : start][::-1])
            + common(quotation.suffix, text[start + len(quotation.exact) :][:CONTEXT]),
            start,
        )
        for start in _places(quotation.exact, text)
    ]
    return sorted(ranked, key=lambda one: (-one[0], one[1]))


def _places(words: str, text: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def common(one: str, other: str) -> int:
    """How many characters at the beginning are the same."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


# Changed words ----------------------------------------------------------------------------------------


def _by_surroundings(quotation: Quotation, text: str) -> Place | None:
    """Between the quotation's surroundings, the stretch that is most like it; None if none is like it."""
    wanted = quotation.exact
    longest = 2 * len(wanted) + CONTEXT
    stretches = (
        (start, end)
        for start in _behind(quotation.prefix, text)
        for end in _before(quotation.suffix, text)
        if start < end <= start + longest
    )
    rated = ((_likeness(wanted, text[start:end]), -start, end) for start, end in stretches)
    best = max(rated, default=(0.0, 0, 0))
    return Place(start=-best[1], end=best[2], is_exact=False) if best[0] >= ALIKE else None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _behind(prefix: str, text: str) -> list[int]:
    """Where the quotation may begin: behind as much of the prefix as is still there."""
    if len(prefix) < LEAST:  # it stood at the very beginning
        return [len(prefix)] if text.startswith(prefix) else []
    found = _longest([prefix[-size:] for size in range(len(prefix), LEAST - 1, -1)], text)
    return [start + len(words) for words, start in found]


def _before(suffix: str, text: str) -> list[int]:
    """Where the quotation may end: before as much of the suffix as is still there."""
    if len(suffix) < LEAST:
        return [len(text) - len(suffix)] if text.endswith(suffix) else []
    found = _longest([suffix[:size] for size in range(len(suffix), LEAST - 1, -1)], text)
    return [start for _, start in found]


def _longest(pieces: list[str], text: str) -> list[tuple[str, int]]:
    """The places of the first of `pieces` that stands in `text`."""
    for words in pieces:
        found = [(words, start) for start, _ in zip(_places(words, text), range(MOST), strict=False)]
        if found:
            return found
    return []


# Suggestions --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of a change: words that stay ("same"), go ("del") or come ("ins")."""

    kind: str
    words: str


def changes(before: str, after: str) -> tuple[Stretch, ...]:
    """What turns `before` into `after`, to be shown with the words that go struck out."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stretches: list[Stretch] = []
    starts = [(0, 0, 0), *blocks]
    for (a, b, size), (next_a, next_b, next_size) in pairwise(starts):
        stretches += [
            Stretch(kind="del", words=before[a + size : next_a]),
            Stretch(kind="ins", words=after[b + size : next_b]),
            Stretch(kind="same", words=before[next_a : next_a + next_size]),
        ]
    return tuple(one for one in stretches if one.words)
