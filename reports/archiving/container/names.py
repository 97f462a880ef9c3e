"""Names inside an archive: what any file system takes, and what is refused when an archive comes in."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
"""Characters of one name; in UTF-8 they fit the 255 bytes of a file system."""
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def folder_name(raw: str, otherwise: str = "未命名") -> str:
    """One name of a path: without separators, shortened in the middle of stem and extension."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", raw))
    plain = "".join("" if unicodedata.category(sign).startswith("C") else sign for sign in plain)
    plain = " ".join(plain.split()).strip(" .")
    if len(plain) > LONGEST:
        stem, dot, extension = plain.rpartition(".")
        tail = f".{extension}" if dot and stem and len(extension) <= 10 else ""
        plain = (stem if tail else plain)[: LONGEST - len(tail)].rstrip(" .") + tail
    return f"_{plain}" if _RESERVED.fullmatch(plain) else plain or otherwise


def unique(path: str, taken: set[str]) -> str:
    """`path`, or with a number before its extension where another has it, whatever the case of letters."""
    folder, slash, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    if not stem:
        stem, dot, extension = name, "", ""
    found, number = path, 1
    while found.lower() in taken:
        number += 1
        found = f"{folder}{slash}{stem}（{number}）{dot}{extension}"
    taken.add(found.lower())
    return found


def is_safe(path: str) -> bool:
    """Whether a path of an archive stays inside of it on every system."""
    parts = path.split("/")
    return bool(path) and len(path) <= 400 and all(_is_name(one) for one in parts)


def _is_name(part: str) -> bool:
    return part not in ("", ".", "..") and not _UNSAFE.search(part) and part == part.strip(" ")
