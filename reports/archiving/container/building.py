"""Items in, one .zip out, written piece by piece: the memory does not grow with the files.

The same items give the same bytes: members in the order of their paths, one moment for all, no owner.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from reports.archiving.container.format import MANIFEST, Class, Manifest, Member

CHUNK = 1 << 20
MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can hold: there is no clock in the file."""
COMPRESSED = frozenset({"application/json", "text/html", "text/plain", "text/csv", "image/bmp"})
"""Media types that are worth compressing; everything else is stored as it is."""


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes: ...


Source = Callable[[], AbstractContextManager[Readable]]
Listen = Callable[[int, int], None]
"""Told of bytes done and of all bytes; may raise to stop the writing."""


class TooMuch(ValueError):
    """A source does not give what it was said to give; the message names the member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What becomes a member. `sha256` and `size` are what is known before the bytes are read.

    A member that differs from them stops the writing: what was kept is not what was recorded.
    """

    path: str
    cls: Class
    title: str
    media_type: str
    size: int
    sha256: str
    open: Source
    group: str = ""


def stored_bytes(
    path: str,
    content: bytes,
    *,
    title: str,
    cls: Class = Class.DATA,
    media_type: str = "application/json",
    group: str = "",
) -> Item:
    """An item of bytes that are at hand."""
    return Item(
        path=path,
        cls=cls,
        title=title,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        open=lambda: nullcontext(BytesIO(content)),
        group=group,
    )


def as_json(value: Any) -> bytes:
    """Readable JSON in UTF-8, keys in their order."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def members_of(items: Iterable[Item]) -> tuple[Member, ...]:
    """What the manifest says of the items, in the order of their paths."""
    return tuple(
        Member(
            path=one.path,
            cls=one.cls,
            group=one.group,
            title=one.title,
            media_type=one.media_type,
            size=one.size,
            sha256=one.sha256,
        )
        for one in sorted(items, key=lambda one: one.path)
    )


def write(
    target: Path, items: Sequence[Item], manifest: Manifest, listen: Listen = lambda _done, _total: None
) -> None:
    """Writes the archive to `target`; `manifest` names all items. Raises TooMuch."""
    total, done = sum(one.size for one in items), 0
    with zipfile.ZipFile(target, "x", allowZip64=True, strict_timestamps=True) as archive:
        content = as_json(manifest.as_plain())
        with archive.open(_entry(MANIFEST, "application/json", len(content)), "w") as member:
            member.write(content)
        for one in sorted(items, key=lambda one: one.path):
            entry = _entry(one.path, one.media_type, one.size)
            with one.open() as source, archive.open(entry, "w") as member:
                digest, left = hashlib.sha256(), one.size
                while piece := source.read(CHUNK):
                    left -= len(piece)
                    if left < 0:
                        break
                    digest.update(piece)
                    member.write(piece)
                    done += len(piece)
                    listen(done, total)
            if left or digest.hexdigest() != one.sha256:
                raise TooMuch(one.path)


def _entry(path: str, media_type: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, MOMENT)
    is_small = media_type in COMPRESSED
    entry.compress_type = zipfile.ZIP_DEFLATED if is_small else zipfile.ZIP_STORED
    entry.create_system, entry.external_attr, entry.file_size = 3, 0o644 << 16, size
    return entry
