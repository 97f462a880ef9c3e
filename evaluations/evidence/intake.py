"""A file on its way in: streamed from the request to disk while it is hashed, then kept or thrown away."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from evaluations.evidence.filetypes import Refused, clean_name

CHUNK = 1 << 16
SMALL = ".small"
"""Behind the name of a picture: its small copy."""


class Readable(Protocol):
    """What the bytes are read from: a request, or an open file."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A received file: where it waits, its name, size in bytes and SHA-256."""

    path: Path
    name: str
    size: int
    sha256: str


def folder() -> Path:
    """The private folder of all evidence."""
    return Path(settings.MEDIA_ROOT) / "evidence"


@contextmanager
def receiving(source: Readable, *, name: str, length: int | None = None) -> Iterator[Upload]:
    """Takes the bytes in piece by piece. Raises Refused when they are too many or not all there.

    What has not been kept when the block ends is thrown away.
    """
    waiting = folder() / "incoming"
    waiting.mkdir(parents=True, exist_ok=True)
    path = waiting / secrets.token_hex(16)
    try:
        size, digest = _copied(source, path, length)
        yield Upload(path=path, name=clean_name(name), size=size, sha256=digest)
    finally:
        path.unlink(missing_ok=True)
        path.with_suffix(SMALL).unlink(missing_ok=True)


def _copied(source: Readable, path: Path, length: int | None) -> tuple[int, str]:
    most: int = settings.EVIDENCE_FILE_BYTES
    if length is not None and length > most:
        raise Refused(too_big(length))
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as file:
        while piece := source.read(CHUNK):
            size += len(piece)
            if size > most:
                raise Refused(too_big(size))
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if length is not None and size != length:
        raise Refused(f"只收到{size}字节，应有{length}字节：上传中断了。请重试。")
    return size, digest.hexdigest()


def too_big(size: int) -> str:
    """Why a file of `size` bytes is refused."""
    most = settings.EVIDENCE_FILE_BYTES / 1024**2
    return f"文件至少{size / 1024**2:.1f}MB，每个文件最多{most:g}MB。请压缩、拆分，或降低扫描分辨率。"


@contextmanager
def keeping() -> Iterator[Callable[[Path, str], None]]:
    """Gives `keep(waiting, name)`, which moves a file to its place; when the block fails, all are removed.

    Stands around the transaction, so that a row that is rolled back leaves no file.
    """
    kept: list[Path] = []

    def keep(waiting: Path, name: str) -> None:
        target = Path(settings.MEDIA_ROOT) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        kept.append(target)
        waiting.replace(target)

    try:
        yield keep
    except BaseException:
        for target in kept:
            target.unlink(missing_ok=True)
        raise
