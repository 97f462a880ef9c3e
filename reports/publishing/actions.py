"""Producing editions: freeze what is to be printed, hand it to a worker, print it, keep the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import Lease
from evaluations.jobs.models import Job
from evaluations.papers.actions import run_now
from evaluations.papers.models import ScoringRun
from evaluations.papers.queries import is_stale, latest_run
from evaluations.people.models import User
from evaluations.projects.actions import log
from evaluations.projects.models import Project
from reports.composing import snapshot as snapshots
from reports.publishing import queries, stages
from reports.publishing.models import Edition
from reports.publishing.production import check_scores, check_snapshot, dossier_attached, failures_told, kept
from reports.rendering import Rendered, render

TASK = "reports.publishing.produce"
CONSULTATION = "征求意见稿"
"""The stamp of what goes out to unit and bureau."""


class CannotStart(Exception):
    """Why no edition can be begun now; the message says what to do."""


def start_edition(
    project: Project,
    *,
    by: User | None,
    stamp: str = "",
    hand_over: Callable[..., Job] = jobs.enqueue,
) -> Edition:
    """Begins the next edition: facts, scores and texts as they are now, frozen, and a job that prints them.

    With a `stamp` (征求意见稿) it is a draft that goes out, with a watermark on every page.

    Scores of record come first: when facts have changed since the last scoring run, a new one is made here.
    `hand_over` is `jobs.record` for a caller that prints it itself. Raises CannotStart.
    """
    _refuse_second(project)
    run = current_run(project, by=by)
    with transaction.atomic():
        project = Project.objects.select_for_update().select_related("system").get(pk=project.pk)
        _refuse_second(project)
        number = (project.editions.aggregate(newest=Max("number"))["newest"] or 0) + 1
        frozen = _frozen(project, run, number, stamp)
        title = f"生成{stamp or '报告'}　{project.title}　第{number}版"
        job = hand_over(task=TASK, arguments={}, title=title, by=by)
        edition = Edition.objects.create(
            project=project,
            number=number,
            run=run,
            job=job,
            stamp=stamp,
            snapshot=frozen,
            snapshot_sha256=snapshots.digest(frozen),
            created_by=by,
        )
        log(project, by=by, kind="report", verb="发起生成", subject=f"报告{edition}")
    return edition


def current_run(project: Project, *, by: User | None) -> ScoringRun:
    """The scores of record for the facts as they are now: the last run, or a new one if they have changed."""
    run = latest_run(project)
    if run is not None and not is_stale(run, project):
        return run
    run = run_now(project, by=by)
    if run.computed_at is None:
        raise CannotStart(f"评分没有算出：{run.job.place} {run.job.message}")
    return run


def cancel_edition(edition: Edition, *, by: User) -> Job:
    """Asks the edition's job to stop; nothing when it has ended."""
    with transaction.atomic():
        was_asked = edition.job.cancel_requested
        job = jobs.cancel(edition.job, by=by)
        if job.cancel_requested and not was_asked:
            log(edition.project, by=by, kind="report", verb="取消生成", subject=f"报告{edition}")
    return job


def produce(lease: Lease) -> None:
    """The work of an edition's job: check the frozen scores, print, keep the file, and then say it is done.

    Nothing but the snapshot is read, so a second attempt gives the same bytes.
    """
    edition = Edition.objects.select_related("project", "run").get(job=lease.job)
    stages.enter(
        lease, stages.FREEZE, note=f"快照 {edition.snapshot_sha256[:4]}…{edition.snapshot_sha256[-4:]}"
    )
    check_snapshot(edition.snapshot, edition.snapshot_sha256, place=str(edition))
    stages.enter(lease, stages.RECOMPUTE)
    check_scores(edition.snapshot)
    rendered = _rendered(edition, lease)
    stages.enter(lease, stages.VERIFY)
    digest = hashlib.sha256(rendered.pdf).hexdigest()
    name = kept(rendered.pdf, digest, folder="editions")
    with lease.deliver():
        edition.pdf.name, edition.pdf_sha256 = name, digest
        edition.pages, edition.size = rendered.pages, len(rendered.pdf)
        edition.save(update_fields=["pdf", "pdf_sha256", "pages", "size"])
        subject = f"报告{edition}"
        log(edition.project, by=edition.created_by, kind="report", verb="生成", subject=subject)


def _frozen(project: Project, run: ScoringRun, number: int, stamp: str) -> snapshots.Snapshot:
    try:
        today = timezone.localdate()
        frozen = snapshots.freeze(project, run, edition=number, issued=today, stamp=stamp)
        if snapshots.differences(frozen):
            raise CannotStart("冻结数据时评分的依据刚好有改动，请再按一次“生成报告”。")
    except snapshots.Unusable as error:
        raise CannotStart(str(error)) from error
    return frozen


def _refuse_second(project: Project) -> None:
    if running := queries.in_progress(project):
        raise CannotStart(f"{running}正在生成。请等它完成，或先取消它。")


def _rendered(edition: Edition, lease: Lease) -> Rendered:
    snapshot = edition.snapshot
    with failures_told():
        return render(
            snapshots.document_of(snapshot),
            identifier=edition.snapshot_sha256,
            attachments=(dossier_attached(snapshot),),
            pictures=snapshots.pictures(snapshot),
            progress=stages.listener(lease),
        )
