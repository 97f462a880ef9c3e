"""Opening an archive that anybody may have made: nothing is unpacked to a name that the file chooses.

Members are read in pieces up to the size that the manifest gives them; what is disguised, doubled, encrypted,
or grows out of proportion is refused before anything is read.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from reports.archiving.container.building import CHUNK
from reports.archiving.container.format import MANIFEST, Manifest, Member, Problem, Unreadable, read_manifest
from reports.archiving.container.names import is_safe
from reports.archiving.container.upgrades import upgraded

MB = 1024 * 1024
MOST_MEMBERS = 20_000
LARGEST_DATA = 64 * MB
"""Of a member that is read as a whole: data, never a file of evidence."""
UNPACKED = 12 * 1024 * MB
RATIO = 200
"""How much a member may grow; below `SMALL` it does not matter."""
SMALL = MB
UTF8 = 0x800
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error, ValueError)
"""What the reader of ZIP files raises of a file that is none, or is damaged."""


DAMAGED = "读不出来，文件已损坏。请重新下载归档件。"
TOO_LARGE = f"数据文件超过{LARGEST_DATA // MB}MB，没有读取。"
FOREIGN = "不是UTF-8编码，被别的程序改存过。请用下载的原件。"


class NotAnArchive(ValueError):
    """Why a file cannot be read as an archive at all, with every place that shows it."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("；".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive whose directory and manifest are as they should be; its members are not proven yet."""

    manifest: Manifest
    _archive: zipfile.ZipFile

    @property
    def paths(self) -> frozenset[str]:
        """Everything that the file holds."""
        return frozenset(self._archive.namelist())

    def stream(self, member: Member) -> AbstractContextManager[IO[bytes]]:
        """The bytes to be read by somebody who counts them. Raises BROKEN, KeyError."""
        return self._archive.open(member.path)

    def pieces(self, member: Member) -> Iterator[bytes]:
        """The bytes piece by piece, at most one more than the manifest says. Raises BROKEN, KeyError."""
        left = member.size + 1
        with self._archive.open(member.path) as source:
            while left > 0 and (piece := source.read(min(CHUNK, left))):
                left -= len(piece)
                yield piece

    def content(self, path: str) -> bytes:
        """A member as a whole, if it is what the manifest says. Raises NotAnArchive."""
        member = self.manifest.find(path)
        if member is None:
            raise NotAnArchive(Problem(member=path, message="归档件里没有这个文件，请重新下载归档件。"))
        if member.size > LARGEST_DATA:
            raise NotAnArchive(Problem(member=path, message=TOO_LARGE))
        try:
            content = b"".join(self.pieces(member))
        except (*BROKEN, KeyError):
            raise NotAnArchive(Problem(member=path, message=DAMAGED)) from None
        if hashlib.sha256(content).hexdigest() != member.sha256:
            raise NotAnArchive(Problem(member=path, message="内容与目录所记的SHA-256不符，被改动过。"))
        return content

    def data(self, path: str) -> dict[str, Any]:
        """A member as JSON. Raises NotAnArchive."""
        return _json(path, self.content(path))


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The archive at `path`. Raises NotAnArchive."""
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN:
        raise NotAnArchive(
            Problem(member="", message="不是ZIP文件，或没有传完整。请选择从“归档”页下载的.zip文件。")
        ) from None
    with archive:
        entries = archive.infolist()
        problems = list(_odd(entries, path.stat().st_size))
        if problems:
            raise NotAnArchive(*problems)
        yield Opened(_manifest(archive), archive)


def _odd(entries: list[zipfile.ZipInfo], size: int) -> Iterator[Problem]:
    """What is wrong with the directory of the ZIP file."""
    names = [one.filename for one in entries]
    if MANIFEST not in names:
        yield Problem(member=MANIFEST, message=_without_manifest(names))
        return
    if len(names) > MOST_MEMBERS:
        yield Problem(member="", message=f"里面有{len(names)}个文件，最多{MOST_MEMBERS}个，没有读取。")
        return
    unpacked = sum(one.file_size for one in entries)
    if unpacked > UNPACKED or unpacked > RATIO * max(size, SMALL):
        much = f"{unpacked // MB}MB"
        yield Problem(member="", message=f"解开后约{much}，与它的大小不相称，没有读取。请重新下载归档件。")
        return
    seen: set[str] = set()
    for one in entries:
        yield from _odd_entry(one, seen)
        seen.add(one.filename)


def _odd_entry(entry: zipfile.ZipInfo, seen: set[str]) -> Iterator[Problem]:
    shown = entry.filename.encode("utf-8", "replace").decode()[:120]
    if not entry.filename.isascii() and not entry.flag_bits & UTF8:
        yield Problem(member=shown, message="文件名不是UTF-8编码，像是用别的程序重新压缩过。请用下载的原件。")
    elif not is_safe(entry.filename):
        yield Problem(member=shown, message="文件名带有路径或不允许的字符，不能导入。请重新下载归档件。")
    if entry.filename in seen:
        yield Problem(member=shown, message="同一个文件名出现了两次，分不清哪一个是真的。请重新下载归档件。")
    if entry.flag_bits & ENCRYPTED:
        yield Problem(member=shown, message="加了密码，读不出来。请用下载的原件，不要加密码重新压缩。")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield Problem(member=shown, message="压缩方式不认得，像是用别的程序重新压缩过。请用下载的原件。")
    if entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1):
        yield Problem(member=shown, message="解开后的大小与它不相称，没有读取。请重新下载归档件。")


def _without_manifest(names: list[str]) -> str:
    """Why there is no manifest, as far as the names tell."""
    if any(one.endswith(f"/{MANIFEST}") for one in names):
        return "归档件被解开后又带着文件夹压缩了一次。请用下载的原件，不要重新压缩。"
    if any(one.lower().endswith(".zip") for one in names):
        return "压缩包里还是压缩包。请解开它，选择里面的归档件。"
    return "没有manifest.json，这不是归档件。请选择从“归档”页下载的.zip文件。"


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        with archive.open(MANIFEST) as source:
            content = source.read(LARGEST_DATA + 1)
    except BROKEN:
        raise NotAnArchive(Problem(member=MANIFEST, message=DAMAGED)) from None
    if len(content) > LARGEST_DATA:
        raise NotAnArchive(Problem(member=MANIFEST, message=TOO_LARGE))
    try:
        return read_manifest(upgraded(_json(MANIFEST, content)))
    except Unreadable as error:
        raise NotAnArchive(*error.problems) from error


def _json(path: str, content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotAnArchive(Problem(member=path, message=FOREIGN)) from None
    except (ValueError, RecursionError):
        raise NotAnArchive(Problem(member=path, message="不是JSON，被改动过。请重新下载归档件。")) from None
    if not isinstance(found, Mapping):
        raise NotAnArchive(Problem(member=path, message="内容不是一组键和值，被改动过。请重新下载归档件。"))
    return dict(found)
