"""The bureau is told of what it may download now, and of what is void."""

from __future__ import annotations

from django.urls import reverse

from evaluations.notices.actions import post
from evaluations.people.models import User
from evaluations.projects.models import ProjectRole
from reports.publishing.releases.models import Release, Succession, Withdrawal

KIND = "delivery"


def arrived(release: Release) -> None:
    """新到的正式报告: its file is there; a correction names what it takes the place of."""
    before = release.replaces
    said = f"\n{Succession(release.kind).label}{before}：{release.reason}" if before is not None else ""
    _tell(
        release,
        subject=f"新到正式报告{release}",
        body=f"{release.title}\n由{release.firm}签发，请下载并签收。{said}",
        key=f"release:{release.pk}",
    )


def withdrawn(withdrawal: Withdrawal) -> None:
    """作废, with the reason."""
    release = withdrawal.release
    _tell(
        release,
        subject=f"{release}已作废",
        body=f"{release.title}\n作废原因：{withdrawal.reason}\n请不要再使用这份报告。",
        key=f"withdrawal:{withdrawal.pk}",
    )


def _tell(release: Release, *, subject: str, body: str, key: str) -> None:
    url = reverse("delivery:page", args=[release.project_id, release.sequence])
    officers = User.objects.filter(
        project_roles__project=release.project_id,
        project_roles__role=ProjectRole.BUREAU_OFFICER,
        is_active=True,
    )
    for person in officers.order_by("pk"):
        post(to=person, kind=KIND, subject=subject, body=body, url=url, key=key)
