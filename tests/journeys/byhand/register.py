"""Which field of which object was typed, so that a journey can say that none was typed twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Register:
    """Every (object, field) that was typed or pasted, with its text."""

    typed: dict[tuple[str, str], str] = field(default_factory=dict)
    twice: list[tuple[str, str]] = field(default_factory=list)

    def note(self, thing: str, name: str, text: Any) -> str:
        """Notes that `text` is being typed into the field `name` of `thing`; gives it back."""
        if (thing, name) in self.typed:
            self.twice.append((thing, name))
        self.typed[thing, name] = str(text)
        return str(text)

    def note_row(self, thing: str, row: Mapping[str, str]) -> None:
        """Notes a pasted row, cell by cell; an empty cell was not typed."""
        for name, text in row.items():
            if text != "":
                self.note(thing, name, text)

    def lines(self) -> list[str]:
        """How many fields were typed, by kind of object, and which more than once."""
        counted = Counter(thing.split(" ")[0] for thing, _ in self.typed)
        told = "、".join(f"{kind} {count}" for kind, count in counted.items())
        twice = "、".join(f"{thing}·{name}" for thing, name in self.twice) or "none"
        return [f"fields typed: {len(self.typed)} ({told})", f"fields typed more than once: {twice}"]
