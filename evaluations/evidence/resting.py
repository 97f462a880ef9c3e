"""What rests on a document elsewhere. Slices above say it here, so that evidence need not know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from evaluations.evidence.models import Document, DocumentVersion
from evaluations.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Something that rests on a document: its name, how, where it is, and whether somebody signed it."""

    name: str
    how: str
    url: str
    is_signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A document that goes, or one `version` of it; `codes` of the indicators that it is linked to.

    `because` is the sentence that is told where something loses its support; `heir` takes its place.
    """

    document: Document
    version: DocumentVersion | None
    codes: frozenset[str]
    is_newest: bool
    """Whether what people see under the document's number changes."""
    because: str = ""
    heir: Document | None = None


class Holder(Protocol):
    """A slice with something that rests on documents."""

    def rests(self, leaving: Leaving) -> Sequence[Rest]:
        """What rests on it; changes nothing."""

    def let_go(self, leaving: Leaving, *, by: User) -> None:
        """Takes the heir instead or goes without, and takes signatures off; in the caller's transaction."""


_HOLDERS: list[Holder] = []


def hold(holder: Holder) -> None:
    """From now on asked about every document that goes."""
    if holder not in _HOLDERS:
        _HOLDERS.append(holder)


def rests(leaving: Leaving) -> list[Rest]:
    """All that rests on it."""
    return [rest for holder in _HOLDERS for rest in holder.rests(leaving)]


def let_go(leaving: Leaving, *, by: User) -> None:
    """Tells all of them that it goes."""
    for holder in _HOLDERS:
        holder.let_go(leaving, by=by)
