"""Which editions can go out for consultation: printed drafts with the watermark, by number and SHA-256."""

from __future__ import annotations

from evaluations.projects.models import Project
from evaluations.reviews.consulting.drafts import Draft
from reports.publishing.actions import CONSULTATION
from reports.publishing.models import Edition


def drafts(project: Project) -> list[Draft]:
    """The project's printed 征求意见稿."""
    rows = Edition.objects.filter(project=project, stamp=CONSULTATION).exclude(pdf_sha256="")
    rows = rows.defer("snapshot")
    return [
        Draft(
            number=row.number, sha256=row.pdf_sha256, label=f"{row}　{row.created_at.astimezone():%Y-%m-%d}"
        )
        for row in rows
    ]
