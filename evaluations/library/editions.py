"""One version of a framework as pages and actions see it: a firm's rows, or data of the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluations.library.models import FrameworkVersion
from evaluations.people.models import Firm
from indicators.library import Framework as National
from indicators.systems.queries import system_as_data


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A version: `key` and `number` name it in addresses; `firm` is None for a national one."""

    key: str
    number: int
    name: str
    document: str = ""
    note: str = ""
    firm: Firm | None = None
    version: FrameworkVersion | None = None
    national: National | None = None

    @property
    def is_draft(self) -> bool:
        """Whether it still waits for an admin."""
        return self.version is not None and self.version.published_at is None

    @property
    def since(self) -> datetime | str | None:
        """When it was published, or from when on the rule holds."""
        if self.national is not None:
            return self.national.effective_from
        return self.version.published_at if self.version else None

    def data(self) -> Mapping[str, Any]:
        """`grade_scheme`, `rounding`, `indicators`."""
        if self.national is not None:
            return self.national.system
        assert self.version is not None
        return system_as_data(self.version.system)


def of_version(version: FrameworkVersion) -> Edition:
    """The edition that a firm's row is; its framework and firm at hand."""
    framework = version.framework
    return Edition(
        key=framework.key,
        number=version.number,
        name=framework.name,
        note=version.note,
        firm=framework.firm,
        version=version,
    )


def of_national(national: National) -> Edition:
    """The edition that the package ships."""
    return Edition(
        key=national.id,
        number=national.version,
        name=national.title,
        document=national.document,
        note=national.weights_note,
        national=national,
    )
