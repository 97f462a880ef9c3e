"""How the signatures of a project stand: which are in force, whose turn it is, what is frozen.

Plain data in, plain data out; no database. The chain is read from its first link to its last: an approval
counts until a return, a reopening or nothing undoes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

APPROVE, RETURN, REOPEN, REVISE = "approve", "return", "reopen", "revise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """签字位: one place for a signature; `people` are those of whom each has to sign, empty: anybody once."""

    key: int
    people: frozenset[int] = frozenset()
    everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stage in the order of signing. `rests_on` are keys of earlier ones; `freezes` with all they need."""

    key: str
    places: tuple[Place, ...]
    rests_on: frozenset[str] = frozenset()
    freezes: frozenset[str] = frozenset()
    revises: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry of the chain. `target`: the stage gone back to; `scopes`: what a revision opens."""

    number: int
    act: str
    step: str
    place: int | None = None
    person: int = 0
    target: str = ""
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is in force. `approvals`: stage → its links; `opened`: part → the revision that opens it."""

    steps: tuple[Step, ...]
    approvals: Mapping[str, tuple[Link, ...]]
    opened: Mapping[str, Link] = field(default_factory=dict)
    withdrawn: Mapping[int, Link] = field(default_factory=dict)
    """Number of an approval → the link that undid it."""

    def is_signed(self, key: str) -> bool:
        """Whether every place of the stage is signed; a stage without places is passed by."""
        return self.next_place(key) is None

    def next_place(self, key: str) -> Place | None:
        """The first place of the stage that is not signed yet."""
        given = self.approvals.get(key, ())
        return next((place for place in self._step(key).places if not _is_filled(place, given)), None)

    @property
    def current(self) -> Step | None:
        """The first stage that is not signed: only this one can be."""
        return next((step for step in self.steps if not self.is_signed(step.key)), None)

    def waiting(self, place: Place, key: str) -> frozenset[int]:
        """Who has still to sign a place that everyone signs."""
        return place.people - {link.person for link in self.approvals.get(key, ()) if link.place == place.key}

    def frozen_by(self, scope: str) -> Link | None:
        """The approval that freezes the part now: the first in force that does; none while it is revised."""
        if scope in self.opened:
            return None
        links = (
            link
            for step in self.steps
            if scope in step.freezes
            for link in self.approvals.get(step.key, ())[:1]
        )
        return min(links, key=lambda link: link.number, default=None)

    def shown_by(self, scope: str) -> Link | None:
        """The newest approval in force that is about the part: what it shows is what stands signed."""
        links = (
            link
            for step in self.steps
            if scope in self.covered(step.key)
            for link in self.approvals.get(step.key, ())
        )
        return max(links, key=lambda link: link.number, default=None)

    def newest(self) -> Link | None:
        """The newest approval in force: what it shows is what stands signed."""
        every = (link for links in self.approvals.values() for link in links)
        return max(every, key=lambda link: link.number, default=None)

    def covered(self, key: str) -> frozenset[str]:
        """The parts that a signature of this stage is about: what it and all stages before it freeze."""
        found: set[str] = set()
        for step in self.steps:
            found |= step.freezes
            if step.key == key:
                break
        return frozenset(found)

    def falls_with(self, key: str) -> tuple[str, ...]:
        """The stage and the later ones that rest on it, by themselves or by others: they reopen with it."""
        fallen = {key}
        for step in self.steps:
            if step.rests_on & fallen:
                fallen.add(step.key)
        return tuple(step.key for step in self.steps if step.key in fallen)

    def _step(self, key: str) -> Step:
        return next(step for step in self.steps if step.key == key)


def read(steps: Sequence[Step], links: Sequence[Link]) -> Line:
    """The line as the chain leaves it; links are in the order of their numbers."""
    approvals: dict[str, list[Link]] = {}
    opened: dict[str, Link] = {}
    withdrawn: dict[int, Link] = {}
    whole = Line(steps=tuple(steps), approvals={})
    for link in links:
        if link.act == APPROVE:
            approvals.setdefault(link.step, []).append(link)
            opened = {scope: by for scope, by in opened.items() if by.step != link.step}
        elif link.act == REVISE:
            opened |= dict.fromkeys(link.scopes, link)
        else:
            fallen = whole.falls_with(link.target)
            if link.act == RETURN:
                fallen = (*fallen, link.step)
            for key in fallen:
                withdrawn |= {one.number: link for one in approvals.pop(key, ())}
            opened = {scope: by for scope, by in opened.items() if by.step not in fallen}
    frozen = {key: tuple(found) for key, found in approvals.items()}
    return Line(steps=tuple(steps), approvals=frozen, opened=opened, withdrawn=withdrawn)


def _is_filled(place: Place, given: Sequence[Link]) -> bool:
    signed = {link.person for link in given if link.place == place.key}
    return bool(signed) and (not place.everyone or place.people <= signed)
