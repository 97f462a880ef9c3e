"""Releases of a project: all of them, what became of each, the one in force."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery

from evaluations.jobs.models import Job
from evaluations.projects.models import Project
from reports.publishing.queries import UNSAFE
from reports.publishing.releases.models import Release, ReleaseFile, ReleaseJob, Succession, Withdrawal


class State(StrEnum):
    """What became of a release; `PENDING` has no file yet."""

    PENDING = "签发中"
    CURRENT = "现行"
    CORRECTED = "已更正"
    VOID = "已作废"


def releases() -> QuerySet[Release]:
    """All, with what the state follows from, without the weight of snapshots."""
    related = ("file", "withdrawal", "replaced_by__file", "replaces", "issued_by", "project", "firm")
    return Release.objects.select_related(*related).defer(
        "snapshot", "replaces__snapshot", "replaced_by__snapshot"
    )


def of_project(project: Project) -> QuerySet[Release]:
    """The newest first."""
    return releases().filter(project=project).order_by("-sequence")


def newest(project: Project) -> Release | None:
    """The last one that was issued, whatever became of it."""
    return of_project(project).first()


def file_of(release: Release) -> ReleaseFile | None:
    """Its sealed file; None while it is being made."""
    return getattr(release, "file", None)


def withdrawal_of(release: Release) -> Withdrawal | None:
    """Its withdrawal, if there is one."""
    return getattr(release, "withdrawal", None)


def successor_of(release: Release) -> Release | None:
    """The release in its place, once that one has its file."""
    after: Release | None = getattr(release, "replaced_by", None)
    return after if after is not None and file_of(after) is not None else None


def state_of(release: Release) -> State:
    """Follows from later rows: a withdrawal, or a release in its place."""
    if file_of(release) is None:
        return State.PENDING
    after = successor_of(release)
    if withdrawal_of(release) is not None or (after is not None and after.kind == Succession.VOID):
        return State.VOID
    return State.CORRECTED if after is not None else State.CURRENT


def attempt_of(release: Release) -> Job:
    """The newest job that makes, or made, its file."""
    return ReleaseJob.objects.select_related("job").filter(release=release)[0].job


def last_jobs(listed: list[Release]) -> dict[int, Job]:
    """The newest job of each release, by the release's number in the database, in one query."""
    newest_of = ReleaseJob.objects.filter(release=OuterRef("release")).order_by("-pk").values("pk")[:1]
    attempts = ReleaseJob.objects.filter(release__in=listed, pk=Subquery(newest_of)).select_related("job")
    return {one.release_id: one.job for one in attempts}


def file_name(release: Release) -> str:
    """砚清评字〔2026〕17号.pdf"""
    return f"{UNSAFE.sub('_', release.number)}.pdf"
