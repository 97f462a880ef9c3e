"""A project whose report can be issued: a lead evaluator, an edition, a certificate of the firm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from evaluations.jobs import actions as jobs
from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.document import Signature
from reports.publishing import actions as editions
from reports.publishing.firms.actions import make_certificate
from reports.publishing.firms.models import FirmCertificate
from reports.publishing.releases import actions, guards
from reports.publishing.releases.models import Release
from tests.evaluations.stages.making import without_release_stage
from tests.factories import add_member, make_firm, make_project, make_user

Issue = Callable[..., Release]


@pytest.fixture(autouse=True)
def _patient(settings: Any) -> None:
    """The thread that renews a lease sees nothing of a test's transaction; it shall not get a turn."""
    settings.JOB_LEASE_SECONDS = 600


@pytest.fixture
def lead(db: None) -> User:
    return make_user(firm=make_firm(name="砚清会计师事务所"), display_name="沈知行")


@pytest.fixture
def project(lead: User) -> Project:
    made = make_project("selfeval_2023_hotline", firm=lead.firms.get(), by=lead)
    add_member(made, lead, "lead")
    return made


@pytest.fixture
def certificate(project: Project, lead: User) -> FirmCertificate:
    return make_certificate(project.firm, by=lead)


def make_edition(project: Project, by: User) -> None:
    """The next edition, printed."""
    edition = editions.start_edition(project, by=by, hand_over=jobs.record)
    jobs.run(edition.job_id, editions.produce)


@pytest.fixture
def ready(project: Project, lead: User, certificate: FirmCertificate) -> Project:
    """Nothing stands in the way of issuing it: its firm issues without stages."""
    without_release_stage(project.firm, by=lead)
    make_edition(project, lead)
    return project


@pytest.fixture
def issued(ready: Project, lead: User, monkeypatch: pytest.MonkeyPatch) -> Issue:
    """Issues the project's report, printed and sealed; `signatures` stand for those of its chain."""

    def issue(signatures: Sequence[Signature] = (), **values: Any) -> Release:
        monkeypatch.setattr(guards, "signatures_of", lambda _project: tuple(signatures))
        release = actions.issue(ready, by=lead, hand_over=jobs.record, **values)
        job = release.attempts.get().job
        jobs.run(job.pk, actions.produce)
        job.refresh_from_db()
        assert job.state == "done", f"{job.place} {job.message}"
        return Release.objects.get(pk=release.pk)

    return issue


def content(release: Release) -> bytes:
    """The bytes of a release's file."""
    with release.file.pdf.open() as file:
        return bytes(file.read())
