"""One line of what waits for a person, and for whom and on which day it is put together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evaluations.desk.deadlines import Deadlines, Due
from evaluations.desk.settled import is_settled
from evaluations.people.models import User
from evaluations.stages.turns import Worked


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to do. `kind` and `label` make the badge; `action` is the verb of the link.

    `due` is the day by which it is to be done and what says so, `left` how many days that are from today.
    """

    kind: str
    label: str
    title: str
    detail: str
    project: str
    url: str
    action: str
    due: Due | None = None
    left: int | None = None

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def when(self) -> str:
        """How far off the due day is, in words."""
        if self.left is None:
            return ""
        if self.left < 0:
            return f"逾期{-self.left}天"
        return "今天到期" if self.left == 0 else f"还有{self.left}天"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """For whom, on which day, what is known of due days, and how the stages of their projects stand."""

    user: User
    today: datetime.date
    known: Deadlines
    stages: Mapping[int, Worked]

    @property
    def settled(self) -> list[int]:
        """The projects that are issued or archived."""
        return [pk for pk, one in self.stages.items() if is_settled(one.state)]

    def left(self, due: Due | None) -> int | None:
        return None if due is None else (due.day - self.today).days


Offer = Callable[[Desk], list[Item]]

_OFFERS: list[Offer] = []


def offer_by(offer: Offer) -> None:
    """A slice above adds lines of what it alone knows."""
    if offer not in _OFFERS:
        _OFFERS.append(offer)


def offered(desk: Desk) -> list[Item]:
    """The lines of the slices above."""
    return [item for offer in _OFFERS for item in offer(desk)]
