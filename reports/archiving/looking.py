"""What an archive would become: all of it read, every hash, file and score checked, nothing saved."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from evaluations.evidence.filetypes import Refused, judge
from evaluations.evidence.intake import receiving
from evaluations.exchange import actions as exchange
from reports.archiving.container import (
    Chain,
    Class,
    Manifest,
    Member,
    Opened,
    Problem,
    check,
    opened,
)
from reports.archiving.container import format as f
from reports.archiving.proving import scores

LONGEST_SECTION = 80
HASHES, CONTENT = "逐个核对文件", "检查数据和资料"
Tell = Callable[[str, int, int], None]
"""Told of the step, and how much of it is done of how much."""


def untold(_step: str, _done: int, _total: int) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What an import would do. With problems there may be no more than these."""

    problems: tuple[Problem, ...]
    sha256: str
    size: int
    manifest: Manifest | None = None
    chain: Chain | None = None
    run: exchange.DryRun | None = None
    counts: tuple[tuple[str, int, int], ...] = ()
    """Class, files, bytes."""

    @property
    def is_importable(self) -> bool:
        """Whether `restore` would take it."""
        return not self.problems and self.run is not None


def dry_run(path: Path, tell: Tell = untold) -> DryRun:
    """Reads all of it, checks every hash, judges every file, scores the dossier; saves nothing."""
    tell(HASHES, 0, 0)
    found = check(path, lambda done, total: tell(HASHES, done, total))
    digest, size = _digest(path), path.stat().st_size
    if found.manifest is None or found.problems:
        return DryRun(
            problems=found.problems,
            sha256=digest,
            size=size,
            manifest=found.manifest,
            chain=found.chain,
        )
    tell(CONTENT, 0, 0)
    with opened(path) as archive:
        run = exchange.dry_run(archive.content(f.DOSSIER))
        problems = (
            *_dossier_problems(run),
            *_of_scores(archive, run),
            *_of_texts(archive),
            *_of_files(archive, tell),
        )
    return DryRun(
        problems=problems,
        sha256=digest,
        size=size,
        manifest=found.manifest,
        chain=found.chain,
        run=run,
        counts=tuple(_counts(found.manifest)),
    )


def _dossier_problems(run: exchange.DryRun) -> Iterator[Problem]:
    for one in run.problems:
        yield Problem(member=f.DOSSIER, message=f"{one.path}：{one.message}" if one.path else one.message)


def _of_scores(archive: Opened, run: exchange.DryRun) -> Iterator[Problem]:
    if run.is_importable and not (found := scores(archive)).agrees:
        yield from (Problem(member=f.SCORES, message=line) for line in found.said)


def _of_texts(archive: Opened) -> Iterator[Problem]:
    texts = archive.data(f.TEXTS).get("texts")
    if not isinstance(texts, dict):
        yield Problem(member=f.TEXTS, message="texts应是一组键和值。请重新下载归档件。")
        return
    for section, text in texts.items():
        if len(section) > LONGEST_SECTION or not isinstance(text, str) or "\x00" in section + text:
            yield Problem(member=f.TEXTS, message=f"“{section[:40]}”这一节不是可以导入的文字。")


def _of_files(archive: Opened, tell: Tell) -> Iterator[Problem]:
    """What cannot be kept as evidence: too large, of a kind that is not taken, disguised."""
    proofs = list(proofs_of(archive))
    used, most = sum(one.size for one in proofs), settings.EVIDENCE_PROJECT_BYTES
    if used > most:
        message = (
            f"资料共{used / 1024**2:.0f}MB，每个项目最多{most / 1024**2:.0f}MB。请联系平台管理员提高上限。"
        )
        yield Problem(member="", message=message)
        return
    for place, one in enumerate(proofs):
        tell(CONTENT, place, len(proofs))
        try:
            with (
                archive.stream(one) as source,
                receiving(source, name=name_of(one), length=one.size) as upload,
            ):
                judge(upload.path, upload.name)
        except Refused as refusal:
            yield Problem(member=one.path, message=str(refusal))


def proofs_of(archive: Opened) -> Iterator[Member]:
    """The members that are files of evidence, each content once."""
    digests = {
        version["sha256"]
        for document in archive.data(f.EVIDENCE)["documents"]
        for version in document["versions"]
        if version["has_file"]
    }
    seen: set[str] = set()
    for one in archive.manifest.members:
        if one.cls != Class.DATA and one.sha256 in digests and one.sha256 not in seen:
            seen.add(one.sha256)
            yield one


def _counts(manifest: Manifest) -> Iterator[tuple[str, int, int]]:
    for cls in Class:
        found = [one for one in manifest.members if one.cls == cls]
        yield cls.label, len(found), sum(one.size for one in found)


def name_of(member: Member) -> str:
    """The name of the file itself."""
    return member.path.rpartition("/")[2]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
