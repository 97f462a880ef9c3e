"""An archive in, a project of the firm out: looked at once more, then made, all or nothing."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from evaluations.evidence.actions import Checked, lay_bytes
from evaluations.evidence.actions import check as judge_whole
from evaluations.evidence.filetypes import clean_name
from evaluations.evidence.intake import keeping, receiving
from evaluations.evidence.models import DocumentVersion
from evaluations.exchange import actions as exchange
from evaluations.papers.actions import start_run
from evaluations.people.models import Firm, User
from evaluations.projects.actions import log
from evaluations.projects.models import Project
from reports.archiving.actions import KIND
from reports.archiving.container import Manifest, Opened, Problem, opened
from reports.archiving.container import format as f
from reports.archiving.looking import Tell, dry_run, name_of, proofs_of, untold
from reports.archiving.models import Restoration
from reports.composing.models import SectionText

FOLDER = "restored"
RECEIVE, BUILD = "收取文件", "建立项目"
Keep = Callable[[Path, str], None]
"""Moves a waiting file to its place; see `evidence.intake.keeping`."""


class CannotRestore(Exception):
    """Why no project can be made of the archive; `problems` names every place, and nothing was saved."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("；".join(map(str, problems)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An archive that was checked, with its files waiting; only the rows are still to be made."""

    manifest: Manifest
    sha256: str
    size: int
    dossier: bytes
    texts: Mapping[str, str]
    files: Mapping[str, Checked]
    """By SHA-256."""
    copy: Path
    """The archive itself, to be kept."""


def restore(path: Path, *, name: str, firm: Firm, by: User | None) -> Project:
    """Makes a project of the archive: facts, texts, evidence; the archive itself is kept as its record.

    It is read and checked once more. `by` becomes 项目负责人. Raises CannotRestore; then nothing stays.
    """
    with prepared(path) as ready, keeping() as keep, transaction.atomic():
        return build(ready, name=name, firm=firm, by=by, keep=keep)


@contextmanager
def prepared(path: Path, tell: Tell = untold) -> Iterator[Ready]:
    """All that takes long, outside of any transaction; what is not kept in the block is thrown away.

    Raises CannotRestore.
    """
    looked = dry_run(path, tell)
    if not looked.is_importable or looked.manifest is None:
        raise CannotRestore(looked.problems)
    with ExitStack() as stack, opened(path) as archive:
        yield Ready(
            manifest=looked.manifest,
            sha256=looked.sha256,
            size=looked.size,
            dossier=archive.content(f.DOSSIER),
            texts=archive.data(f.TEXTS)["texts"],
            files={one.upload.sha256: one for one in _received(archive, stack, tell)},
            copy=stack.enter_context(_copied(path)),
        )


def build(ready: Ready, *, name: str, firm: Firm, by: User | None, keep: Keep) -> Project:
    """The rows of the project and the record of what it was made of; in a transaction inside of `keeping`.

    Its scores of record come from a run of its own, which is queued here.
    """
    project = exchange.import_dossier(ready.dossier, firm=firm, by=by)
    for version in DocumentVersion.objects.filter(project=project, file="", sha256__in=ready.files):
        lay_bytes(version, ready.files[version.sha256], keep)
    SectionText.objects.bulk_create(
        SectionText(project=project, section=section, text=text, updated_by=by)
        for section, text in sorted(ready.texts.items())
    )
    kept = f"{FOLDER}/{ready.sha256}-{ready.copy.name[:8]}.zip"
    keep(ready.copy, kept)
    Restoration.objects.create(
        project=project,
        name=clean_name(name),
        file=kept,
        sha256=ready.sha256,
        size=ready.size,
        manifest=ready.manifest.as_plain(),
        by=by,
    )
    log(project, by=by, kind=KIND, verb="恢复", subject=f"由归档件　SHA-256 {ready.sha256}")
    start_run(project, by=by)
    return project


def _received(archive: Opened, stack: ExitStack, tell: Tell) -> Iterator[Checked]:
    """Every file of evidence on its way in, looked into; what is not kept is thrown away with the stack."""
    proofs = list(proofs_of(archive))
    for place, one in enumerate(proofs):
        tell(RECEIVE, place, len(proofs))
        with archive.stream(one) as source:
            upload = stack.enter_context(receiving(source, name=name_of(one), length=one.size))
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
