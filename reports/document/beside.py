"""Facts that a report prints and no dossier holds: team, declarations, repeals, weighting, photos, opinions.

They travel beside the dossier in a snapshot, as plain data there (`as_plain`, `from_plain`) and typed here.
What follows from them (consistency, means) is worked out again when the report is written, never stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

INSIDE = ("主评人", "项目负责人", "评价人员", "复核人")
"""Roles of the firm's people; a member with another role (专家) comes from outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who works on the evaluation; nothing private: no telephone, no address.

    `declared` says whether the person signed a declaration of independence, `has_interest` what it says.
    """

    name: str
    role: str
    title: str = ""
    certificate: str = ""
    duties: str = ""
    declared: bool = False
    has_interest: bool = False

    @property
    def is_expert(self) -> bool:
        return self.role not in INSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeal:
    """A cited policy document that is not in force at the report's date: no more (`ended`) or not yet.

    Dates as the sources give them; `instead` is what replaced it: 《…》（…）.
    """

    number: str
    ended: str = ""
    starts: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """How experts set the weights under one branch (`branch` empty: the top level), as they said it.

    `judgements` holds for each expert the scales of all pairs (1-2, 1-3, …, 2-3, …), 3 or −3 as in
    `evaluations.design`; `given` for each expert a weight for each of `names`. One of the two is empty.
    """

    branch: str
    name: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    judgements: tuple[tuple[int, ...], ...] = ()
    given: tuple[tuple[Decimal, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture taken at the site visit number `visit` (from 1 in the dossier); `sha256` is its file's."""

    visit: int
    number: str
    sha256: str
    title: str
    taken_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """A line of 意见采纳情况表 as texts, line breaks in them: what was said by whom, what came of it."""

    number: str
    by: str
    said: str
    decision: str
    reason: str
    changed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyShare:
    """A group of respondents or a channel: how many sheets came back and how many count."""

    name: str
    quota: int | None = None
    returned: int = 0
    valid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """How the survey number `survey` (from 1 in the dossier) was made with a questionnaire.

    `versions` are texts as printed, `first` and `last` ISO dates; `struck` says how many sheets do not count
    for which reason. `confidence` and `margin` are in percent, `seed` is that of the random draw.
    """

    survey: int
    versions: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    channels: tuple[SurveyShare, ...] = ()
    groups: tuple[SurveyShare, ...] = ()
    struck: tuple[tuple[str, int], ...] = ()
    population: int | None = None
    confidence: Decimal | None = None
    margin: Decimal | None = None
    target: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """All of it; empty means that nothing is known, and nothing is printed."""

    team: tuple[Member, ...] = ()
    repeals: tuple[Repeal, ...] = ()
    weighings: tuple[Weighing, ...] = ()
    photos: tuple[Photo, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    unlisted: int = 0
    """How many opinions the table has beside these, shown to the firm alone."""
    surveys: tuple[Polled, ...] = ()


NOTHING_BESIDE = Beside()


def as_plain(beside: Beside) -> dict[str, Any]:
    """As JSON knows it: lists for tuples, figures as text."""
    return {key: _plain(value) for key, value in asdict(beside).items()}


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return f"{value:f}"
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case tuple() | list():
            return [_plain(item) for item in value]
        case _:
            return value


def from_plain(data: Mapping[str, Any]) -> Beside:
    """Back from `as_plain`; of a snapshot that has none, nothing."""
    return Beside(
        team=tuple(Member(**one) for one in data.get("team", ())),
        repeals=tuple(Repeal(**one) for one in data.get("repeals", ())),
        weighings=tuple(_weighing(one) for one in data.get("weighings", ())),
        photos=tuple(Photo(**one) for one in data.get("photos", ())),
        adoptions=tuple(Adoption(**one) for one in data.get("adoptions", ())),
        unlisted=data.get("unlisted", 0),
        surveys=tuple(_polled(one) for one in data.get("surveys", ())),
    )


def _polled(data: Mapping[str, Any]) -> Polled:
    figures = {key: None if data[key] is None else Decimal(data[key]) for key in ("confidence", "margin")}
    shares = {key: tuple(SurveyShare(**one) for one in data[key]) for key in ("channels", "groups")}
    struck = tuple((reason, number) for reason, number in data["struck"])
    return Polled(**{**data, **figures, **shares, "versions": tuple(data["versions"]), "struck": struck})


def _weighing(data: Mapping[str, Any]) -> Weighing:
    return Weighing(
        branch=data["branch"],
        name=data["name"],
        names=tuple(data["names"]),
        codes=tuple(data["codes"]),
        judgements=tuple(tuple(one) for one in data["judgements"]),
        given=tuple(tuple(Decimal(weight) for weight in one) for one in data["given"]),
    )
