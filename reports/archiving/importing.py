"""导入归档件: one job looks at an upload, another makes a project of it. Requests only take the file.

A job's `arguments` say which upload it is about (`token`, `name`), and in the end what came of it: `found`
(see `findings`) of a look, `project` of an import.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from evaluations.evidence.intake import keeping
from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import JobFailed, Lease
from evaluations.jobs.models import Job, JobState
from evaluations.people import uploads
from evaluations.people.models import Firm, User
from reports.archiving import findings, queries
from reports.archiving.looking import CONTENT, HASHES, Tell, dry_run
from reports.archiving.queries import LOOK, TAKE_IN
from reports.archiving.restoring import BUILD, RECEIVE, CannotRestore, build, prepared

STEPS = {LOOK: (HASHES, CONTENT), TAKE_IN: (HASHES, CONTENT, RECEIVE, BUILD)}
SHARES = {
    LOOK: {HASHES: (0, 60), CONTENT: (60, 99)},
    TAKE_IN: {HASHES: (0, 40), CONTENT: (40, 60), RECEIVE: (60, 85), BUILD: (85, 99)},
}
"""Percent of the whole at the beginning and at the end of each step."""
TOLD = 10
"""Problems that the message of a failed import names."""
GONE = "上传的归档件已经清除，请重新选择文件。"


class CannotImport(Exception):
    """Why no import can be begun; the message says what to do."""


def start_look(token: str, name: str, *, by: User, hand_over: Callable[..., Job] = jobs.enqueue) -> Job:
    """Has an upload checked."""
    title = f"核对归档件　{name}"[:200]
    return hand_over(task=LOOK, arguments={"token": token, "name": name}, title=title, by=by)


@transaction.atomic
def start_import(token: str, *, firm: Firm, by: User, hand_over: Callable[..., Job] = jobs.enqueue) -> Job:
    """Has a project of the firm made of an upload that passed its check; once, however often it is asked for.

    Raises CannotImport.
    """
    User.objects.select_for_update().get(pk=by.pk)
    known = queries.intake_of(token, by)
    if known.found is None or not known.found.is_importable:
        raise CannotImport("这个归档件还没有通过核对，不能导入。")
    if known.taking_in is not None and known.taking_in.state not in (JobState.FAILED, JobState.CANCELLED):
        return known.taking_in
    arguments = {"token": token, "name": known.name, "firm": firm.pk}
    title = f"导入归档件　{known.found.title}"[:200]
    return hand_over(task=TAKE_IN, arguments=arguments, title=title, by=by)


def look(lease: Lease) -> None:
    """The work of a look: nothing is saved but what was found."""
    _, path = _upload(lease.job)
    found = findings.plain(dry_run(path, _teller(lease, LOOK)))
    with lease.deliver() as job:
        job.arguments = {**job.arguments, "found": found}


def take_in(lease: Lease) -> None:
    """The work of an import: the file is read and checked again, then the project is made, all or nothing."""
    by, path = _upload(lease.job)
    firm = Firm.objects.filter(pk=lease.job.arguments["firm"], memberships__user=by).first()
    if firm is None:
        raise JobFailed("您已经不在所选的机构，没有导入。请重新核对并选择机构。")
    tell, name = _teller(lease, TAKE_IN), str(lease.job.arguments["name"])
    try:
        with prepared(path, tell) as ready:
            tell(BUILD, 0, 0)
            with keeping() as keep, lease.deliver() as job:
                project = build(ready, name=name, firm=firm, by=by, keep=keep)
                job.arguments = {**job.arguments, "project": project.pk}
    except CannotRestore as refusal:
        told = "\n".join(map(str, refusal.problems[:TOLD]))
        raise JobFailed(f"{told}\n归档件没有通过核对，没有导入。请换一个文件。", place=HASHES) from refusal
    uploads.drop(str(lease.job.arguments["token"]), by=by)


def _upload(job: Job) -> tuple[User, Path]:
    """Whose upload the job is about, and where it lies."""
    by = job.requested_by
    path = None if by is None else uploads.place(str(job.arguments["token"]), by=by)
    if by is None or path is None:
        raise JobFailed(GONE)
    return by, path


def _teller(lease: Lease, task: str) -> Tell:
    """Reports to the job: the share of its step that is done."""

    def tell(step: str, done: int, total: int) -> None:
        begin, end = SHARES[task][step]
        lease.stage(step, percent=begin + (end - begin) * done // total if total else begin)

    return tell
