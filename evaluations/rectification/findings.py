"""What rectification begins from: slices above say whether there is a released report, and what it found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from evaluations.projects.models import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem as the report states it, and where."""

    problem: str
    source: str

    @property
    def key(self) -> str:
        """The same as long as the words are, wherever it stands in the list."""
        return hashlib.sha256(f"{self.source}\n{self.problem}".encode()).hexdigest()[:16]


Reading = Callable[[Project], list[Finding] | None]
"""What the project's report in force found; None while there is none."""

_READINGS: list[Reading] = []


def read_by(reading: Reading) -> None:
    """From now on `reading` is asked what a project's report found."""
    if reading not in _READINGS:
        _READINGS.append(reading)


def findings_of(project: Project) -> list[Finding] | None:
    """All that was found; None where no report is in force, so that nothing can be begun."""
    found = [one for reading in _READINGS if (one := reading(project)) is not None]
    return [finding for one in found for finding in one] if found else None
