"""What slices below are offered: drafts with the watermark for consultation, what a released report found."""

from __future__ import annotations

from evaluations.projects.models import Project
from evaluations.rectification.findings import Finding
from evaluations.reviews.consulting.drafts import Draft
from indicators.scoring import plain
from reports.composing import snapshot as snapshots
from reports.document.tree import grow, leaves
from reports.publishing.actions import CONSULTATION
from reports.publishing.models import Edition
from reports.publishing.releases.models import Release
from reports.publishing.releases.queries import State, of_project, state_of


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


def findings(project: Project) -> list[Finding] | None:
    """A problem for each indicator that lost points in the release in force; None while there is none."""
    current = next((one for one in of_project(project) if state_of(one) == State.CURRENT), None)
    if current is None:
        return None
    material = snapshots.material_of(Release.objects.values_list("snapshot", flat=True).get(pk=current.pk))
    return [
        Finding(
            problem=(leaf.indicator.deduction_reason or f"“{leaf.indicator.name}”扣{plain(leaf.deducted)}分"),
            source=f"{current.number}　{leaf.code} {leaf.indicator.name}，扣{plain(leaf.deducted)}分"[:300],
        )
        for leaf in leaves(grow(material.dossier, material.result))
        if leaf.is_short and leaf.deducted is not None
    ]
