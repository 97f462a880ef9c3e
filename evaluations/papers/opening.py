"""Which working papers there are: one for each scored indicator (an indicator without others under it)."""

from __future__ import annotations

from evaluations.papers.models import WorkingPaper
from evaluations.projects.models import Project


def open_papers(project: Project) -> list[WorkingPaper]:
    """Opens a working paper (工作底稿) for each leaf of the project's system that has none; returns the new.

    For actions that change the system, in their transaction. A paper whose indicator became a branch stays,
    with all that was written in it.
    """
    leaves = project.system.indicators.filter(children__isnull=True, paper__isnull=True)
    papers = [WorkingPaper(project=project, indicator=indicator) for indicator in leaves.order_by("position")]
    for paper in papers:
        paper.save(force_insert=True)
    return papers
