"""核验码: four groups of four characters that cannot be taken for one another, unguessable. Pure."""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
"""Without 0 O, 1 I L, 2 Z, 5 S, 8 B: 25 characters, 74 bits in sixteen."""
GROUPS, GROUP = 4, 4


def make() -> str:
    """A new code: XXXX-XXXX-XXXX-XXXX."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def read(typed: str) -> str | None:
    """What somebody typed, as a code: any case, width, blanks and hyphens; None where it cannot be one."""
    plain = re.sub(r"[\s\-‐-―−_]+", "", unicodedata.normalize("NFKC", typed)).upper()
    if len(plain) != GROUPS * GROUP or not set(plain) <= set(ALPHABET):
        return None
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))
