"""Whether an archive is whole: every member as its SHA-256 says, none missing, none that nobody listed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reports.archiving.container.chain import Chain, read_chain
from reports.archiving.container.format import MANIFEST, NEEDED, SIGNATURES, SIGNED, Manifest, Member, Problem
from reports.archiving.container.names import is_safe
from reports.archiving.container.reading import BROKEN, DAMAGED, NotAnArchive, Opened, opened

Listen = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found. Without a manifest the file is no archive; `chain` is None where it cannot be read."""

    problems: tuple[Problem, ...]
    manifest: Manifest | None = None
    chain: Chain | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(path: Path, listen: Listen = lambda _done, _total: None) -> Check:
    """Reads all of the archive at `path` once; the memory does not grow with it."""
    try:
        with opened(path) as archive:
            return _checked(archive, listen)
    except NotAnArchive as refusal:
        return Check(problems=refusal.problems)


def _checked(archive: Opened, listen: Listen) -> Check:
    manifest = archive.manifest
    problems = [*_listing(archive), *_members(archive, listen)]
    try:
        chain = read_chain(archive.data(SIGNATURES), _signed(manifest))
        problems += [Problem(member=SIGNATURES, message=f"{fault}。") for fault in chain.faults]
    except NotAnArchive as refusal:
        chain = None
        problems += [one for one in refusal.problems if one.member not in {two.member for two in problems}]
    return Check(problems=tuple(problems), manifest=manifest, chain=chain)


def _signed(manifest: Manifest) -> frozenset[str]:
    """The SHA-256 of all contents that were signed and are in the archive; `_members` proves their bytes."""
    folder = f"{SIGNED}/"
    return frozenset(one.sha256 for one in manifest.members if one.path == f"{folder}{one.sha256}.json")


def _listing(archive: Opened) -> Iterator[Problem]:
    listed = [one.path for one in archive.manifest.members]
    for path, times in Counter(listed).items():
        if times > 1:
            yield Problem(member=path, message="目录里列了两次。请重新下载归档件。")
        if not is_safe(path):
            yield Problem(member=path[:120], message="目录里的文件名带有路径或不允许的字符，不能导入。")
    for path in sorted(archive.paths - {*listed, MANIFEST}):
        yield Problem(member=path, message="目录里没有这个文件，是后来放进去的。请用下载的原件。")
    for path in sorted(set(NEEDED) - set(listed)):
        yield Problem(member=path, message="归档件应有这个文件，目录里没有。请重新下载归档件。")


def _members(archive: Opened, listen: Listen) -> Iterator[Problem]:
    total, done = sum(one.size for one in archive.manifest.members), 0
    for member in archive.manifest.members:
        if member.path not in archive.paths:
            yield Problem(member=member.path, message="文件不见了。请重新下载归档件。")
            continue
        if fault := _fault(archive, member):
            yield Problem(member=member.path, message=fault)
        done += member.size
        listen(done, total)


def _fault(archive: Opened, member: Member) -> str:
    digest, size = hashlib.sha256(), 0
    try:
        for piece in archive.pieces(member):
            digest.update(piece)
            size += len(piece)
    except BROKEN:
        return DAMAGED
    if size != member.size:
        return f"应有{member.size}字节，实际{'更多' if size > member.size else f'只有{size}字节'}，被改动过。"
    if digest.hexdigest() != member.sha256:
        return f"SHA-256与目录所记的不符，内容被改动过（现为{digest.hexdigest()[:8]}…）。"
    return ""
