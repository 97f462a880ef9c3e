"""Which drafts can go out: slices above that make files say so (`offer_by`), by number and SHA-256."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evaluations.projects.models import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A version of the report as a file: 第N版, the file's SHA-256, and what to call it."""

    number: int
    sha256: str
    label: str


Offer = Callable[[Project], list[Draft]]

_OFFERS: list[Offer] = []


def offer_by(offer: Offer) -> None:
    """From now on `offer` is asked which drafts a project has."""
    if offer not in _OFFERS:
        _OFFERS.append(offer)


def drafts_of(project: Project) -> list[Draft]:
    """The drafts that can go out, the newest first."""
    return sorted((one for offer in _OFFERS for one in offer(project)), key=lambda one: -one.number)
