"""How a dossier holds an organisation: by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indicators.systems.records import ABSENT, Link, Record


@dataclass(frozen=True, slots=True)
class Party(Link):
    """The name of an organisation of the firm; a blank, or spaces around the name, are kept as they were."""

    by: str = "name"

    def read(self, value: Any, into: Record) -> Any:
        into.columns[self.relation] = value if isinstance(value, str) else None
        is_name = isinstance(value, str) and bool(value) and value == value.strip()
        return ABSENT if is_name else value

    def write(self, holder: Any, kept: Any) -> Any:
        name = Link.write(self, holder, ABSENT)
        if isinstance(kept, str) and name is not ABSENT and kept.strip() == name:
            return kept
        return kept if name is ABSENT else name
