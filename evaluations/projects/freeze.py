"""A part of a project that is frozen (冻结), as plain data: `freezing` asks, a `Project` carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """`scope` is what is frozen as people call it, `stage` whose signature froze it, `on` that day."""

    scope: str
    stage: str
    on: date

    def __str__(self) -> str:
        return f"{self.scope}已随“{self.stage}”{self.on.month}月{self.on.day}日签核冻结"
