"""An archive in, a project of the firm out: first only looked at, then made, all or nothing."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from evaluations.evidence.actions import Checked, lay_bytes
from evaluations.evidence.actions import check as judge_whole
from evaluations.evidence.filetypes import Refused, clean_name, judge
from evaluations.evidence.intake import keeping, receiving
from evaluations.evidence.models import DocumentVersion
from evaluations.exchange import actions as exchange
from evaluations.people.models import Firm, User
from evaluations.projects.actions import log
from evaluations.projects.models import Project
from reports.archiving.actions import KIND
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
from reports.archiving.models import Restoration
from reports.archiving.proving import scores
from reports.composing.models import SectionText

FOLDER = "restored"
LONGEST_SECTION = 80


class CannotRestore(Exception):
    """Why no project can be made of the archive; `problems` names every place, and nothing was saved."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("；".join(map(str, problems)))


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


def dry_run(path: Path) -> DryRun:
    """Reads all of it, checks every hash, judges every file, scores the dossier; saves nothing."""
    found = check(path)
    digest, size = _digest(path), path.stat().st_size
    if found.manifest is None or found.problems:
        return DryRun(
            problems=found.problems,
            sha256=digest,
            size=size,
            manifest=found.manifest,
            chain=found.chain,
        )
    with opened(path) as archive:
        run = exchange.dry_run(archive.content(f.DOSSIER))
        problems = (
            *_dossier_problems(run),
            *_of_scores(archive, run),
            *_of_texts(archive),
            *_of_files(archive),
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


def restore(path: Path, *, name: str, firm: Firm, by: User | None) -> Project:
    """Makes a project of the archive: facts, texts, evidence; the archive itself is kept as its record.

    It is read and checked once more. `by` becomes 项目负责人. Raises CannotRestore; then nothing stays.
    """
    looked = dry_run(path)
    if not looked.is_importable or looked.manifest is None:
        raise CannotRestore(looked.problems)
    with ExitStack() as stack, opened(path) as archive:
        files = {one.upload.sha256: one for one in _received(archive, stack)}
        copy = stack.enter_context(_copied(path))
        texts = archive.data(f.TEXTS)["texts"]
        with keeping() as keep, transaction.atomic():
            project = exchange.import_dossier(archive.content(f.DOSSIER), firm=firm, by=by)
            _lay_files(project, files, keep)
            SectionText.objects.bulk_create(
                SectionText(project=project, section=section, text=text, updated_by=by)
                for section, text in sorted(texts.items())
            )
            kept = f"{FOLDER}/{looked.sha256}-{copy.name[:8]}.zip"
            keep(copy, kept)
            Restoration.objects.create(
                project=project,
                name=clean_name(name),
                file=kept,
                sha256=looked.sha256,
                size=looked.size,
                manifest=looked.manifest.as_plain(),
                by=by,
            )
            log(project, by=by, kind=KIND, verb="恢复", subject=f"由归档件　SHA-256 {looked.sha256}")
    return project


def _lay_files(project: Project, files: dict[str, Checked], keep: Any) -> None:
    """The bytes of every version that the archive holds."""
    for version in DocumentVersion.objects.filter(project=project, file=""):
        if version.sha256 in files:
            lay_bytes(version, files[version.sha256], keep)


# Looking ------------------------------------------------------------------------------------------


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


def _of_files(archive: Opened) -> Iterator[Problem]:
    """What cannot be kept as evidence: too large, of a kind that is not taken, disguised."""
    proofs = list(_proofs(archive))
    used, most = sum(one.size for one in proofs), settings.EVIDENCE_PROJECT_BYTES
    if used > most:
        message = (
            f"资料共{used / 1024**2:.0f}MB，每个项目最多{most / 1024**2:.0f}MB。请联系平台管理员提高上限。"
        )
        yield Problem(member="", message=message)
        return
    for one in proofs:
        try:
            with archive.stream(one) as source, receiving(source, name=_name(one), length=one.size) as upload:
                judge(upload.path, upload.name)
        except Refused as refusal:
            yield Problem(member=one.path, message=str(refusal))


def _proofs(archive: Opened) -> Iterator[Member]:
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


# Taking in ----------------------------------------------------------------------------------------


def _received(archive: Opened, stack: ExitStack) -> Iterator[Checked]:
    """Every file of evidence on its way in, looked into; what is not kept is thrown away with the stack."""
    for one in _proofs(archive):
        with archive.stream(one) as source:
            upload = stack.enter_context(receiving(source, name=_name(one), length=one.size))
        yield judge_whole(upload)


@contextmanager
def _copied(path: Path) -> Iterator[Path]:
    """A copy on its way in, so that whatever happens the file itself stays."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / secrets.token_hex(8)
    try:
        shutil.copyfile(path, copy)
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _name(member: Member) -> str:
    return member.path.rpartition("/")[2]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
