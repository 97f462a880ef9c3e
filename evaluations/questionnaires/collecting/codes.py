"""Short codes of one-time links: read from paper and typed by hand, so nothing in them looks like another."""

from __future__ import annotations

import secrets
from collections.abc import Collection

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 and O, 1, I and L."""
LENGTH = 8


def new_codes(count: int, taken: Collection[str] = ()) -> list[str]:
    """So many codes that nobody can guess, each once and none of `taken`."""
    found: dict[str, None] = {}
    while len(found) < count:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if code not in taken:
            found[code] = None
    return list(found)


def read_by_eye(code: str) -> str:
    """The code as it is printed: in two halves."""
    return f"{code[:4]} {code[4:]}"
