"""@: who is addressed in a text, by name. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def named_in(text: str, names: Mapping[int, str]) -> set[int]:
    """The numbers of those whose name stands behind an @ in `text`; of several that fit, the longest name."""
    found: set[int] = set()
    for piece in text.split("@")[1:]:
        fitting = [name for name in names.values() if name and piece.startswith(name)]
        longest = max(fitting, key=len, default=None)
        found |= {number for number, name in names.items() if name == longest}
    return found
