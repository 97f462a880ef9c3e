"""A release in force without the minute of printing: frozen as the button does it, with a small file."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from evaluations.jobs import actions as jobs
from evaluations.jobs.models import Job, JobState
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from reports.publishing.actions import start_edition
from reports.publishing.firms.actions import make_certificate
from reports.publishing.releases import announcing
from reports.publishing.releases.actions import issue
from reports.publishing.releases.models import Release, ReleaseFile
from reports.rendering.sealing import Seal
from tests.evaluations.stages.making import without_release_stage
from tests.factories import add_member

PDF = b"%PDF-1.7 the sealed file"


def make_release(
    project: Project, by: User, *, kind: str = "", reason: str = "", at: datetime | None = None
) -> Release:
    """The next release; `by` leads the project."""
    add_member(project, by, ProjectRole.LEAD)
    if not project.firm.certificates.exists():
        make_certificate(project.firm, by=by)
        without_release_stage(project.firm, by=by)
    edition = start_edition(project, by=by, hand_over=jobs.record)
    Job.objects.filter(pk=edition.job_id).update(state=JobState.DONE, ended_at=timezone.now())
    edition.pages, edition.size = 1, 4
    edition.pdf.save("edition.pdf", ContentFile(b"%PDF"))
    release = issue(project, by=by, kind=kind, reason=reason, at=at, hand_over=jobs.record)
    Job.objects.filter(release_attempt__release=release).update(state=JobState.DONE, ended_at=timezone.now())
    made = ReleaseFile(
        release=release,
        certificate=project.firm.certificates.earliest("pk"),
        pdf_sha256=hashlib.sha256(PDF).hexdigest(),
        size=len(PDF),
        rendered_sha256=hashlib.sha256(PDF[:4]).hexdigest(),
        rendered_size=4,
        pages=1,
        seal=Seal(problem="", signer=project.firm.name).as_plain(),
        sealed_at=timezone.now(),
    )
    made.pdf.save("release.pdf", ContentFile(PDF))
    announcing.arrived(release)
    return Release.objects.get(pk=release.pk)
