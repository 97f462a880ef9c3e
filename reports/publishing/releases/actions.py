"""签发: fix number, code and snapshot; print and seal; correct by a new one; withdraw; never change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import JobFailed, Lease
from evaluations.jobs.models import Job
from evaluations.people.models import User
from evaluations.projects.actions import log
from evaluations.projects.models import Project
from reports.composing import snapshot as snapshots
from reports.document import Imprint
from reports.publishing import stages
from reports.publishing.firms.models import FirmCertificate, NumberScheme
from reports.publishing.firms.numbering import usual
from reports.publishing.firms.queries import NextNumber, next_number
from reports.publishing.firms.vault import VaultClosed, unlocked
from reports.publishing.production import check_scores, check_snapshot, failures_told, kept
from reports.publishing.releases import announcing, codes, queries
from reports.publishing.releases.guards import (
    CannotIssue,
    Ground,
    Obstacle,
    check_right,
    check_succession,
    ground,
    valid_certificate,
)
from reports.publishing.releases.models import Release, ReleaseFile, ReleaseJob, Succession, Withdrawal
from reports.publishing.releases.printing import printed
from reports.publishing.releases.queries import State
from reports.rendering import Rendered, check_glyphs, sealing

TASK = "reports.publishing.release"
FOLDER = "releases"


def issue(
    project: Project,
    *,
    by: User,
    kind: str = "",
    reason: str = "",
    at: datetime | None = None,
    hand_over: Callable[..., Job] = jobs.enqueue,
) -> Release:
    """签发 the last good edition: number, code and snapshot are fixed, and a job makes the file.

    It must still say what the facts say, and the stage of release has to be signed; the signatures in force
    stand in the file. A later one names the one before, its `kind` (更正, 作废) and the reason. Raises
    CannotIssue.
    """
    at = at or timezone.now()
    with transaction.atomic():
        project = Project.objects.select_for_update().select_related("system", "firm").get(pk=project.pk)
        base = ground(project, by=by, at=at)
        check_succession(base.before, kind=kind, reason=reason)
        number = _numbered(project, at)
        imprint = _imprint(project, base, number, kind=kind, reason=reason.strip(), at=at)
        snapshot = snapshots.released(base.edition.snapshot, imprint)
        _refuse_unprintable(snapshot)
        release = _fixed(project, base, number, imprint, snapshot, kind=kind, by=by, at=at)
        _begin(release, by=by, hand_over=hand_over)
        log(project, by=by, kind="report", verb="签发", subject=f"正式报告 {release}（据报告{base.edition}）")
    return release


def retry(release: Release, *, by: User, hand_over: Callable[..., Job] = jobs.enqueue) -> Job:
    """Once more, after the job that was to make the file has failed or was cancelled. Raises CannotIssue."""
    with transaction.atomic():
        project = Project.objects.select_for_update().select_related("firm").get(pk=release.project_id)
        check_right(project, by)
        release = queries.releases().get(pk=release.pk)
        if queries.state_of(release) != State.PENDING or queries.attempt_of(release).is_open:
            raise CannotIssue(Obstacle.UNDER_WAY, f"{release}已经签发，或正在签发，不用重试。")
        job = _begin(release, by=by, hand_over=hand_over)
        log(project, by=by, kind="report", verb="重试签发", subject=f"正式报告 {release}")
    return job


def withdraw(release: Release, *, reason: str, by: User, at: datetime | None = None) -> Withdrawal:
    """作废, without another release in its place. Only what is in force. Raises CannotIssue."""
    with transaction.atomic():
        project = Project.objects.select_for_update().select_related("firm").get(pk=release.project_id)
        check_right(project, by)
        release = queries.releases().get(pk=release.pk)
        if (state := queries.state_of(release)) != State.CURRENT:
            raise CannotIssue(Obstacle.SUCCESSION, f"{release}现在是“{state}”，只有现行的报告可以作废。")
        if getattr(release, "replaced_by", None) is not None:
            raise CannotIssue(Obstacle.UNDER_WAY, f"替代{release}的报告正在签发，请等它完成。")
        if not reason.strip():
            raise CannotIssue(Obstacle.SUCCESSION, f"请写明为什么作废{release}，原因会公开。")
        made = Withdrawal.objects.create(
            release=release, at=at or timezone.now(), by=by, reason=reason.strip()
        )
        log(project, by=by, kind="report", verb="作废", subject=f"正式报告 {release}")
        announcing.withdrawn(made)
    return made


def cancel(release: Release, *, by: User) -> Job:
    """Asks the job that makes the file to stop. The number stays the release's, which can be tried again."""
    with transaction.atomic():
        job = jobs.cancel(queries.attempt_of(release), by=by)
        log(release.project, by=by, kind="report", verb="取消生成", subject=f"正式报告 {release}")
    return job


def produce(lease: Lease) -> None:
    """The work of a release's job: check what is frozen, print, seal, check the seal, keep the file.

    Nothing but the release's row is read; what a second attempt renders is the same, byte for byte.
    """
    attempt = ReleaseJob.objects.select_related("release__project", "release__firm")
    release = attempt.get(job=lease.job).release
    digest = release.snapshot_sha256
    stages.enter(lease, stages.FREEZE, note=f"快照 {digest[:4]}…{digest[-4:]}")
    check_snapshot(release.snapshot, digest, place=str(release))
    stages.enter(lease, stages.RECOMPUTE)
    check_scores(release.snapshot)
    with failures_told():
        pictures = snapshots.pictures(release.snapshot)
        rendered = printed(release.snapshot, pictures=pictures, progress=stages.listener(lease))
    stages.enter(lease, stages.SEAL)
    certificate, sealed, seal = _sealed(release, rendered)
    stages.enter(lease, stages.VERIFY)
    pdf_sha256 = hashlib.sha256(sealed).hexdigest()
    name = kept(sealed, pdf_sha256, folder=FOLDER)
    with lease.deliver():
        ReleaseFile.objects.create(
            release=release,
            certificate=certificate,
            pdf=name,
            pdf_sha256=pdf_sha256,
            size=len(sealed),
            rendered_sha256=hashlib.sha256(rendered.pdf).hexdigest(),
            rendered_size=len(rendered.pdf),
            pages=rendered.pages,
            seal=seal.as_plain(),
            sealed_at=timezone.now(),
        )
        subject = f"正式报告 {release}"
        log(release.project, by=release.issued_by, kind="report", verb="签章", subject=subject)
        announcing.arrived(release)


def _fixed(
    project: Project,
    base: Ground,
    number: NextNumber,
    imprint: Imprint,
    snapshot: snapshots.Snapshot,
    *,
    kind: str,
    by: User,
    at: datetime,
) -> Release:
    """The release's row, which never changes."""
    return Release.objects.create(
        firm=project.firm,
        project=project,
        sequence=base.before.sequence + 1 if base.before else 1,
        year=number.year,
        serial=number.serial,
        number=number.number,
        title=project.title,
        edition=base.edition,
        snapshot=snapshot,
        snapshot_sha256=snapshots.digest(snapshot),
        code=imprint.code,
        issued_at=at,
        issued_by=by,
        replaces=base.before,
        kind=kind,
        reason=imprint.reason,
    )


def _numbered(project: Project, at: datetime) -> NextNumber:
    """The next number of the firm and year; whoever else numbers for the firm waits for the commit."""
    defaults = {"pattern": usual(project.firm.name)}
    NumberScheme.objects.get_or_create(firm=project.firm, defaults=defaults)
    scheme = NumberScheme.objects.select_for_update().select_related("firm").get(firm=project.firm)
    return next_number(scheme, timezone.localtime(at).year)


def _imprint(
    project: Project,
    base: Ground,
    number: NextNumber,
    *,
    kind: str,
    reason: str,
    at: datetime,
) -> Imprint:
    code = codes.make()
    return Imprint(
        number=number.number,
        code=code,
        address=f"{settings.PUBLIC_URL}/verify/{code}/",
        firm=project.firm.name,
        issued_on=timezone.localdate(at).isoformat(),
        verb=Succession(kind).label if kind else "",
        corrects=base.before.number if base.before else "",
        reason=reason,
        signatures=base.signatures,
    )


def _refuse_unprintable(snapshot: snapshots.Snapshot) -> None:
    """Found before a number is given: what no font draws, scores that the dossier does not give."""
    try:
        if snapshots.differences(snapshot):
            raise CannotIssue(Obstacle.STALE_SCORES, "报告的评分与数据不符。请重新生成报告，看过再签发。")
        missing = check_glyphs(snapshots.document_of(snapshot))
    except snapshots.Unusable as error:
        raise CannotIssue(Obstacle.UNPRINTABLE, str(error)) from error
    if missing:
        raise CannotIssue(Obstacle.UNPRINTABLE, f"报告里有排不出的字，请先改掉：{missing[0]}")


def _begin(release: Release, *, by: User, hand_over: Callable[..., Job]) -> Job:
    job = hand_over(task=TASK, arguments={}, title=f"签发　{release}　{release.title}"[:200], by=by)
    ReleaseJob.objects.create(release=release, job=job)
    return job


def _sealed(release: Release, rendered: Rendered) -> tuple[FirmCertificate, bytes, sealing.Seal]:
    """The file sealed with the firm's certificate of this moment, and what the check of the seal says."""
    if rendered.seal is None:
        raise JobFailed("签字页没有留出签章的位置，不能盖章。", place=stages.SEAL)
    try:
        certificate = valid_certificate(release.firm, timezone.now())
        pdf = sealing.seal(
            rendered.pdf,
            key=unlocked(certificate.vault),
            firm=release.firm.name,
            reason=f"签发 {release}",
            box=rendered.seal,
        )
    except (CannotIssue, VaultClosed, sealing.CannotSeal) as error:
        raise JobFailed(str(error), place=stages.SEAL) from error
    seal = sealing.check(pdf)
    if seal.problem:
        raise JobFailed(seal.problem, place=stages.SEAL)
    return certificate, pdf, seal
