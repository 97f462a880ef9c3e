"""Making archives: a job gathers, writes piece by piece, checks what it wrote, and then says it is done."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import JobFailed, Lease
from evaluations.jobs.models import Job
from evaluations.people.models import User
from evaluations.projects.actions import log
from evaluations.projects.models import Project
from reports.archiving import queries
from reports.archiving.container import TooMuch, check, write
from reports.archiving.gathering import Gathered, gather
from reports.archiving.models import Archive
from reports.publishing.actions import CannotStart, current_run

TASK = "reports.archiving.archive"
KIND = "archive"
FOLDER = "archives"
GATHER, WRITE, CHECK = "汇集内容", "写入文件", "逐个核对"
STEPS = (GATHER, WRITE, CHECK)
WRITTEN, CHECKED = 75, 98
"""Percent of the whole when the file is written, and when it is checked."""
SPARE = 64 * 1024 * 1024
"""Bytes that stay free on the disk."""


def start_archive(project: Project, *, by: User, hand_over: Callable[..., Job] = jobs.enqueue) -> Archive:
    """Begins the next archive; where facts have changed there are new scores first. Raises CannotStart."""
    _refuse_second(project)
    current_run(project, by=by)
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project.pk)
        _refuse_second(project)
        number = (project.archives.aggregate(newest=Max("number"))["newest"] or 0) + 1
        job = hand_over(task=TASK, arguments={}, title=f"归档　{project.title}　第{number}份"[:200], by=by)
        archive = Archive.objects.create(project=project, number=number, job=job, created_by=by)
        log(project, by=by, kind=KIND, verb="发起归档", subject=f"归档件{archive}")
    return archive


def cancel_archive(archive: Archive, *, by: User) -> Job:
    """Asks the archive's job to stop; nothing when it has ended."""
    with transaction.atomic():
        was_asked = archive.job.cancel_requested
        job = jobs.cancel(archive.job, by=by)
        if job.cancel_requested and not was_asked:
            log(archive.project, by=by, kind=KIND, verb="取消归档", subject=f"归档件{archive}")
    return job


def note_download(project: Project, what: str, *, by: User) -> None:
    """Who took a copy of the file, in the project's log."""
    log(project, by=by, kind=KIND, verb="下载", subject=what[:300])


def produce(lease: Lease) -> None:
    """The work of an archive's job. A file that was not delivered does not stay."""
    archive = Archive.objects.select_related("project").get(job=lease.job)
    lease.stage(GATHER, percent=0)
    gathered = gather(archive)
    with _place() as waiting:
        _written(waiting, gathered, lease)
        lease.stage(CHECK, percent=WRITTEN)
        _checked(waiting, lease)
        digest, size = _digest(waiting), waiting.stat().st_size
        name = f"{FOLDER}/{archive.project_id}/{digest}-{waiting.name}.zip"
        target = Path(settings.MEDIA_ROOT) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting.replace(target)
        try:
            with lease.deliver():
                archive.file.name, archive.sha256, archive.size = name, digest, size
                archive.counts, archive.state_sha256 = gathered.counts, gathered.state_sha256
                archive.save(update_fields=["file", "sha256", "size", "counts", "state_sha256"])
                subject = f"归档件{archive}"
                log(archive.project, by=archive.created_by, kind=KIND, verb="归档", subject=subject)
        except BaseException:
            target.unlink(missing_ok=True)
            raise


def _refuse_second(project: Project) -> None:
    if running := queries.in_progress(project):
        raise CannotStart(f"归档件{running}正在生成。请等它完成，或先取消它。")


@contextmanager
def _place() -> Iterator[Path]:
    """A name for a file in the making; what still lies there at the end is thrown away."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(8)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _written(waiting: Path, gathered: Gathered, lease: Lease) -> None:
    total = sum(one.size for one in gathered.items)
    if shutil.disk_usage(waiting.parent).free < total + SPARE:
        raise JobFailed("服务器的磁盘空间不够放归档件，请联系管理员清理后重新归档。", place=WRITE)

    def listen(done: int, whole: int) -> None:
        lease.stage(WRITE, percent=2 + round((WRITTEN - 2) * done / max(whole, 1)))

    lease.stage(WRITE, percent=2, note=f"{len(gathered.items)}个文件")
    try:
        write(waiting, gathered.items, gathered.manifest, listen)
    except TooMuch as error:
        raise JobFailed(
            "存下的文件与登记的SHA-256不符，可能已损坏。请到“证据资料”或“成果”核对这个文件。",
            place=str(error),
        ) from error
    except FileNotFoundError as error:
        raise JobFailed("有登记的文件在存储里找不到了，请联系管理员从备份找回。", place=WRITE) from error


def _checked(waiting: Path, lease: Lease) -> None:
    """The file, read again as whoever gets it will."""

    def listen(done: int, whole: int) -> None:
        share = round((CHECKED - WRITTEN) * done / max(whole, 1))
        lease.stage(CHECK, percent=WRITTEN + share)

    problems = check(waiting, listen).problems
    if problems:
        told = "\n".join(map(str, problems[:10]))
        raise JobFailed(f"{told}\n归档件没有通过核对，没有保存。请先核对上面的内容再归档。", place=CHECK)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
