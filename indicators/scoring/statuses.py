"""What can come of an indicator, and why a leaf has no score."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The statuses of the evaluation dossier, version 1."""

    OK = "ok"
    MISSING = "missing"
    INVALID = "invalid"
    UNDEFINED = "undefined"
    NOT_APPLICABLE = "not_applicable"
    OVERRIDDEN = "overridden"
    INCOMPLETE = "incomplete"


class Failure(Exception):
    """A leaf or a part that cannot be scored; of several in a composite the lowest `rank` counts."""

    status = Status.UNDEFINED
    rank = 3

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Missing(Failure):
    """An input that is not known."""

    status = Status.MISSING
    rank = 0


class Unfit(Failure):
    """An input that cannot be what it says: negative, or of another type than the expression needs."""

    status = Status.INVALID
    rank = 1


class DividedByZero(Failure):
    """A division by zero, which `value_when_undefined` may answer."""

    rank = 2


class Undefined(Failure):
    """The rule says nothing about this value: unknown level, rank beyond the bands, zero target."""


class OutOfRange(Failure):
    """More than there is to reach: a percent over 100, a mark over the weight, `met` over 1."""

    status = Status.INVALID
    rank = 4


class TooFew(Failure):
    """Fewer entries than points."""

    status = Status.MISSING
    rank = 5


class NothingLeft(Failure):
    """No mark is left after trimming."""

    rank = 6
